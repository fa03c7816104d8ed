/** Which variables an attempt has, by its source. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSomeValue, isUnknownValue, type Value } from '../../server/src/expression/scope.ts';
import { configScope, jobScope, pipelineScope } from '../../server/src/pipeline/variables.ts';
import { attemptOf, pipelineOf } from './given.ts';

type Given = Readonly<Record<string, unknown>>;

/** The text, `null`, `exists` or `unknown`. */
function shown(value: Value): string | null {
  if (isSomeValue(value)) return 'exists';
  return isUnknownValue(value) ? 'unknown' : value;
}

function inConfig(name: string, given: Given = {}): string | null {
  return shown(configScope(attemptOf(given))(name));
}

function inWorkflow(yaml: string, name: string, given: Given = {}): string | null {
  const attempt = attemptOf(given);
  return shown(pipelineScope(pipelineOf(yaml, attempt), attempt)(name));
}

function inJob(yaml: string, name: string, given: Given = {}): string | null {
  const attempt = attemptOf(given);
  const pipeline = pipelineOf(yaml, attempt);
  const [job] = pipeline.jobs;
  assert.ok(job);
  return shown(jobScope(pipeline, job, attempt)(name));
}

const plain = 'deploy: {script: x}';

test('a push to a branch', () => {
  assert.equal(inJob(plain, 'CI_COMMIT_BRANCH', { ref: 'Fix/A' }), 'Fix/A');
  assert.equal(inJob(plain, 'CI_COMMIT_REF_SLUG', { ref: 'Fix/A' }), 'fix-a');
  assert.equal(inJob(plain, 'CI_COMMIT_TAG'), null);
  assert.equal(inJob(plain, 'CI_MERGE_REQUEST_IID'), null);
  assert.equal(inJob(plain, 'CI_COMMIT_SHA'), 'exists');
  assert.equal(inJob(plain, 'CI_PIPELINE_SOURCE'), 'push');
});

test('a tag', () => {
  const given = { ref: 'v1', tag: true };
  assert.equal(inJob(plain, 'CI_COMMIT_BRANCH', given), null);
  assert.equal(inJob(plain, 'CI_COMMIT_TAG', given), 'v1');
  assert.equal(inJob(plain, 'CI_OPEN_MERGE_REQUESTS', given), null);
});

test('a merge request', () => {
  const given = { ref: 'dev', source: 'merge_request_event' };
  assert.equal(inJob(plain, 'CI_COMMIT_BRANCH', given), null);
  assert.equal(inJob(plain, 'CI_COMMIT_REF_NAME', given), 'dev');
  assert.equal(inJob(plain, 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', given), 'dev');
  assert.equal(inJob(plain, 'CI_MERGE_REQUEST_IID', given), 'exists');
  assert.equal(inJob(plain, 'CI_MERGE_REQUEST_LABELS', given), 'unknown');
  assert.equal(inJob(plain, 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', given), 'exists');
  assert.equal(inJob(plain, 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', { ...given, targetBranch: 'main' }), 'main');
});

test('a child pipeline is what its parent is', () => {
  assert.equal(inJob(plain, 'CI_COMMIT_BRANCH', { source: 'parent_pipeline' }), 'main');
  assert.equal(inJob(plain, 'CI_COMMIT_BRANCH', { source: 'parent_pipeline', mergeRequest: true }), null);
  assert.equal(inJob(plain, 'CI_MERGE_REQUEST_IID', { source: 'parent_pipeline', mergeRequest: true }), 'exists');
});

test('a schedule, a trigger and a downstream pipeline', () => {
  assert.equal(inJob(plain, 'CI_PIPELINE_SCHEDULE_DESCRIPTION', { source: 'schedule' }), 'exists');
  assert.equal(inJob(plain, 'CI_PIPELINE_SCHEDULE_DESCRIPTION'), null);
  assert.equal(inJob(plain, 'CI_PIPELINE_TRIGGERED', { source: 'trigger' }), 'true');
  assert.equal(inConfig('CI_PIPELINE_TRIGGERED', { source: 'trigger' }), null);
  assert.equal(inJob(plain, 'CI_UPSTREAM_PIPELINE_ID', { source: 'pipeline' }), 'exists');
  assert.equal(inJob(plain, 'CI_UPSTREAM_PIPELINE_ID', { source: 'web' }), null);
});

test('server and project, as far as they are known', () => {
  const given = { serverUrl: 'https://git.example.com:8443', project: { path: 'acme/tools/App', id: 7 } };
  assert.equal(inJob(plain, 'CI_SERVER_FQDN', given), 'git.example.com:8443');
  assert.equal(inJob(plain, 'CI_SERVER_HOST', given), 'git.example.com');
  assert.equal(inJob(plain, 'CI_PROJECT_NAME', given), 'App');
  assert.equal(inJob(plain, 'CI_PROJECT_PATH_SLUG', given), 'acme-tools-app');
  assert.equal(inJob(plain, 'CI_PROJECT_ROOT_NAMESPACE', given), 'acme');
  assert.equal(inJob(plain, 'CI_PROJECT_URL', given), 'https://git.example.com:8443/acme/tools/App');
  assert.equal(inJob(plain, 'CI_PROJECT_PATH'), 'exists');
});

test('a freeze sets a variable, outside of one it does not exist', () => {
  assert.equal(inJob(plain, 'CI_DEPLOY_FREEZE', { freeze: true }), 'true');
  assert.equal(inJob(plain, 'CI_DEPLOY_FREEZE', { freeze: false }), null);
  assert.equal(inJob(plain, 'CI_DEPLOY_FREEZE'), 'unknown');
});

test('what comes into being with the job does not exist before', () => {
  assert.equal(inJob(plain, 'CI_JOB_ID'), null);
  assert.equal(inJob(plain, 'CI_PIPELINE_ID'), null);
  assert.equal(inJob(plain, 'CI_RUNNER_TAGS'), null);
});

test('any other name may be a variable of the project', () => {
  assert.equal(inJob(plain, 'DEPLOY_KEY'), 'unknown');
  assert.equal(inJob(plain, 'DEPLOY_KEY', { variables: {} }), null);
});

test('includes see neither the YAML nor the person', () => {
  assert.equal(inConfig('GITLAB_USER_LOGIN'), null);
  assert.equal(inConfig('CI_JOB_NAME'), null);
  assert.equal(inConfig('CI_PIPELINE_IID'), '');
  assert.equal(inConfig('CI_COMMIT_BRANCH'), 'main');
  assert.equal(inConfig('WHERE', { overrideVariables: { WHERE: 'eu' } }), 'eu');
});

test('rules of the workflow see root variables and the person, but no job', () => {
  const yaml = 'variables: {WHERE: eu, CI_JOB_X: y}\ndeploy: {script: x, variables: {WHERE: us}}';
  assert.equal(inWorkflow(yaml, 'WHERE'), 'eu');
  assert.equal(inWorkflow(yaml, 'CI_JOB_X'), null);
  assert.equal(inWorkflow(yaml, 'GITLAB_USER_LOGIN'), 'dana');
  assert.equal(inWorkflow(yaml, 'CI_JOB_NAME'), null);
});

test('job above root, the matrix above the job, given ones above all', () => {
  const yaml = `
variables: {A: root, B: root, C: root}
deploy:
  script: x
  variables: {B: job, C: job}
  parallel: {matrix: [{C: [matrix]}]}
`;
  assert.equal(inJob(yaml, 'A'), 'root');
  assert.equal(inJob(yaml, 'B'), 'job');
  assert.equal(inJob(yaml, 'C'), 'matrix');
  assert.equal(inJob(yaml, 'C', { overrideVariables: { C: 'given' } }), 'given');
});

test('a job takes the root variables it inherits', () => {
  const yaml = (inherit: string): string =>
    `variables: {A: a, B: b}\ndeploy: {script: x, inherit: {variables: ${inherit}}}`;
  assert.equal(inJob(yaml('false'), 'A', { variables: {} }), null);
  assert.equal(inJob(yaml('[A]'), 'A', { variables: {} }), 'a');
  assert.equal(inJob(yaml('[A]'), 'B', { variables: {} }), null);
});

test('predefined variables can be redefined in the YAML, those of the person cannot', () => {
  const yaml = 'variables: {CI_COMMIT_BRANCH: other, GITLAB_USER_LOGIN: other}\ndeploy: {script: x}';
  assert.equal(inJob(yaml, 'CI_COMMIT_BRANCH'), 'other');
  assert.equal(inJob(yaml, 'GITLAB_USER_LOGIN'), 'dana');
});

test('the job has its own', () => {
  const yaml = 'deploy: {script: x, stage: deploy, parallel: 2}';
  assert.equal(inJob(yaml, 'CI_JOB_NAME'), 'deploy 1/2');
  assert.equal(inJob(yaml, 'CI_JOB_GROUP_NAME'), 'deploy');
  assert.equal(inJob(yaml, 'CI_JOB_NAME_SLUG'), 'deploy-1-2');
  assert.equal(inJob(yaml, 'CI_JOB_STAGE'), 'deploy');
  assert.equal(inJob(yaml, 'CI_NODE_INDEX'), '1');
  assert.equal(inJob(yaml, 'CI_NODE_TOTAL'), '2');
  assert.equal(inJob(plain, 'CI_NODE_TOTAL'), '1');
  assert.equal(inJob('deploy: {script: x, when: manual}', 'CI_JOB_MANUAL'), 'true');
});

test('and its environment, with the name expanded', () => {
  const yaml = 'deploy: {script: x, environment: {name: review/$CI_COMMIT_REF_SLUG, deployment_tier: testing}}';
  assert.equal(inJob(yaml, 'CI_ENVIRONMENT_NAME', { ref: 'A' }), 'review/a');
  assert.equal(inJob(yaml, 'CI_ENVIRONMENT_ACTION'), 'start');
  assert.equal(inJob(yaml, 'CI_ENVIRONMENT_TIER'), 'testing');
  assert.equal(inJob(yaml, 'CI_ENVIRONMENT_SLUG'), null);
  assert.equal(inJob(plain, 'CI_ENVIRONMENT_NAME'), null);
});

test('values are seen as they are written', () => {
  const yaml = 'variables: {A: $CI_COMMIT_BRANCH-x}\ndeploy: {script: x}';
  assert.equal(inJob(yaml, 'A'), '$CI_COMMIT_BRANCH-x');
});
