/** Whatever stands in the files: an answer comes, in bounded time, and every place in it exists. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Config } from '../../server/src/config/config.ts';
import { nodesOf, plain } from '../syntax/plain-values.ts';
import { configOf, type Files, messages } from './resolving.ts';

const lines = [
  'include: a.yml',
  'include: [a.yml, "*.yml", {project: g/p, file: x.yml}]',
  'include: {local: a.yml, inputs: {env: prod}, rules: [{if: $A}]}',
  'include: {local: b.yml, rules: [{exists: [a.yml]}]}',
  'include: &i',
  '  - local: b.yml',
  '  - *i',
  '.base: &base',
  '  script: [x]',
  '  variables: {A: 1}',
  'job:',
  '  <<: *base',
  '  extends: [.base, job2]',
  '  extends: .base',
  '  rules: !reference [.base, rules]',
  '  script: [!reference [job2, script], y]',
  'job2:',
  '  extends: job',
  '  script: !reference [job, script]',
  'spec:',
  '  inputs:',
  '    env: {default: dev, options: [dev, prod]}',
  '    list: {type: array, default: [1, {a: b}]}',
  '---',
  '  environment: $[[ inputs.env | expand_vars ]]',
  '  - $[[ inputs.list ]]',
  '  "$[[ inputs.env ]]": [a',
  'stages: [a, b, .pre]',
  '? complex',
  '- item',
  '{',
  '"',
] as const;

const file = fc.array(fc.constantFrom(...lines), { maxLength: 12 }).map((it) => `${it.join('\n')}\n`);
const files = fc.record({ '.gitlab-ci.yml': file, 'a.yml': file, 'b.yml': file });
const variables = fc.constantFrom<Record<string, string | null>>({}, { A: '1' }, { A: null });

function assertPlaces(config: Config): void {
  const pieces = new Set([...config.files.values()].flatMap((it) => [...it.starts.keys()]));
  const spans = [...nodesOf(config.root), ...config.errors, ...config.hints, ...config.includes].map((it) => it.span);
  for (const { piece, start, end } of spans) {
    if (piece.file === '') continue;
    assert.ok(pieces.has(piece), 'the piece belongs to one of the files');
    assert.ok(start >= 0 && start <= end && end <= piece.text.length);
  }
}

describe('any files', () => {
  test('make a configuration whose places exist', () => {
    fc.assert(
      fc.property(files, variables, (all: Files, some) => assertPlaces(configOf(all, some))),
      { numRuns: 500 },
    );
  });

  test('make the same configuration twice, and the same nodes', () => {
    fc.assert(
      fc.property(files, variables, (all: Files, some) => {
        const first = configOf(all, some);
        const second = configOf(all, some);
        assert.deepEqual(messages(second), messages(first));
        assert.deepEqual(plain(second.root), plain(first.root));
      }),
      { numRuns: 100 },
    );
  });

  test('with something open, nothing is an error only because it is missing', () => {
    fc.assert(
      fc.property(files, variables, (all: Files, some) => {
        const config = configOf(all, some);
        if (config.open.length === 0) return;
        assert.deepEqual(
          messages(config).filter((it) => /unknown keys in `extends`|could not be found/.test(it)),
          [],
        );
      }),
      { numRuns: 200 },
    );
  });
});
