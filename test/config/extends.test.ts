/** `extends` and `!reference`, in this order. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at } from '../../server/src/syntax/node.ts';
import { configOf, messages, rootOf } from './resolving.ts';

describe('extends', () => {
  test('lays bases under the job, left to right, mappings deep and all else replaced', () => {
    const root = rootOf(
      configOf('.a: {v: {x: 1, y: 1}, l: [1]}\n.b: {v: {y: 2}, n: 1}\njob: {extends: [.a, .b], v: {z: 3}, n: ~}\n'),
    ) as Record<string, unknown>;
    assert.deepEqual(root['job'], { v: { x: 1, y: 2, z: 3 }, l: [1], n: null, extends: ['.a', '.b'] });
  });

  test('follows bases of bases, and tells the chain', () => {
    const config = configOf('.a: {x: 1}\n.b: {extends: .a, y: 2}\njob: {extends: .b, z: 3}\n');
    assert.deepEqual((rootOf(config) as Record<string, unknown>)['job'], { x: 1, y: 2, z: 3, extends: '.b' });
    assert.deepEqual(config.extendsOf.get('job'), ['.a', '.b']);
  });

  test('leaves entries without it alone', () => {
    const config = configOf('.a: {x: 1}\njob: {extends: .a}\n');
    assert.equal(at(config.root, '.a'), at(config.files.get('.gitlab-ci.yml')?.root, '.a'));
  });

  for (const [name, yaml, found] of [
    ['a base that is not there', 'job: {extends: [.a, .b]}\n', ['job: unknown keys in `extends` (.a, .b)']],
    ['a number as base', 'job: {extends: 1}\n', ['job: unknown keys in `extends` (1)']],
    ['a float as base', 'job: {extends: 1.0}\n', ['job: unknown keys in `extends` (1.0)']],
    ['false as base', 'job: {extends: false}\n', ['job: unknown keys in `extends` (false)']],
    ['null in the list', 'job: {extends: [~]}\n', ['job: unknown keys in `extends` ()']],
    ['null alone', 'job: {extends: ~}\n', []],
    ['a symbol as base', 'job:\n  extends: :gone\n', ['job: unknown keys in `extends` (gone)']],
    ['a mapping as base', 'job: {extends: {a: b}}\n', ['job: unknown keys in `extends` ([:a, "b"])']],
    ['a mapping in the list', 'job: {extends: [{a: [1]}]}\n', ['job: unknown keys in `extends` ({:a=>[1]})']],
    ['a list in the list', 'job: {extends: [[.a, 1]]}\n', ['job: unknown keys in `extends` ([".a", 1])']],
    ['a base that is no mapping', '.a: [x]\njob: {extends: .a}\n', ['job: invalid base hashes in `extends` (.a)']],
    [
      'a circle, told once for each that is in it',
      '.a: {extends: .b}\n.b: {extends: .a}\n',
      ['.a: circular dependency detected in `extends`', '.b: circular dependency detected in `extends`'],
    ],
    [
      'one that several jobs lead to, told once',
      '.a: {extends: .x}\nj: {extends: .a}\nk: {extends: .a}\n',
      ['.a: unknown keys in `extends` (.x)'],
    ],
  ] as const) {
    test(`refuses ${name}`, () => assert.deepEqual(messages(configOf(yaml)), found));
  }

  const chain = (n: number): string =>
    `${Array.from({ length: n }, (_, k) => `.l${k}: {extends: .l${k + 1}}\n`).join('')}.l${n}: {x: 1}\n`;

  test('follows eleven levels, and not twelve', () => {
    assert.deepEqual(messages(configOf(chain(11))), []);
    assert.deepEqual(messages(configOf(chain(12))), ['.l11: nesting too deep in `extends`']);
  });

  test('of many bases on many levels takes no time', () => {
    const levels = Array.from(
      { length: 10 },
      (_, n) =>
        `.l${n}: {extends: [${Array(20)
          .fill(`.l${n + 1}`)
          .join(', ')}]}\n`,
    );
    assert.deepEqual(messages(configOf(`${levels.join('')}.l10: {x: 1}\n`)), []);
  });
});

describe('!reference', () => {
  const job = (yaml: string): unknown => (rootOf(configOf(yaml)) as Record<string, unknown>)['job'];

  test('is replaced by what it points at, in a list as one element', () => {
    assert.deepEqual(job('.a: {s: [x, y]}\njob: {script: [!reference [.a, s], z], t: !reference [.a, s, 0]}\n'), {
      script: [['x', 'y'], 'z'],
      t: '!reference [".a", "s", 0]',
    });
  });

  test('sees what `extends` has brought', () => {
    assert.deepEqual(job('.a: {s: 1}\n.b: {extends: .a}\njob: {x: !reference [.b, s]}\n'), { x: 1 });
  });

  test('may point at another one, but not lead through it', () => {
    assert.deepEqual(job('.a: {s: {t: 1}}\n.b: {s: !reference [.a, s]}\njob: {x: !reference [.b, s]}\n'), {
      x: { t: 1 },
    });
    assert.deepEqual(
      messages(configOf('.a: {s: {t: 1}}\n.b: {s: !reference [.a, s]}\njob: {x: !reference [.b, s, t]}\n')),
      ['!reference [".b", "s", "t"] could not be found'],
    );
  });

  test('in a list that is pointed at only elements are replaced, nothing deeper', () => {
    const yaml = '.c: {i: 1}\n.a: {l: [!reference [.c, i], {k: !reference [.c, i]}]}\njob: {x: !reference [.a, l]}\n';
    assert.deepEqual(job(yaml), { x: [1, { k: '!reference [".c", "i"]' }] });
  });

  for (const [name, yaml, found] of [
    ['a target that is not there', 'job: {x: !reference [.a, b]}\n', ['!reference [".a", "b"] could not be found']],
    [
      'a target that is null or false',
      '.a: {n: ~, f: false}\njob: {x: !reference [.a, n], y: !reference [.a, f]}\n',
      ['!reference [".a", "n"] could not be found', '!reference [".a", "f"] could not be found'],
    ],
    [
      'a way through a list',
      '.a: [{b: 1}]\njob: {x: !reference [.a, b]}\n',
      ['!reference [".a", "b"] could not be found'],
    ],
    [
      'a circle',
      'a: {x: !reference [b, x]}\nb: {x: !reference [a, x]}\n',
      ['!reference ["b", "x"] is part of a circular chain', '!reference ["a", "x"] is part of a circular chain'],
    ],
    [
      'what is no list of texts',
      'job: {x: !reference [1], y: !reference z}\n',
      ['!reference [1] is not valid', '!reference "z" is not valid'],
    ],
  ] as const) {
    test(`refuses ${name}`, () => assert.deepEqual(messages(configOf(yaml)), found));
  }

  test('an entry with one stays the same node as long as its targets do', () => {
    const yaml = '.a: {s: 1}\njob: {x: !reference [.a, s]}\nother: {y: 1}\n';
    const first = configOf(yaml);
    const second = configOf({ '.gitlab-ci.yml': yaml });
    assert.equal(at(first.root, 'job'), at(second.root, 'job'));
    assert.equal(at(first.root, 'other'), at(first.files.get('.gitlab-ci.yml')?.root, 'other'));
  });
});

describe('stages', () => {
  test('get their edges, wherever they were listed', () => {
    assert.deepEqual(rootOf(configOf('stages: [a, .post, b, .pre]\n')), { stages: ['.pre', 'a', 'b', '.post'] });
  });

  test('that are none stay as they are', () => {
    assert.deepEqual(rootOf(configOf('stages: []\n')), { stages: [] });
    assert.deepEqual(rootOf(configOf('stages: x\n')), { stages: 'x' });
  });
});
