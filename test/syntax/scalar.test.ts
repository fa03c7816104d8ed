/** Plain scalars are what Psych takes them for. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resolvePlain } from '../../server/src/syntax/scalar.ts';

const cases: readonly (readonly [text: string, type: string, value: unknown])[] = [
  ['', 'null', null],
  ['~', 'null', null],
  ['nULL', 'null', null],
  ['nul', 'string', 'nul'],
  ['YES', 'boolean', true],
  ['oN', 'boolean', true],
  ['y', 'string', 'y'],
  ['off', 'boolean', false],
  ['offf', 'string', 'offf'],
  ['0', 'integer', 0],
  ['010', 'integer', 8],
  ['-010', 'integer', -8],
  ['08', 'string', '08'],
  ['0o10', 'string', '0o10'],
  ['0b101', 'integer', 5],
  ['0x1F', 'integer', 31],
  ['0x', 'string', '0x'],
  ['1_000', 'integer', 1000],
  ['1,000', 'integer', 1000],
  ['1__0', 'string', '1__0'],
  ['1_', 'string', '1_'],
  ['1:30', 'integer', 5400],
  ['1:30:00', 'integer', 5400],
  ['1:75', 'string', '1:75'],
  ['12:34:56.7', 'float', 45_296.7],
  ['1.', 'float', 1],
  ['1.0e+3', 'float', 1000],
  ['1.0e3', 'string', '1.0e3'],
  ['1e3', 'string', '1e3'],
  ['.', 'string', '.'],
  ['-.Inf', 'float', Number.NEGATIVE_INFINITY],
  [':prod', 'symbol', 'prod'],
  [':"a b"', 'symbol', 'a b'],
  [':', 'string', ':'],
  ['2024-13-01', 'string', '2024-13-01'],
  ['1.2.3', 'string', '1.2.3'],
  ['$VAR', 'string', '$VAR'],
];

describe('a plain scalar', () => {
  for (const [text, type, value] of cases) {
    test(`\`${text}\` is ${type}`, () => {
      const { type: foundType, value: foundValue } = resolvePlain(text) as { type: string; value: unknown };
      assert.deepEqual([foundType, foundValue], [type, value]);
    });
  }

  test('that looks like a date is refused, also an impossible one', () => {
    assert.deepEqual(resolvePlain('2024-02-31'), { refused: 'Date' });
    assert.deepEqual(resolvePlain('2024-05-06 10:00:00'), { refused: 'Time' });
  });

  test('keeps the digits of an integer that a number cannot hold', () => {
    assert.equal((resolvePlain('12345678901234567890') as { exact?: string }).exact, '12345678901234567890');
    assert.equal((resolvePlain('123') as { exact?: string }).exact, undefined);
  });
});
