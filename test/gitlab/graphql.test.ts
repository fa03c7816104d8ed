/** What GraphQL shows to whom. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { graphql } from './client.ts';
import { type StandIn, startGitlab } from './server.ts';
import { smallWorld } from './small-world.ts';

let gitlab: StandIn;
before(async () => {
  gitlab = await startGitlab(smallWorld);
});
after(() => gitlab.close());

const protections = `query ($fullPath: ID!) {
  project(fullPath: $fullPath) {
    environments {
      nodes {
        name
        tier
        protectedEnvironments {
          nodes {
            name
            group { fullPath }
            deployAccessLevels { nodes { user { username } group { fullPath } accessLevel { integerValue } } }
            approvalRules { nodes { group { fullPath } requiredApprovals } }
          }
        }
      }
    }
  }
}`;

test('a Reporter sees the protections of project and group, and not the groups that are hidden from him', async () => {
  const { body } = await graphql(gitlab, protections, { fullPath: 'top/sub/app' }, 'reporter');
  const role = (level: number) => ({ user: null, group: null, accessLevel: { integerValue: level } });
  assert.deepEqual(body, {
    data: {
      project: {
        environments: {
          nodes: [
            { name: 'staging', tier: 'STAGING', protectedEnvironments: { nodes: [] } },
            {
              name: 'production',
              tier: 'PRODUCTION',
              protectedEnvironments: {
                nodes: [
                  {
                    name: 'production',
                    group: null,
                    deployAccessLevels: {
                      nodes: [
                        role(40),
                        { user: { username: 'reporter' }, group: null, accessLevel: null },
                        { user: null, group: null, accessLevel: null },
                      ],
                    },
                    approvalRules: { nodes: [{ group: null, requiredApprovals: 2 }] },
                  },
                  // Two ancestor groups protect the tier; one is shown.
                  {
                    name: 'production',
                    group: { fullPath: 'top/sub' },
                    deployAccessLevels: { nodes: [role(30)] },
                    approvalRules: { nodes: [] },
                  },
                ],
              },
            },
          ],
        },
      },
    },
  });
});

test('a Guest sees the project without environments, a stranger sees nothing', async () => {
  const guest = await graphql(gitlab, protections, { fullPath: 'top/sub/app' }, 'guest');
  assert.deepEqual(guest.body, { data: { project: { environments: null } } });
  const stranger = await graphql(gitlab, protections, { fullPath: 'top/sub/app' }, 'stranger');
  assert.deepEqual(stranger.body, { data: { project: null } });
});

test('a token that is no good is refused, no token is not', async () => {
  const wrong = await graphql(gitlab, '{ currentUser { id } }', {}, 'wrong');
  assert.deepEqual([wrong.status, wrong.body], [401, { errors: [{ message: 'Invalid token' }] }]);
  const narrow = await graphql(gitlab, '{ currentUser { id } }', {}, 'narrow');
  assert.equal(narrow.status, 401);
  const none = await graphql(gitlab, '{ currentUser { id } }', {});
  assert.deepEqual([none.status, none.body], [200, { data: { currentUser: null } }]);
});

test('there is no inheritance type', async () => {
  const query = `query ($fullPath: ID!) {
    project(fullPath: $fullPath) { environment(name: "production") {
      protectedEnvironments { nodes { deployAccessLevels { nodes { groupInheritanceType } } } }
    } }
  }`;
  const { status, body } = await graphql(gitlab, query, { fullPath: 'top/sub/app' }, 'owner');
  const { errors } = body as { errors: { message: string; extensions: unknown }[] };
  assert.equal(status, 200);
  assert.deepEqual(
    errors.map(({ message, extensions }) => [message, extensions]),
    [
      [
        "Field 'groupInheritanceType' doesn't exist on type 'ProtectedEnvironmentDeployAccessLevel'",
        {
          code: 'undefinedField',
          typeName: 'ProtectedEnvironmentDeployAccessLevel',
          fieldName: 'groupInheritanceType',
        },
      ],
    ],
  );
});

test('some fields are answered for one object only', async () => {
  const query = `query ($fullPath: ID!) {
    project(fullPath: $fullPath) { environments { nodes { name userPermissions { updateEnvironment } } } }
  }`;
  const { body } = await graphql(gitlab, query, { fullPath: 'top/sub/app' }, 'owner');
  assert.match(
    JSON.stringify(body),
    /\\"userPermissions\\" field can be requested only for 1 Environment\(s\) at a time/,
  );
});

test('whether one may deploy is answered for the caller', async () => {
  const query = `query ($fullPath: ID!) {
    project(fullPath: $fullPath) {
      maxAccessLevel { integerValue stringValue }
      environment(name: "production") { userPermissions { updateEnvironment } }
    }
  }`;
  const may = async (token: string) => {
    const { body } = await graphql(gitlab, query, { fullPath: 'top/sub/app' }, token);
    const { project } = (
      body as {
        data: {
          project: {
            maxAccessLevel: { integerValue: number };
            environment: { userPermissions: { updateEnvironment: boolean } };
          };
        };
      }
    ).data;
    return [project.maxAccessLevel.integerValue, project.environment.userPermissions.updateEnvironment];
  };
  assert.deepEqual(await may('owner'), [50, true]);
  // Maintainer of the subgroup, nobody in the root group that also protects the tier.
  assert.deepEqual(await may('maintainer'), [40, false]);
  assert.deepEqual(await may('developer'), [30, false]);
  assert.deepEqual(await may('admin'), [0, true]);
});

test('a blocked deployment says what is pending, and who may act', async () => {
  const query = `query ($fullPath: ID!) {
    project(fullPath: $fullPath) { environment(name: "production") { deployments(statuses: [BLOCKED]) { nodes {
      status
      pendingApprovalCount
      approvalSummary { status totalRequiredApprovals rules { approvedCount canApprove } }
      userPermissions { approveDeployment }
      job { name status playable canPlayJob }
    } } } }
  }`;
  const { body } = await graphql(gitlab, query, { fullPath: 'top/sub/app' }, 'shared');
  const { data } = body as { data: { project: { environment: { deployments: { nodes: unknown[] } } } } };
  assert.deepEqual(data.project.environment.deployments.nodes, [
    {
      status: 'BLOCKED',
      pendingApprovalCount: 1,
      approvalSummary: {
        status: 'PENDING_APPROVAL',
        totalRequiredApprovals: 2,
        rules: [{ approvedCount: 1, canApprove: true }],
      },
      userPermissions: { approveDeployment: true },
      job: { name: 'deploy', status: 'MANUAL', playable: false, canPlayJob: false },
    },
  ]);
});

test('several queries in one request are answered in order', async () => {
  const response = await fetch(`${gitlab.url}/api/graphql`, {
    method: 'POST',
    headers: { authorization: 'Bearer owner' },
    body: JSON.stringify([{ query: '{ currentUser { username } }' }, { query: '{ metadata { enterprise } }' }]),
  });
  assert.deepEqual(await response.json(), [
    { data: { currentUser: { username: 'owner' } } },
    { data: { metadata: { enterprise: true } } },
  ]);
});

test('members come by relation', async () => {
  const query = `query ($fullPath: ID!, $relations: [ProjectMemberRelation!]) {
    project(fullPath: $fullPath) { projectMembers(relations: $relations) { nodes { user { username } } } }
  }`;
  const names = async (...relations: string[]) => {
    const { body } = await graphql(gitlab, query, { fullPath: 'top/sub/app', relations }, 'developer');
    const { data } = body as { data: { project: { projectMembers: { nodes: { user: { username: string } }[] } } } };
    return data.project.projectMembers.nodes.map((it) => it.user.username);
  };
  assert.deepEqual(await names('DIRECT'), ['reporter', 'planner']);
  assert.deepEqual(await names('INHERITED'), ['owner', 'maintainer', 'developer', 'guest']);
  assert.deepEqual(await names('INVITED_GROUPS'), ['shared', 'hidden']);
});

test('pages go on where the cursor says', async () => {
  const query = `query ($fullPath: ID!, $after: String) {
    project(fullPath: $fullPath) { environments(first: 1, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }
  }`;
  const page = async (cursor?: string) => {
    const { body } = await graphql(gitlab, query, { fullPath: 'top/sub/app', after: cursor }, 'developer');
    return (
      body as {
        data: {
          project: {
            environments: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
          };
        };
      }
    ).data.project.environments;
  };
  const first = await page();
  assert.deepEqual([first.nodes, first.pageInfo.hasNextPage], [[{ name: 'staging' }], true]);
  const second = await page(first.pageInfo.endCursor);
  assert.deepEqual([second.nodes, second.pageInfo.hasNextPage], [[{ name: 'production' }], false]);
});

test('a freeze is active from Friday evening to Monday morning in Berlin', async () => {
  const query = `query ($fullPath: ID!) {
    project(fullPath: $fullPath) { environment(name: "production") { deployFreezes { status startTime endTime } } }
  }`;
  const at = async (clock: string) => {
    gitlab.replace({ ...smallWorld, instance: { clock } });
    const { body } = await graphql(gitlab, query, { fullPath: 'top/sub/app' }, 'developer');
    return (body as { data: { project: { environment: { deployFreezes: unknown[] } } } }).data.project.environment
      .deployFreezes[0];
  };
  assert.deepEqual(await at('2026-11-20T16:59:00Z'), {
    status: 'INACTIVE',
    startTime: '2026-11-20T17:00:00.000Z',
    endTime: '2026-11-23T06:00:00.000Z',
  });
  assert.deepEqual(await at('2026-11-21T12:00:00Z'), {
    status: 'ACTIVE',
    startTime: '2026-11-20T17:00:00.000Z',
    endTime: '2026-11-23T06:00:00.000Z',
  });
  gitlab.replace(smallWorld);
});
