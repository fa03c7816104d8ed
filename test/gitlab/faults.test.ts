/** Trouble that can be ordered: limits, outages, broken and missing answers. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { get, graphql } from './client.ts';
import { type StandIn, startGitlab } from './server.ts';
import { smallWorld } from './small-world.ts';

let gitlab: StandIn;
beforeEach(async () => {
  gitlab = await startGitlab(smallWorld);
});
afterEach(() => gitlab.close());

test('the limiter in front speaks plain text, and lets the next one through', async () => {
  gitlab.faults.push({ match: { path: '/api/v4/user', times: 1 }, do: { body: 'rack', retry_after: 1 } });
  const { status, headers, body } = await get(gitlab, '/user', 'owner');
  assert.deepEqual([status, body], [429, 'Retry later\n']);
  assert.equal(headers.get('retry-after'), '1');
  assert.equal(headers.get('ratelimit-remaining'), '0');
  assert.equal((await get(gitlab, '/user', 'owner')).status, 200);
});

test('the limiter inside speaks JSON', async () => {
  gitlab.faults.push({ do: { body: 'app', retry_after: 60 } });
  const { status, headers, body } = await get(gitlab, '/projects/1', 'owner');
  assert.equal(status, 429);
  assert.deepEqual(Object.keys(body as object), ['message']);
  assert.equal(headers.get('ratelimit-remaining'), null);
});

test('an outage', async () => {
  gitlab.faults.push({ do: { status: 502, body: { text: '<html>Bad Gateway</html>', type: 'text/html' } } });
  const { status, body } = await get(gitlab, '/user', 'owner');
  assert.deepEqual([status, body], [502, '<html>Bad Gateway</html>']);
});

test('a sign-in page where JSON was asked for', async () => {
  gitlab.faults.push({ do: { body: 'html' } });
  const { status, headers } = await get(gitlab, '/user', 'owner');
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/html; charset=utf-8']);
});

test('a body that ends too soon', async () => {
  gitlab.faults.push({ do: { truncate: 20 } });
  await assert.rejects(get(gitlab, '/user', 'owner'), SyntaxError);
});

test('a connection that is cut before and amid an answer', async () => {
  gitlab.faults.push({ match: { times: 1 }, do: { reset: 'before' } }, { match: { times: 1 }, do: { reset: 'mid' } });
  await assert.rejects(get(gitlab, '/user', 'owner'), { message: 'fetch failed' });
  await assert.rejects(get(gitlab, '/user', 'owner'), { message: 'terminated' });
  assert.equal((await get(gitlab, '/user', 'owner')).status, 200);
});

test('no answer at all, and closing does not wait for it', async () => {
  gitlab.faults.push({ do: { stall: true } });
  const abort = new AbortController();
  const answer = assert.rejects(fetch(`${gitlab.url}/api/v4/user`, { signal: abort.signal }), { name: 'AbortError' });
  while (gitlab.hits.length === 0) await setTimeout(5);
  abort.abort();
  await answer;
  assert.equal(gitlab.hits.at(-1)?.status, 0);
});

test('an answer that takes its time', async () => {
  gitlab.faults.push({ do: { latency_ms: 60 } });
  const start = performance.now();
  assert.equal((await get(gitlab, '/user', 'owner')).status, 200);
  assert.ok(performance.now() - start >= 55);
});

test('a redirect to somewhere else', async () => {
  gitlab.faults.push({ do: { status: 302, headers: { location: 'http://127.0.0.1:1/' } } });
  const { status, headers } = await get(gitlab, '/user', 'owner');
  assert.deepEqual([status, headers.get('location')], [302, 'http://127.0.0.1:1/']);
});

test('trouble for one person and one path only', async () => {
  gitlab.faults.push({ match: { path: '/api/v4/projects/*/environments', user: 'developer' }, do: { status: 500 } });
  assert.equal((await get(gitlab, '/projects/1/environments', 'developer')).status, 500);
  assert.equal((await get(gitlab, '/projects/1/environments', 'maintainer')).status, 200);
  assert.equal((await get(gitlab, '/projects/1', 'developer')).status, 200);
});

test('GraphQL has trouble too', async () => {
  gitlab.faults.push({ match: { method: 'POST', path: '/api/graphql' }, do: { status: 503 } });
  assert.equal((await graphql(gitlab, '{ currentUser { id } }', {}, 'owner')).status, 503);
  gitlab.faults.clear();
  assert.equal((await graphql(gitlab, '{ currentUser { id } }', {}, 'owner')).status, 200);
});
