/** Names in the conversation with a client: where they lead, what they are called from now on, what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CompletionItem,
  DocumentSymbol,
  Location,
  ShowMessageParams,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver';
import { clientOf, opened, pulling, until, uri } from './opened.ts';
import { uriOf } from './small-world.ts';

const text =
  'include:\n  - local: more.yml\n  - local: tags.yml\n    rules:\n      - if: $CI_COMMIT_TAG\nbuild:\n  script: make\n';
const more = 'deploy:\n  stage: deploy\n  script: ./deploy\n  needs: [build]\n';
const tags = 'release:\n  script: x\n  needs: [build]\n';
const files = new Map([
  ['more.yml', more],
  ['tags.yml', tags],
]);
const onBuild = { position: { line: 5, character: 2 } };

test('a name leads over files, and back', async () => {
  await using client = clientOf(text, { files });
  await opened(client, text);
  await client.open(uriOf('more.yml'), more);
  const needs = { position: { line: 3, character: 11 } };

  const target = await client.ask<Location>('textDocument/definition', uriOf('more.yml'), needs);
  const uses = await client.ask<readonly Location[]>('textDocument/references', uri, {
    ...onBuild,
    context: { includeDeclaration: false },
  });

  assert.deepEqual([target?.uri, target?.range.start.line], [uri, 5]);
  assert.deepEqual(
    uses.map((it) => it.uri),
    [uriOf('more.yml')],
  );
});

test('a new name reaches files that nobody has open, those with rules too', async () => {
  await using client = clientOf(text, { files });
  await opened(client, text);

  const edit = await client.ask<WorkspaceEdit>('textDocument/rename', uri, { ...onBuild, newName: 'make' });

  assert.deepEqual(
    edit.documentChanges?.map((it) => 'textDocument' in it && [it.textDocument, it.edits.length]),
    [
      [{ uri, version: 1 }, 1],
      [{ uri: uriOf('more.yml'), version: null }, 1],
      [{ uri: uriOf('tags.yml'), version: null }, 1],
    ],
  );
});

test('a rename that may not reach everything warns', async () => {
  const partly = `${text}stages: [build]\n`.replace('include:', 'include:\n  - local: $WHERE/jobs.yml\n    inputs: {}');
  await using client = clientOf(partly, { files });
  const warnings: string[] = [];
  client.connection.onNotification('window/showMessage', ({ message }: ShowMessageParams) => {
    warnings.push(message);
  });
  await opened(client, partly);

  await client.ask('textDocument/rename', uri, { position: { line: 7, character: 2 }, newName: 'make' });

  await until(() => warnings.length > 0);
  assert.match(
    warnings.join('\n'),
    /^Not all of the pipeline could be read, and what is missing may name `build` as well/,
  );
});

test('what cannot be renamed is refused with the reason', async () => {
  await using client = clientOf(text, { files });
  const { capabilities } = await client.initialize(
    {},
    { ...pulling, textDocument: { rename: { prepareSupport: true } } },
  );
  await client.open(uri, text);

  assert.deepEqual(capabilities.renameProvider, { prepareProvider: true });
  await assert.rejects(client.ask('textDocument/rename', uri, { ...onBuild, newName: 'deploy' }), {
    message: 'The job `deploy` exists already: `more.yml`, line 1.',
  });
  await assert.rejects(
    client.ask('textDocument/prepareRename', uri, { position: { line: 0, character: 2 } }),
    /No name/,
  );
  assert.equal(
    (await client.ask<{ placeholder: string }>('textDocument/prepareRename', uri, onBuild)).placeholder,
    'build',
  );
});

test('a client that cannot prepare is not asked to', async () => {
  await using client = clientOf(text);
  const { capabilities } = await client.initialize();
  assert.equal(capabilities.renameProvider, true);
});

test('outline, symbols of the workspace and hierarchy', async () => {
  await using client = clientOf(text, { files });
  await client.initialize({ rootUri: uriOf('') }, pulling);
  await client.open(uri, text);
  const ask = client.connection.sendRequest.bind(client.connection);

  const outline = await client.ask<readonly DocumentSymbol[]>('textDocument/documentSymbol', uri);
  const symbols: readonly WorkspaceSymbol[] = await ask('workspace/symbol', { query: 'deploy' });
  const [item] = await client.ask<readonly CallHierarchyItem[]>(
    'textDocument/prepareCallHierarchy',
    uriOf('more.yml'),
    {
      position: { line: 0, character: 1 },
    },
  );
  const calls: readonly CallHierarchyOutgoingCall[] = await ask('callHierarchy/outgoingCalls', { item });

  assert.deepEqual(
    outline.map((it) => [it.name, it.children?.map((child) => child.name)]),
    [['test', ['build']]],
  );
  assert.deepEqual(
    symbols.map((it) => it.name),
    ['deploy'],
  );
  assert.deepEqual(
    calls.map((it) => [it.to.name, it.fromRanges[0]?.start.line]),
    [['build', 3]],
  );
});

test('a file that belongs to no pipeline has no names', async () => {
  await using client = clientOf(text);
  await opened(client, text);
  const other = uriOf('docker-compose.yml');
  await client.open(other, more);
  assert.deepEqual(await client.ask('textDocument/documentSymbol', other), []);
  assert.equal(
    await client.ask('textDocument/rename', other, { position: { line: 0, character: 1 }, newName: 'x' }),
    null,
  );
});

test('what is typed counts at once, also where it breaks the file', async () => {
  await using client = clientOf(text, { files });
  await opened(client, text);
  await client.open(uriOf('more.yml'), more);
  const broken = `${more}  dependencies: [bu\nafter:\n  script: "open\n`;
  await client.change(uriOf('more.yml'), 2, broken);

  const items = await client.ask<readonly CompletionItem[]>('textDocument/completion', uriOf('more.yml'), {
    position: { line: 4, character: 19 },
  });

  assert.deepEqual(
    items.map((it) => [it.label, it.textEdit]),
    [['build', { range: { start: { line: 4, character: 17 }, end: { line: 4, character: 19 } }, newText: 'build' }]],
  );
});

test('a client says what others offer already', async () => {
  const job = 'a:\n  script: x\n  when: \n';
  const asked = async (besides: object) => {
    await using client = clientOf(job);
    await client.initialize({ initializationOptions: { besides } }, pulling);
    await client.open(uri, job);
    return await client.ask<readonly CompletionItem[]>('textDocument/completion', uri, {
      position: { line: 2, character: 8 },
    });
  };
  assert.ok((await asked({})).some((it) => it.label === 'manual'));
  assert.deepEqual(await asked({ schema: true }), []);
});
