/** The table of attempts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUnknown } from '../../server/src/logic/tri.ts';
import { rowOf, tableOf, usualAttempts } from '../../server/src/pipeline/table.ts';
import { attemptOf, pipelineOf } from './given.ts';

function row(yaml: string, given: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  const attempt = attemptOf(given);
  const cells = rowOf(tableOf(pipelineOf(yaml, attempt), attempt), 'deploy');
  return Object.fromEntries(
    cells.map(({ column, included, possible }) => [
      column.id,
      included === false ? '-' : `${isUnknown(included) ? '? ' : ''}${possible.map((it) => it.when).join(' or ')}`,
    ]),
  );
}

test('the usual attempts, side by side', () => {
  const yaml = `
deploy:
  script: x
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      when: manual
    - if: $CI_COMMIT_TAG
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE != "schedule"
      when: delayed
      start_in: 1 hour
    - if: $NIGHTLY
`;
  assert.deepEqual(row(yaml), {
    'default-branch': 'delayed',
    branch: '? on_success',
    'merge-request': 'manual',
    tag: 'on_success',
    schedule: '? on_success',
    web: 'delayed',
  });
});

test('a pipeline that is not created has no jobs', () => {
  assert.deepEqual(row('workflow: {rules: [{if: $CI_COMMIT_TAG}]}\ndeploy: {script: x}'), {
    'default-branch': '-',
    branch: '-',
    'merge-request': '-',
    tag: 'on_success',
    schedule: '-',
    web: '-',
  });
});

test('changed files are open where GitLab knows them', () => {
  assert.deepEqual(row('deploy: {script: x, rules: [{changes: [src/*]}]}'), {
    'default-branch': '? on_success',
    branch: '? on_success',
    'merge-request': '? on_success',
    tag: 'on_success',
    schedule: 'on_success',
    web: 'on_success',
  });
});

test('the ref of the attempt stands in its column', () => {
  const titles = (given: Readonly<Record<string, unknown>>): readonly string[] =>
    usualAttempts(attemptOf(given)).map((it) => it.title);
  assert.deepEqual(titles({ ref: 'dev', defaultBranch: 'trunk' }), [
    'push to `trunk`',
    'push to `dev`',
    'merge request into `trunk`',
    'tag `v1.0.0`',
    'schedule on `trunk`',
    'run by hand on `trunk`',
  ]);
  assert.equal(titles({ ref: '2.0', tag: true })[3], 'tag `2.0`');
});

test('that a ref is protected is taken over for the same ref only', () => {
  const [main, branch] = usualAttempts(attemptOf({ ref: 'main', protected: true }));
  assert.equal(main?.attempt.protected, true);
  assert.equal(branch?.attempt.protected, undefined);
});
