/** Everything that an editor shows of the example has gone through a translation. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lintEntry } from '../precision/corpus.ts';
import { speakInBrackets, unspoken, unspokenIn } from './brackets.ts';

speakInBrackets();

describe('the example', () => {
  const { signedOut, signedIn } = lintEntry('test/example', { root: '.', file: '.gitlab-ci.yml' });
  test('signed out', () => assert.deepEqual(unspokenIn(signedOut), []));
  for (const [index, it] of signedIn.entries()) {
    test(`as somebody of company ${index + 1}`, () => assert.deepEqual(unspokenIn(it), []));
  }
});

test('what is outside of the brackets is found, and names, code and quotations are not', () => {
  assert.deepEqual(unspoken('image, before_script, script'), []);
  assert.deepEqual(unspoken('⟦waits for ⟦2 approvals⟧ by `a b`⟧. Then it starts'), ['. Then it starts']);
  assert.deepEqual(unspoken('image, before_script, script'), []);
  assert.deepEqual(unspoken('⟦waits for `x`⟧: [⟦this page⟧](https://x.example/a b) "no such thing" ⟦cut o'), []);
});
