/** Values print as Ruby prints them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at } from '../../server/src/syntax/node.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { inspect, inspectString, toText } from '../../server/src/syntax/ruby.ts';

function nodeFor(yaml: string) {
  const node = at(parse('ci.yml', `x: ${yaml}`).root, 'x');
  assert.ok(node);
  return node;
}

describe('to_s', () => {
  for (const [yaml, expected] of [
    ['1.0', '1.0'],
    ['1.10', '1.1'],
    ['.5', '0.5'],
    ['1.0e+3', '1000.0'],
    ['1.0e+20', '1.0e+20'],
    ['1.0e-5', '1.0e-05'],
    ['010', '8'],
    ['12345678901234567890', '12345678901234567890'],
    ['yes', 'true'],
    ['~', ''],
    [':sym', 'sym'],
  ] as const) {
    test(`${yaml} is ${expected}`, () => {
      const node = nodeFor(yaml);
      assert.equal(node.kind === 'scalar' && toText(node), expected);
    });
  }
});

describe('inspect', () => {
  test('of nested values', () => {
    assert.equal(inspect(nodeFor('[a, 1, ~, {b: :c, 2: yes}]')), '["a", 1, nil, {"b"=>:c, 2=>true}]');
  });

  test('of mappings whose keys have become symbols', () => {
    assert.equal(inspect(nodeFor('{b: 1, c-d: 2}'), 'symbols'), '{:b=>1, :"c-d"=>2}');
  });

  test('of a string escapes what Ruby escapes, and a hash only where it would interpolate', () => {
    assert.equal(inspectString('a"b\\c\n#{d} # e'), '"a\\"b\\\\c\\n\\#{d} # e"');
  });
});
