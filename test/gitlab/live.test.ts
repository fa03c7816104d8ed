/** What the stand-in tells of jobs that exist: trigger jobs, queues of resource groups, and who may start what. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { get, graphql } from './client.ts';
import type { Scenario } from './scenario.ts';
import { type StandIn, startGitlab } from './server.ts';
import { smallWorld } from './small-world.ts';

const { projects = {} } = smallWorld;
const world: Scenario = {
  ...smallWorld,
  projects: {
    ...projects,
    'top/sub/app': {
      ...projects['top/sub/app'],
      resource_groups: [{ key: 'production', process_mode: 'oldest_first' }],
      protected_environments: [],
      settings: { ci_forward_deployment_enabled: true },
      pipelines: [
        {
          id: 901,
          user: 'developer',
          sha: 'a'.repeat(40),
          jobs: [
            { id: 1, name: 'one', status: 'waiting_for_resource', resource_group: 'production', tags: ['b', 'a'] },
            { id: 2, name: 'edge', bridge: { pipeline: 77, status: 'running' } },
            { id: 3, name: 'old', status: 'manual' },
          ],
        },
        {
          id: 902,
          user: 'developer',
          sha: 'b'.repeat(40),
          jobs: [
            { id: 4, name: 'two', status: 'created', resource_group: 'production' },
            { id: 5, name: 'new' },
          ],
        },
      ],
      deployments: [
        { id: 701, environment: 'staging', status: 'blocked', user: 'developer', job: 3 },
        { id: 702, environment: 'staging', status: 'success', user: 'developer', job: 5 },
      ],
    },
  },
};

let gitlab: StandIn;
before(async () => {
  gitlab = await startGitlab(world);
});
after(() => gitlab.close());

const names = (body: unknown) => (body as { name: string }[]).map((it) => it.name);

test('trigger jobs are in their own list, and have no address of their own', async () => {
  assert.deepEqual(names((await get(gitlab, '/projects/1/pipelines/901/jobs', 'developer')).body), ['old', 'one']);
  const { body } = await get(gitlab, '/projects/1/pipelines/901/bridges', 'developer');
  assert.deepEqual(names(body), ['edge']);
  const [{ downstream_pipeline: downstream }] = body as [{ downstream_pipeline: { id: number; status: string } }];
  assert.deepEqual([downstream.id, downstream.status], [77, 'running']);
  assert.equal((await get(gitlab, '/projects/1/jobs/2', 'developer')).status, 404);
  assert.equal((await get(gitlab, '/projects/1/jobs/1', 'developer')).status, 200);
});

test('a resource group tells a Developer who has it, and who is next', async () => {
  const queue = await get(gitlab, '/projects/1/resource_groups/production/upcoming_jobs', 'developer');
  assert.deepEqual(names(queue.body), ['one', 'two']);
  const current = await get(gitlab, '/projects/1/resource_groups/production/current_job', 'developer');
  assert.deepEqual([current.status, current.body], [200, null]);
  assert.equal((await get(gitlab, '/projects/1/resource_groups/production/current_job', 'reporter')).status, 403);
});

test('a job that came too late can be played by nobody', async () => {
  const query = `query ($fullPath: ID!) { project(fullPath: $fullPath) { environment(name: "staging") {
    deployments(statuses: [BLOCKED]) { nodes { job { playable canPlayJob } } } } } }`;
  const { body } = await graphql(gitlab, query, { fullPath: 'top/sub/app' }, 'maintainer');
  const { data } = body as { data: { project: { environment: { deployments: { nodes: unknown[] } } } } };
  assert.deepEqual(data.project.environment.deployments.nodes, [{ job: { playable: true, canPlayJob: false } }]);
});

test('deployments are sorted by their end only where they have one', async () => {
  const path = '/projects/1/deployments?order_by=finished_at';
  assert.equal((await get(gitlab, path, 'developer')).status, 400);
  assert.equal((await get(gitlab, `${path}&status=success`, 'developer')).status, 200);
});
