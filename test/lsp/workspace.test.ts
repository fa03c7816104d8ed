/** Which pipeline a file belongs to, which folder, and whose attempt is asked about. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptAnswer } from '../../server/src/lsp/protocol.ts';
import { serve } from '../../server/src/lsp/server.ts';
import { clientOf, hoverAt, maintained, opened, production, pull, pulling, trigger, uri } from './opened.ts';
import { uriOf, worldOf } from './small-world.ts';
import { talk } from './talk.ts';

test('another attempt is asked about until it is taken back', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  client.connection.onRequest('deployGates/token', () => ({ token: 'a-token' }));
  await opened(client, production);
  const attempt = (change?: object | null) =>
    client.connection.sendRequest<AttemptAnswer>('deployGates/attempt', {
      uri,
      ...(change !== undefined && { attempt: change }),
    });

  assert.deepEqual(await attempt(), {
    username: 'dana',
    accessLevel: null,
    ref: 'main',
    tag: false,
    source: 'push',
    at: '2026-11-18T12:00:00Z',
    shortName: 'Dana',
    choice: {},
    root: 'file:///app',
  });
  assert.equal((await attempt({ username: 'mia', ref: 'v1', tag: true })).ref, 'v1');
  assert.doesNotMatch((await hoverAt(client, 0, 2)) ?? '', /cannot run this/);
  assert.equal((await attempt(null)).username, 'dana');
  assert.match((await hoverAt(client, 0, 2)) ?? '', /You cannot run this/);
});

test('what is typed counts before it is saved, also in an included file', async () => {
  const text = 'include: deploy.yml\n';
  await using client = clientOf(text, { files: new Map([['deploy.yml', trigger]]) });
  await opened(client, text);
  assert.equal((await pull(client, uriOf('deploy.yml'))).length, 1);

  await client.open(uriOf('deploy.yml'), `${trigger}  environment: production\n`);

  assert.ok((await pull(client, uriOf('deploy.yml'))).every((it) => it.code !== 'trigger/no-environment'));
});

test('a file that belongs to no pipeline is left alone', async () => {
  await using client = clientOf(production);
  await client.initialize({}, pulling);
  const other = uriOf('docker-compose.yml');
  await client.open(other, trigger);

  assert.deepEqual(await pull(client, other), []);
  assert.equal(await hoverAt(client, 0, 2, other), undefined);
});

test('a pipeline of its own name is read although nothing includes it', async () => {
  await using client = clientOf(production);
  await client.initialize({}, pulling);
  const other = uriOf('templates/edge.gitlab-ci.yml');
  await client.open(other, trigger);

  assert.deepEqual(
    (await pull(client, other)).map((it) => it.code),
    ['trigger/no-environment'],
  );
});

test('a document that is no file is read by itself', async () => {
  await using client = clientOf(production);
  await client.initialize({}, pulling);
  await client.open('untitled:Untitled-1', trigger);

  assert.deepEqual(
    (await pull(client, 'untitled:Untitled-1')).map((it) => it.code),
    ['trigger/no-environment'],
  );
});

test('a child pipeline belongs to the trigger job that starts it', async () => {
  const text = 'child:\n  trigger:\n    include: child.yml\n';
  await using client = clientOf(text, { files: new Map([['child.yml', trigger]]) });
  await opened(client, text);

  assert.deepEqual(
    (await pull(client, uriOf('child.yml'))).map((it) => it.code),
    ['trigger/no-environment'],
  );
});

test('each folder of a workspace has its own pipeline and its own project', async () => {
  const one = worldOf({ files: new Map([['.gitlab-ci.yml', production]]), snapshot: maintained });
  const other = worldOf({ files: new Map([['.gitlab-ci.yml', trigger]]) });
  await using client = talk((server) =>
    serve(server, {
      ...one,
      rootOf: async (folder) => (folder.startsWith('/other') ? '/other' : '/app'),
      discover: (root, preferences) => (root === '/other' ? other : one).discover(root, preferences),
      reader: (root, preferences, account) => (root === '/other' ? other : one).reader(root, preferences, account),
    }),
  );
  await opened(client, production);
  await client.open('file:///other/.gitlab-ci.yml', trigger);

  assert.deepEqual(
    (await pull(client, 'file:///other/.gitlab-ci.yml')).map((it) => it.code),
    ['trigger/no-environment'],
  );
  await client.status((it) => it.root === 'file:///other' && it.state === 'static');
  assert.ok((await pull(client)).every((it) => it.code !== 'trigger/no-environment'));
});

test('without a repository the folder of the workspace counts', async () => {
  const text = 'include: ci/deploy.yml\n';
  await using client = clientOf(text, { bare: true, files: new Map([['ci/deploy.yml', trigger]]) });
  await client.initialize({ rootUri: 'file:///app' }, pulling);
  await client.open(uriOf('ci/deploy.yml'), trigger);

  assert.deepEqual(
    (await pull(client, uriOf('ci/deploy.yml'))).map((it) => it.code),
    ['trigger/no-environment'],
  );
});

test('settings from a file need nobody to sign in', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  await opened(client, production);

  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { deployGates: { settingsFile: 'settings.json' } },
  });

  assert.match((await hoverAt(client, 0, 2)) ?? '', /You cannot run this/);
});

test('files whose names say nothing are named to a client that follows', async () => {
  const text = 'include: deploy.yml\n';
  await using client = clientOf(text, { files: new Map([['deploy.yml', trigger]]) });
  const registered = new Promise<object>((resolve) => {
    client.connection.onRequest('client/registerCapability', (params: object) => resolve(params));
  });

  await client.initialize({ rootUri: 'file:///app', initializationOptions: { followIncludes: true } }, pulling);

  assert.match(
    JSON.stringify(await registered),
    /"documentSelector":\[{"scheme":"file","pattern":"\/app\/deploy\.yml"}\]/,
  );
  const { files } = await client.status((it) => it.files.length > 0);
  assert.deepEqual(files, [uriOf('deploy.yml')]);
});
