/** Inlay hints over the wire: what is asked for, what is switched off, and that they follow the settings of the editor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InlayHint } from 'vscode-languageserver';
import { clientOf, opened, pulling, until, uri } from './opened.ts';
import type { Client } from './talk.ts';

const text = 'deploy:\n  script: ./deploy\n  environment: live\n  when: manual\n';
const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };

async function labels(client: Client): Promise<readonly unknown[]> {
  const hints = await client.ask<readonly InlayHint[] | null>('textDocument/inlayHint', uri, { range });
  return (hints ?? []).map((it) => it.label);
}

test('the server says that it has hints, and gives them', async () => {
  await using client = clientOf(text);
  const { capabilities } = await client.initialize({}, pulling);
  assert.ok(capabilities.inlayHintProvider);
  await client.open(uri, text);
  assert.deepEqual(await labels(client), ['tier: production (guessed)', 'optional']);
});

test('each kind has its setting, and a change is followed', async () => {
  await using client = clientOf(text);
  let refreshed = 0;
  client.connection.onRequest('workspace/inlayHint/refresh', () => {
    refreshed++;
    return null;
  });
  await opened(client, text, {
    ...pulling,
    workspace: { ...pulling.workspace, inlayHint: { refreshSupport: true } },
  });
  const choose = async (deployGates: object) => {
    const before = refreshed;
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { deployGates } });
    await until(() => refreshed > before);
  };
  await choose({ inlayHints: { tier: false } });
  assert.deepEqual(await labels(client), ['optional']);
  await choose({ inlayHints: { tier: false, when: false } });
  assert.deepEqual(await labels(client), []);
  // The older name of the section counts where the newer says nothing.
  await choose({ hints: { tier: false, when: false }, inlayHints: { when: true } });
  assert.deepEqual(await labels(client), ['optional']);
});

test('a file that belongs to no pipeline has none', async () => {
  await using client = clientOf(text);
  await opened(client, text);
  const hints = await client.ask('textDocument/inlayHint', 'file:///app/other.yml', { range });
  assert.deepEqual(hints, []);
});
