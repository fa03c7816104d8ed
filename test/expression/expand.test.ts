/** Variables in texts, and in each other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Definition, layerOf, variablesOf } from '../../server/src/expression/collection.ts';
import { expand, expandExisting, expandKnown, referencesOf } from '../../server/src/expression/expand.ts';
import type { Scope, Value } from '../../server/src/expression/scope.ts';
import { unknown } from '../../server/src/logic/tri.ts';

const scope: Scope = (name) => {
  if (name === 'APP') return 'shop';
  return name === 'SECRET' ? unknown({ kind: 'variable', name }) : null;
};

test('three spellings are expanded', () => {
  assert.equal(expand(`review/$APP-\${APP}-%APP%`, scope), 'review/shop-shop-shop');
});

test('other spellings are text', () => {
  assert.equal(expand(`$1 \${APP:-x} $-`, scope), `$1 \${APP:-x} $-`);
});

test('what does not exist becomes nothing, or stays', () => {
  assert.equal(expand('review/$NOPE', scope), 'review/');
  assert.equal(expandExisting('src/$NOPE/**', scope), 'src/$NOPE/**');
});

test('what is not known makes the text unknown, and stays in what people see', () => {
  assert.deepEqual(expand('review/$SECRET', scope), unknown({ kind: 'variable', name: 'SECRET' }));
  assert.equal(expandKnown('review/$SECRET-$APP-$NOPE', scope), 'review/$SECRET-shop-');
});

test('a doubled sign protects nothing in a plain text', () => {
  assert.equal(expand('$$APP', scope), '$shop');
});

test('references are listed once', () => {
  assert.deepEqual(referencesOf(`$A \${B} %A% $1`), ['A', 'B']);
});

function layer(values: Readonly<Record<string, string>>, raw: readonly string[] = []) {
  const definitions = Object.entries(values).map(([name, value]): [string, Definition] => [
    name,
    { value, raw: raw.includes(name) },
  ]);
  return layerOf(new Map(definitions));
}

const nothing: Scope = () => null;

function expandedIn(scopeOf: Scope, name: string): Value {
  return scopeOf(name);
}

test('variables are expanded in each other in any order', () => {
  const variables = variablesOf([layer({ A: '$B-1', B: '$C', C: 'c' })], nothing);
  assert.equal(variables.plain('A'), '$B-1');
  assert.equal(expandedIn(variables.expanded(), 'A'), 'c-1');
});

test('a raw value is put in but not expanded itself', () => {
  const inside = variablesOf([layer({ A: '$B', B: '$C', C: 'c' }, ['B'])], nothing).expanded();
  assert.equal(inside('A'), '$C');
  assert.equal(inside('B'), '$C');
});

test('`$$` and `%%` stay inside values', () => {
  const inside = variablesOf([layer({ A: '$$B-$B', B: 'b' })], nothing).expanded();
  assert.equal(inside('A'), '$$B-b');
});

test('a variable that names itself means the weaker one of its name', () => {
  const inside = variablesOf([layer({ OPTS: '-a' }), layer({ OPTS: '$OPTS -b' })], nothing).expanded();
  assert.equal(inside('OPTS'), '-a -b');
  assert.equal(variablesOf([layer({ OPTS: '$OPTS -b' })], nothing).expanded()('OPTS'), ' -b');
});

test('a circle leaves everything unexpanded and is named as GitLab does', () => {
  const variables = variablesOf([layer({ A: '$B', B: 'x$A', C: '$D', D: 'd' })], nothing);
  assert.equal(variables.circular(), 'circular variable reference detected: ["A", "B"]');
  assert.equal(variables.expanded()('C'), '$D');
});

test('two definitions of one name that name themselves are a circle', () => {
  const variables = variablesOf([layer({ A: '$A 1' }), layer({ A: '$A 2' })], nothing);
  assert.equal(variables.circular(), 'circular variable reference detected: ["A", "A"]');
});

test('a value with an unknown part is unknown but exists', () => {
  const variables = variablesOf([layer({ A: 'a-$B' })], (name) => unknown({ kind: 'variable', name }));
  assert.deepEqual(variables.expanded()('A'), {
    missing: [{ kind: 'variable', name: 'B' }],
    exists: true,
    filled: true,
  });
});

test('a chain of ten thousand variables is followed', () => {
  const chain = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`V${n}`, `$V${n + 1}`]));
  const inside = variablesOf([layer({ ...chain, V10000: 'end' })], nothing).expanded();
  assert.equal(inside('V0'), 'end');
});

test('a value that doubles thirty times is not built', () => {
  const bomb = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`V${n}`, `$V${n + 1}$V${n + 1}`]));
  const inside = variablesOf([layer({ ...bomb, V30: 'x' })], nothing).expanded();
  assert.equal(typeof inside('V0'), 'object');
});
