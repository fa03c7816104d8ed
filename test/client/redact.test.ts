/** What must not be read in a log that is shown to others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redacted } from '../../client/src/redact.ts';

test('a token is taken out wherever it stands', () => {
  const trace = 'Result: {"token":"glpat-abc"}\nAuthorization: Bearer glpat-abc';
  assert.equal(redacted(trace, ['glpat-abc']), 'Result: {"token":"********"}\nAuthorization: Bearer ********');
});

test('other texts stay as they are', () => {
  const trace = 'Received response "textDocument/hover" in 3 ms: https://gitlab.com/a/b, dana@acme.example';
  assert.equal(redacted(trace, ['glpat-abc', '']), trace);
});

test('the name and password in the address of a proxy are taken out, the host stays', () => {
  assert.equal(
    redacted('"proxy":"http://dana:s%40fe@proxy.corp:3128"', []),
    '"proxy":"http://********@proxy.corp:3128"',
  );
  assert.equal(redacted('https://glpat-abc@gitlab.com/a/b.git', []), 'https://********@gitlab.com/a/b.git');
});
