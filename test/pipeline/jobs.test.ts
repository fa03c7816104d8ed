import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resolve } from '../../server/src/config/resolve.ts';
import type { Sources } from '../../server/src/config/sources.ts';
import type { Job } from '../../server/src/pipeline/job.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { pipelineOf } from '../support/world.ts';

function jobOf(yaml: string, name = 'ship'): Job {
  const job = pipelineOf(yaml).jobs.find((it) => it.name === name);
  assert.ok(job, `there is no job ${name}`);
  return job;
}

describe('a job', () => {
  test('gets GitLab’s defaults', () => {
    const job = jobOf('ship: {script: x}');
    const { stage, when, allowFailure, only, needs, rules, inheritVariables, kind } = job;
    assert.deepEqual(
      { stage, when, allowFailure, only, needs, rules, inheritVariables, kind },
      {
        stage: 'test',
        when: 'on_success',
        allowFailure: { value: false, defined: false },
        only: { refs: ['branches', 'tags'] },
        needs: undefined,
        rules: undefined,
        inheritVariables: true,
        kind: 'build',
      },
    );
  });

  test('may fail if it is manual and does not say otherwise', () => {
    assert.equal(jobOf('ship: {script: x, when: manual}').allowFailure.value, true);
    assert.equal(jobOf('ship: {script: x, when: manual, allow_failure: false}').allowFailure.value, false);
    assert.equal(jobOf('ship: {script: x, when: manual, allow_failure: {exit_codes: 3}}').allowFailure.value, false);
    assert.deepEqual(jobOf('ship: {script: x, allow_failure: {exit_codes: 3}}').allowFailure.exitCodes, [3]);
    assert.equal(jobOf('ship: {script: x, rules: [{when: manual}]}').allowFailure.value, false);
  });

  test('loses the default only where rules are written', () => {
    assert.equal(jobOf('ship: {script: x, rules: null}').only, undefined);
    assert.equal(jobOf('workflow: {rules: null}\nship: {script: x}').only, undefined);
    assert.deepEqual(jobOf('workflow: {name: x}\nship: {script: x}').only?.refs, ['branches', 'tags']);
  });

  test('keeps the default refs beside other conditions of only, not of except', () => {
    const job = jobOf('ship: {script: x, only: {variables: [$A]}, except: {changes: [a]}}');
    assert.deepEqual(job.only?.refs, ['branches', 'tags']);
    assert.deepEqual(job.only?.variables, ['$A']);
    assert.equal(job.except?.refs, undefined);
    assert.deepEqual(jobOf('ship: {script: x, only: []}').only?.refs, []);
  });
});

describe('what is written in a job', () => {
  test('has its rules flattened', () => {
    const { rules } = jobOf(
      'ship: {script: x, rules: [[{if: $A, changes: [a]}], {exists: b, when: delayed, start_in: 1 day, allow_failure: true}]}',
    );
    assert.deepEqual(
      rules?.map(({ node, ...rest }) => rest),
      [
        { if: '$A', changes: { paths: ['a'] } },
        { exists: { paths: ['b'] }, when: 'delayed', startIn: '1 day', allowFailure: true },
      ],
    );
  });

  test('has variables as text, as Ruby prints them', () => {
    const { variables } = jobOf(
      'ship: {script: x, variables: {A: 010, B: 1.10, C: yes, D: , E: {value: $A, expand: false}}}',
    );
    assert.deepEqual(
      [...variables].map(([name, { value, raw }]) => [name, value, raw]),
      [
        ['A', '8', false],
        ['B', '1.1', false],
        ['C', 'true', false],
        ['D', '', false],
        ['E', '$A', true],
      ],
    );
  });

  test('has its environment as written', () => {
    const { environment } = jobOf('ship: {script: x, environment: {name: r/$A, action: stop, deployment_tier: prod}}');
    assert.equal(environment?.name, 'r/$A');
    assert.equal(environment?.action, 'stop');
    assert.equal(environment?.tier, 'prod');
    assert.equal(jobOf('ship: {script: x, environment: r}').environment?.action, 'start');
    assert.equal(jobOf('ship: {script: x, environment: null}').environment, undefined);
  });

  test('that is wrong is there as far as it can be read', () => {
    const { jobs, errors } = pipelineOf(
      'ship: {script: x, when: sometimes, foo: 1, environment: prod}\nhalf: {environment: x}\n',
    );
    assert.deepEqual(
      jobs.map((it) => [it.name, it.when, it.environment?.name]),
      [
        ['ship', 'on_success', 'prod'],
        ['half', 'on_success', 'x'],
      ],
    );
    assert.notEqual(errors.length, 0);
  });
});

describe('the pipeline', () => {
  test('has its stages between .pre and .post', () => {
    assert.deepEqual(pipelineOf('a: {script: x}').stages, ['.pre', 'build', 'test', 'deploy', '.post']);
    assert.deepEqual(pipelineOf('stages: [.post, [a, test]]\na: {script: x}').stages, ['.pre', 'a', 'test', '.post']);
  });

  test('warns of a last rule without condition, unless the workflow has rules', () => {
    const job = 'ship: {script: x, rules: [{if: $A}, {when: manual}]}';
    assert.equal(pipelineOf(job).warnings.length, 1);
    assert.equal(pipelineOf(`workflow: {rules: [{when: always}]}\n${job}`).warnings.length, 0);
    assert.equal(pipelineOf('ship: {script: x, rules: [{when: never}]}').warnings.length, 0);
  });

  test('a job that was not edited stays the same object, its neighbour does not', () => {
    const text = (script: string): string => `a:\n  script: ${script}\nship:\n  script: x\n  environment: prod\n`;
    const first = parse('.gitlab-ci.yml', text('one'));
    const second = parse('.gitlab-ci.yml', text('another'), first);
    const [before, after] = [first, second].map((file) => {
      const sources: Sources = { find: () => ({ kind: 'file', file }), list: () => [] };
      return readPipeline(resolve({ kind: 'file', path: '.gitlab-ci.yml' }, sources, { scope: () => null }));
    });
    assert.equal(before?.jobs[1], after?.jobs[1]);
    assert.notEqual(before?.jobs[0], after?.jobs[0]);
  });
});

describe('an include that could not be read', () => {
  const open = 'include: {remote: "https://example.com/ci.yml"}\n';

  test('may bring what is missing: nothing is said about that', () => {
    assert.deepEqual(
      pipelineOf(`${open}ship: {script: x, stage: s, needs: [b], environment: {name: e, on_stop: o}}`).errors,
      [],
    );
    assert.deepEqual(pipelineOf(`${open}ship: {environment: prod}`).errors, []);
    assert.deepEqual(pipelineOf(`${open}ship: {script: x, environment: {action: stop}}`).errors, []);
    assert.deepEqual(pipelineOf(open).errors, []);
  });

  test('does not mend what is wrong', () => {
    assert.deepEqual(
      pipelineOf(`${open}ship: {script: x, foo: 1, needs: 5}`).errors.map((it) => it.gitlab),
      ['jobs:ship config contains unknown keys: foo', 'jobs:ship:needs config can only be a hash or an array'],
    );
  });

  test('leaves a job whose script it may bring a build job', () => {
    assert.equal(jobOf(`${open}ship: {extends: .far, needs: [a], environment: prod}`).kind, 'build');
    assert.equal(jobOf('a: {script: x}\nship: {needs: [a]}').kind, 'trigger');
  });
});
