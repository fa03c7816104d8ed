/** What becomes of a pipeline that nobody touches, and what holds each job. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Tri, unknown } from '../../server/src/logic/tri.ts';
import { evaluate } from '../../server/src/pipeline/evaluate.ts';
import { type Forecast, forecast } from '../../server/src/pipeline/process/forecast.ts';
import { runsAfter } from '../../server/src/pipeline/process/words.ts';
import { attemptOf, pipelineOf } from '../support/world.ts';

function forecastOf(yaml: string, held: (job: string) => Tri = () => false): Forecast {
  const pipeline = pipelineOf(yaml);
  return forecast(pipeline, evaluate(pipeline, attemptOf(), ['.gitlab-ci.yml']), held);
}

/** "held by approve", "starts after stage `test`" … in one line, for reading. */
function said(told: Forecast, job: string): string {
  const it = told.of(job);
  if (!it) return 'nothing';
  const ahead = it.ahead.map(({ job: { job: other }, stop, does, certain }) =>
    [other.name, stop, does, ...(certain ? [] : ['perhaps'])].join(' '),
  );
  const own = it.stop === undefined ? '' : ` ${it.stop}`;
  return `${it.fate}${own}${ahead.length > 0 ? ` < ${ahead.join(' < ')}` : ''}, ${runsAfter(it.after).replace('runs by itself ', '')}`;
}

test('ordinary jobs run by themselves', () => {
  const told = forecastOf(`
build: { stage: build, script: make }
test: { script: make test }
lint: { script: make lint, needs: [] }
deploy: { stage: deploy, script: ./deploy, needs: [build, lint] }
`);
  assert.equal(said(told, 'build'), 'starts, as soon as the pipeline starts');
  assert.equal(said(told, 'test'), 'starts, after stage `build`');
  assert.equal(said(told, 'lint'), 'starts, as soon as the pipeline starts');
  assert.equal(said(told, 'deploy'), 'starts, after `build` and `lint`');
  assert.equal(said(told, 'release'), 'nothing');
});

test('a rule that says manual blocks the stages after it, nearest gate first', () => {
  const told = forecastOf(`
stages: [one, two, three]
approve: { stage: one, script: echo, rules: [{ when: manual }] }
wait: { stage: two, script: echo, when: delayed, start_in: 1 hour }
deploy: { stage: three, script: ./deploy }
`);
  assert.equal(said(told, 'approve'), 'stops manual, as soon as the pipeline starts');
  assert.equal(said(told, 'wait'), 'held delayed < approve manual holds, after stage `one`');
  assert.equal(said(told, 'deploy'), 'held < wait delayed holds < approve manual holds, after stage `two`');
});

test('the same on the job itself is optional: later stages go on, what needs it is skipped', () => {
  const told = forecastOf(`
approve: { script: echo, when: manual }
deploy: { stage: deploy, script: ./deploy }
rollout: { stage: deploy, script: ./deploy, needs: [approve] }
after: { stage: .post, script: echo, needs: [rollout] }
`);
  assert.equal(said(told, 'approve'), 'stops optional, as soon as the pipeline starts');
  assert.equal(said(told, 'deploy'), 'starts, after stage `test`');
  assert.equal(said(told, 'rollout'), 'skipped < approve optional skips, after `approve`');
  assert.equal(said(told, 'after'), 'skipped < approve optional skips, after `rollout`');
  assert.deepEqual(
    told.pressing('approve').map(({ job, from, to }) => `${job.job.name}: ${from} to ${to}`),
    ['rollout: skipped to starts', 'after: skipped to starts'],
  );
});

test('pressing one of two gates is not enough', () => {
  const told = forecastOf(`
one: { script: echo, rules: [{ when: manual }] }
two: { script: echo, rules: [{ when: manual }] }
deploy: { stage: deploy, script: ./deploy }
early: { stage: deploy, script: ./deploy, needs: [one] }
`);
  assert.equal(said(told, 'deploy'), 'held < one manual holds < two manual holds, after stage `test`');
  assert.deepEqual(
    told.pressing('one').map((it) => it.job.job.name),
    ['early'],
  );
});

test('a job that waits for approvals holds others as a manual job does', () => {
  const told = forecastOf(
    `
stages: [staging, production]
staging: { stage: staging, script: ./deploy, environment: staging }
production: { stage: production, script: ./deploy, environment: production }
`,
    (job) => job === 'staging',
  );
  assert.equal(said(told, 'staging'), 'stops approval, as soon as the pipeline starts');
  assert.equal(said(told, 'production'), 'held < staging approval holds, after stage `staging`');
});

test('whether it does is open where the approvals are', () => {
  const missing = { kind: 'setting', setting: 'protectedEnvironments', why: 'signed-out' } as const;
  const told = forecastOf(
    `
stages: [staging, production, after]
staging: { stage: staging, script: ./deploy, environment: staging }
approve: { stage: staging, script: echo, rules: [{ when: manual }] }
production: { stage: production, script: ./deploy, needs: [staging] }
tell: { stage: after, script: echo, needs: [approve] }
`,
    (job) => (job === 'staging' ? unknown(missing) : false),
  );
  assert.equal(said(told, 'production'), 'starts < staging approval holds perhaps, after `staging`');
  assert.deepEqual(told.of('production')?.missing, [missing]);
  assert.equal(said(told, 'tell'), 'held < approve manual holds, after `approve`');
  assert.deepEqual(told.of('tell')?.missing, []);
});

test('a rule that is not decided may put a gate ahead', () => {
  const told = forecastOf(`
approve:
  script: echo
  rules:
    - if: $DEPLOY_BY_HAND
      when: manual
    - when: on_success
deploy: { stage: deploy, script: ./deploy }
other: { stage: deploy, script: ./deploy, needs: [] }
`);
  assert.equal(said(told, 'deploy'), 'starts < approve manual holds perhaps, after stage `test`');
  assert.notDeepEqual(told.of('deploy')?.missing, []);
  assert.equal(said(told, 'other'), 'starts, as soon as the pipeline starts');
  assert.deepEqual(told.of('other')?.missing, []);
});

test('a job that may be missing may hold, and is answered for as if it were there', () => {
  const told = forecastOf(`
approve:
  script: echo
  rules: [{ if: $DEPLOY_BY_HAND, when: manual }]
deploy: { stage: deploy, script: ./deploy }
`);
  assert.equal(said(told, 'deploy'), 'starts < approve manual holds perhaps, as soon as the pipeline starts');
  assert.equal(said(told, 'approve'), 'stops manual, as soon as the pipeline starts');
});

test('jobs that wait for a failure never run while nothing fails', () => {
  const told = forecastOf(`
test: { script: make test }
repair: { stage: deploy, script: ./repair, when: on_failure }
tell: { stage: .post, script: ./tell, needs: [repair] }
always: { stage: .post, script: ./tell, when: always }
`);
  assert.equal(said(told, 'repair'), 'needs-failure, after stage `test`');
  assert.equal(said(told, 'tell'), 'needs-failure, after `repair`');
  assert.equal(told.of('tell')?.waitsForFailure?.job.name, 'repair');
  assert.equal(said(told, 'always'), 'starts, after stage `deploy`');
});
