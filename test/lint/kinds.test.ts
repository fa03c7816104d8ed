/** What is found in other kinds of pipelines than the attempt's: once, with the words for where it happens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf, attemptOf } from '../support/world.ts';

/** What one rule says, with the places that it names besides. */
function said(rule: string, ci: string, attempt: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const analysis = analysisOf(ci, {}, attemptOf(attempt));
  return analysis.lint
    .filter((it) => it.rule.id === rule)
    .map((it) => [it.what, ...(it.related ?? []).map((other) => other.message)].join(' | '));
}

const unreachable = `build:
  stage: build
  script: make
  only: [main]
deploy:
  stage: deploy
  needs: [build]
  script: ./deploy
  only: [main, tags, merge_requests]
`;

const what = 'needs `build`, which is not there, so that GitLab creates no pipeline at all';
const why = '`build` is not there: `only` does not hold';

test('what happens elsewhere says where', () => {
  assert.deepEqual(said('upstream/unreachable', unreachable), [
    `${what}, in merge request pipelines and tag pipelines | ${why}`,
  ]);
});

test('what happens in the attempt itself does not', () => {
  assert.deepEqual(said('upstream/unreachable', unreachable, { ref: 'v2', tag: true }), [`${what} | ${why}`]);
});

test('somebody on a branch of his own learns of the default branch', () => {
  const ci = `stages: [approve, deploy]
approve:
  stage: approve
  script: echo ok
  when: manual
  only: [main]
deploy:
  stage: deploy
  script: ./deploy
  environment: production
  only: [main]
`;
  assert.deepEqual(said('manual/optional-gate', ci, { ref: 'mine' }), [
    'is there to be pressed, and nothing waits for it, in pipelines of `main`',
  ]);
});

test('schedules are looked at where the file speaks of them', () => {
  const ci = `build:
  stage: build
  script: make
  rules:
    - if: $CI_PIPELINE_SOURCE == "WHICH"
      when: never
    - if: $CI_COMMIT_BRANCH == "main"
deploy:
  stage: deploy
  needs: [build]
  script: ./deploy
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
`;
  assert.equal(said('upstream/unreachable', ci.replace('WHICH', 'schedule')).length, 1);
  assert.deepEqual(said('upstream/unreachable', ci.replace('WHICH', 'web')), []);
});

test('what a schedule lacks because of its branch may be there on another one', () => {
  const ci = `build:
  stage: build
  script: make
  only: [develop]
nightly:
  stage: deploy
  needs: [build]
  script: ./nightly
  only: [schedules]
`;
  assert.deepEqual(said('upstream/unreachable', ci), []);
});

test('nothing is said of other kinds where an include is chosen by the branch', () => {
  const ci = `include:
  - local: other.yml
    rules:
      - if: $CI_COMMIT_TAG
${unreachable}`;
  assert.deepEqual(said('upstream/unreachable', ci), []);
});

test('nothing is said of a job whose template could not be read', () => {
  const job = (base: string) => `include: {project: acme/templates, file: t.yml}
deploy:
  extends: ${base}
  script: ./deploy
  environment: production
.own:
  image: alpine
`;
  assert.deepEqual(said('environment/not-a-deployment', job('.own').replace('./deploy', 'terraform plan')).length, 1);
  assert.deepEqual(said('environment/not-a-deployment', job('.theirs').replace('./deploy', 'terraform plan')), []);
});

test('what several jobs share is told once, and names the others', () => {
  const ci = `.t:
  script: terraform apply
  allow_failure: true
  environment: production
eu:
  extends: .t
  only: [main]
us:
  extends: .t
  only: [main]
`;
  assert.deepEqual(said('failure/cannot-fail', ci), [
    'may fail to deploy to production without the pipeline failing | the same holds for `us`',
  ]);
});

test('a child pipeline is looked at in every kind that starts it', () => {
  const child = `build:
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH
deploy:
  needs: [build]
  script: ./deploy
  rules:
    - when: always
`;
  const parent = (condition: string) =>
    `start:\n  trigger: { include: child.yml }\n  rules:\n    - if: $CI_COMMIT_BRANCH\n${condition}`;
  const below = (condition: string) => {
    const files = new Map([
      ['.gitlab-ci.yml', parent(condition)],
      ['child.yml', child],
    ]);
    const { downstream } = analysisOf(files, {}, attemptOf());
    const found = downstream[0]?.analysis?.lint ?? [];
    return found.filter((it) => it.rule.id === 'upstream/unreachable').map((it) => it.what);
  };
  assert.deepEqual(below('    - if: $CI_COMMIT_TAG\n'), [`${what}, in tag pipelines`]);
  assert.deepEqual(below(''), []);
});
