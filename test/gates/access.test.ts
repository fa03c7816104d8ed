import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptsAnyRow, acceptsRow } from '../../server/src/gates/access.ts';
import { type Person, personOf } from '../../server/src/gates/person.ts';
import { isUnknown } from '../../server/src/logic/tri.ts';
import { snapshotOf } from '../support/world.ts';

const ops = { groupId: 20, groupPath: 'acme/ops' };
const project = { level: 'project' } as const;
const acme = { level: 'group', groupId: 10, groupPath: 'acme' } as const;

function user(username: string, settings: Record<string, unknown> = {}): Person {
  return personOf({ kind: 'user', username }, snapshotOf(settings));
}

function opsWith(direct: number, all: number): Record<string, unknown> {
  const member = (accessLevel: number) => (accessLevel > 0 ? [{ id: 1, username: 'dana', accessLevel }] : []);
  return { groupMembers: { 20: { path: 'acme/ops', direct: member(direct), all: member(all) } } };
}

test('a row that shows nothing is a group that the reader may not see, so he is no member of it', () => {
  assert.equal(acceptsRow({ hidden: true }, project, user('dana')), false);
});

test('of somebody else such a row says nothing', () => {
  assert.ok(isUnknown(acceptsRow({ hidden: true }, project, user('mia'))));
});

test('an admin passes it all the same', () => {
  const admin = user('dana', { currentUser: { id: 1, username: 'dana', admin: true, projectLevel: 30 } });
  assert.equal(acceptsRow({ hidden: true }, project, admin), true);
});

test('nobody passes where no row is left, not even an admin', () => {
  const admin = user('dana', { currentUser: { id: 1, username: 'dana', admin: true, projectLevel: 30 } });
  assert.equal(acceptsAnyRow([], project, admin), false);
});

test('a direct member passes whether or not inherited ones count', () => {
  assert.equal(acceptsRow(ops, project, user('dana', opsWith(30, 30))), true);
});

test('somebody who is no member at all fails either way', () => {
  assert.equal(acceptsRow(ops, project, user('dana', opsWith(0, 0))), false);
});

test('an inherited member passes only where it is known that such count', () => {
  const dana = user('dana', opsWith(0, 30));
  assert.ok(isUnknown(acceptsRow(ops, project, dana)));
  assert.equal(acceptsRow({ ...ops, inheritance: 'all' }, project, dana), true);
  assert.equal(acceptsRow({ ...ops, inheritance: 'direct' }, project, dana), false);
});

test('minimal access is no membership', () => {
  assert.equal(acceptsRow({ ...ops, inheritance: 'direct' }, project, user('dana', opsWith(5, 5))), false);
});

test("a group's rule looks at the role in the group, which nobody has higher than in the project", () => {
  const unread = { groupMembers: 'forbidden' };
  assert.equal(acceptsRow({ accessLevel: 40 }, acme, user('dana', unread)), false);
  assert.ok(isUnknown(acceptsRow({ accessLevel: 40 }, acme, user('mia', unread))));
});

test('a user row is compared by id, or by name where one of the ids is not known', () => {
  assert.equal(acceptsRow({ userId: 1 }, project, user('dana')), true);
  assert.equal(acceptsRow({ userId: 2 }, project, user('dana')), false);
  assert.equal(acceptsRow({ username: 'Dana' }, project, user('dana')), true);
  const stranger = user('kim', { members: 'forbidden', groupMembers: 'forbidden' });
  assert.ok(isUnknown(acceptsRow({ userId: 2 }, project, stranger)));
  assert.equal(acceptsRow({ userId: 2, username: 'mia' }, project, stranger), false);
});
