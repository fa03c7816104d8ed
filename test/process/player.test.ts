/** Pipelines played forward, event by event. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castOf, type ProcessJob } from '../../server/src/pipeline/process/cast.ts';
import { after, type Play, start } from '../../server/src/pipeline/process/player.ts';

const plain = { kind: 'build', when: 'on_success', allowFailure: false } as const;

function statusesOf({ cast, statuses }: Play): Record<string, string | undefined> {
  return Object.fromEntries(cast.jobs.map(({ name }, n) => [name, statuses[n]]));
}

function begin(...jobs: readonly ProcessJob[]): Play<string> {
  return start(castOf(jobs), 'pia');
}

test('a job waits for all stages before it', () => {
  const play = begin({ ...plain, name: 'build', stage: 1 }, { ...plain, name: 'deploy', stage: 2 });
  assert.deepEqual(statusesOf(play), { build: 'pending', deploy: 'created' });
  assert.deepEqual(statusesOf(after(play, { kind: 'success', jobs: ['build'] })), {
    build: 'success',
    deploy: 'pending',
  });
});

test('with empty needs it does not', () => {
  const play = begin({ ...plain, name: 'build', stage: 1 }, { ...plain, name: 'deploy', stage: 2, needs: [] });
  assert.deepEqual(statusesOf(play), { build: 'pending', deploy: 'pending' });
});

test('a blocking manual job holds later stages, an optional one does not', () => {
  const deploy: ProcessJob = { ...plain, name: 'deploy', stage: 2 };
  assert.deepEqual(statusesOf(begin({ ...plain, name: 'approve', stage: 1, when: 'manual' }, deploy)), {
    approve: 'manual',
    deploy: 'created',
  });
  assert.deepEqual(
    statusesOf(begin({ ...plain, name: 'approve', stage: 1, when: 'manual', allowFailure: true }, deploy)),
    { approve: 'manual', deploy: 'pending' },
  );
});

test('a job that needs an optional manual job is skipped until somebody plays it, and is theirs then', () => {
  const play = begin(
    { ...plain, name: 'approve', stage: 1, when: 'manual', allowFailure: true },
    { ...plain, name: 'deploy', stage: 2, needs: ['approve'] },
  );
  assert.deepEqual(statusesOf(play), { approve: 'manual', deploy: 'skipped' });
  const played = after(play, { kind: 'play', jobs: ['approve'], by: 'mia' });
  assert.deepEqual(statusesOf(played), { approve: 'pending', deploy: 'created' });
  assert.deepEqual(played.users, ['mia', 'mia']);
});

test('a job behind a blocking manual job stays with the user of the pipeline', () => {
  const play = begin(
    { ...plain, name: 'approve', stage: 1, when: 'manual' },
    { ...plain, name: 'deploy', stage: 2, needs: ['approve'] },
  );
  const played = after(play, { kind: 'play', jobs: ['approve'], by: 'mia' });
  assert.deepEqual(statusesOf(played), { approve: 'pending', deploy: 'created' });
  assert.deepEqual(played.users, ['mia', 'pia']);
});

test('a canceled job ahead skips even what always runs, a failed one does not', () => {
  const play = begin(
    { ...plain, name: 'build', stage: 1 },
    { ...plain, name: 'report', stage: 2, when: 'always' },
    { ...plain, name: 'repair', stage: 2, when: 'on_failure' },
  );
  assert.deepEqual(statusesOf(after(play, { kind: 'cancel', jobs: ['build'] })), {
    build: 'canceled',
    report: 'skipped',
    repair: 'skipped',
  });
  assert.deepEqual(statusesOf(after(play, { kind: 'drop', jobs: ['build'] })), {
    build: 'failed',
    report: 'pending',
    repair: 'pending',
  });
});

test('approvals make any job a manual one that blocks, or is optional, as it was before', () => {
  const held = { needsApproval: true, action: 'start' } as const;
  assert.deepEqual(
    statusesOf(begin({ ...plain, ...held, name: 'production', stage: 1 }, { ...plain, name: 'smoke test', stage: 2 })),
    { production: 'manual', 'smoke test': 'created' },
  );
  assert.deepEqual(
    statusesOf(
      begin(
        { ...plain, ...held, name: 'production', stage: 1, when: 'manual', allowFailure: true },
        { ...plain, name: 'smoke test', stage: 2 },
      ),
    ),
    { production: 'manual', 'smoke test': 'pending' },
  );
});

test('a retried manual job starts at once, and what was skipped behind it comes back', () => {
  const play = begin(
    { ...plain, name: 'deploy', stage: 1, when: 'manual', allowFailure: true },
    { ...plain, name: 'check', stage: 2, needs: ['deploy'], when: 'always' },
    { ...plain, name: 'tell', stage: 2, needs: ['check'] },
  );
  const failed = [
    { kind: 'play', jobs: ['deploy'], by: 'mia' } as const,
    { kind: 'drop', jobs: ['deploy'] } as const,
    { kind: 'drop', jobs: ['check'] } as const,
  ].reduce<Play<string>>(after, play);
  assert.deepEqual(statusesOf(failed), { deploy: 'failed', check: 'failed', tell: 'skipped' });
  const again = after(failed, { kind: 'retry', jobs: ['deploy'], by: 'noor' });
  assert.deepEqual(statusesOf(again), { deploy: 'pending', check: 'failed', tell: 'skipped' });
  assert.equal(again.users[0], 'noor');
});

test('an event that a job cannot have changes nothing', () => {
  const play = begin({ ...plain, name: 'deploy', stage: 1, when: 'manual' });
  assert.deepEqual(statusesOf(after(play, { kind: 'success', jobs: ['deploy'] })), { deploy: 'manual' });
});

test('a pipeline that was done is running again, not pending', () => {
  const play = begin({ ...plain, name: 'build', stage: 1 });
  const failed = after(play, { kind: 'drop', jobs: ['build'] });
  assert.deepEqual(
    [play, failed, after(failed, { kind: 'retry', jobs: ['build'], by: 'mia' })].map((it) => it.pipeline),
    ['pending', 'failed', 'running'],
  );
});
