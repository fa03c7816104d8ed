/** Expressions with variables that are known, unset, and not known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, evaluate, parseExpression } from '../../server/src/expression/evaluate.ts';
import type { Value } from '../../server/src/expression/scope.ts';
import { isUnknown, type Tri, unknown } from '../../server/src/logic/tri.ts';

const open = (name: string): Value => unknown({ kind: 'variable', name });

/** The answer for variables; those that are not listed are not known. */
function answer(text: string, values: Readonly<Record<string, Value>> = {}): Tri {
  const parsed = parseExpression(text);
  assert.ok('tree' in parsed, text);
  return evaluate(parsed, (name) => (name in values ? (values[name] ?? null) : open(name)));
}

/** The names that an answer waits for. */
function waitsFor(text: string, values: Readonly<Record<string, Value>> = {}): readonly string[] {
  const found = answer(text, values);
  assert.ok(isUnknown(found), text);
  return found.missing.map((it) => (it.kind === 'variable' ? it.name : it.kind));
}

test('a known value decides, an unset one too', () => {
  assert.equal(answer('$BRANCH == "main"', { BRANCH: 'main' }), true);
  assert.equal(answer('$BRANCH == "main"', { BRANCH: null }), false);
  assert.deepEqual(waitsFor('$BRANCH == "main"'), ['BRANCH']);
});

test('`&&` and `||` give operands, not truth values', () => {
  assert.equal(answer('$EMPTY && "x"', { EMPTY: '' }), true);
  assert.equal(answer('$EMPTY || "x"', { EMPTY: '' }), false);
  assert.equal(answer('$UNSET || "x"', { UNSET: null }), true);
});

test('what cannot change the answer is not asked for', () => {
  assert.equal(answer('$BRANCH == "main" && $FORCE', { BRANCH: 'dev' }), false);
  assert.equal(answer('$BRANCH == "main" || $FORCE == "1"', { BRANCH: 'main' }), true);
  assert.deepEqual(waitsFor('$BRANCH == "main" && $FORCE', { BRANCH: 'main' }), ['FORCE']);
});

test('an empty unknown variable makes `||` false: only its absence lets the other side speak', () => {
  assert.deepEqual(waitsFor('$FORCE || "x"'), ['FORCE']);
  assert.equal(answer('$FORCE || "x"', { FORCE: '' }), false);
});

test('what both answers agree in is no question', () => {
  assert.equal(answer('($FORCE && "x") && null'), false);
  assert.equal(answer('($FORCE == "1") != null'), true);
  assert.deepEqual(waitsFor('($FORCE == "1") != false'), ['FORCE']);
});

test('a variable that is named twice has one value', () => {
  assert.equal(answer('$X == $X'), true);
  assert.equal(answer('$X == "a" && $X == "b"'), false);
  assert.equal(answer('$X == "a" || $X != "a"'), true);
  assert.deepEqual(waitsFor('$X == "a" || $X != "b"'), ['X']);
});

test('a variable may be known to exist without its value', () => {
  const number: Value = { missing: [{ kind: 'variable', name: 'IID' }], exists: true, filled: true } as Value;
  assert.equal(answer('$IID', { IID: number }), true);
  assert.equal(answer('$IID == null', { IID: number }), false);
  assert.equal(answer('$IID == ""', { IID: number }), false);
  assert.deepEqual(waitsFor('$IID == "7"', { IID: number }), ['IID']);
  const text: Value = { missing: [{ kind: 'variable', name: 'TEXT' }], exists: true, filled: false } as Value;
  assert.equal(answer('$TEXT != null', { TEXT: text }), true);
  assert.deepEqual(waitsFor('$TEXT', { TEXT: text }), ['TEXT']);
});

test('patterns are RE2', () => {
  assert.equal(answer('$TAG =~ /^v\\d+(\\.\\d+){2}$/', { TAG: 'v1.20.3' }), true);
  assert.equal(answer('$TAG =~ /^v\\d+(\\.\\d+){2}$/', { TAG: 'v1.20' }), false);
  assert.deepEqual(parseExpression('$TAG =~ /^(?!v)/'), { error: 'Invalid regular expression!', crash: false });
});

test('a pattern may come from a variable, and text that is none is looked for the other way round', () => {
  assert.equal(answer('$REF =~ $RX', { REF: 'release/1', RX: '/^release\\//' }), true);
  assert.equal(answer('$REF =~ $RX', { REF: 'mai', RX: 'main' }), true);
  assert.equal(answer('$REF =~ $RX', { REF: 'main', RX: 'mai' }), false);
  assert.equal(answer('$REF =~ $RX', { REF: 'main', RX: null }), false);
  assert.deepEqual(waitsFor('$REF =~ $RX', { REF: 'main' }), ['RX']);
});

test('invalid expressions say why', () => {
  assert.deepEqual(parseExpression('$A = "1"'), { error: 'Unknown lexeme found!', crash: false });
  assert.deepEqual(parseExpression('$A =='), { error: 'Invalid operand', crash: false });
  assert.deepEqual(parseExpression('$A)'), { error: 'Unmatched parenthesis', crash: false });
  assert.deepEqual(parseExpression('($A'), {
    error: 'Unprocessable token found in parse tree: parenthesis_open',
    crash: false,
  });
  assert.deepEqual(parseExpression(''), { error: 'Empty expression', crash: false });
  assert.deepEqual(parseExpression('/ab/ == "x"'), { error: 'Undefined error', crash: true });
});

test('what raises at run time only is told apart', () => {
  const parsed = parseExpression('$A =~ ($B == "x")');
  assert.ok('tree' in parsed);
  assert.equal(
    decide(parsed, (name) => (name === 'B' ? 'x' : 'a')),
    'crash',
  );
  assert.equal(
    decide(parsed, () => 'a'),
    false,
  );
});

test('what breaks off in GitLab neither holds nor does not', () => {
  const parsed = parseExpression('$A =~ ($B == "x")');
  assert.ok('tree' in parsed);
  const holds = evaluate(parsed, (name) => (name === 'B' ? 'x' : 'a'));
  assert.ok(isUnknown(holds) && holds.missing.every((it) => it.kind === 'runtime'));
});

test('a variable may be one of the truth values that a comparison gives', () => {
  const parsed = parseExpression('($A == "") == $C == "" == $A != "" == $C');
  assert.ok('tree' in parsed);
  assert.ok(isUnknown(evaluate(parsed, (name) => (name === 'C' ? unknown({ kind: 'variable', name }) : null))));
});

test('a variable may be equal to another one that is known', () => {
  assert.ok(isUnknown(answer('$A == $A == ($A == $C)', { C: 'x' })));
  assert.equal(answer('$A == $A && $C == $C', { C: 'x' }), true);
});

test('operators may stand where GitLab lets them', () => {
  assert.equal(answer('== $A "x"', { A: 'x' }), true);
  assert.equal(answer('$A "x" ==', { A: 'y' }), false);
});
