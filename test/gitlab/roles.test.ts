/** Who gets what from the REST API: one line for each role, one test for each endpoint. */
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

/** The status for each role, in a fixed order, as words. */
async function statuses(path: string): Promise<string> {
  const people = ['owner', 'maintainer', 'developer', 'shared', 'reporter', 'planner', 'guest', 'stranger', undefined];
  const replies = await Promise.all(people.map((it) => get(gitlab, path, it)));
  return people.map((it, n) => `${it ?? 'anonymous'} ${replies[n]?.status}`).join(', ');
}

test('a private project is not there for strangers', async () => {
  assert.equal(
    await statuses('/projects/top%2Fsub%2Fapp'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 200, guest 200, stranger 404, anonymous 404',
  );
});

test('protected environments of a project take a Maintainer', async () => {
  assert.equal(
    await statuses('/projects/1/protected_environments'),
    'owner 200, maintainer 200, developer 403, shared 403, reporter 403, planner 403, guest 403, stranger 404, anonymous 404',
  );
});

test('a public project refuses its protected environments to strangers without hiding itself', async () => {
  assert.equal(
    await statuses('/projects/3/protected_environments'),
    'owner 200, maintainer 403, developer 403, shared 403, reporter 403, planner 403, guest 403, stranger 403, anonymous 403',
  );
});

test('protected environments of a group take an Owner', async () => {
  assert.equal(
    await statuses('/groups/top%2Fsub/protected_environments'),
    'owner 200, maintainer 403, developer 403, shared 403, reporter 403, planner 403, guest 403, stranger 404, anonymous 404',
  );
});

test('freeze periods take a Reporter', async () => {
  assert.equal(
    await statuses('/projects/1/freeze_periods'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 403, guest 403, stranger 404, anonymous 401',
  );
});

test('freeze periods of a public project still take a Reporter', async () => {
  assert.equal(
    await statuses('/projects/3/freeze_periods'),
    'owner 200, maintainer 403, developer 403, shared 403, reporter 403, planner 403, guest 403, stranger 403, anonymous 401',
  );
});

test('environments take a Reporter', async () => {
  assert.equal(
    await statuses('/projects/1/environments'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 403, guest 403, stranger 404, anonymous 401',
  );
});

test('environments of a public project are for everybody who is signed in', async () => {
  assert.equal(
    await statuses('/projects/3/environments'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 200, guest 200, stranger 200, anonymous 401',
  );
});

test('a deployment takes a Reporter', async () => {
  assert.equal(
    await statuses('/projects/1/deployments/701'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 403, guest 403, stranger 404, anonymous 401',
  );
});

test('protected branches take whoever reads the code', async () => {
  assert.equal(
    await statuses('/projects/1/protected_branches'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 200, guest 403, stranger 404, anonymous 404',
  );
});

test('protected branches of a public project are for everybody', async () => {
  assert.equal(
    await statuses('/projects/3/protected_branches'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 200, guest 200, stranger 200, anonymous 200',
  );
});

test('protected branches of a group take an Owner', async () => {
  assert.equal(
    await statuses('/groups/top/protected_branches'),
    'owner 200, maintainer 403, developer 403, shared 403, reporter 403, planner 403, guest 403, stranger 404, anonymous 401',
  );
});

test('protected tags take a Maintainer', async () => {
  assert.equal(
    await statuses('/projects/1/protected_tags'),
    'owner 200, maintainer 200, developer 403, shared 403, reporter 403, planner 403, guest 403, stranger 404, anonymous 401',
  );
});

test('members are listed to every member', async () => {
  assert.equal(
    await statuses('/projects/1/members/all'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 200, guest 200, stranger 404, anonymous 401',
  );
});

test('members of a private group are not listed to those who only have a project below it', async () => {
  assert.equal(
    await statuses('/groups/110/members/all'),
    'owner 200, maintainer 200, developer 200, shared 403, reporter 403, planner 403, guest 200, stranger 404, anonymous 401',
  );
});

test('resource groups take a Developer', async () => {
  assert.equal(
    await statuses('/projects/1/resource_groups'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 403, planner 403, guest 403, stranger 404, anonymous 401',
  );
});

test('the job token scope takes a Maintainer', async () => {
  assert.equal(
    await statuses('/projects/1/job_token_scope'),
    'owner 200, maintainer 200, developer 403, shared 403, reporter 403, planner 403, guest 403, stranger 404, anonymous 401',
  );
});

test('variables take a Maintainer, and have no values here', async () => {
  assert.equal(
    await statuses('/projects/1/variables'),
    'owner 200, maintainer 200, developer 403, shared 403, reporter 403, planner 403, guest 403, stranger 404, anonymous 401',
  );
  assert.doesNotMatch(JSON.stringify((await get(gitlab, '/projects/1/variables', 'owner')).body), /"value":"/);
});

test('files take whoever reads the code', async () => {
  assert.equal(
    await statuses('/projects/1/repository/files/ci%2Fdeploy.yml/raw'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 200, guest 403, stranger 404, anonymous 404',
  );
});

test('jobs and schedules are for guests too where jobs are public', async () => {
  assert.equal(
    await statuses('/projects/1/pipelines/901/jobs'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 200, guest 200, stranger 404, anonymous 404',
  );
  assert.equal(
    await statuses('/projects/1/pipeline_schedules'),
    'owner 200, maintainer 200, developer 200, shared 200, reporter 200, planner 200, guest 200, stranger 404, anonymous 401',
  );
});

test('the user and the version take a token, templates do not', async () => {
  assert.equal((await get(gitlab, '/user')).status, 401);
  assert.equal((await get(gitlab, '/metadata')).status, 401);
  assert.deepEqual((await get(gitlab, '/templates/gitlab_ci_ymls')).body, [{ key: 'Go', name: 'Go' }]);
  assert.deepEqual((await get(gitlab, '/templates/gitlab_ci_ymls/None')).body, {
    message: '404 gitlab_ci_yml Not Found',
  });
});
