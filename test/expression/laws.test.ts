/** What must hold for every expression and every value of its variables. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide, parseExpression } from '../../server/src/expression/evaluate.ts';
import { expandBraces, fnmatch } from '../../server/src/expression/fnmatch.ts';
import type { Value } from '../../server/src/expression/scope.ts';
import { isUnknown, unknown } from '../../server/src/logic/tri.ts';

const names = ['A', 'B', 'C'] as const;
const texts = ['', ' ', 'a', 'ab', 'true', '/a/', '/^b$/i'] as const;

const operand = fc.oneof(
  fc.constantFrom(...names).map((it) => `$${it}`),
  fc.constantFrom(...texts).map((it) => `"${it}"`),
  fc.constantFrom('null', 'true', 'false', '/^a/', '/b$/', '/a|^$/'),
);

const { expression } = fc.letrec<{ expression: string; operation: string }>((tie) => ({
  expression: fc.oneof({ depthSize: 'small' }, operand, tie('operation'), tie('operation')),
  operation: fc
    .tuple(tie('expression'), fc.constantFrom('==', '!=', '=~', '!~', '&&', '||'), tie('expression'), fc.boolean())
    .map(([left, operator, right, grouped]) =>
      grouped ? `(${left} ${operator} ${right})` : `${left} ${operator} ${right}`,
    ),
}));

const values = fc.record({
  A: fc.constantFrom(null, ...texts),
  B: fc.constantFrom(null, ...texts),
  C: fc.constantFrom(null, ...texts),
});

const hidden = fc.subarray([...names]);

test('an answer given without some variables stands whatever they are', () => {
  fc.assert(
    fc.property(expression, values, hidden, (text, all, open) => {
      const parsed = parseExpression(text);
      if ('error' in parsed) return;
      const known = (name: string): Value => all[name as keyof typeof all] ?? null;
      const partly = decide(parsed, (name) =>
        open.some((it) => it === name) ? unknown({ kind: 'variable', name }) : known(name),
      );
      if (partly !== 'crash' && isUnknown(partly)) {
        assert.ok(partly.missing.every((it) => it.kind === 'variable' && open.some((name) => name === it.name)));
      } else assert.equal(partly, decide(parsed, known), text);
    }),
    { numRuns: 3000 },
  );
});

test('with all variables known there is an answer', () => {
  fc.assert(
    fc.property(expression, values, (text, all) => {
      const parsed = parseExpression(text);
      if ('error' in parsed) return;
      const answer = decide(parsed, (name) => all[name as keyof typeof all] ?? null);
      assert.ok(answer === 'crash' || typeof answer === 'boolean');
    }),
  );
});

test('no text breaks the reader', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'$A"\'/()=!~&|\\ntruefalse [].*+?{}^\n') }), (text) => {
      parseExpression(text);
    }),
    { numRuns: 3000 },
  );
});

test('a path without special characters matches itself', () => {
  const path = fc.string({ unit: fc.constantFrom(...'abc./-_'), minLength: 1, maxLength: 12 });
  fc.assert(fc.property(path, (it) => assert.equal(fnmatch(it, it), true)));
});

test('no pattern breaks the matcher', () => {
  const pattern = fc.string({ unit: fc.constantFrom(...'ab/*?[]{}!^-,\\'), maxLength: 24 });
  fc.assert(
    fc.property(pattern, (it) => {
      fnmatch(it, 'a/b/ab');
      assert.ok(expandBraces(it).length <= 10_000);
    }),
    { numRuns: 2000 },
  );
});
