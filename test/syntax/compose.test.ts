/** Values are what GitLab's loader makes of them: merge keys, anchors, duplicates, tags, references. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at } from '../../server/src/syntax/node.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { plain } from './plain-values.ts';

function read(yaml: string): unknown {
  return plain(parse('ci.yml', yaml).root);
}

function errors(yaml: string): readonly (string | undefined)[] {
  return parse('ci.yml', yaml)
    .problems.filter((it) => it.severity === 'error')
    .map((it) => it.gitlab);
}

describe('merge keys', () => {
  test('above other keys are overridden', () => {
    assert.deepEqual(read('x: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n'), { x: { a: 1 }, y: { a: 2 } });
  });

  test('below other keys override them, in document order', () => {
    assert.deepEqual(read('x: &x {a: 1}\ny:\n  a: 2\n  <<: *x\n'), { x: { a: 1 }, y: { a: 1 } });
  });

  test('of a list: earlier items win', () => {
    assert.deepEqual(read('x: &x {a: 1}\nz: &z {a: 2, b: 3}\ny: {<<: [*x, *z]}\n'), {
      x: { a: 1 },
      z: { a: 2, b: 3 },
      y: { a: 1, b: 3 },
    });
  });

  test('twice: the later one wins', () => {
    assert.deepEqual(read('x: &x {a: 1}\nz: &z {a: 2}\ny:\n  <<: *x\n  <<: *z\n'), {
      x: { a: 1 },
      z: { a: 2 },
      y: { a: 2 },
    });
  });

  test('in quotes merge as well', () => {
    assert.deepEqual(read('x: &x {a: 1}\ny: {"<<": *x}\n'), { x: { a: 1 }, y: { a: 1 } });
  });

  test('of what is no mapping are ordinary keys', () => {
    assert.deepEqual(read('x: &x [a]\ny: {<<: *x}\nz: {<<: 1}\n'), { x: ['a'], y: { '<<': ['a'] }, z: { '<<': 1 } });
  });

  test('that copy without end are refused in bounded time', () => {
    const keys = Array.from({ length: 1000 }, (_, n) => `k${n}: 1`).join(', ');
    const uses = Array.from({ length: 2000 }, (_, n) => `u${n}: {<<: *x}`).join('\n');
    assert.deepEqual(errors(`x: &x {${keys}}\n${uses}\n`).slice(0, 1), ['The parsed YAML is too big']);
  });
});

describe('anchors', () => {
  test('hold for entries below, and the latest counts', () => {
    assert.deepEqual(read('a: &x 1\nb: *x\nc: &x 2\nd: *x\n'), { a: 1, b: 1, c: 2, d: 2 });
  });

  test('do not hold above, nor in another document', () => {
    assert.deepEqual(errors('b: *x\na: &x 1\n'), ['An alias referenced an unknown anchor: x']);
    assert.deepEqual(errors('spec: {inputs: &x {}}\n---\na: *x\n'), ['An alias referenced an unknown anchor: x']);
  });

  test('are not registered on a reference', () => {
    assert.deepEqual(errors('a: &x !reference [b, c]\nd: *x\n'), ['An alias referenced an unknown anchor: x']);
  });

  test('inside of what they name never end', () => {
    assert.deepEqual(errors('a: &x {b: *x}\n'), ['The parsed YAML is too big']);
  });
});

describe('a key that is written twice', () => {
  const file = parse('ci.yml', 'a: 1\nb: 2\na: 3\nc:\n  d: 1\n  d: 2\n');

  test('takes the last value and keeps the first place', () => {
    assert.deepEqual(JSON.stringify(plain(file.root)), '{"a":3,"b":2,"c":{"d":2}}');
  });

  test('is worth a hint at the place that has no effect', () => {
    const hints = file.problems.map(({ severity, span }) => [severity, span.piece.text.slice(span.start, span.end)]);
    assert.deepEqual(hints, [
      ['hint', 'a'],
      ['hint', 'd'],
    ]);
    assert.equal(file.problems[0]?.gitlab, undefined);
  });
});

describe('keys', () => {
  test('resolve like values', () => {
    assert.deepEqual(read('on: 1\n10: 2\n~: 3\n:s: 4\n"1": 5\n'), {
      '<true>': 1,
      '<10>': 2,
      '<>': 3,
      '<s>': 4,
      '1': 5,
    });
  });
});

describe('tags', () => {
  test('make strings, floats and text out of base64; unknown ones are ignored', () => {
    assert.deepEqual(read('a: !!str 12\nb: !!float 1\nc: !!binary aGk=\nd: !foo x\n'), {
      a: '12',
      b: 1,
      c: 'hi',
      d: 'x',
    });
  });

  test('but `!!str` let a quoted text be read as if it were plain', () => {
    assert.deepEqual(read('a: !foo "12"\nb: ! "12"\nc: !!str "12"\nd: "12"\n'), { a: 12, b: 12, c: '12', d: '12' });
  });

  test('of Ruby are refused', () => {
    assert.deepEqual(errors('a: !ruby/object:Foo {}\n'), ['Tried to load unspecified class: Foo']);
    assert.deepEqual(errors('a: !!set {}\n'), ['Tried to load unspecified class: Psych::Set']);
  });

  test('dates are refused, in quotes they are not', () => {
    assert.deepEqual(errors('a: 2024-01-02\n'), ['Tried to load unspecified class: Date']);
    assert.deepEqual(errors('a: "2024-01-02"\n'), []);
  });
});

describe('!reference', () => {
  test('keeps its path', () => {
    const node = at(parse('ci.yml', 'a: !reference [.b, script]\n').root, 'a');
    assert.deepEqual(node?.kind === 'reference' && [node.path, node.written], [
      ['.b', 'script'],
      '!reference [".b", "script"]',
    ]);
  });

  for (const [yaml, written] of [
    ['!reference [1]', '!reference [1]'],
    ['!reference x', '!reference "x"'],
    ['!reference []', '!reference []'],
    ['!reference', '!reference nil'],
    ['!reference {a: b}', '!reference {"a"=>"b"}'],
  ] as const) {
    test(`\`${yaml}\` has no path`, () => {
      const node = at(parse('ci.yml', `a: ${yaml}\n`).root, 'a');
      assert.deepEqual(node?.kind === 'reference' && [node.path, node.written], [undefined, written]);
    });
  }
});
