/** The bundled server in the language of its client, on the embedded example; in English where the client names none. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CodeLens, DocumentDiagnosticReport, Hover } from 'vscode-languageserver';
import { type Example, openExample } from '../e2e/lib/example.ts';
import { bundledServer } from './bundled.ts';
import { type Client, talkOverStdio } from './talk.ts';

let example: Example;
let server: string;

before(async () => {
  server = await bundledServer();
  example = await openExample();
});

after(() => example.close());

/** What the editor shows of the job that deploys to production, and of the one that starts another project's pipeline. */
async function shownIn(locale: string | undefined): Promise<Shown> {
  await using client = talkOverStdio(server, '--stdio');
  const capabilities = { textDocument: { diagnostic: {} } };
  await client.initialize(
    { rootUri: pathToFileURL(example.folder).href, ...(locale !== undefined && { locale }) },
    capabilities,
  );
  const { uri: edge } = await open(client, 'ci/deploy/edge.yml');
  const { uri, text } = await open(client, 'ci/production.yml');
  const line = text.split('\n').findIndex((it) => it.startsWith('deploy-production:'));
  const hover = await client.ask<Hover>('textDocument/hover', uri, { position: { line, character: 3 } });
  const [lens] = (await client.ask<readonly CodeLens[]>('textDocument/codeLens', uri)).filter(
    (it) => it.range.start.line === line,
  );
  const report = await client.ask<DocumentDiagnosticReport>('textDocument/diagnostic', edge);
  const found = report.kind === 'full' ? report.items : [];
  const message = found.find((it) => it.code === 'trigger/no-environment')?.message ?? '';
  return {
    hover: (hover.contents as { readonly value: string }).value,
    lens: lens?.command?.title ?? '',
    message: typeof message === 'string' ? message : message.value,
  };
}

interface Shown {
  readonly hover: string;
  readonly lens: string;
  readonly message: string;
}

async function open(client: Client, file: string): Promise<{ readonly uri: string; readonly text: string }> {
  const path = join(example.folder, file);
  const text = readFileSync(path, 'utf8');
  const uri = pathToFileURL(path).href;
  await client.open(uri, text);
  return { uri, text };
}

test('a client that speaks German is answered in German', { timeout: 60_000 }, async () => {
  const { hover, lens, message } = await shownIn('de-AT');
  assert.match(hover, /^\*\*Unbekannt \(abgemeldet\)\. In jedem Fall gilt: Der Job wartet auf einen Start von Hand/);
  assert.match(hover, /\*Zu tun:\* Anmelden oder/);
  assert.equal(lens, 'Unbekannt (abgemeldet) – in jedem Fall: Der Job wartet auf einen Start von Hand');
  assert.match(message, /^Dieser Job startet eine Pipeline in `acme\/platform\/edge` und nennt keine Umgebung\./);
});

for (const locale of [undefined, 'en-GB', 'eo']) {
  test(`a client whose language is ${locale} is answered in English`, { timeout: 60_000 }, async () => {
    const { hover, lens, message } = await shownIn(locale);
    assert.match(hover, /^\*\*Unknown \(signed out\)\. In any case it waits to be started by hand/);
    assert.match(hover, /\*To do:\* Sign in/);
    assert.equal(lens, 'Unknown (signed out): in any case it waits to be started by hand');
    assert.match(message, /^This job starts a pipeline in `acme\/platform\/edge` and names no environment\./);
  });
}
