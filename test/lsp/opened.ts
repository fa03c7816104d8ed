/** A server with a small world, and a client that has its pipeline open. */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { Diagnostic, DocumentDiagnosticReport, Hover } from 'vscode-languageserver';
import { serve } from '../../server/src/lsp/server.ts';
import { snapshotOf } from '../support/world.ts';
import { type Given, uriOf, worldOf } from './small-world.ts';
import { type Client, talk } from './talk.ts';

export const pulling = { textDocument: { diagnostic: {} }, workspace: { workspaceEdit: { documentChanges: true } } };

export const uri = uriOf('.gitlab-ci.yml');

/** A client of a server whose world has `text` as its pipeline, and other files. */
export function clientOf(text: string, given: Partial<Given> = {}): Client {
  const files = new Map([['.gitlab-ci.yml', text], ...(given.files ?? [])]);
  return talk((server) => serve(server, worldOf({ ...given, files })));
}

export async function opened(client: Client, text: string, capabilities: object = pulling): Promise<void> {
  await client.initialize({}, capabilities);
  await client.open(uri, text);
}

export async function pull(client: Client, of = uri): Promise<readonly Diagnostic[]> {
  const report = await client.ask<DocumentDiagnosticReport>('textDocument/diagnostic', of);
  return report.kind === 'full' ? report.items : [];
}

export async function hoverAt(client: Client, line: number, character: number, of = uri): Promise<string | undefined> {
  const hover = await client.ask<Hover | null>('textDocument/hover', of, { position: { line, character } });
  return hover ? (hover.contents as { readonly value: string }).value : undefined;
}

export const trigger = 'deploy-edge:\n  # another project\n  trigger:\n    project: acme/edge\n';

export const production = 'deploy:\n  script: ./deploy\n  environment: production\n';

/** Only Maintainers deploy to production, and Dana is a Developer. */
export const maintained = snapshotOf({
  protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }],
});

export async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300 && !done(); tries++) await setTimeout(10);
  assert.ok(done(), 'still not so after 3 s');
}
