/** What is said of jobs that exist and of pasted texts has gone through a translation: for everybody, on every page. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { liveMarkdown, type Surface } from '../../server/src/engine/render-live.ts';
import { approvalMessages } from '../../server/src/gates/approve.ts';
import { creationErrors } from '../../server/src/gates/creation.ts';
import { failureReasons, failureText } from '../../server/src/gates/failure-texts.ts';
import { manualText } from '../../server/src/gates/manual-text.ts';
import { failurePhrases } from '../../server/src/gates/pasted/failure-phrases.ts';
import { phrases } from '../../server/src/gates/pasted/phrases.ts';
import { requestPhrases } from '../../server/src/gates/pasted/request-phrases.ts';
import { pastedText } from '../../server/src/gates/pasted.ts';
import type { WhyAnswer } from '../../server/src/lsp/protocol.ts';
import { clientOf, opened, production } from '../lsp/opened.ts';
import { asking, shop as shopScenario } from '../why/shop.ts';
import { speakInBrackets, unspoken } from './brackets.ts';

/** As an editor's, whose own words are asked for below. */
const surface: Surface = { ask: (address) => address, signIn: '', paste: '' };

const shop = asking();

describe('a job that exists', () => {
  before(speakInBrackets);
  const { pipelines = [], environments = [] } = shopScenario.projects?.['acme/shop'] ?? {};
  const jobs = pipelines.flatMap(({ jobs: all = [] }) => all.map((it) => `/-/jobs/${it.id}`));
  const others = [
    ...pipelines.map(({ id }) => `/-/pipelines/${id}`),
    ...environments.map(({ id }) => `/-/environments/${id}`),
    '/-/environments/11/deployments/1',
    ...['/-/issues/5', '/-/jobs', '/-/jobs/x', '/-/jobs/5099'],
  ];
  for (const user of ['omar', 'mia', 'dana', 'rae', 'gus', 'narrow', '']) {
    test(`for ${user === '' ? 'nobody' : user}`, { timeout: 60_000 }, async () => {
      for (const page of user === 'dana' ? [...jobs, ...others] : jobs) {
        const answer = await shop.answer(shop.url(page), user);
        assert.deepEqual(unspoken(liveMarkdown(answer, surface)), [], page);
      }
    });
  }

  test('asked for somebody else', async () => {
    for (const page of ['/-/jobs/5040', '/-/jobs/5006', '/-/jobs/5007', '/-/jobs/5060']) {
      for (const as of ['gus', 'rae', 'omar', 'nobody-at-all']) {
        assert.deepEqual(unspoken(liveMarkdown(await shop.answer(shop.url(page), 'mia', as), surface)), [], page);
      }
    }
  });

  test('with a setting that could not be read', async () => {
    for (const setting of [
      'protectedEnvironments',
      'forwardDeployment',
      'members',
      'selfApproval',
      'protectedBranches',
    ]) {
      for (const page of ['/-/jobs/5040', '/-/jobs/5007', '/-/jobs/5009']) {
        const { what, why, todo, next = '', you = '', notes, unknown } = await shop.jobWithout(page, 'dana', setting);
        assert.deepEqual([what, why, ...todo, next, you, ...notes, ...unknown].flatMap(unspoken), [], setting);
      }
    }
  });
});

/** What GitLab, git and people say, for each phrase that is known. */
const said: readonly string[] = [
  ...failureReasons.map((it) => failureText(it).message),
  ...Object.values(approvalMessages),
  ...Object.values(creationErrors).map((it) => it('main')),
  ...[
    { playAllowed: true },
    { playAllowed: true, retryable: true },
    { playAllowed: false },
    { playAllowed: false, protectedFrom: true },
    { playAllowed: false, outdated: true },
  ].flatMap((it) => Object.values(manualText(it))),
  ...['Waiting for approvals', 'This is a delayed job to run in 5 minutes', 'This job is waiting for resource: a'],
  ...['This job has not been triggered yet', 'This job has been skipped', 'This job is stuck'],
  ...['manual action (not allowed)', 'waiting for manual action', 'waiting for delayed job', 'waiting for resource'],
  ...['manual stop action', 'This job is blocked', 'it requires approval', 'You are not allowed to deploy to x'],
  ...['not allowed to run this job', 'stopped by a deploy freeze', 'DEPLOY_TOKEN: unbound variable'],
  ...['Pipeline has too many deployments', 'should be reviewed by a non-AI user first'],
  ...['Pipeline filtered out by workflow rules', 'You are not allowed to push code to this project'],
  ...['You are not allowed to push code to protected branches', 'You are not allowed to force push'],
  ...['protected tags cannot be updated', 'This deploy key does not have write access to this project'],
  ...['authentication by CI/CD job token not allowed from a', 'pre-receive hook declined'],
  ...['shallow update not allowed', 'updates were rejected because', 'Unplayable Job', 'Job is not retryable'],
  ...['insufficient_scope', '401 Unauthorized', '403 Forbidden', '404 Not Found', 'good morning everybody'],
];

describe('a text that was pasted', () => {
  before(speakInBrackets);

  test('is explained, whatever it is', () => {
    for (const text of said) {
      const markdown = liveMarkdown({ version: 1, kind: 'text', pasted: pastedText(text) }, surface);
      // A headline that only quotes what was pasted.
      assert.deepEqual(unspoken(markdown.replaceAll(/\*\*"[^\n]*"\*\*/g, '')), [], text);
    }
  });

  test('each phrase is among them', () => {
    const all = [...failurePhrases, ...requestPhrases, ...phrases];
    const missed = all.filter(({ pattern }) => !said.some((it) => pattern.test(it.replaceAll('`', ''))));
    assert.deepEqual(
      missed.map((it) => it.pattern.source),
      [],
    );
  });
});

test('what an editor adds: titles, what to do there, and why there is no answer', { timeout: 20_000 }, async () => {
  await using client = clientOf(production);
  await opened(client, production);
  speakInBrackets();
  for (const about of [
    ...['  ', 'good morning everybody', 'This job is blocked', `403 Forbidden ${shop.url('/-/jobs/5006')}`],
    ...['/-/issues/5', '/-/jobs', '/-/jobs/x', '/-/jobs/5006', '/-/pipelines/901'].map((page) => shop.url(page)),
  ]) {
    const {
      title,
      markdown,
      trouble = '',
      signIn,
    } = await client.connection.sendRequest<WhyAnswer>('deployGates/why', { about });
    assert.deepEqual([title, markdown, trouble, signIn?.because ?? ''].flatMap(unspoken), [], about);
    assert.match(title, /⟦/);
  }
});
