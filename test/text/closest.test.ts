import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closest } from '../../server/src/text/closest.ts';

test('the name that was meant is found, a far one is not', () => {
  const names = ['script', 'services', 'environment'];
  assert.equal(closest('enviroment', names), 'environment');
  assert.equal(closest('Scripts', names), 'script');
  assert.equal(closest('deploy', names), undefined);
  assert.equal(closest('x', names), undefined);
});
