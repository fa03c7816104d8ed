/** Which findings are drawn to be judged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Found } from './corpus.ts';
import { sampleOf } from './sample.ts';

function found(pipeline: string, line: number): Found {
  return {
    ...{ rule: 'environment/missing', pipeline, file: '.gitlab-ci.yml', job: 'deploy', line },
    ...{ severity: 'warning', what: '', why: '', todo: undefined, settings: false, strict: false },
  };
}

const many = [...Array(20).keys()].map((it) => found('many', it));
const few = [...Array(3).keys()].map((it) => found('few', it));

test('the sample takes as many of each pipeline as there are, and no more of the large ones than it has to', () => {
  const drawn = sampleOf([...many, ...few], 8);
  assert.equal(drawn.filter((it) => it.pipeline === 'few').length, 3);
  assert.equal(drawn.filter((it) => it.pipeline === 'many').length, 5);
});

test('the sample is the same whatever the order of the findings', () => {
  const lines = (all: readonly Found[]) => sampleOf(all, 8).map((it) => `${it.pipeline} ${it.line}`);
  assert.deepEqual(lines([...few, ...many.toReversed()]), lines([...many, ...few]));
});

test('the sample stays when a finding that was not drawn goes', () => {
  const drawn = sampleOf([...many, ...few], 8);
  const other = many.filter((it) => !drawn.includes(it));
  const left = [...many, ...few].filter((it) => it !== other[0]);
  assert.deepEqual(sampleOf(left, 8), drawn);
});

test('the sample takes all where there are fewer', () => assert.equal(sampleOf(few, 8).length, 3));
