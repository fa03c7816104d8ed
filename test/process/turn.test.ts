/** A job's turn, and the smaller decisions around it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobUser } from '../../server/src/pipeline/process/job-user.ts';
import { isOutdated } from '../../server/src/pipeline/process/outdated.ts';
import { nextInLine } from '../../server/src/pipeline/process/resource-group.ts';
import { turn } from '../../server/src/pipeline/process/turn.ts';

const deploy = { kind: 'build', when: 'on_success', needsMode: false, action: 'start' } as const;

test('an automatic job of somebody who may not deploy fails, a manual one waits', () => {
  assert.deepEqual(turn({ ...deploy, protectedFrom: true }, 'success'), {
    status: 'failed',
    when: 'on_success',
    failureReason: 'protected_environment_failure',
    deployment: 'failed',
  });
  assert.deepEqual(turn({ ...deploy, protectedFrom: true, when: 'manual' }, 'success'), {
    status: 'manual',
    when: 'manual',
    deployment: 'blocked',
  });
});

test('approvals come before timers, and before a retry that should start at once', () => {
  const approved = { ...deploy, needsApproval: true } as const;
  assert.equal(turn({ ...approved, when: 'delayed', startIn: '1 hour' }, undefined).status, 'manual');
  assert.equal(turn({ ...approved, when: 'manual', enqueueImmediately: true }, undefined).status, 'manual');
  assert.equal(turn({ ...deploy, when: 'manual', enqueueImmediately: true }, undefined).status, 'pending');
});

test('jobs that start no environment are held as well, unless the flag says otherwise', () => {
  const verify = { ...deploy, action: 'verify', needsApproval: true } as const;
  assert.deepEqual(turn(verify, 'success'), { status: 'manual', when: 'manual' });
  assert.deepEqual(turn({ ...verify, approvalHoldsStartOnly: true }, 'success'), {
    status: 'pending',
    when: 'on_success',
  });
});

test('a delayed trigger job starts at once', () => {
  assert.equal(turn({ ...deploy, when: 'delayed', startIn: '1 hour' }, 'success').status, 'scheduled');
  assert.equal(turn({ ...deploy, kind: 'trigger', when: 'delayed', startIn: '1 hour' }, 'success').status, 'pending');
});

test('what was skipped ahead skips a job that needs it, and no other', () => {
  assert.equal(turn(deploy, 'skipped').status, 'pending');
  assert.equal(turn({ ...deploy, needsMode: true }, 'skipped').status, 'skipped');
  assert.equal(turn({ ...deploy, when: 'always' }, 'canceled').status, 'skipped');
  assert.equal(turn(deploy, 'manual').status, 'created');
});

test('an older deployment of another commit is outdated', () => {
  const job = { action: 'start', status: 'manual', deployment: { id: 5, sha: 'a' } } as const;
  const on = { enabled: true, rollbackAllowed: true };
  assert.equal(isOutdated(job, { id: 9, sha: 'b' }, on), true);
  assert.equal(isOutdated(job, { id: 9, sha: 'a' }, on), false);
  assert.equal(isOutdated(job, { id: 3, sha: 'b' }, on), false);
  assert.equal(isOutdated(job, undefined, on), false);
  assert.equal(isOutdated({ ...job, status: 'failed' }, { id: 9, sha: 'b' }, on), false);
  assert.equal(isOutdated({ ...job, status: 'failed' }, { id: 9, sha: 'b' }, { ...on, rollbackAllowed: false }), true);
});

test('the oldest pipeline keeps the slot while its job is not ready', () => {
  const old = { name: 'old', pipeline: 1, status: 'created' } as const;
  const young = { name: 'young', pipeline: 2, status: 'waiting_for_resource' } as const;
  assert.deepEqual(nextInLine('oldest_first', [young, old]), { candidate: old });
  assert.deepEqual(nextInLine('newest_ready_first', [young, old]), { candidate: young, started: young });
  assert.deepEqual(nextInLine('unordered', [old]), {});
});

test('whoever presses takes over the job, not its deployment; what was skipped behind it goes with it', () => {
  assert.deepEqual(jobUser({ kind: 'played', by: 'mia', user: 'pia' }), { job: 'mia', deployment: 'pia' });
  assert.deepEqual(jobUser({ kind: 'retried', by: 'mia' }), { job: 'mia', deployment: 'mia' });
  assert.equal(jobUser({ kind: 'behind', by: 'mia', user: 'pia', wasSkipped: true }).job, 'mia');
  assert.equal(jobUser({ kind: 'behind', by: 'mia', user: 'pia', wasSkipped: false }).job, 'pia');
});
