/** What libyaml accepts and what it stops at, in its own words and at its own places. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from '../../server/src/syntax/parse.ts';
import { plain } from './plain-values.ts';

const refused: readonly (readonly [yaml: string, message: string])[] = [
  ['a: b: c', 'mapping values are not allowed in this context at line 1 column 5'],
  ['a: b\n c: d', 'mapping values are not allowed in this context at line 2 column 3'],
  ['foo\nbar: x', 'mapping values are not allowed in this context at line 2 column 4'],
  ["a: 'x\ny'\nb\nc: d", "could not find expected ':' while scanning a simple key at line 3 column 1"],
  ['- a\nb: c', "did not find expected '-' indicator while parsing a block collection at line 1 column 1"],
  ['a: |\n  x\n y\n', 'did not find expected key while parsing a block mapping at line 1 column 1'],
  ['a: {b: c}}', 'did not find expected key while parsing a block mapping at line 1 column 1'],
  ['a: [b\nc: d\n', "did not find expected ',' or ']' while parsing a flow sequence at line 1 column 4"],
  ['{a: b', "did not find expected ',' or '}' while parsing a flow mapping at line 1 column 1"],
  ['a: [,]', 'did not find expected node content while parsing a flow node at line 1 column 5'],
  ["a: 'b", 'found unexpected end of stream while scanning a quoted scalar at line 1 column 4'],
  ['a: "\\q"', 'found unknown escape character while parsing a quoted scalar at line 1 column 4'],
  ['a:\n\tb: c', 'found character that cannot start any token while scanning for the next token at line 2 column 1'],
  ['a: @x', 'found character that cannot start any token while scanning for the next token at line 1 column 4'],
  ['a: &é b', 'did not find expected alphabetic or numeric character while scanning an anchor at line 1 column 4'],
  ['a: !x!y c', 'found undefined tag handle while parsing a node at line 1 column 4'],
  [
    'a: |\n\tx',
    'found a tab character where an indentation space is expected while scanning a block scalar at line 1 column 4',
  ],
  ['a: >0\n x', 'found an indentation indicator equal to 0 while scanning a block scalar at line 1 column 4'],
  ['%YAML 1.2\na: 1', 'did not find expected <document start> at line 1 column 1'],
  ['a: b\n\u0001', 'control characters are not allowed at line 1 column 1'],
  ['a: - b', 'block sequence entries are not allowed in this context at line 1 column 4'],
  ['é😀: b: c', 'mapping values are not allowed in this context at line 1 column 6'],
];

describe('libyaml stops', () => {
  for (const [yaml, message] of refused) {
    test(`at ${JSON.stringify(yaml)}`, () => {
      const [problem] = parse('ci.yml', yaml).problems;
      assert.equal(problem?.gitlab, `(<unknown>): ${message}`);
    });
  }
});

const accepted: readonly (readonly [yaml: string, value: unknown])[] = [
  ['a: [\nb,\n]\nc: d\n', { a: ['b'], c: 'd' }],
  ["a: 'b\nc'\nd: e\n", { a: 'b c', d: 'e' }],
  ['a: &x 1\n*x : v\n', { a: 1, '<1>': 'v' }],
  ['a: &x b\n*x: v\n', { a: 'b', b: 'v' }],
  ['a: [?x]\n', { a: [{ x: null }] }],
  ['a: {b, c: d}\n', { a: { b: null, c: 'd' } }],
  ['a: [b: c]\n', { a: [{ b: 'c' }] }],
  ['a: b\r\nc: d\r\n', { a: 'b', c: 'd' }],
  ['a: b\rc: d\r', { a: 'b', c: 'd' }],
  ['a: |\u0085  b\u0085c: d', { a: 'b\n', c: 'd' }],
  ['a: "b\\\n  c\\x41\\u00e9"\n', { a: 'bcAé' }],
  ['a: >\n  b\n  c\n\n  d\n   e\n', { a: 'b c\nd\n e\n' }],
  ['a: |-\n  b\n\n', { a: 'b' }],
  ['a: |+\n  b\n\nc: d\n', { a: 'b\n\n', c: 'd' }],
  ['a: |2\n   b\n', { a: ' b\n' }],
  ['? a\n: b\n', { a: 'b' }],
  ['a: b\n  - c\n', { a: 'b - c' }],
  ['a:\n- b\n-\n- c\n', { a: ['b', null, 'c'] }],
  ['a: http://b:c\n', { a: 'http://b:c' }],
  ["a: 'it''s'\n", { a: "it's" }],
];

describe('libyaml accepts', () => {
  for (const [yaml, value] of accepted) {
    test(JSON.stringify(yaml), () => {
      const { root, problems } = parse('ci.yml', yaml);
      assert.deepEqual(
        problems.filter((it) => it.severity === 'error'),
        [],
      );
      assert.deepEqual(plain(root), value);
    });
  }

  test('what follows the first document without being looked at', () => {
    assert.deepEqual(plain(parse('ci.yml', '{a: 1} b').root), { a: 1 });
    assert.deepEqual(plain(parse('ci.yml', '  a: 1\nb: 2\n').root), { a: 1 });
  });

  test('a byte order mark, which indents what stands behind it', () => {
    const file = parse('ci.yml', '\ufeffa: 1\nb: 2\n');
    assert.deepEqual(plain(file.root), { a: 1 });
    assert.match(file.problems[0]?.message ?? '', /byte order mark/);
    assert.deepEqual(plain(parse('ci.yml', '\ufeff# c\na: 1\nb: 2\n').root), { a: 1, b: 2 });
  });
});
