/** Downstream pipelines in the editor: at the trigger job, and in the child's own file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hover, Location } from 'vscode-languageserver';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import type { SyncReader } from '../../server/src/host/settle.ts';
import { Checkout } from '../../server/src/lsp/checkout.ts';
import { serve } from '../../server/src/lsp/server.ts';
import type { Snapshot } from '../../server/src/settings/settings.ts';
import { uriOf, worldOf } from '../lsp/small-world.ts';
import { type Client, talk } from '../lsp/talk.ts';
import { analysisOf, attemptOf, snapshotOf, snapshotWithout, sourcesOf } from '../support/world.ts';
import { approvals, below, filesOf, reportOf, said, toProduction, verdicts } from './given.ts';

const main = 'deploy:\n  variables: { WHERE: production }\n  trigger:\n    include: ci/child.yml\n';
const child = 'ship:\n  script: ./ship\n  environment: $WHERE\n';
const mainUri = uriOf('.gitlab-ci.yml');
const childUri = uriOf('ci/child.yml');
const guarded = snapshotOf({ protectedEnvironments: approvals });

async function opened(): Promise<Client> {
  const files = new Map([
    ['.gitlab-ci.yml', main],
    ['ci/child.yml', child],
  ]);
  const client = talk((server) => serve(server, worldOf({ files, snapshot: guarded })));
  client.connection.onRequest('deployGates/token', () => ({ token: 'secret' }));
  await client.initialize();
  await client.open(mainUri, main);
  await client.open(childUri, child);
  return client;
}

async function hoverAt(client: Client, uri: string, line: number): Promise<string> {
  const hover = await client.ask<Hover | null>('textDocument/hover', uri, { position: { line, character: 1 } });
  return hover ? (hover.contents as { readonly value: string }).value : '';
}

test('the hover of a trigger job lists what it starts, with links', async () => {
  await using client = await opened();
  const text = await hoverAt(client, mainUri, 0);
  assert.match(text, /Starts a child pipeline, in which `ship` waits for 1 approval by Maintainers/);
  assert.ok(
    text.includes(`**Starts a child pipeline** on \`main\`:\n\n- [\`ship\`](${childUri}#L1): Waits for 1 approval`),
    text,
  );
});

test("the child's own file is seen as it is started, with the variables that are passed on", async () => {
  await using client = await opened();
  assert.match(
    await hoverAt(client, childUri, 0),
    /`ship` to `production`, tier `production` · parent_pipeline on `main`/,
  );
});

test('what is typed in the child counts at the trigger job', async () => {
  await using client = await opened();
  await client.change(childUri, 2, child.replace('$WHERE', 'staging'));
  const text = await hoverAt(client, mainUri, 0);
  assert.ok(text.includes(`- [\`ship\`](${childUri}#L1): Runs by itself`), text);
});

test('a child that is not there is an error where it is included', () => {
  const files = filesOf({ main: 'deploy:\n  trigger:\n    include: ci/child.yml\n' });
  const found = diagnostics(analysisOf(files), '.gitlab-ci.yml', uriOf);
  const [missing] = found.filter((it) => it.code === 'config/error');
  assert.equal(missing?.range.start.line, 2);
  assert.match(String(missing?.message), /Local file `ci\/child\.yml` does not exist!/);
  const made = 'deploy:\n  trigger:\n    include: [{ artifact: child.yml, job: make }]\nmake:\n  script: ./make\n';
  assert.deepEqual(
    diagnostics(analysisOf(made), '.gitlab-ci.yml', uriOf).filter((it) => String(it.code).startsWith('config/')),
    [],
  );
});

test('`trigger:include` leads to the file', async () => {
  await using client = await opened();
  const position = { line: 3, character: 16 };
  const found = await client.ask<Location | null>('textDocument/definition', mainUri, { position });
  assert.equal(found?.uri, childUri);
});

function readerOf(files: Readonly<Record<string, string>>): SyncReader {
  const sources = sourcesOf(filesOf(files));
  return {
    find: (location) => sources.find(location) ?? { kind: 'absent' },
    list: (project) => sources.list(project) ?? 'unresolved',
  };
}

test('the settings of another project are not waited for, and count once they are there', async () => {
  const reader = readerOf({
    main: 'deploy:\n  trigger: acme/deployer\n',
    'acme/deployer:.gitlab-ci.yml': toProduction,
  });
  let there: Snapshot = snapshotWithout('not-asked');
  const checkout = new Checkout(
    () => reader,
    () => undefined,
    () => there,
  );
  const [attempt, here] = [attemptOf(), snapshotOf()];
  const before = await checkout.analysis('.gitlab-ci.yml', attempt, here);
  assert.equal(reportOf(before, 'deploy').verdict.kind, 'unknown');
  assert.equal(await checkout.analysis('.gitlab-ci.yml', attempt, here), before, 'the same facts, the same value');

  there = snapshotOf({ protectedEnvironments: approvals }, 'acme/deployer');
  const after = await checkout.analysis('.gitlab-ci.yml', attempt, here);
  assert.deepEqual(verdicts(below(after, 'deploy')), { ship: 'wait' });
  assert.match(said(after, 'deploy') ?? '', /^wait: /);
});

test('a child that nothing starts in this attempt is still read as one', async () => {
  const reader = readerOf({
    main: 'deploy:\n  rules: [{ if: $CI_COMMIT_TAG }]\n  trigger: { include: ci/child.yml }\n',
    'ci/child.yml': toProduction,
  });
  const checkout = new Checkout(
    () => reader,
    () => undefined,
    () => snapshotWithout('not-asked'),
  );
  const attempts = { attempt: attemptOf(), asChild: async () => attemptOf({ source: 'parent_pipeline' }) };
  const analysis = await checkout.analysisWith('ci/child.yml', '.gitlab-ci.yml', attempts, guarded);
  assert.deepEqual([analysis?.attempt.source, analysis && verdicts(analysis)], ['parent_pipeline', { ship: 'wait' }]);
});
