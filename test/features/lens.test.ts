/** The line over a deploy job: verdict, who, next event; short enough for a line, the most important first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lenses } from '../../server/src/features/lens.ts';
import { analysisOf, attemptOf, snapshotWithout } from '../support/world.ts';

function lensOf(
  text: string,
  settings: Parameters<typeof analysisOf>[1] = {},
  attempt = attemptOf(),
  timeZone = 'Europe/Berlin',
): string {
  const [lens] = lenses(analysisOf(text, settings, attempt), '.gitlab-ci.yml', { uri: 'file:///a', timeZone });
  return lens?.command?.title ?? '';
}

const weekend = { start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' };
const saturday = attemptOf({ at: '2026-11-21T12:00:00Z' });
const maintained = { protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }] };
const production = 'deploy:\n  script: ./deploy\n  environment: production\n';
const looking = `${production}  rules:\n    - if: $CI_DEPLOY_FREEZE\n      when: never\n    - if: $CI_COMMIT_BRANCH\n`;

test('whoever may not run it is told whom to ask', () => {
  assert.equal(lensOf(`${production}  when: manual\n`, maintained), 'You cannot run this · ask mia');
});

test('whoever may is told who else can', () => {
  const text = `${production}  when: manual\n`;
  assert.equal(lensOf(text), 'Waits to be started by hand · can run: dana and mia');
});

test('a job that looks at the freeze says when the next one begins', () => {
  assert.equal(
    lensOf(looking, { freezePeriods: [weekend] }),
    'Runs by itself as soon as the pipeline starts · can run: dana and mia · freeze from Fri 18:00',
  );
});

test('and until when it is kept out', () => {
  assert.equal(
    lensOf(looking, { freezePeriods: [weekend] }, saturday),
    'Not in this pipeline: rule 1 matches: $CI_DEPLOY_FREEZE, and says when: never · frozen until Mon 07:00',
  );
});

test('the zone is named where the reader is somewhere else than the project', () => {
  assert.match(lensOf(looking, { freezePeriods: [weekend] }, attemptOf(), 'UTC'), / · freeze from Fri 17:00 \(UTC\)$/);
});

test('a job that does not look at it is not held by one to come, and ignores one that is there', () => {
  const text = `${production}  when: manual\n`;
  assert.doesNotMatch(lensOf(text, { freezePeriods: [weekend] }), /freeze/);
  assert.match(lensOf(text, { freezePeriods: [weekend] }, saturday), / · ignores the freeze until Mon 07:00$/);
});

test('a freeze far away is no news', () => {
  const christmas = { start: '0 0 24 12 *', end: '0 0 27 12 *', timeZone: 'Europe/Berlin' };
  assert.doesNotMatch(lensOf(looking, { freezePeriods: [christmas] }), /freeze/);
  assert.match(
    lensOf(looking, { freezePeriods: [christmas] }, attemptOf({ at: '2026-12-20T12:00:00Z' })),
    / · freeze from Thu 00:00$/,
  );
});

test('two freezes without a gap are one', () => {
  const more = { start: '0 5 * * 1', end: '0 12 * * 1', timeZone: 'Europe/Berlin' };
  assert.match(lensOf(looking, { freezePeriods: [weekend, more] }, saturday), / · frozen until Mon 12:00$/);
});

test('nothing is said of a freeze that nobody could read', () => {
  assert.doesNotMatch(lensOf(looking, { freezePeriods: 'forbidden' }), /freez/);
});

test('nobody can run it where no rule lets anybody', () => {
  const settings = { protectedEnvironments: [{ name: 'production', deployAccess: [{ userId: 99 }] }] };
  assert.equal(lensOf(`${production}  when: manual\n`, settings), 'You cannot run this · nobody can run it');
});

test('many are told by their roles', () => {
  const members = ['ann', 'bob', 'cat', 'dan', 'eve'].map((username, n) => ({ id: 10 + n, username, accessLevel: 30 }));
  const text = `${production}  when: manual\n`;
  assert.equal(lensOf(text, { members }), 'Waits to be started by hand · can run: Developers + Maintainers');
});

test('it is one line of at most 140 characters that ends with a whole word', () => {
  const rules = Array.from({ length: 4 }, (_, n) => ({
    groupId: 100 + n,
    groupPath: `acme/a-long-name-${n}`,
    required: 2,
  }));
  const settings = {
    freezePeriods: [weekend],
    protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 30 }], approvalRules: rules }],
  };
  const title = lensOf(`${production}  when: manual\n`, settings, saturday);
  assert.ok(title.length <= 140, title);
  assert.match(title, /^Waits for 2 approvals by members of acme\/a-long-name-0/);
  assert.match(title, /\w… · can run: .* · ignores the freeze until Mon 07:00$/);
});

test('signed out it says so first, and what is certain', () => {
  assert.equal(
    lensOf(`${production}  when: manual\n`, snapshotWithout('signed-out')),
    'Unknown (signed out): in any case it waits to be started by hand',
  );
});
