/** What the server tells views that stand beside the editors, and when. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeAnswer } from '../../server/src/lsp/protocol.ts';
import { clientOf, maintained, opened, production, until, uri } from './opened.ts';

const inWorkspace = { initializationOptions: { views: true }, workspaceFolders: [{ uri: 'file:///app', name: 'app' }] };

test('the tree of a checkout is there although nothing of it is open', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  client.connection.onRequest('deployGates/token', () => ({ token: 'example' }));
  await client.initialize(inWorkspace);
  const { roots } = await client.connection.sendRequest<TreeAnswer>('deployGates/tree');
  assert.deepEqual(
    roots.map((it) => [it.uri, it.name, it.tree?.environments.map((of) => of.name)]),
    [['file:///app', 'app', ['production']]],
  );
});

test('signed out, it says so', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  client.connection.onRequest('deployGates/token', () => null);
  await client.initialize(inWorkspace);
  const { roots } = await client.connection.sendRequest<TreeAnswer>('deployGates/tree');
  assert.equal(roots[0]?.state, 'signed-out');
  assert.equal(roots[0]?.tree?.environments[0]?.verdict, 'unknown');
});

test('a checkout without a pipeline has no tree', async () => {
  await using client = clientOf('', { files: new Map() });
  await client.initialize({ ...inWorkspace, workspaceFolders: [] });
  const { roots } = await client.connection.sendRequest<TreeAnswer>('deployGates/tree');
  assert.deepEqual(roots, []);
});

test('a client with views is told that verdicts may be others, one without is not', async () => {
  const told = async (initializationOptions: object) => {
    await using client = clientOf(production);
    let times = 0;
    client.connection.onNotification('deployGates/changed', () => {
      times++;
    });
    await client.initialize({ initializationOptions }, {});
    await client.open(uri, production);
    await client.change(uri, 2, `${production}  when: manual\n`);
    await client.ask('textDocument/hover', uri, { position: { line: 0, character: 0 } });
    if ('views' in initializationOptions) await until(() => times > 0);
    return times > 0;
  };
  assert.equal(await told({ views: true }), true);
  assert.equal(await told({}), false);
});

test('the tree follows the attempt', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  client.connection.onRequest('deployGates/token', () => ({ token: 'example' }));
  await opened(client, production);
  await client.ask('textDocument/hover', uri, { position: { line: 0, character: 0 } });
  await client.connection.sendRequest('deployGates/attempt', { uri, attempt: { username: 'mia' } });
  const { roots } = await client.connection.sendRequest<TreeAnswer>('deployGates/tree');
  assert.equal(roots[0]?.tree?.attempt, 'as mia · push on main');
  assert.equal(roots[0]?.tree?.environments[0]?.verdict, 'pass');
});
