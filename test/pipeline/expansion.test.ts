import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pipelineOf } from '../support/world.ts';

function errorsOf(yaml: string): readonly string[] {
  return pipelineOf(yaml).errors.map((it) => it.gitlab);
}

function namesOf(yaml: string): readonly string[] {
  return pipelineOf(yaml).jobs.map((it) => it.name);
}

function needsOf(yaml: string, job = 'ship'): readonly string[] | undefined {
  const found = pipelineOf(yaml).jobs.find((it) => it.name === job);
  return found?.needs?.map((it) => (it.kind === 'job' ? it.job : it.kind));
}

describe('parallel', () => {
  test('a number', () => {
    assert.deepEqual(namesOf('a: {script: x, parallel: 2}\nb: {script: x, parallel: 1}'), ['a 1/2', 'a 2/2', 'b 1/1']);
  });

  test('a matrix: every choice, the last key fastest', () => {
    const { jobs } = pipelineOf(
      'a: {script: x, variables: {R: x}, parallel: {matrix: [{R: [eu, us], N: [1, 2]}, {R: ap}]}}',
    );
    assert.deepEqual(
      jobs.map((it) => it.name),
      ['a: [eu, 1]', 'a: [eu, 2]', 'a: [us, 1]', 'a: [us, 2]', 'a: [ap]'],
    );
    const [first, , , , last] = jobs;
    assert.deepEqual([first?.variables.get('R')?.value, first?.node], ['eu', { index: 1, total: 5 }]);
    assert.deepEqual([last?.baseName, last?.variables.get('N')], ['a', undefined]);
  });

  test('equal instances are one, an empty list is none', () => {
    assert.deepEqual(namesOf('a: {script: x, parallel: {matrix: [{R: eu}, {R: eu}]}}\nb: {script: x}'), [
      'a: [eu]',
      'b',
    ]);
    assert.deepEqual(namesOf('a: {script: x, parallel: {matrix: [{R: []}]}}\nb: {script: x, needs: [a]}'), ['b']);
  });
});

describe('needs', () => {
  const matrix = 'a: {script: x, parallel: {matrix: [{R: [eu, us]}]}}\n';

  test('of a parallel job are those of all its instances', () => {
    assert.deepEqual(needsOf(`${matrix}ship: {script: x, needs: [a]}`), ['a: [eu]', 'a: [us]']);
    assert.deepEqual(needsOf(`${matrix}ship: {script: x, needs: ["a: [us]"]}`), ['a: [us]']);
    assert.deepEqual(needsOf(`${matrix}ship: {script: x, needs: [{job: a, parallel: {matrix: [{R: us}]}}]}`), [
      'a: [us]',
    ]);
  });

  test('by matrix values', () => {
    const own = 'ship: {script: x, parallel: {matrix: [{R: [eu]}]}, needs: ["a: [$[[ matrix.R ]]]"]}';
    assert.deepEqual(needsOf(`${matrix}${own}`, 'ship: [eu]'), ['a: [eu]']);
    assert.deepEqual(errorsOf(`${matrix}ship: {script: x, needs: ["a: [$[[ matrix.R ]]]"]}`), [
      "ship job: 'R' does not exist in matrix configuration",
      'ship job: undefined need: a: [$[[ matrix.R ]]]',
    ]);
  });

  test('forms', () => {
    assert.deepEqual(needsOf('ship: {script: x, needs: []}'), []);
    assert.equal(needsOf('ship: {script: x, needs: null}'), undefined);
    assert.deepEqual(needsOf('ship: {script: x, needs: [{project: g/p, ref: m, job: j}, {pipeline: $P, job: j}]}'), [
      'cross',
      'cross',
    ]);
    assert.deepEqual(needsOf('a: {script: x}\nship: {script: x, needs: [[a]]}'), ['a']);
  });
});

/** Jobs, and GitLab's first error about how they fit together. */
const together: readonly (readonly [yaml: string, message: string | undefined])[] = [
  [
    'ship: {script: x, stage: s}',
    'ship job: chosen stage s does not exist; available stages are .pre, build, test, deploy, .post',
  ],
  ['stages: [s]\nship: {script: x, stage: s}', undefined],
  ['stages: []\nship: {script: x}', 'ship job: chosen stage test does not exist; available stages are '],
  [
    'stages: [.pipeline-policy-pre]\nship: {script: x, stage: .pipeline-policy-pre}',
    'ship job: chosen stage `.pipeline-policy-pre` is reserved for Pipeline Execution Policies',
  ],
  ['ship: {script: x, needs: [b]}', 'ship job: undefined need: b'],
  ['ship: {script: x, needs: [{job: b, optional: true}]}', undefined],
  ['.b: {script: x}\nship: {script: x, needs: [.b]}', 'ship job: undefined need: .b'],
  [
    'b: {script: x, stage: deploy}\nship: {script: x, needs: [b]}',
    'ship job: need b is not defined in current or prior stages',
  ],
  ['b: {script: x}\nship: {script: x, needs: [b]}', undefined],
  ['b: {script: x}\nship: {script: x, needs: [b, b]}', 'ship has the following needs duplicated: b.'],
  ['ship: {script: x, rules: [{needs: [b]}]}', 'ship job: undefined need: b'],
  ['ship: {script: x, dependencies: [b]}', 'ship job: undefined dependency: b'],
  ['ship: {trigger: {include: [{artifact: a.yml, job: b}]}}', 'ship job: undefined dependency: b'],
  [
    'a: {script: x, needs: [b]}\nb: {script: x, needs: [a]}',
    'The pipeline has circular dependencies: topological sort failed: ["a", "b"]',
  ],
  ['a: {script: x, needs: [a]}', 'The pipeline has circular dependencies: self-dependency: a'],
  ['a: {script: x, environment: {name: e, on_stop: b}}', 'a job: on_stop job b is not defined'],
  [
    'a: {script: x, environment: {name: e, on_stop: b}}\nb: {script: x}',
    'a job: on_stop job b does not have environment defined',
  ],
  [
    'a: {script: x, environment: {name: e, on_stop: b}}\nb: {script: x, environment: {name: f, action: stop}}',
    'a job: on_stop job b have different environment name',
  ],
  [
    'a: {script: x, environment: {name: e, on_stop: b}}\nb: {script: x, environment: e}',
    'a job: on_stop job b needs to have action stop defined',
  ],
  [
    'a: {script: x, environment: {name: e, on_stop: b}}\nb: {script: x, environment: {name: e, action: stop}}',
    undefined,
  ],
  ['pages: {script: x, publish: a, pages: {publish: a}}', 'pages job: use either pages:publish or pages:pages:publish'],
];

describe('between jobs', () => {
  for (const [yaml, message] of together) test(yaml, () => assert.equal(errorsOf(yaml)[0], message));

  test('all errors are listed, GitLab’s first, instances only once', () => {
    assert.deepEqual(errorsOf('a: {script: x, stage: s, parallel: 3}\nb: {script: x, needs: [c, d]}'), [
      'a 1/3 job: chosen stage s does not exist; available stages are .pre, build, test, deploy, .post',
      'b job: undefined need: c',
      'b job: undefined need: d',
    ]);
  });

  test('an entry that is wrong for itself is no undefined need', () => {
    assert.deepEqual(errorsOf('a:\nship: {script: x, needs: [a]}'), [
      'jobs a config should implement the script:, run:, or trigger: keyword',
    ]);
  });
});
