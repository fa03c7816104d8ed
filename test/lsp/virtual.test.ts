/** Folders that only the editor can read: the server asks it for files, and says what they tell. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CodeLens, DiagnosticSeverity } from 'vscode-languageserver';
import type {
  ListFilesAnswer,
  ListFilesParams,
  ReadFileAnswer,
  ReadFileParams,
  TreeAnswer,
} from '../../server/src/lsp/protocol.ts';
import { serve } from '../../server/src/lsp/server.ts';
import { withVirtualFolders } from '../../server/src/lsp/virtual.ts';
import { root as repository } from '../e2e/lib/paths.ts';
import { hoverAt, maintained, pull } from './opened.ts';
import { worldOf } from './small-world.ts';
import { type Client, talk } from './talk.ts';

const root = 'vscode-vfs://github/acme/shop';
const at = (path: string) => `${root}/${path}`;
const main = 'include: [{ local: ci/deploy.yml }, { local: "more/*.yml" }]\n';
const deploy = 'deploy:\n  script: ./deploy\n  environment: production\n  when: manual\n';
const trigger = 'deploy-edge:\n  # another project\n  trigger:\n    project: acme/edge\n';

interface Given {
  readonly files: Readonly<Record<string, string>>;
  /** Addresses that the editor has no right to. */
  readonly forbidden?: readonly string[];
  readonly unlisted?: boolean;
  /** What it says of itself. */
  readonly readsFiles?: boolean;
}

/** A client that holds files, and what it was asked for. */
async function clientWith({ files, forbidden = [], unlisted = false, readsFiles = true }: Given) {
  const client = talk((server) =>
    serve(server, withVirtualFolders(worldOf({ files: new Map(), snapshot: maintained }), server)),
  );
  const asked: string[] = [];
  client.connection.onRequest<ReadFileAnswer, unknown>('deployGates/readFile', ({ uri }: ReadFileParams) => {
    asked.push(uri);
    const text = files[uri.slice(root.length + 1)];
    if (forbidden.includes(uri)) return { trouble: 'forbidden' };
    return text === undefined ? null : { text };
  });
  client.connection.onRequest<ListFilesAnswer, unknown>('deployGates/listFiles', ({ uri }: ListFilesParams) => {
    asked.push(uri);
    return unlisted || uri !== root ? null : Object.keys(files);
  });
  const workspaceFolders = [{ uri: root, name: 'shop' }];
  await client.initialize(
    { workspaceFolders, initializationOptions: { readsFiles } },
    { textDocument: { diagnostic: {} } },
  );
  return { client, asked };
}

async function lensesOf(client: Client, uri: string): Promise<readonly string[]> {
  const lenses = await client.ask<readonly CodeLens[]>('textDocument/codeLens', uri);
  return lenses.map((it) => it.command?.title ?? '');
}

const shop = { '.gitlab-ci.yml': main, 'ci/deploy.yml': deploy, 'more/edge.yml': trigger };

test('a file belongs to the pipeline that includes it', async () => {
  const { client } = await clientWith({ files: shop });
  await using _ = client;
  await client.open(at('ci/deploy.yml'), deploy);

  const [lens, ...others] = await lensesOf(client, at('ci/deploy.yml'));
  assert.match(lens ?? '', /^Unknown \(signed out\).* it waits to be started by hand$/);
  assert.deepEqual(others, []);
  assert.match((await hoverAt(client, 0, 1, at('ci/deploy.yml'))) ?? '', /Nobody is signed in/);
});

test('files that a pattern names are found, and what is wrong in them', async () => {
  const { client, asked } = await clientWith({ files: shop });
  await using _ = client;
  await client.open(at('.gitlab-ci.yml'), main);

  assert.deepEqual(
    (await pull(client, at('more/edge.yml'))).map((it) => it.code),
    ['trigger/no-environment'],
  );
  const { roots } = await client.connection.sendRequest<TreeAnswer>('deployGates/tree');
  assert.deepEqual(
    roots.map((it) => [it.uri, it.name, it.state]),
    [[root, 'shop', 'static']],
  );
  assert.ok(asked.every((it) => it === root || it.startsWith(`${root}/`)));
});

test('without a list of files what a pattern names is not known, which is no fault', async () => {
  const { client } = await clientWith({ files: shop, unlisted: true });
  await using _ = client;
  await client.open(at('.gitlab-ci.yml'), main);
  await client.open(at('more/edge.yml'), trigger);

  assert.deepEqual(
    (await pull(client, at('.gitlab-ci.yml'))).map((it) => [it.code, it.severity]),
    [['config/include', DiagnosticSeverity.Information]],
  );
  assert.deepEqual(await pull(client, at('more/edge.yml')), []);
});

test('a file that is not there is a fault; one that the editor may not read is none', async () => {
  const text = 'include: ci/deploy.yml\nbuild:\n  script: make\n';
  for (const [forbidden, faults] of [
    [[], 1],
    [[at('ci/deploy.yml')], 0],
  ] as const) {
    const { client } = await clientWith({ files: { '.gitlab-ci.yml': text }, forbidden });
    await using _ = client;
    await client.open(at('.gitlab-ci.yml'), text);
    const found = (await pull(client, at('.gitlab-ci.yml'))).filter((it) => it.severity === 1);
    assert.equal(found.length, faults, forbidden.join());
  }
});

test('of an editor that reads no files a document of its own is a pipeline by itself', async () => {
  const { client, asked } = await clientWith({ files: shop, readsFiles: false });
  await using _ = client;
  await client.open(at('.gitlab-ci.yml'), `${trigger}include: ci/deploy.yml\n`);

  assert.equal((await lensesOf(client, at('.gitlab-ci.yml'))).length, 1);
  assert.deepEqual(asked, []);
});

test('the program for browsers holds nothing that reaches beyond them', () => {
  // The library for translations could load its texts from an address; it is given the texts themselves.
  const loader = /await fetch\(\w+\)\)?\.text\(\)\}?;?throw new Error\("Unsupported protocol"\)/;
  const read = (path: string) => readFileSync(join(repository, path), 'utf8').replace(loader, '');
  const traces = [
    'Bearer',
    'child_process',
    'node:https',
    'node:fs',
    'readFileSync',
    'fetch(',
    'XMLHttpRequest',
    'WebSocket',
  ];
  const found = (program: string) => traces.filter((it) => program.includes(it));
  assert.deepEqual(found(read('server/out/worker.js')), []);
  assert.deepEqual(found(read('client/out/browser.js')), []);
  // By these one knows that somebody reaches out.
  const server = read('server/out/server.js');
  for (const it of ['Bearer', 'child_process', 'readFileSync']) assert.ok(server.includes(it), it);
});
