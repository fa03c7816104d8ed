import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JobCircumstances, jobAbility, maySetVariables } from '../../server/src/gates/abilities.ts';
import { bridgeFailure } from '../../server/src/gates/bridge.ts';
import { personOf } from '../../server/src/gates/person.ts';
import { isUnknown, unknown } from '../../server/src/logic/tri.ts';
import { snapshotOf } from '../support/world.ts';

const role = (accessLevel: number) => personOf({ kind: 'role', accessLevel }, snapshotOf());
const open = unknown({ kind: 'actor' });
const free: JobCircumstances = { kind: 'build', protectedFrom: false, protectedBy: false, refWritable: true };
const granted: JobCircumstances = { ...free, protectedBy: true };

test('a refusal that is certain decides, whatever is open', () => {
  const { allowed, reasons } = jobAbility('play_job', role(30), { ...free, refWritable: open, protectedFrom: true });
  assert.deepEqual([allowed, reasons], [false, ['protected_environment']]);
});

test('what is open is no reason', () => {
  const { allowed, reasons } = jobAbility('play_job', role(30), { ...free, refWritable: open });
  assert.ok(isUnknown(allowed));
  assert.deepEqual(reasons, []);
});

test('access to the environment lifts what the ref would refuse', () => {
  assert.equal(jobAbility('play_job', role(20), { ...granted, refWritable: false }).allowed, true);
  assert.equal(jobAbility('play_job', role(30), { ...free, refWritable: false }).allowed, false);
});

test('but not for a Guest', () => {
  assert.equal(jobAbility('play_job', role(10), granted).allowed, false);
});

test('an archived job can still be cancelled', () => {
  assert.equal(jobAbility('cancel_build', role(30), { ...free, archivedJob: true }).allowed, true);
  assert.equal(jobAbility('play_job', role(30), { ...free, archivedJob: true }).allowed, false);
});

test('restricted cancelling also holds for those who may deploy', () => {
  assert.equal(jobAbility('cancel_build', role(20), { ...granted, cancellationRole: 'maintainer' }).allowed, false);
  assert.equal(jobAbility('cancel_build', role(20), granted).allowed, true);
});

test('a Developer erases the own job on a ref that is not protected', () => {
  assert.equal(jobAbility('erase_build', role(30), { ...free, ownOnUnprotectedRef: true }).allowed, true);
  assert.equal(jobAbility('erase_build', role(30), free).allowed, false);
});

test('variables are given from the minimum role on; `developer` stands for no restriction', () => {
  assert.equal(maySetVariables(role(20), 'developer'), true);
  assert.equal(maySetVariables(role(30), 'maintainer'), false);
  assert.equal(maySetVariables(role(50), 'owner'), true);
  assert.equal(maySetVariables(role(50), 'no_one_allowed'), false);
});

test('of several reasons for which a trigger job fails GitLab gives the first', () => {
  const fine = { readable: true, triggersItself: false, createsDownstream: true, refWritableDownstream: true };
  assert.deepEqual(bridgeFailure(role(30), fine), { fails: false });
  assert.equal(bridgeFailure(role(20), fine).reason, 'insufficient_bridge_permissions');
  assert.equal(bridgeFailure(role(20), { ...fine, readable: false }).reason, 'downstream_bridge_project_not_found');
});
