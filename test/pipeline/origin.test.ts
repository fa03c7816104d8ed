/** Which definition of a variable counts: what is said of its origin fits the value that GitLab takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUnknown } from '../../server/src/logic/tri.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import { originOf } from '../../server/src/pipeline/origin.ts';
import { rulesHold, workflowRulesHold } from '../../server/src/pipeline/rule-truth.ts';
import { attemptOf, pipelineOf } from '../support/world.ts';

function told(text: string, name: string, given: Readonly<Record<string, unknown>> = {}, inName = false): string {
  const attempt = attemptOf(given);
  const pipeline = pipelineOf(text, attempt);
  const outcome = evaluate(pipeline, attempt);
  const job = outcome.jobs.get('deploy');
  assert.ok(job);
  const [effect] = job.possible;
  const chosen = inName && effect && { when: effect.when, ...(effect.rule && { rule: effect.rule.index }) };
  const { by, value } = originOf(pipeline, name, { attempt, outcome, job: job.job, ...(chosen && { chosen }) });
  return `${by}: ${isUnknown(value) ? '?' : value}`;
}

const layered = `workflow:
  rules:
    - if: $CI_COMMIT_BRANCH
      variables: { FROM_WORKFLOW: workflow, X: workflow }
variables: { X: root, Y: root, CI_COMMIT_BRANCH: mine }
deploy:
  script: x
  variables: { Y: job }
  rules:
    - when: always
      variables: { Y: rule }
`;

test('the nearest definition of the files counts', () => {
  assert.equal(told(layered, 'X'), 'workflow: workflow');
  assert.equal(told(layered, 'Y'), 'job: job');
  assert.equal(told(layered, 'Y', {}, true), 'rule: rule');
  const shared = 'variables: { X: root }\ndeploy:\n  script: x\n';
  assert.equal(told(shared, 'X'), 'root: root');
});

test('a job that inherits none has none of the file', () => {
  const closed = layered.replace('  script: x', '  script: x\n  inherit: { variables: [FROM_WORKFLOW] }');
  assert.equal(told(closed, 'X'), 'nobody: ?');
  assert.equal(told(closed, 'FROM_WORKFLOW'), 'workflow: workflow');
});

test('what is given with the attempt stands above the files, and these above what GitLab sets', () => {
  assert.equal(told(layered, 'Y', { overrideVariables: { Y: 'given' } }), 'given: given');
  assert.equal(told(layered, 'CI_COMMIT_BRANCH'), 'root: mine');
  assert.equal(told(layered, 'CI_COMMIT_REF_NAME'), 'gitlab: main');
  assert.equal(told(layered, 'GITLAB_USER_LOGIN'), 'gitlab: dana');
});

test('what GitLab never sets here is its own all the same', () => {
  assert.equal(told(layered, 'CI_COMMIT_TAG'), 'gitlab: null');
  assert.equal(told(layered, 'CI_MERGE_REQUEST_IID'), 'gitlab: null');
  assert.equal(told(layered, 'SOMETHING'), 'nobody: ?');
});

test('each rule is judged on its own, also behind one that matches', () => {
  const text = `deploy:
  script: x
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
    - if: $CI_COMMIT_TAG
    - if: $SOMETHING
    - when: always
`;
  const attempt = attemptOf();
  const pipeline = pipelineOf(text, attempt);
  const [job] = pipeline.jobs;
  assert.ok(job);
  const truths = rulesHold(pipeline, job, { attempt, outcome: evaluate(pipeline, attempt) });
  assert.deepEqual(
    truths.map((it) => (isUnknown(it) ? '?' : it)),
    [true, false, '?', true],
  );
});

test('rules of the workflow see no job', () => {
  const text = 'workflow:\n  rules:\n    - if: $CI_JOB_NAME\n    - if: $CI_COMMIT_BRANCH\ndeploy:\n  script: x\n';
  const attempt = attemptOf();
  assert.deepEqual(workflowRulesHold(pipelineOf(text, attempt), { attempt }), [false, true]);
});
