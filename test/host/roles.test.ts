/** What each role can learn about the shop, and what stays unread. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reading, unread, value } from './reading.ts';
import { scenario } from './shop.ts';

test('a Guest: who belongs to the project, and what every reader is shown', async () => {
  const { settings } = await reading({ token: 'glpat-guest' });
  assert.deepEqual(unread(settings), {
    protectedEnvironments: 'forbidden',
    groupProtectedEnvironments: 'forbidden',
    environments: 'forbidden',
    freezePeriods: 'forbidden',
    protectedBranches: 'forbidden',
    protectedTags: 'forbidden',
    forwardDeployment: 'forbidden',
    resourceGroups: 'forbidden',
    resourceGroupDefaultMode: 'forbidden',
    jobTokenPushAllowed: 'forbidden',
    jobTokenInbound: 'forbidden',
  });
  assert.equal(value(settings.currentUser).projectLevel, 10);
  assert.equal(value(settings.protectedEnvironmentsLicensed), true);
});

test('a Reporter: also environments, freezes, protections of environments that exist, branches', async () => {
  const { settings } = await reading({ token: 'glpat-reporter' });
  assert.deepEqual(unread(settings), {
    protectedTags: 'forbidden',
    forwardDeployment: 'forbidden',
    resourceGroups: 'forbidden',
    resourceGroupDefaultMode: 'forbidden',
    jobTokenPushAllowed: 'forbidden',
    jobTokenInbound: 'forbidden',
  });
  assert.deepEqual(value(settings.freezePeriods), [
    { start: '0 18 * * 5', end: '0 8 * * 1', timeZone: 'Europe/Berlin' },
  ]);
  const { deployAccess, approvalRules } = value(settings.protectedEnvironments).items[0] ?? assert.fail();
  assert.deepEqual(deployAccess, [
    { accessLevel: 40 },
    { userId: 3, username: 'dev' },
    { hidden: true },
    { hidden: true },
  ]);
  assert.deepEqual(approvalRules, [{ hidden: true, required: 2 }]);
});

test('a Developer: also resource groups; group rows where they may see the group', async () => {
  const { settings } = await reading({ token: 'glpat-dev' });
  assert.deepEqual(value(settings.resourceGroups), [{ key: 'production', processMode: 'oldest_first' }]);
  const listing = value(settings.protectedEnvironments);
  assert.deepEqual(listing.items[0]?.deployAccess, [
    { accessLevel: 40 },
    { userId: 3, username: 'dev' },
    { groupId: 4, groupPath: 'partners' },
    { hidden: true },
  ]);
  assert.deepEqual([listing.complete, listing.why, listing.needs], [false, 'forbidden', 'Maintainer']);
  assert.deepEqual(listing.covers?.toSorted(), ['production', 'review/one', 'staging']);
});

test('a Maintainer: everything of the project, with inheritance, and what is not deployed yet', async () => {
  const { settings } = await reading({ token: 'glpat-maya' });
  assert.deepEqual(unread(settings), {});
  const listing = value(settings.protectedEnvironments);
  assert.equal(listing.complete, true);
  assert.deepEqual(
    listing.items.map((it) => it.name),
    ['not-yet', 'production'],
  );
  assert.deepEqual(listing.items[1]?.deployAccess, [
    { accessLevel: 40, description: 'Maintainers' },
    { userId: 3, description: 'Dev', username: 'dev' },
    { groupId: 4, inheritance: 'all', description: 'partners' },
    { groupId: 5, inheritance: 'direct', description: 'secret' },
  ]);
  assert.deepEqual(value(settings.forwardDeployment), { enabled: true, rollbackAllowed: true });
  assert.equal(value(settings.jobTokenPushAllowed), true);
  assert.equal(value(settings.jobTokenInbound), true);
  assert.equal(value(settings.groupProtectedEnvironments).complete, false);
});

test("the groups' Owner: their protections too, all of them", async () => {
  const { settings } = await reading({ token: 'glpat-olga' });
  assert.deepEqual(value(settings.groupProtectedEnvironments), {
    items: [
      {
        name: 'production',
        level: 'group',
        groupId: 1,
        groupPath: 'acme',
        deployAccess: [{ accessLevel: 30, description: 'Developers + Maintainers' }],
        approvalRules: [],
      },
    ],
    complete: true,
  });
  assert.deepEqual(
    value(settings.groupMembers)['1']?.all?.map((it) => [it.username, it.accessLevel]),
    [['olga', 50]],
  );
});

test('an admin: everything, without belonging to the project', async () => {
  const { settings } = await reading({ token: 'glpat-root' });
  assert.deepEqual(unread(settings), {});
  const { admin, projectLevel } = value(settings.currentUser);
  assert.deepEqual([admin, projectLevel], [true, 0]);
  assert.equal(value(settings.groupMembers)['5']?.direct?.[0]?.state, 'blocked');
});

test('an outsider: who they are', async () => {
  const { settings, asked } = await reading({ token: 'glpat-nobody' });
  const { currentUser, ...rest } = settings;
  assert.equal(value(currentUser).username, 'nobody');
  assert.ok(Object.values(rest).every((it) => !it.known && it.why === 'not-found'));
  assert.ok(!rest.project.known && rest.project.needs === 'membership of the project');
  assert.deepEqual(asked, ['GET /projects/acme%2Feu%2Fpay%2Fshop', 'GET /user', 'POST /graphql']);
});

describe('where lists are refused', () => {
  test('a group that one cannot see is a group that one is not in', async () => {
    const { settings } = await reading({ token: 'glpat-maya' });
    assert.deepEqual(value(settings.groupMembers)['5'], { mine: { direct: 0, all: 0 } });
  });

  test('a private group whose members are kept back is one that one has no access to', async () => {
    const { settings, asked } = await reading({ token: 'glpat-dev' });
    assert.deepEqual(value(settings.groupMembers)['1'], { path: 'acme', mine: { direct: 0, all: 0 } });
    assert.ok(asked.includes('GET /groups/1/members/all'));
  });

  test('a group that one is in is listed, both ways where it is not told which counts', async () => {
    const { settings } = await reading({ token: 'glpat-dev' });
    const { direct, all } = value(settings.groupMembers)['4'] ?? assert.fail();
    assert.deepEqual(direct?.map((it) => it.username).toSorted(), ['dev', 'rita']);
    assert.deepEqual(all?.map((it) => it.username).toSorted(), ['dev', 'rita']);
  });
});

describe('how far the protections of groups are known', () => {
  test('a tier that no group protects is known to be free, a protected one may be protected twice', async () => {
    const { settings } = await reading({ token: 'glpat-dev' });
    const { items, complete, covers } = value(settings.groupProtectedEnvironments);
    assert.deepEqual(
      items.map((it) => [it.name, it.groupPath]),
      [['production', 'acme']],
    );
    assert.equal(complete, false);
    assert.deepEqual(covers?.toSorted(), ['development', 'staging']);
  });

  test('below a single group what is shown is all', async () => {
    const world = scenario();
    const shop = world.projects?.['acme/eu/pay/shop'] ?? assert.fail();
    const one = { ...world, tokens: world.tokens?.filter((it) => !it.project) ?? [], projects: { 'acme/shop': shop } };
    const { settings } = await reading({ token: 'glpat-dev', world: one, project: 'acme/shop' });
    const { covers, complete } = value(settings.groupProtectedEnvironments);
    assert.deepEqual(covers?.toSorted(), ['development', 'production', 'staging']);
    assert.equal(complete, false, 'the other tiers have no environment to show them at');
  });

  test('two groups that protect one tier: GraphQL shows one of them, which is not said to be all', async () => {
    const eu = { id: 2, protected_environments: [{ name: 'production', deploy: [{ user: 'olga' }] }] };
    const world = scenario({ groups: { 'acme/eu': eu } });
    const developer = value((await reading({ token: 'glpat-dev', world })).settings.groupProtectedEnvironments);
    assert.equal(developer.items.length, 1);
    assert.ok(!developer.covers?.includes('production'));
    const owner = value((await reading({ token: 'glpat-olga', world })).settings.groupProtectedEnvironments);
    assert.deepEqual([owner.items.length, owner.complete], [2, true]);
  });

  test('a personal project has no groups above', async () => {
    const project = { members: { dev: 'maintainer' as const }, environments: [{ name: 'production' }] };
    const world = { ...scenario(), projects: { 'rita/toy': project }, tokens: [{ token: 'glpat-dev', user: 'dev' }] };
    const { settings } = await reading({ world, project: 'rita/toy' });
    assert.deepEqual(value(settings.ancestorGroups), []);
    assert.deepEqual(value(settings.groupProtectedEnvironments), { items: [], complete: true });
  });
});

describe("where several groups may protect a tier, GitLab's own word", () => {
  const admission = async (token: string, world = scenario()) => {
    const { settings } = await reading({ token, world });
    return value(settings.environments).map((it) => [it.name, it.admitsViewer]);
  };
  const groups = { acme: { ...scenario().groups?.['acme'], members: { maya: 'developer' as const } } };

  test('is asked for at the environments of that tier', async () => {
    assert.deepEqual(await admission('glpat-dev'), [
      ['review/one', undefined],
      ['staging', undefined],
      ['production', false],
    ]);
  });

  test('may be that all protections admit the viewer', async () => {
    const answer = await admission('glpat-maya', scenario({ groups }));
    assert.deepEqual(answer.at(-1), ['production', true]);
  });

  test('says nothing about a Reporter, who may change no environment anyway', async () => {
    assert.deepEqual((await admission('glpat-reporter')).at(-1), ['production', undefined]);
  });

  test('is not needed by those who see all protections', async () => {
    assert.deepEqual((await admission('glpat-olga')).at(-1), ['production', undefined]);
  });
});
