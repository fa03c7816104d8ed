/** What of the clipboard is offered, and what is nobody's business. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefill } from '../../client/src/prefill.ts';

test('the address of a job, a pipeline, an environment or a deployment', () => {
  for (const page of ['jobs/5', 'pipelines/7', 'environments/3', 'environments/3/deployments/9', 'jobs/5#L3']) {
    assert.equal(prefill(` https://gitlab.com/acme/shop/-/${page}\n`), `https://gitlab.com/acme/shop/-/${page}`);
  }
  assert.equal(prefill('gitlab.com/acme/shop/-/jobs/5'), 'gitlab.com/acme/shop/-/jobs/5');
});

test('other addresses are not', () => {
  assert.equal(prefill('https://gitlab.com/acme/shop/-/issues/5'), undefined);
  assert.equal(prefill('https://user:secret@example.com/permission'), undefined);
});

test('a text that says why a job does not run, on one line', () => {
  const text = 'This deployment job does not run automatically\n  and must be started manually';
  assert.equal(prefill(text), 'This deployment job does not run automatically and must be started manually');
  assert.equal(prefill('This job is blocked'), 'This job is blocked');
});

test('passwords, prose and long documents are not', () => {
  assert.equal(prefill('glpat-notallowedblocked'), undefined);
  assert.equal(prefill('see you tomorrow then'), undefined);
  assert.equal(prefill(''), undefined);
  assert.equal(prefill(`This job is blocked ${'and so on '.repeat(1000)}`), undefined);
});
