/** How an attempt is said, and how its parts change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isRefName,
  kept,
  memberWords,
  partsOf,
  shortWords,
  variableFrom,
  withPerson,
  withRef,
  withSource,
  withTime,
  withVariable,
} from '../../client/src/attempt-words.ts';
import type { AttemptAnswer } from '../../server/src/lsp/protocol.ts';

process.env['TZ'] = 'Europe/Berlin';
const now = new Date('2026-11-18T12:00:00Z');

const usual: AttemptAnswer = {
  username: 'dana',
  accessLevel: null,
  ref: 'main',
  tag: false,
  source: 'push',
  at: '2026-11-18T12:00:00Z',
  shortName: 'Dana',
  choice: {},
  root: 'file:///app',
};
const short = (it: Partial<AttemptAnswer>) => shortWords({ ...usual, ...it }, now, 'en-GB');

test('one line says who, what and when', () => {
  assert.equal(short({}), 'as Dana · push to main · now');
  assert.equal(short({ choice: { at: '2026-11-20T17:00:00Z' } }), 'as Dana · push to main · Fri 18:00');
});

test('who: a name, else the user name, a role, or nobody', () => {
  assert.match(short({ shortName: null }), /^as dana ·/);
  assert.match(short({ username: null, shortName: null, accessLevel: 30 }), /^as a Developer ·/);
  assert.match(short({ username: null, shortName: null, accessLevel: 50 }), /^as an Owner ·/);
  assert.match(short({ username: null, shortName: null }), /^as nobody ·/);
});

test('how: each way of starting a pipeline', () => {
  assert.match(short({ ref: 'v1', tag: true }), /· tag v1 ·/);
  assert.match(short({ source: 'schedule' }), /· schedule on main ·/);
  assert.match(short({ source: 'schedule', ref: 'v1', tag: true }), /· schedule on tag v1 ·/);
  assert.match(short({ source: 'web' }), /· run by hand on main ·/);
  assert.match(short({ source: 'api' }), /· API on main ·/);
  assert.match(short({ source: 'trigger' }), /· trigger token on main ·/);
  assert.match(short({ source: 'pipeline' }), /· started by another project on main ·/);
  assert.match(short({ source: 'merge_request_event', ref: 'topic' }), /· merge request from topic ·/);
  assert.match(
    short({ source: 'merge_request_event', ref: 'topic', choice: { targetBranch: 'main' } }),
    /· merge request from topic into main ·/,
  );
});

test('variables are counted', () => {
  assert.match(short({ choice: { variables: { A: '1' } } }), /· now · 1 variable$/);
  assert.match(short({ choice: { variables: { A: '1', B: '2' } } }), /· now · 2 variables$/);
});

test('in full each part is said, and whether it was chosen', () => {
  const choice = { at: '2026-11-20T17:00:00Z', variables: { A: '1', B: 'x y' } };
  assert.deepEqual(
    partsOf({ ...usual, choice }, 'en-GB').map((it) => [
      it.label,
      it.part === 'time' ? it.value.replaceAll(',', '') : it.value,
      it.chosen,
    ]),
    [
      ['Person', 'Dana (dana)', false],
      ['Ref', 'branch main', false],
      ['Source', 'Push', false],
      ['Time', 'Friday 20 November 2026 18:00 CET', true],
      ['Variables', 'A=1, B=x y', true],
    ],
  );
  const nobody = partsOf({ ...usual, username: null, shortName: null }, 'en-GB')[0];
  assert.equal(nobody?.value, 'nobody in particular: sign in, or choose somebody');
});

test('a person or a role, never both; and back to whoever is signed in', () => {
  assert.deepEqual(withPerson({ username: 'mia', ref: 'x' }, { accessLevel: 30 }), { ref: 'x', accessLevel: 30 });
  assert.deepEqual(withPerson({ accessLevel: 30 }, { username: 'mia' }), { username: 'mia' });
  assert.deepEqual(withPerson({ username: 'mia' }, {}), {});
});

test('a tag ends a merge request, a branch does not', () => {
  const choice = { source: 'merge_request_event', targetBranch: 'main', ref: 'topic', tag: false };
  assert.deepEqual(withRef(choice, { ref: 'v1', tag: true }), { ref: 'v1', tag: true });
  assert.deepEqual(withRef(choice, { ref: 'other', tag: false }), { ...choice, ref: 'other' });
  assert.deepEqual(withRef(choice), { source: 'merge_request_event', targetBranch: 'main' });
});

test('a target belongs to a merge request alone', () => {
  const choice = { source: 'merge_request_event', targetBranch: 'main' };
  assert.deepEqual(withSource(choice, 'schedule'), { source: 'schedule' });
  assert.deepEqual(withSource(choice, 'push'), {});
  assert.deepEqual(withSource({}, 'merge_request_event', 'main'), choice);
});

test('variables are set, changed and removed', () => {
  assert.deepEqual(withVariable({}, 'A', '1'), { variables: { A: '1' } });
  assert.deepEqual(withVariable({ variables: { A: '1', B: '2' } }, 'A', ''), { variables: { B: '2', A: '' } });
  assert.deepEqual(withVariable({ ref: 'x', variables: { A: '1' } }, 'A'), { ref: 'x' });
});

test('everything but the time is kept for the next time', () => {
  const choice = withTime({ username: 'mia' }, new Date('2026-11-20T17:00:00Z'));
  assert.deepEqual(choice, { username: 'mia', at: '2026-11-20T17:00:00.000Z' });
  assert.deepEqual(kept(choice), { username: 'mia' });
  assert.equal(kept({ at: '2026-11-20T17:00:00.000Z' }), undefined);
});

test('a variable is a name, an equals sign and anything', () => {
  assert.deepEqual(variableFrom('TARGET=production'), { name: 'TARGET', value: 'production' });
  assert.deepEqual(variableFrom('A=b=c '), { name: 'A', value: 'b=c ' });
  assert.deepEqual(variableFrom('A='), { name: 'A', value: '' });
  assert.equal(variableFrom('TARGET'), undefined);
  assert.equal(variableFrom('MY-VAR=1'), undefined);
  assert.equal(variableFrom('=1'), undefined);
});

test('only what git takes is a name of a ref', () => {
  for (const name of ['main', 'feature/login', 'v1.0', 'ümlaut', 'a@b']) assert.ok(isRefName(name), name);
  for (const name of ['', 'release/*', 'a b', 'a..b', '/a', 'a/', '-a', '.a', 'a.', 'a//b', 'a.lock', '@']) {
    assert.ok(!isRefName(name), name);
  }
});

test('a member is said with name, user name and role', () => {
  assert.equal(memberWords({ username: 'mia', name: 'Mia L', role: 'Maintainer' }), 'Mia L (mia), Maintainer');
  assert.equal(memberWords({ username: 'mia' }), 'mia');
});
