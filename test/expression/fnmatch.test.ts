/** Ruby's file patterns. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandBraces, fnmatch } from '../../server/src/expression/fnmatch.ts';

test('a star stops at a slash', () => {
  assert.equal(fnmatch('src/*.ts', 'src/a.ts'), true);
  assert.equal(fnmatch('src/*.ts', 'src/x/a.ts'), false);
});

test('a directory wildcard takes any number of directories, none included', () => {
  assert.equal(fnmatch('src/**/a.ts', 'src/a.ts'), true);
  assert.equal(fnmatch('src/**/a.ts', 'src/x/y/a.ts'), true);
  assert.equal(fnmatch('src/**/a.ts', 'lib/a.ts'), false);
});

test('two stars at the end are one', () => {
  assert.equal(fnmatch('src/**', 'src/a.ts'), true);
  assert.equal(fnmatch('src/**', 'src/x/a.ts'), false);
});

test('leading dots are nothing special', () => {
  assert.equal(fnmatch('*', '.env'), true);
  assert.equal(fnmatch('**/*', '.gitlab/ci/x.yml'), true);
});

test('classes, escapes and case', () => {
  assert.equal(fnmatch('[a-c]x', 'bx'), true);
  assert.equal(fnmatch('[!a-c]x', 'bx'), false);
  assert.equal(fnmatch('a\\*', 'a*'), true);
  assert.equal(fnmatch('a\\*', 'ab'), false);
  assert.equal(fnmatch('A', 'a'), false);
});

test('braces nest', () => {
  assert.deepEqual(expandBraces('{a,{b,c}d}.yml'), ['a.yml', 'bd.yml', 'cd.yml']);
  assert.equal(fnmatch('{a,{b,c}d}.yml', 'cd.yml'), true);
});

test('an unclosed brace matches nothing, a lone closing one itself', () => {
  assert.equal(fnmatch('{a', '{a'), false);
  assert.equal(fnmatch('a}', 'a}'), true);
});

test('the whole path must match, as written', () => {
  assert.equal(fnmatch('a', 'a/b'), false);
  assert.equal(fnmatch('./a', 'a'), false);
});

test('many braces are given up on', () => {
  assert.equal(fnmatch('{a,b}'.repeat(40), 'a'.repeat(39)), false);
});
