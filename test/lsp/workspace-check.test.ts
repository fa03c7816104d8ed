/** Findings of all files of the workspace's pipelines, once somebody has asked for them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkspaceDiagnosticReport } from 'vscode-languageserver';
import { clientOf, production, pulling, trigger, uri } from './opened.ts';
import { root, uriOf } from './small-world.ts';

const folder = { workspaceFolders: [{ uri: `file://${root}`, name: 'app' }] };

test('before it is wanted the question stays open; then all files of the pipeline answer, open or not', async () => {
  const text = `include: deploy.yml\n${production}`;
  await using client = clientOf(text, { files: new Map([['deploy.yml', trigger]]) });
  await client.initialize(folder, pulling);
  let answered = false;
  const asked = ask(client).then((it) => {
    answered = true;
    return it;
  });
  await client.open(uri, text);
  await client.ask('textDocument/diagnostic', uri);
  assert.equal(answered, false);

  const { files } = await client.connection.sendRequest<{ files: number }>('deployGates/checkWorkspace', {});

  assert.equal(files, 2);
  const found = codesOf(await asked);
  assert.deepEqual(Object.keys(found), [uri, uriOf('deploy.yml')]);
  assert.deepEqual(found[uriOf('deploy.yml')], ['trigger/no-environment']);
});

test('the next answer comes with the next change, and holds what is new', async () => {
  const files = new Map([['deploy.yml', trigger]]);
  const text = `include: deploy.yml\n${production}`;
  await using client = clientOf(text, { files });
  await client.initialize(folder, pulling);
  await client.open(uri, text);
  await client.open(uriOf('deploy.yml'), trigger);
  await client.connection.sendRequest('deployGates/checkWorkspace', {});
  const first = await ask(client);
  const next = ask(client, first);

  await client.change(uriOf('deploy.yml'), 2, `${trigger}  environment: production\n`);

  const found = codesOf(await next);
  assert.deepEqual(Object.keys(found), [uriOf('deploy.yml')]);
  assert.ok(!found[uriOf('deploy.yml')]?.includes('trigger/no-environment'));
});

test('a file that a client was told to ask about is not listed a second time while it is open', async () => {
  const files = new Map([['deploy.yml', trigger]]);
  const text = `include: deploy.yml\n${production}`;
  await using client = clientOf(text, { files });
  client.connection.onRequest('client/registerCapability', () => null);
  await client.initialize({ ...folder, initializationOptions: { followIncludes: true } }, pulling);
  await client.open(uri, text);
  await client.connection.sendRequest('deployGates/checkWorkspace', {});
  const closed = await ask(client);
  assert.deepEqual(Object.keys(codesOf(closed)), [uri, uriOf('deploy.yml')]);

  await client.open(uriOf('deploy.yml'), trigger);
  const open = await ask(client, closed);
  assert.deepEqual(codesOf(open), { [uriOf('deploy.yml')]: [] });

  const next = ask(client, { items: closed.items.filter((it) => it.uri === uri) });
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf('deploy.yml') } });
  assert.deepEqual(codesOf(await next), { [uriOf('deploy.yml')]: ['trigger/no-environment'] });
});

async function ask(client: ReturnType<typeof clientOf>, before?: WorkspaceDiagnosticReport) {
  const previousResultIds = before?.items.map((it) => ({ uri: it.uri, value: it.resultId })) ?? [];
  return client.connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
}

function codesOf({ items }: WorkspaceDiagnosticReport): Readonly<Record<string, readonly unknown[]>> {
  return Object.fromEntries(items.map((it) => [it.uri, it.kind === 'full' ? it.items.map(({ code }) => code) : []]));
}
