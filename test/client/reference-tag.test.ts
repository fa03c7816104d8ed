/** When the YAML extension complains about `!reference`, and what is added to its settings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complainsAboutReference, withReference } from '../../client/src/reference-tag.ts';

test('only an unresolved `!reference` of the YAML extension counts', () => {
  const message = 'Unresolved tag: !reference';
  assert.equal(complainsAboutReference({ message, source: 'YAML' }), true);
  assert.equal(complainsAboutReference({ message, source: 'yaml-schema: gitlab-ci' }), true);
  assert.equal(complainsAboutReference({ message, source: 'deploy-gates' }), false);
  assert.equal(complainsAboutReference({ message }), false);
  assert.equal(complainsAboutReference({ message: 'Unresolved tag: !vault', source: 'YAML' }), false);
  assert.equal(complainsAboutReference({ message: '!reference [.a] could not be found', source: 'YAML' }), false);
});

test('the tag is added once, and others stay', () => {
  assert.deepEqual(withReference([]), ['!reference sequence']);
  assert.deepEqual(withReference(['!vault']), ['!vault', '!reference sequence']);
  assert.deepEqual(withReference(['!reference sequence', '!vault']), ['!reference sequence', '!vault']);
});
