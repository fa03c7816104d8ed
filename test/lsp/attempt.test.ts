/** What the server offers to somebody who wants another attempt, and how it compares attempts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptAnswer, ChoicesAnswer, PageAnswer } from '../../server/src/lsp/protocol.ts';
import { snapshotOf } from '../support/world.ts';
import { clientOf, hoverAt, maintained, opened, production, uri } from './opened.ts';
import type { Client } from './talk.ts';

const signedIn = (client: Client) => client.connection.onRequest('deployGates/token', () => ({ token: 'a-token' }));
const choices = (client: Client) => client.connection.sendRequest<ChoicesAnswer>('deployGates/attemptChoices', { uri });
const attempt = (client: Client, change?: object) =>
  client.connection.sendRequest<AttemptAnswer>('deployGates/attempt', { uri, ...(change && { attempt: change }) });
const comparison = async (client: Client) =>
  (await client.connection.sendRequest<PageAnswer>('deployGates/comparison', { uri })).markdown;

const form = `variables:
  TARGET:
    description: Where to?
    value: staging
    options: [staging, production]
  LEVEL: 3
`;

test('there are people to choose from, the highest roles first, and refs, rules, variables, environments', async () => {
  const text = form + production;
  const snapshot = snapshotOf({
    protectedBranches: [{ name: 'release/*' }],
    protectedTags: [{ name: 'v*' }],
    environments: [{ name: 'production' }, { name: 'review/old', state: 'stopped' }],
  });
  await using client = clientOf(text, { snapshot });
  signedIn(client);
  await opened(client, text);

  assert.deepEqual(await choices(client), {
    me: { username: 'dana', role: 'Developer' },
    people: [
      { username: 'mia', name: 'Mia', role: 'Maintainer' },
      { username: 'dana', name: 'Dana', role: 'Developer' },
      { username: 'rae', name: 'Rae', role: 'Reporter' },
    ],
    peopleNote: null,
    branches: ['main', 'topic'],
    tags: ['v1.0'],
    defaultBranch: 'main',
    protectedRefs: [
      { name: 'release/*', tag: false },
      { name: 'v*', tag: true },
    ],
    variables: [
      { name: 'TARGET', value: 'staging', description: 'Where to?', options: ['staging', 'production'] },
      { name: 'LEVEL', value: '3' },
    ],
    environments: ['production'],
  });
});

test('signed out there are the refs of the repository, and a sentence on why nobody is named', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  await opened(client, production);

  const { me, people, peopleNote, branches } = await choices(client);

  assert.deepEqual({ me, people, branches }, { me: null, people: [], branches: ['main', 'topic'] });
  assert.equal(peopleNote, 'Who belongs to the project is not known: nobody is signed in.');
});

test('members that are kept back are said to be so', async () => {
  await using client = clientOf(production, { snapshot: snapshotOf({ members: 'forbidden' }) });
  signedIn(client);
  await opened(client, production);

  assert.match((await choices(client)).peopleNote ?? '', /is not shown/);
});

test('the attempt says what was chosen of it, and how people call the person', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  signedIn(client);
  await opened(client, production);

  assert.deepEqual((await attempt(client)).choice, {});
  const { shortName, choice, root } = await attempt(client, { username: 'mia', source: 'schedule' });
  assert.deepEqual(
    { shortName, choice, root },
    {
      shortName: 'Mia',
      choice: { username: 'mia', source: 'schedule' },
      root: 'file:///app',
    },
  );
});

test('a first name that two have is not enough', async () => {
  const members = [
    { id: 1, username: 'dana', name: 'Dana Fischer', accessLevel: 30 },
    { id: 2, username: 'dana2', name: 'Dana Weber', accessLevel: 30 },
    { id: 3, username: 'dana3', name: 'Dana Weber', accessLevel: 30 },
  ];
  await using client = clientOf(production, { snapshot: snapshotOf({ members }) });
  signedIn(client);
  await opened(client, production);

  assert.equal((await attempt(client)).shortName, 'Dana Fischer');
  assert.equal((await attempt(client, { username: 'dana2' })).shortName, null);
});

test('an attempt that the client remembers is in force from the start, until it is taken back', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  signedIn(client);
  const attempts = { 'file:///app': { username: 'mia' } };
  await client.initialize({ initializationOptions: { attempts } }, {});
  await client.open(uri, production);

  assert.doesNotMatch((await hoverAt(client, 0, 2)) ?? '', /cannot run this/);
  assert.equal((await attempt(client, {})).username, 'dana');
  assert.match((await hoverAt(client, 0, 2)) ?? '', /You cannot run this/);
});

test('of another folder it is not', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  signedIn(client);
  await client.initialize({ initializationOptions: { attempts: { 'file:///other': { username: 'mia' } } } }, {});
  await client.open(uri, production);

  assert.equal((await attempt(client)).username, 'dana');
});

test('the target of a merge request can be chosen', async () => {
  const text = `deploy:
  script: ./deploy
  environment: production
  rules:
    - if: $CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "release"
`;
  await using client = clientOf(text, { snapshot: snapshotOf() });
  signedIn(client);
  await opened(client, text);

  await attempt(client, { ref: 'topic', source: 'merge_request_event', targetBranch: 'release' });
  assert.doesNotMatch((await hoverAt(client, 0, 2)) ?? '', /Not in this pipeline/);
  await attempt(client, { ref: 'topic', source: 'merge_request_event', targetBranch: 'main' });
  assert.match((await hoverAt(client, 0, 2)) ?? '', /Not in this pipeline/);
});

const ruled = `deploy:
  script: ./deploy
  environment: production
  rules:
    - if: $CI_COMMIT_TAG
      when: manual
    - if: $CI_COMMIT_BRANCH == "main" && $WAVE == "2"
`;

test('attempts are compared job by job: the chosen one, and the six usual ones', async () => {
  await using client = clientOf(ruled, { snapshot: maintained });
  signedIn(client);
  await opened(client, ruled);
  await attempt(client, { username: 'mia', ref: 'topic', source: 'merge_request_event', targetBranch: 'main' });

  const page = await comparison(client);

  const [header = '', , pipeline = '', job = ''] = page.split('\n').filter((it) => it.startsWith('|'));
  assert.deepEqual(cells(header), [
    'job',
    'chosen: merge request from `topic` into `main`',
    'push to `main`',
    'push to `topic`',
    'merge request into `main`',
    'tag `v1.0.0`',
    'schedule on `main`',
    'run by hand on `main`',
  ]);
  assert.equal(cells(job)[1], '– not there');
  assert.equal(cells(job)[5], '… waits<br>`manual`');
  assert.equal(cells(job)[2], '? not known<br>`on_success`');
  assert.equal(cells(pipeline)[5], '✓ created');
  assert.match(page, /^As `mia`, at Wed 2026-11-18 13:00 \(Europe\/Berlin\), in every column\.$/m);
  assert.match(page, /Push to `main`[^\n]*\n {2}- Depends on: The value of `\$WAVE` is not known here\./);
});

test('a variable that is given decides in all of them', async () => {
  await using client = clientOf(ruled, { snapshot: maintained });
  signedIn(client);
  await opened(client, ruled);
  await attempt(client, { username: 'mia', variables: { WAVE: '2' } });

  const job = (await comparison(client)).split('\n').filter((it) => it.startsWith('|'))[3] ?? '';

  assert.deepEqual([cells(job)[1], cells(job)[2]], ['✓ runs<br>`on_success`', '✓ runs<br>`on_success`']);
  assert.equal(cells(job)[3], '– not there');
});

test('a file of no pipeline has nothing to compare', async () => {
  await using client = clientOf('build:\n  script: make\n', { snapshot: maintained });
  await opened(client, 'build:\n  script: make\n');

  assert.equal(await comparison(client), 'This pipeline deploys nothing.');
});

function cells(row: string): readonly string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((it) => it.trim());
}
