/** A job in every state: which gate holds it, for whom, and who can lift it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Blocked } from '../../server/src/gates/blocked/answer.ts';
import { asking } from './shop.ts';

const shop = asking();

const short = ({ gate, verdict, what }: Blocked) => [gate, verdict, what];
const names = ({ who }: Blocked) => who.map((it) => it.username);

describe('approvals', () => {
  test('are counted rule by rule, with who is left', async () => {
    const it = await shop.job('/-/jobs/5040', 'dana');
    assert.deepEqual(short(it), ['approval', 'wait', 'waits in vain for 2 more approvals']);
    assert.deepEqual(it.approvals, [
      {
        by: 'Maintainers',
        ...{ required: 2, pending: 2, approved: [], rejected: [] },
        // Not Mia, whose deployment it is.
        eligible: [{ username: 'omar', name: 'Omar Haddad' }],
        enough: false,
      },
      { by: '`rae`', required: 1, pending: 0, approved: ['rae'], rejected: [], eligible: [], enough: true },
    ]);
    assert.match(it.todo.join(' '), /only `omar` can where 2 must/);
    assert.match(it.you ?? '', /^You may not approve it: no rule names you. You may not press Run afterwards/);
  });

  test('tell each approver what they may', async () => {
    assert.match(
      (await shop.job('/-/jobs/5040', 'omar')).you ?? '',
      /^You may approve it. You may press Run afterwards/,
    );
    assert.match(
      (await shop.job('/-/jobs/5040', 'mia')).you ?? '',
      /^You may not approve it: "You cannot approve your own/,
    );
    assert.match((await shop.job('/-/jobs/5040', 'rae')).you ?? '', /^You have approved it/);
  });

  test('once complete, wait for somebody to press Run', async () => {
    const it = await shop.job('/-/jobs/5050', 'dana');
    assert.deepEqual(short(it), ['permission', 'deny', 'waits for somebody to press Run, which you may not']);
    assert.match(it.why, /^Its approvals are complete \(`rae`, `omar` and `mia`\), and approving starts nothing/);
    assert.deepEqual(names(it), ['omar', 'mia']);
    const hers = await shop.job('/-/jobs/5050', 'mia');
    assert.deepEqual(short(hers), ['manual', 'wait', 'waits for somebody to press Run, which you may']);
    assert.match(hers.todo[0] ?? '', /^Press Run: http/);
  });

  test('a rejection ends it', async () => {
    const it = await shop.job('/-/jobs/5020', 'dana');
    assert.deepEqual(short(it), ['approval', 'deny', 'was rejected by `rae`']);
    assert.match(it.why, /`rae` wrote: "Not on a Friday."/);
    assert.equal(it.reason, 'deployment_rejected');
  });
});

describe('manual jobs', () => {
  test('a Developer may press where nothing is protected', async () => {
    const it = await shop.job('/-/jobs/5006', 'dana');
    assert.deepEqual(short(it), ['manual', 'wait', 'waits for somebody to press Run, which you may']);
    assert.deepEqual(it.todo.slice(1), ['The browser asks first: "Are you sure?"']);
    assert.match(it.why, /The pipeline does not wait for it/);
  });

  test('a Reporter may not, for lack of a role', async () => {
    const it = await shop.job('/-/jobs/5006', 'rae');
    assert.equal(it.gate, 'permission');
    assert.match(it.why, /Starting the job takes Developer, which you have not got. You are Reporter in the project/);
  });

  test('a protected environment refuses, and GitLab says so on the page', async () => {
    const it = await shop.job('/-/jobs/5023', 'dana');
    assert.deepEqual(short(it), ['permission', 'deny', 'waits for somebody to press Run, which you may not']);
    assert.match(it.why, /only Maintainers and `rae` may deploy. You are Developer in the project/);
    assert.match(it.why, /do not have access to this job's protected environment/);
    assert.match(it.todo[1] ?? '', /^To let you deploy there, ask a Maintainer of the project/);
    assert.match(it.notes.join(' '), /If the project prevents outdated deployments, which only Maintainers are shown/);
  });

  test('a newer deployment refuses everybody, where the project minds', async () => {
    const it = await shop.job('/-/jobs/5023', 'mia');
    assert.deepEqual(short(it), [
      'outdated',
      'deny',
      'can be started by nobody any more: a newer deployment has finished',
    ]);
    assert.match(it.why, /deployment 8, commit `33333333`, by `mia`/);
  });

  test("GitLab's own word shows it to those who cannot read the setting", async () => {
    const it = await shop.job('/-/jobs/5023', 'rae');
    assert.equal(it.gate, 'outdated');
    assert.match(it.why, /Every other rule lets you start it, and GitLab says that you may not/);
  });

  test('a protected branch refuses, until the environment lifts that', async () => {
    const it = await shop.job('/-/jobs/5060', 'dana');
    assert.equal(it.gate, 'branch');
    assert.match(it.why, /You may not push to or merge into `release\/2`/);
    assert.match(it.todo[1] ?? '', /That right is with Maintainers/);
    assert.equal((await shop.job('/-/jobs/5060', 'mia')).gate, 'manual');
  });

  test('a branch without a rule takes a role', async () => {
    const { gate, todo } = await shop.job('/-/jobs/5003', 'rae');
    assert.equal(gate, 'permission');
    assert.match(todo.join(' '), /No rule is about `main`: it takes the role of a Developer/);
  });

  test('an archived one is over', async () => {
    assert.match((await shop.job('/-/jobs/5061', 'mia')).what, /it is archived/);
  });

  test('can be asked for somebody else', async () => {
    const it = await shop.job('/-/jobs/5006', 'dana', 'rae');
    assert.deepEqual(short(it), ['permission', 'deny', 'waits for somebody to press Run, which `rae` may not']);
    // What GitLab says of Dana is not said of Rae.
    assert.doesNotMatch(it.why, /page says/);
  });
});

describe('jobs ahead', () => {
  test('the blocking one is named, with its own answer', async () => {
    const it = await shop.job('/-/jobs/5005', 'dana');
    assert.deepEqual(short(it), ['upstream', 'wait', 'waits for `gate`, which somebody has to start']);
    assert.deepEqual(
      it.ahead.map(({ job, gate }) => [job.name, gate]),
      [['gate', 'manual']],
    );
    assert.match(it.todo[0] ?? '', /^`gate`: Press Run/);
    // What has failed already counts once the rest is done.
    assert.equal(it.todo[1], '`unit`: run it again.');
  });

  test('what comes then is told now', async () => {
    const { next } = await shop.job('/-/jobs/5005', 'dana');
    assert.match(next ?? '', /it will fail \(`protected_environment_failure`\): it runs as `dana`/);
  });

  test('a skipped job names its cause: one that failed, or an optional one that it needs', async () => {
    assert.deepEqual(short(await shop.job('/-/jobs/5011', 'dana')), [
      'upstream',
      'deny',
      'was skipped, since `unit` failed',
    ]);
    const it = await shop.job('/-/jobs/5010', 'dana');
    assert.equal(it.what, 'was skipped, since `probe` was not started');
    assert.match(it.todo.join(' '), /brings this job back: it then runs as whoever pressed Run/);
  });

  test('without the configuration, the order of stages is a guess and says so', async () => {
    const it = await shop.job('/-/jobs/5005', 'gus');
    assert.equal(it.verdict, 'unknown');
    assert.match(it.unknown.join(' '), /[Ww]hether `deploy-staging` has `needs`/);
  });
});

describe('jobs that wait for no person', () => {
  test('a resource group: who has it, and what comes first', async () => {
    const it = await shop.job('/-/jobs/5008', 'dana');
    assert.equal(it.gate, 'resource-group');
    assert.equal(it.what, 'waits until `deploy-production` of pipeline 900 gives back the resource group `production`');
    assert.match(it.why, /the oldest pipeline first/);
    const unread = await shop.job('/-/jobs/5008', 'rae');
    assert.equal(unread.what, 'waits its turn in a resource group');
    assert.match(unread.unknown.join(' '), /it takes Developer/);
  });

  test('a timer: when, as whom, and who can start it now', async () => {
    const it = await shop.job('/-/jobs/5009', 'dana');
    assert.deepEqual(short(it), ['delayed', 'wait', 'starts by itself at Fri 2026-11-20 18:05 (UTC)']);
    assert.match(it.why, /30 minutes after its turn came. GitLab starts it as `dana`/);
    assert.match(it.todo[0] ?? '', /^You can start it now/);
  });

  test('a runner, by its tags', async () => {
    const it = await shop.job('/-/jobs/5024', 'mia');
    assert.deepEqual(short(it), ['runner', 'wait', 'waits for a runner']);
    assert.match(it.why, /all of the tags `eu` and `prod`.*`main` is not protected/);
  });

  test('a downstream pipeline that is blocked itself', async () => {
    const told = await shop.answer(shop.url('/-/pipelines/901'), 'dana');
    const jobs = told.kind === 'live' ? told.live.pipelines.flatMap((it) => it.jobs) : [];
    const edge = jobs.find(({ job }) => job.name === 'edge');
    assert.deepEqual([edge?.gate, edge?.what], ['downstream', 'waits for pipeline 77, which it has started']);
    assert.match(edge?.todo[0] ?? '', /deploy-gates why http.*pipelines\/77/);
  });

  test('nothing holds what runs, or has run', async () => {
    assert.deepEqual(short(await shop.job('/-/jobs/5025', 'mia')), [undefined, 'pass', 'is running']);
    assert.deepEqual(short(await shop.job('/-/jobs/5001', 'mia')), [undefined, 'pass', 'has run and succeeded']);
    assert.equal((await shop.job('/-/jobs/5026', 'mia')).what, 'was canceled');
  });
});

describe('failed jobs', () => {
  test('refused when its turn came: as whom, and who can run it again', async () => {
    const it = await shop.job('/-/jobs/5041', 'dana');
    assert.deepEqual(short(it), [
      'permission',
      'deny',
      'was refused: it ran as `dana`, who may not deploy to `staging`',
    ]);
    assert.deepEqual(names(it), ['omar', 'mia', 'rae']);
    assert.match(it.todo[0] ?? '', /to run it again, which makes the job theirs/);
  });

  test('came too late', async () => {
    const it = await shop.job('/-/jobs/5021', 'mia');
    assert.equal(it.gate, 'outdated');
    assert.match(it.todo.join(' '), /on purpose, run it again/);
    // Rollbacks are for Maintainers to know of.
    assert.match((await shop.job('/-/jobs/5021', 'dana')).todo.join(' '), /Where the project allows rollbacks/);
  });

  test('a script that failed is no gate, but a freeze may have been its reason', async () => {
    const it = await shop.job('/-/jobs/5022', 'dana');
    assert.deepEqual(short(it), [undefined, 'pass', 'ran, and its script failed']);
    assert.match(
      it.notes.join(' '),
      /A deploy freeze held when it started, until Mon 2026-11-23 07:00 \(Europe\/Berlin\)/,
    );
  });
});

describe('what could not be read', () => {
  const settings = [
    'protectedEnvironments',
    'groupProtectedEnvironments',
    'ancestorGroups',
    'environments',
    'protectedBranches',
    'currentUser',
    'members',
    'groupMembers',
    'selfApproval',
    'forwardDeployment',
    'project',
    'protectedEnvironmentsLicensed',
  ];
  const pages = [5005, 5006, 5008, 5009, 5010, 5020, 5023, 5024, 5040, 5041, 5050, 5060];

  test('only ever makes a verdict unknown', async () => {
    for (const id of pages) {
      for (const user of ['dana', 'mia']) {
        const before = await shop.job(`/-/jobs/${id}`, user);
        for (const setting of settings) {
          const hidden = await shop.jobWithout(`/-/jobs/${id}`, user, setting);
          if (hidden.verdict !== 'unknown') {
            assert.equal(hidden.verdict, before.verdict, `${id} for ${user} without ${setting}: ${hidden.what}`);
          }
        }
      }
    }
  });
});
