/** The pages of gates and rules, as clients ask for them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction } from 'vscode-languageserver';
import type { DocumentationAnswer, PageAnswer } from '../../server/src/lsp/protocol.ts';
import { clientOf, pulling, trigger, uri } from './opened.ts';

test('every gate and rule has its page', async () => {
  await using client = clientOf(trigger);
  await client.initialize({}, pulling);
  const { pages } = await client.connection.sendRequest<DocumentationAnswer>('deployGates/documentation', {});
  assert.ok(pages.some((it) => it.id === 'permission') && pages.some((it) => it.id === 'freeze/ignored'));
  for (const { id } of pages) {
    const { markdown } = await client.connection.sendRequest<PageAnswer>('deployGates/page', { id });
    assert.match(markdown, /^# .+\n/, id);
  }
});

test('what is none is said to be none', async () => {
  await using client = clientOf(trigger);
  await client.initialize({}, pulling);
  const { markdown } = await client.connection.sendRequest<PageAnswer>('deployGates/page', { id: 'toString' });
  assert.equal(markdown, 'There is no gate or rule `toString`.');
});

test('a finding leads to its page where the client can open it', async () => {
  for (const pages of [true, false]) {
    await using client = clientOf(trigger);
    await client.initialize({ initializationOptions: { pages } }, pulling);
    await client.open(uri, trigger);
    const range = { start: { line: 2, character: 3 }, end: { line: 2, character: 3 } };
    const actions = await client.ask<readonly CodeAction[]>('textDocument/codeAction', uri, {
      range,
      context: { diagnostics: [] },
    });
    const about = actions.filter((it) => it.command?.command === 'deployGates.showPage');
    assert.deepEqual(
      about.map((it) => it.command?.arguments),
      pages ? [['trigger/no-environment']] : [],
    );
  }
});
