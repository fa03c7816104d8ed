/** Other kinds of instance: Community Edition, without a licence, below another path, with admin mode. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get, graphql } from './client.ts';
import { startGitlab } from './server.ts';
import { smallWorld } from './small-world.ts';

test('the Community Edition does not have the routes, keys and fields of the other', async () => {
  const gitlab = await startGitlab({ ...smallWorld, instance: { enterprise: false } });
  const { status, body } = await get(gitlab, '/projects/1/protected_environments', 'owner');
  assert.deepEqual([status, body], [404, { error: '404 Not Found' }]);
  assert.equal((await get(gitlab, '/groups/100/protected_environments', 'owner')).status, 404);
  assert.deepEqual(
    ((await get(gitlab, '/metadata', 'owner')).body as { version: string; enterprise: boolean }).enterprise,
    false,
  );
  const project = Object.keys((await get(gitlab, '/projects/1', 'owner')).body as object);
  assert.ok(!project.includes('allow_pipeline_trigger_approve_deployment'));
  const deployment = Object.keys((await get(gitlab, '/projects/1/deployments/701', 'owner')).body as object);
  assert.ok(!deployment.includes('approval_summary'));
  const query =
    '{ project(fullPath: "top/sub/app") { environments { nodes { protectedEnvironments { nodes { name } } } } } }';
  const answer = await graphql(gitlab, query, {}, 'owner');
  assert.match(JSON.stringify(answer.body), /Field 'protectedEnvironments' doesn't exist on type 'Environment'/);
  await gitlab.close();
});

test('without a licence the rows are still listed, and nothing is enforced', async () => {
  const gitlab = await startGitlab({ ...smallWorld, instance: { licensed: [] } });
  assert.equal((await get(gitlab, '/projects/1/protected_environments', 'owner')).status, 200);
  const project = Object.keys((await get(gitlab, '/projects/1', 'owner')).body as object);
  assert.ok(!project.includes('allow_pipeline_trigger_approve_deployment'));
  const query =
    '{ project(fullPath: "top/sub/app") { environment(name: "production") { userPermissions { updateEnvironment } } } }';
  const { body } = await graphql(gitlab, query, {}, 'developer');
  assert.match(JSON.stringify(body), /"updateEnvironment":true/);
  await gitlab.close();
});

test('below another path everything is there, and nothing beside it', async () => {
  const gitlab = await startGitlab({ ...smallWorld, instance: { relative_root: '/gitlab' } });
  assert.match(gitlab.url, /\/gitlab$/);
  assert.equal((await get(gitlab, '/user', 'owner')).status, 200);
  assert.equal((await fetch(`http://127.0.0.1:${gitlab.port}/api/v4/user`)).status, 404);
  const { body } = await get(gitlab, '/projects/1', 'owner');
  assert.equal((body as { web_url: string }).web_url, `${gitlab.url}/top/sub/app`);
  await gitlab.close();
});

test('in admin mode the flag counts with the scope only', async () => {
  const gitlab = await startGitlab({
    ...smallWorld,
    instance: { admin_mode: true },
    tokens: [
      { token: 'plain', user: 'admin' },
      { token: 'mode', user: 'admin', scopes: ['api', 'admin_mode'] },
    ],
  });
  assert.equal((await get(gitlab, '/projects/1', 'plain')).status, 404);
  assert.equal((await get(gitlab, '/projects/1', 'mode')).status, 200);
  assert.equal(((await get(gitlab, '/user', 'plain')).body as { is_admin?: boolean }).is_admin, true);
  await gitlab.close();
});

test('successful answers tell what is left of the limit', async () => {
  const gitlab = await startGitlab({ ...smallWorld, instance: { rate_limit: { limit: 600, remaining: 12 } } });
  assert.equal((await get(gitlab, '/user', 'owner')).headers.get('ratelimit-remaining'), '12');
  await gitlab.close();
});

test('pages that are no API lead to the sign-in page', async () => {
  const gitlab = await startGitlab(smallWorld);
  const response = await fetch(`${gitlab.url}/top/sub/app`);
  assert.equal(response.url, `${gitlab.url}/users/sign_in`);
  assert.match(response.headers.get('content-type') ?? '', /text\/html/);
  await gitlab.close();
});
