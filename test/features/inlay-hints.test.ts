/** What is shown behind names, `when` and `$CI_DEPLOY_FREEZE`: for which jobs, and where nothing is added. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inlayHints } from '../../server/src/features/inlay-hints.ts';
import { analysisOf, attemptOf, snapshotWithout } from '../support/world.ts';

const all = { environmentName: true, tier: true, when: true, freeze: true };

/** Each as "line:column label". */
function hintsOf(
  text: string,
  settings: Parameters<typeof analysisOf>[1] = {},
  kinds: Partial<typeof all> = all,
  attempt = attemptOf(),
): readonly string[] {
  const none = { environmentName: false, tier: false, when: false, freeze: false };
  const options = { kinds: { ...none, ...kinds }, timeZone: 'Europe/Berlin' };
  const analysis = analysisOf(text, settings, attempt);
  return inlayHints(analysis, '.gitlab-ci.yml', options).map(
    (it) => `${it.position.line + 1}:${it.position.character} ${it.label}`,
  );
}

test('a guessed tier stands behind the name', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment: print-live\n';
  assert.deepEqual(hintsOf(text), ['3:25 tier: testing (guessed)']);
});

test('a stored tier comes before the guess', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment:\n    name: "print-live"\n';
  const settings = { environments: [{ name: 'print-live', tier: 'production' }] };
  assert.deepEqual(hintsOf(text, settings), ['4:22 tier: production (stored)']);
});

test('a declared tier that counts is there already, and one that does not is answered', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment:\n    name: live\n    deployment_tier: other\n';
  assert.deepEqual(hintsOf(text), []);
  assert.deepEqual(hintsOf(text, { environments: [{ name: 'live', tier: 'other' }] }), []);
  assert.deepEqual(hintsOf(text, { environments: [{ name: 'live', tier: 'staging' }] }), [
    '4:14 tier: staging (stored)',
  ]);
});

test('a guess says that something stored would count before it', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment: live\n';
  const options = { kinds: all, timeZone: 'UTC' };
  const [hint] = inlayHints(analysisOf(text, snapshotWithout('signed-out')), '.gitlab-ci.yml', options);
  assert.match(JSON.stringify(hint?.tooltip), /What GitLab has stored counts before that/);
});

test('a name with variables stands there expanded, before its tier', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment: review/$CI_COMMIT_REF_SLUG\n';
  assert.deepEqual(hintsOf(text), ['3:41 = review/main', '3:41 tier: development (guessed)']);
});

test('what is not known of a name is left as it is written, and nothing is said of a job that is not there', () => {
  const text = 'deploy:\n  script: ./deploy\n  environment: $WHERE/$CI_COMMIT_REF_SLUG\n';
  assert.deepEqual(hintsOf(text), ['3:41 = $WHERE/main']);
  assert.deepEqual(hintsOf(text.replace('/$CI_COMMIT_REF_SLUG', '')), []);
  assert.deepEqual(hintsOf(`${text}  rules:\n    - if: $CI_COMMIT_TAG\n`), []);
});

test('the instances of a matrix share one place', () => {
  const text = `deploy:
  script: ./deploy
  environment: $REGION
  parallel:
    matrix:
      - REGION: [eu, us, apac, cn]
`;
  assert.deepEqual(hintsOf(text, {}, { environmentName: true }), ['3:22 = eu / us / apac and 1 more']);
});

test('a manual job says whether the pipeline waits for it, unless it does so itself', () => {
  assert.deepEqual(hintsOf('a:\n  script: x\n  when: manual\n'), ['3:14 optional']);
  assert.deepEqual(hintsOf('a:\n  script: x\n  when: manual\n  allow_failure: false\n'), []);
  assert.deepEqual(hintsOf('a:\n  script: x\n  when: always\n'), []);
});

test('in a rule the default is another', () => {
  const text = 'a:\n  script: x\n  rules:\n    - if: $CI_COMMIT_BRANCH\n      when: manual\n';
  assert.deepEqual(hintsOf(text), ['5:18 blocking']);
  assert.deepEqual(hintsOf(`${text}      allow_failure: true\n`), []);
  assert.deepEqual(hintsOf(text.replace('  rules', '  allow_failure: true\n  rules')), []);
  assert.deepEqual(hintsOf(text.replace('  rules', '  when: manual\n  rules')), ['6:18 optional']);
});

test('a rule without `when` takes the one of the job', () => {
  const text = 'a:\n  script: x\n  when: manual\n  rules:\n    - if: $CI_COMMIT_BRANCH\n';
  assert.deepEqual(hintsOf(text), ['5:27 when: manual, optional']);
  assert.deepEqual(hintsOf(text.replace('  when: manual\n', '')), []);
});

const freezing = `# CI_DEPLOY_FREEZE is looked at below
a:
  script: echo $CI_DEPLOY_FREEZE
  rules:
    - if: $CI_DEPLOY_FREEZE == null && $CI_COMMIT_BRANCH
`;

const weekend = { start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' };

test('the next freeze stands where the variable is looked at, and not at a comment', () => {
  assert.deepEqual(hintsOf(freezing, { freezePeriods: [weekend] }), [
    '3:32 next freeze: Fri 18:00 – Mon 07:00',
    '5:56 next freeze: Fri 18:00 – Mon 07:00',
  ]);
});

test('the zone is named where it is not that of the project', () => {
  const settings = { freezePeriods: [{ ...weekend, timeZone: 'UTC' }] };
  assert.equal(
    hintsOf(freezing, settings)[0],
    '3:32 next freeze: Fri 19:00 (Europe/Berlin) – Mon 08:00 (Europe/Berlin)',
  );
});

test('in a freeze its end is told', () => {
  const saturday = attemptOf({ at: '2026-11-21T12:00:00Z' });
  assert.equal(hintsOf(freezing, { freezePeriods: [weekend] }, all, saturday)[0], '3:32 frozen until Mon 07:00');
});

test('no periods are no news of those that nobody could read', () => {
  assert.equal(hintsOf(freezing)[0], '3:32 no freeze periods');
  assert.deepEqual(hintsOf(freezing, { freezePeriods: 'forbidden' }), []);
});

test('a block of several lines has the hint on the line that mentions it', () => {
  const text = 'a:\n  script:\n    - |\n      echo a\n      echo $CI_DEPLOY_FREEZE\n      echo b\n';
  assert.deepEqual(hintsOf(text, { freezePeriods: [weekend] }), ['5:28 next freeze: Fri 18:00 – Mon 07:00']);
});

test('each kind can be switched off', () => {
  const text = 'a:\n  script: x\n  when: manual\n  environment: $CI_COMMIT_REF_NAME/prod\n';
  assert.deepEqual(hintsOf(text, {}, { tier: true }), ['4:39 tier: production (guessed)']);
  assert.deepEqual(hintsOf(text, {}, { when: true }), ['3:14 optional']);
  assert.deepEqual(hintsOf(text, {}, { environmentName: true }), ['4:39 = main/prod']);
  assert.deepEqual(hintsOf(text, {}, {}), []);
});

test('only the lines that are asked for', () => {
  const analysis = analysisOf('a:\n  script: x\n  when: manual\nb:\n  script: x\n  when: manual\n');
  const range = { start: { line: 3, character: 0 }, end: { line: 6, character: 0 } };
  const options = { kinds: all, timeZone: 'UTC' };
  assert.deepEqual(
    inlayHints(analysis, '.gitlab-ci.yml', options, range).map((it) => it.position.line),
    [5],
  );
});

test('a hint stands in the file where the words are', () => {
  const files = new Map([
    ['.gitlab-ci.yml', 'include: deploy.yml\ndeploy:\n  extends: .deploy\n'],
    ['deploy.yml', '.deploy:\n  script: x\n  environment: live\n'],
  ]);
  const options = { kinds: all, timeZone: 'UTC' };
  assert.deepEqual(inlayHints(analysisOf(files), '.gitlab-ci.yml', options), []);
  assert.equal(inlayHints(analysisOf(files), 'deploy.yml', options).length, 1);
});
