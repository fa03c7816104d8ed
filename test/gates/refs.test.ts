import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personOf } from '../../server/src/gates/person.ts';
import {
  canCreateTag,
  canPush,
  canUpdateBranch,
  isProtectedBranch,
  type RefName,
  refSettings,
} from '../../server/src/gates/refs.ts';
import { isUnknown, type Tri } from '../../server/src/logic/tri.ts';
import { snapshotOf } from '../support/world.ts';

const closed = { name: 'main', push: [{ accessLevel: 40 }], merge: [{ accessLevel: 40 }] };
const mergeRequest: RefName = { mergeRequest: true };

function dana(
  can: (ref: RefName, person: ReturnType<typeof personOf>, settings: ReturnType<typeof refSettings>) => Tri,
  settings: Record<string, unknown>,
  ref: RefName = 'main',
): Tri {
  const snapshot = snapshotOf(settings);
  return can(ref, personOf({ kind: 'user', username: 'dana' }, snapshot), refSettings(snapshot));
}

test('the ref of a merge request is protected by patterns that mean it as it is written', () => {
  const settings = (...names: readonly string[]) =>
    refSettings(snapshotOf({ protectedBranches: names.map((name) => ({ ...closed, name })) }));
  assert.equal(isProtectedBranch(mergeRequest, settings('*')), true);
  assert.equal(isProtectedBranch(mergeRequest, settings('refs/*')), true);
  assert.equal(isProtectedBranch(mergeRequest, settings('main', 'feature/*', '*-stable')), false);
  assert.ok(isUnknown(isProtectedBranch(mergeRequest, settings('refs/merge-requests/7/*'))));
});

test('a list that GitLab has cut off says nothing of the branches that are not on it', () => {
  const many = Array.from({ length: 100 }, (_, n) => ({ ...closed, name: `b${n}` }));
  assert.ok(isUnknown(dana(canPush, { protectedBranches: many })));
  assert.equal(dana(canPush, { protectedBranches: many.slice(1) }), true);
});

test('a deploy key may be anybody', () => {
  const keyed = [{ name: 'main', push: [{ deployKeyId: 5, accessLevel: 40 }], merge: [{ accessLevel: 0 }] }];
  assert.ok(isUnknown(dana(canUpdateBranch, { protectedBranches: keyed })));
});

test('a group counts where it is invited, with its direct members from Developer on', () => {
  const protectedBranches = [{ name: 'main', push: [{ groupId: 20 }], merge: [] }];
  const ops = (accessLevel: number) => ({
    groupMembers: { 20: { path: 'acme/ops', direct: [{ id: 1, username: 'dana', accessLevel }] } },
  });
  const invitedGroups = [{ groupId: 20, path: 'acme/ops', accessLevel: 30 }];
  assert.equal(dana(canPush, { protectedBranches, invitedGroups, ...ops(30) }), true);
  assert.equal(dana(canPush, { protectedBranches, invitedGroups, ...ops(20) }), false);
  assert.equal(dana(canPush, { protectedBranches, ...ops(30) }), false);
  assert.ok(isUnknown(dana(canPush, { protectedBranches, invitedGroups: 'forbidden', ...ops(30) })));
});

test('nobody pushes to an archived project', () => {
  const project = { id: 1, path: 'acme/app', archived: true };
  assert.equal(dana(canPush, { project }), false);
  assert.equal(dana(canPush, {}), true);
});

test('rules for tags that could not be read leave it open', () => {
  assert.ok(isUnknown(dana(canCreateTag, { protectedTags: 'forbidden' }, 'v1')));
  assert.equal(dana(canCreateTag, { protectedTags: [{ name: 'x*', create: [] }] }, 'v1'), true);
});
