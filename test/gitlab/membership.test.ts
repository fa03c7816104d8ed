/** Roles that come from direct, inherited and shared membership. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupLevel, projectLevel } from './access.ts';
import { build } from './build.ts';
import { accepts, protectedFrom } from './deploying.ts';
import type { Scenario } from './scenario.ts';
import { byIdOrPath } from './world.ts';

const scenario: Scenario = {
  version: 1,
  users: { a: null, b: null, c: null, d: null, e: null, boss: { admin: true }, gone: { state: 'blocked' } },
  groups: {
    top: { members: { a: 'maintainer' }, shared_with: [{ group: 'guests/inner', access: 'developer' }] },
    'top/sub': {},
    guests: { members: { b: 'owner', gone: 'owner' } },
    'guests/inner': { members: { c: 'owner' } },
    watchers: { members: { e: 'minimal' } },
  },
  projects: {
    'top/sub/app': {
      members: { d: 'guest' },
      shared_with: [{ group: 'guests/inner', access: 'maintainer' }],
      environments: [{ name: 'production' }],
    },
    'b/own': {},
  },
};
const world = build(scenario);
const user = (name: string) => world.users.find((it) => it.username === name) ?? assert.fail(name);
const group = (path: string) => byIdOrPath(world.groups, path) ?? assert.fail(path);
const project = (path: string) => byIdOrPath(world.projects, path) ?? assert.fail(path);

test('members of an ancestor group count in a project', () => {
  assert.equal(projectLevel(user('a'), project('top/sub/app')), 40);
});

test('a group that is invited to a project brings its own and its ancestors’ members, capped', () => {
  assert.equal(projectLevel(user('c'), project('top/sub/app')), 40);
  assert.equal(projectLevel(user('b'), project('top/sub/app')), 40);
});

test('a group that is invited to a group brings its own members only', () => {
  assert.equal(groupLevel(user('c'), group('top')), 30);
  assert.equal(groupLevel(user('c'), group('top/sub')), 30);
  assert.equal(groupLevel(user('b'), group('top')), 0);
});

test('members of a project are no members of its groups', () => {
  assert.equal(projectLevel(user('d'), project('top/sub/app')), 10);
  assert.equal(groupLevel(user('d'), group('top/sub')), 0);
});

test('minimal access is none', () => {
  assert.equal(groupLevel(user('e'), group('watchers')), 0);
});

test('a namespace belongs to its user', () => {
  assert.equal(projectLevel(user('b'), project('b/own')), 50);
  assert.equal(projectLevel(user('c'), project('b/own')), 0);
});

test('a group row for direct members does not count inherited ones', () => {
  const row = { id: 1, group: group('guests/inner'), inherits: false };
  assert.equal(accepts(row, user('c'), project('top/sub/app')), true);
  assert.equal(accepts(row, user('b'), project('top/sub/app')), false);
});

test('a group row for all members counts inherited ones, unless they are blocked', () => {
  const row = { id: 1, group: group('guests/inner'), inherits: true };
  assert.equal(accepts(row, user('b'), project('top/sub/app')), true);
  assert.equal(accepts(row, user('gone'), project('top/sub/app')), false);
});

test('a role row of a group asks for the role in that group', () => {
  const row = { id: 1, level: 30, inherits: false };
  assert.equal(accepts(row, user('b'), project('top/sub/app')), true);
  assert.equal(accepts(row, user('b'), group('top')), false);
  assert.equal(accepts(row, user('c'), group('top')), true);
});

test('an admin passes every row, and no ruleset without rows', () => {
  assert.equal(accepts({ id: 1, level: 60, inherits: false }, user('boss'), group('top')), true);
  const empty = build({
    ...scenario,
    projects: {
      'top/sub/app': { environments: [{ name: 'production' }], protected_environments: [{ name: 'production' }] },
    },
  });
  const [app] = empty.projects;
  const [environment] = app?.environments ?? [];
  assert.ok(app && environment);
  const boss = empty.users.find((it) => it.admin);
  assert.equal(protectedFrom(empty.instance, boss, app, environment), true);
});
