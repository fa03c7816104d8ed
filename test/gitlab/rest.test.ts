/** Bodies, headers and errors of the REST API, as GitLab has them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { get } from './client.ts';
import { type StandIn, startGitlab } from './server.ts';
import { smallWorld } from './small-world.ts';

let gitlab: StandIn;
before(async () => {
  gitlab = await startGitlab(smallWorld);
});
after(() => gitlab.close());

test('a token that nobody has is unauthorized', async () => {
  const { status, body } = await get(gitlab, '/user', 'wrong');
  assert.deepEqual([status, body], [401, { message: '401 Unauthorized' }]);
});

test('an expired and a revoked token say so', async () => {
  const expired = await get(gitlab, '/user', 'expired');
  assert.deepEqual(
    [expired.status, expired.body],
    [
      401,
      {
        error: 'invalid_token',
        error_description: 'Token is expired. You can either do re-authorization or token refresh.',
      },
    ],
  );
  assert.match(expired.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
  const revoked = await get(gitlab, '/user', 'revoked');
  assert.match(JSON.stringify(revoked.body), /Token was revoked/);
});

test('a token that may only read the user reads just that', async () => {
  assert.equal((await get(gitlab, '/user', 'narrow')).status, 200);
  const { status, body } = await get(gitlab, '/projects/1', 'narrow');
  assert.equal(status, 403);
  assert.deepEqual(body, {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: 'api read_api',
  });
});

test('a token that may read repositories reads files', async () => {
  assert.equal((await get(gitlab, '/projects/1/repository/files/.gitlab-ci.yml/raw', 'repository')).status, 200);
  assert.equal((await get(gitlab, '/projects/1/environments', 'repository')).status, 403);
});

test('a blocked user is refused with the reason', async () => {
  const { status, body } = await get(gitlab, '/user', 'blocked');
  assert.deepEqual([status, body], [403, { message: '403 Forbidden - Your account has been blocked.' }]);
});

test('a personal access token describes itself, another kind cannot', async () => {
  const { body } = await get(gitlab, '/personal_access_tokens/self', 'narrow');
  assert.deepEqual((body as { scopes: unknown }).scopes, ['read_user']);
  assert.deepEqual((await get(gitlab, '/personal_access_tokens/self', 'app')).body, {
    message: '400 Bad request - This endpoint requires token type to be a personal access token',
  });
});

test('a job token opens environments of its own project and no members', async () => {
  const ask = async (path: string, token: string) =>
    (await get(gitlab, path, undefined, { 'job-token': token })).status;
  assert.equal(await ask('/projects/1/environments', 'job'), 200);
  assert.equal(await ask('/projects/1/environments', 'foreign-job'), 404);
  assert.equal(await ask('/projects/1/members/all', 'job'), 401);
});

test('PRIVATE-TOKEN and the query are as good as Bearer, and the log tells them apart', async () => {
  await get(gitlab, '/user', undefined, { 'private-token': 'owner' });
  await get(gitlab, '/user?private_token=owner');
  await get(gitlab, '/user', 'owner', { 'user-agent': 'a test' });
  const last = gitlab.hits.slice(-3).map(({ path, user, token, status }) => [path, user, token, status]);
  assert.deepEqual(last, [
    ['/api/v4/user', 'owner', 'private-token', 200],
    ['/api/v4/user', 'owner', 'query', 200],
    ['/api/v4/user', 'owner', 'bearer', 200],
  ]);
  assert.equal(gitlab.hits.at(-1)?.userAgent, 'a test');
});

test('what is not there: a project, a record in it, a route', async () => {
  assert.deepEqual((await get(gitlab, '/projects/77', 'owner')).body, { message: '404 Project Not Found' });
  assert.deepEqual((await get(gitlab, '/groups/none', 'owner')).body, { message: '404 Group Not Found' });
  assert.deepEqual((await get(gitlab, '/projects/1/protected_environments/none', 'owner')).body, {
    message: '404 Not found',
  });
  assert.deepEqual((await get(gitlab, '/projects/1/nothing', 'owner')).body, { error: '404 Not Found' });
  assert.deepEqual((await get(gitlab, '/projects/1/repository/files/none/raw', 'owner')).body, {
    message: '404 File Not Found',
  });
});

test('bad parameters are objected to', async () => {
  assert.deepEqual((await get(gitlab, '/projects/1/environments?search=ab', 'owner')).body, {
    message: '400 Bad request - Search query is less than 3 characters',
  });
  assert.deepEqual((await get(gitlab, '/projects/1/deployments?status=odd', 'owner')).body, {
    error: 'status does not have a valid value',
  });
});

test('a Maintainer sees the settings of the pipeline, a Developer does not', async () => {
  const keys = async (token: string) => Object.keys((await get(gitlab, '/projects/1', token)).body as object);
  assert.ok((await keys('maintainer')).includes('ci_push_repository_for_job_token_allowed'));
  assert.ok(!(await keys('developer')).includes('ci_push_repository_for_job_token_allowed'));
  assert.ok((await keys('developer')).includes('ci_config_path'));
  assert.ok(!(await keys('guest')).includes('ci_config_path'));
  assert.ok((await keys('guest')).includes('allow_pipeline_trigger_approve_deployment'));
});

test('permissions leave out what comes through invited groups', async () => {
  const permissions = async (token: string) =>
    ((await get(gitlab, '/projects/1', token)).body as { permissions: unknown }).permissions;
  assert.deepEqual(await permissions('reporter'), {
    project_access: { access_level: 20, notification_level: 3 },
    group_access: null,
  });
  assert.deepEqual(await permissions('shared'), { project_access: null, group_access: null });
});

test('invited groups that the caller may not read are left out', async () => {
  const shares = async (token: string) =>
    ((await get(gitlab, '/projects/1', token)).body as { shared_with_groups: { group_full_path: string }[] })
      .shared_with_groups;
  assert.deepEqual(
    (await shares('shared')).map((it) => it.group_full_path),
    ['crew'],
  );
  assert.deepEqual(await shares('developer'), []);
});

test('the groups of a project are its ancestors, the newest first', async () => {
  const { body } = await get(gitlab, '/projects/1/groups', 'reporter');
  assert.deepEqual(
    (body as { full_path: string }[]).map((it) => it.full_path),
    ['top/sub', 'top'],
  );
});

test('protected environments show people, groups and roles', async () => {
  const { body } = await get(gitlab, '/projects/1/protected_environments/production', 'maintainer');
  assert.deepEqual(body, {
    name: 'production',
    deploy_access_levels: [
      {
        id: 3,
        access_level: 40,
        access_level_description: 'Maintainers',
        user_id: null,
        group_id: null,
        group_inheritance_type: 0,
      },
      {
        id: 4,
        access_level: null,
        access_level_description: 'Reporter',
        user_id: 4,
        group_id: null,
        group_inheritance_type: 0,
      },
      {
        id: 5,
        access_level: null,
        access_level_description: 'secret',
        user_id: null,
        group_id: 130,
        group_inheritance_type: 0,
      },
    ],
    required_approval_count: 0,
    approval_rules: [
      {
        id: 1,
        access_level: null,
        access_level_description: 'crew',
        user_id: null,
        group_id: 120,
        group_inheritance_type: 1,
        required_approvals: 2,
      },
    ],
  });
});

test('protected branches of the root group are listed with the project’s own', async () => {
  const { body } = await get(gitlab, '/projects/1/protected_branches', 'reporter');
  assert.deepEqual(
    (body as { name: string; inherited: boolean }[]).map((it) => [it.name, it.inherited]),
    [
      ['main', false],
      ['release/*', true],
    ],
  );
  assert.equal((await get(gitlab, '/projects/1/protected_branches/release%2F*', 'reporter')).status, 404);
});

test('a branch says whether the caller may push', async () => {
  const { body } = await get(gitlab, '/projects/1/repository/branches/main', 'developer');
  const { can_push, developers_can_merge, protected: isProtected } = body as Record<string, unknown>;
  assert.deepEqual([can_push, developers_can_merge, isProtected], [false, true, true]);
});

test('a deployment tells a Reporter the approval rules, with who approved', async () => {
  const { body } = await get(gitlab, '/projects/1/deployments/701', 'reporter');
  const { pending_approval_count, approvals, approval_summary } = body as {
    pending_approval_count: number;
    approvals: { user: { username: string }; status: string }[];
    approval_summary: { rules: { group_id: number; required_approvals: number }[] };
  };
  assert.equal(pending_approval_count, 1);
  assert.deepEqual(
    approvals.map((it) => [it.user.username, it.status]),
    [['shared', 'approved']],
  );
  assert.deepEqual(
    approval_summary.rules.map((it) => [it.group_id, it.required_approvals]),
    [[120, 2]],
  );
});

test('deployments of an environment come in the order asked for', async () => {
  const path = '/projects/1/deployments?environment=production&order_by=id&sort=desc&per_page=1';
  const { body } = await get(gitlab, path, 'developer');
  assert.deepEqual(
    (body as { id: number }[]).map((it) => it.id),
    [701],
  );
});

test('a dry run of the linter fails for whoever could not start the pipeline', async () => {
  const errors = async (token: string, ref: string) =>
    ((await get(gitlab, `/projects/1/ci/lint?dry_run=true&ref=${ref}`, token)).body as { errors: string[] }).errors;
  assert.deepEqual(await errors('developer', 'main'), []);
  assert.deepEqual(await errors('reporter', 'main'), ['Insufficient permissions to create a new pipeline']);
  assert.match((await errors('developer', 'release/1')).join(), /You do not have sufficient permission/);
});

test('the tree lists one folder, or everything', async () => {
  const paths = async (query: string) =>
    ((await get(gitlab, `/projects/1/repository/tree${query}`, 'developer')).body as { path: string }[]).map(
      (it) => it.path,
    );
  assert.deepEqual(await paths(''), ['ci', '.gitlab-ci.yml']);
  assert.deepEqual(await paths('?path=ci'), ['ci/deploy.yml']);
  assert.deepEqual(await paths('?recursive=true'), ['ci', '.gitlab-ci.yml', 'ci/deploy.yml']);
});
