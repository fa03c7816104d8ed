/** Pages, revalidation and moved projects. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { get } from './client.ts';
import { type StandIn, startGitlab } from './server.ts';
import { smallWorld } from './small-world.ts';

let gitlab: StandIn;
before(async () => {
  const environments = Array.from({ length: 45 }, (_, n) => ({ name: `review/${n + 1}` }));
  gitlab = await startGitlab({
    ...smallWorld,
    projects: { ...smallWorld.projects, 'top/many': { id: 9, environments, old_paths: ['top/few'] } },
  });
});
after(() => gitlab.close());

test('the first page has twenty rows and leads to the next', async () => {
  const { body, headers } = await get(gitlab, '/projects/top%2Fmany/environments', 'owner');
  assert.equal((body as unknown[]).length, 20);
  assert.equal(headers.get('x-total'), '45');
  assert.equal(headers.get('x-total-pages'), '3');
  assert.equal(headers.get('x-page'), '1');
  assert.equal(headers.get('x-next-page'), '2');
  assert.equal(headers.get('x-prev-page'), '');
  assert.equal(
    headers.get('link'),
    [
      `<${gitlab.url}/api/v4/projects/top%2Fmany/environments?id=top%2Fmany&page=2&per_page=20>; rel="next"`,
      `<${gitlab.url}/api/v4/projects/top%2Fmany/environments?id=top%2Fmany&page=1&per_page=20>; rel="first"`,
      `<${gitlab.url}/api/v4/projects/top%2Fmany/environments?id=top%2Fmany&page=3&per_page=20>; rel="last"`,
    ].join(', '),
  );
});

test('the last page leads back', async () => {
  const { body, headers } = await get(gitlab, '/projects/9/environments?page=3', 'owner');
  assert.equal((body as unknown[]).length, 5);
  assert.equal(headers.get('x-next-page'), '');
  assert.equal(headers.get('x-prev-page'), '2');
  assert.match(headers.get('link') ?? '', /page=2&per_page=20>; rel="prev"/);
  assert.doesNotMatch(headers.get('link') ?? '', /rel="next"/);
});

test('a page has a hundred rows at most', async () => {
  const { body, headers } = await get(gitlab, '/projects/9/environments?per_page=500', 'owner');
  assert.equal((body as unknown[]).length, 45);
  assert.equal(headers.get('x-per-page'), '100');
});

test('a page without rows is refused, a page beyond the end is empty', async () => {
  assert.equal((await get(gitlab, '/projects/9/environments?per_page=0', 'owner')).status, 400);
  assert.deepEqual((await get(gitlab, '/projects/9/environments?page=9', 'owner')).body, []);
});

test('what has not changed is not sent again', async () => {
  const first = await get(gitlab, '/projects/9', 'owner');
  const etag = first.headers.get('etag') ?? '';
  assert.match(etag, /^W\/"/);
  const again = await get(gitlab, '/projects/9/environments', 'owner', { 'if-none-match': etag });
  assert.equal(again.status, 200);
  const environments = await get(gitlab, '/projects/9/environments', 'owner', {
    'if-none-match': again.headers.get('etag') ?? '',
  });
  assert.deepEqual([environments.status, environments.body], [304, '']);
  assert.equal(gitlab.hits.at(-1)?.conditional, true);
});

test('an old path leads to the number of the project', async () => {
  const { status, headers } = await get(gitlab, '/projects/top%2Ffew/environments?page=2', 'owner');
  assert.equal(status, 301);
  assert.equal(headers.get('location'), `${gitlab.url}/api/v4/projects/9/environments?page=2`);
});

test('an old path is not there for strangers', async () => {
  assert.equal((await get(gitlab, '/projects/top%2Ffew', 'stranger')).status, 404);
});
