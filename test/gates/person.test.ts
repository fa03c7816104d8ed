import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personOf } from '../../server/src/gates/person.ts';
import { isUnknown } from '../../server/src/logic/tri.ts';
import { snapshotOf } from '../support/world.ts';

test("the token's user is known to himself", () => {
  const dana = personOf({ kind: 'user', username: 'Dana' }, snapshotOf());
  assert.deepEqual(
    [dana.label, dana.id, dana.admin, dana.projectLevel, dana.active, dana.isViewer],
    ['Dana', 1, false, 30, true, true],
  );
});

test('somebody who is not in the list of members has no role', () => {
  assert.equal(personOf({ kind: 'user', username: 'kim' }, snapshotOf()).projectLevel, 0);
});

test('without that list the role is not known', () => {
  const kim = personOf({ kind: 'user', username: 'kim' }, snapshotOf({ members: 'forbidden' }));
  assert.ok(isUnknown(kim.projectLevel));
  assert.ok(isUnknown(kim.id));
});

test("nobody's admin flag is known before it is known who asks", () => {
  const mia = personOf({ kind: 'user', username: 'mia' }, snapshotOf({ currentUser: 'offline' }));
  assert.ok(isUnknown(mia.admin));
  assert.ok(isUnknown(mia.confirmed));
});

test('a blocked member is not active', () => {
  const members = [{ id: 2, username: 'mia', state: 'blocked', accessLevel: 40 }];
  assert.equal(personOf({ kind: 'user', username: 'mia' }, snapshotOf({ members })).active, false);
});

test('of groups whose members are not shown, the own level may be known', () => {
  const groupMembers = { 20: { path: 'acme/ops', mine: { direct: 0, all: 30 } } };
  const snapshot = snapshotOf({ groupMembers });
  const dana = personOf({ kind: 'user', username: 'dana' }, snapshot);
  assert.deepEqual([dana.groupDirect(20), dana.groupEffective(20)], [0, 30]);
  assert.ok(isUnknown(personOf({ kind: 'user', username: 'mia' }, snapshot).groupDirect(20)));
});

test('a role is no named user and in no group, but may come from an ancestor of the project', () => {
  const maintainer = personOf({ kind: 'role', accessLevel: 40 }, snapshotOf());
  assert.deepEqual(
    [maintainer.label, maintainer.id, maintainer.projectLevel, maintainer.groupDirect(20)],
    ['a Maintainer', undefined, 40, 0],
  );
  assert.ok(isUnknown(maintainer.groupEffective(10)));
  assert.equal(maintainer.groupEffective(20), 0);
});

test('nobody in particular is not known in any way', () => {
  const nobody = personOf({ kind: 'nobody' }, snapshotOf());
  assert.ok([nobody.id, nobody.admin, nobody.projectLevel, nobody.active, nobody.groupDirect(10)].every(isUnknown));
});
