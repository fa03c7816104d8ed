/** Names, slugs and tiers of environments. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  effectiveTier,
  guessTier,
  isEnvironmentName,
  isInScope,
  slugOf,
  tierAfterDeployment,
  tierOf,
} from '../../server/src/pipeline/environment.ts';
import { sha256 } from '../../server/src/pipeline/sha256.ts';

test('the first group of words that hits gives the tier', () => {
  assert.equal(guessTier('preprod'), 'staging');
  assert.equal(guessTier('production'), 'production');
  assert.equal(guessTier('eu-point-production'), 'testing');
  assert.equal(guessTier('canary'), 'other');
});

test('a declared tier counts before the guess, and must be one', () => {
  assert.equal(tierOf('shop', 'production'), 'production');
  assert.equal(tierOf('shop', undefined), 'other');
  assert.equal(tierOf('shop', ' '), 'other');
  assert.deepEqual(tierOf('shop', 'Production'), { invalid: 'Production' });
});

test('a stored tier counts before both', () => {
  assert.equal(effectiveTier('gstg', 'staging', 'production'), 'production');
  assert.equal(effectiveTier('gstg', undefined, undefined), 'staging');
});

test('a deployment that succeeds stores the declared tier', () => {
  assert.equal(tierAfterDeployment('staging', 'production'), 'production');
  assert.equal(tierAfterDeployment('staging', 'live'), 'staging');
  assert.equal(tierAfterDeployment('staging', undefined), 'staging');
});

test('a name neither starts nor ends with a slash', () => {
  assert.equal(isEnvironmentName('review/a//b'), true);
  assert.equal(isEnvironmentName('review/'), false);
  assert.equal(isEnvironmentName('/review'), false);
});

test('a name has between 1 and 255 of the allowed characters', () => {
  assert.equal(isEnvironmentName('a'), true);
  assert.equal(isEnvironmentName(''), false);
  assert.equal(isEnvironmentName('a'.repeat(255)), true);
  assert.equal(isEnvironmentName('a'.repeat(256)), false);
  assert.equal(isEnvironmentName('review/feature#1'), false);
});

test('a slug that differs from its name carries a hash', () => {
  assert.equal(slugOf('production'), 'production');
  assert.equal(slugOf('review/1-foo'), 'review-1-foo-9tdj0u');
  assert.equal(slugOf('1-foo'), 'env-1-foo-1k46wz');
  assert.equal(slugOf('foo-'), 'foo');
});

test('SHA-256 of nothing and of three letters', () => {
  const hex = (text: string): string =>
    sha256(text)
      .map((it) => it.toString(16).padStart(8, '0'))
      .join('');
  assert.equal(hex(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.equal(hex('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a scope with a star crosses slashes', () => {
  assert.equal(isInScope('review/a/b', 'review/*'), true);
  assert.equal(isInScope('review', 'review/*'), false);
  assert.equal(isInScope('non-prod-2', '*prod*'), true);
  assert.equal(isInScope('Prod', 'prod'), false);
  assert.equal(isInScope('aa', 'a*a*a'), false);
});
