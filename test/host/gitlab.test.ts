/** The requests that a reading takes, on every kind of GitLab and of project. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { takeSnapshot } from '../../server/src/host/gitlab.ts';
import { noon, reading, unread, value } from './reading.ts';
import { scenario } from './shop.ts';

describe('how much is asked', () => {
  const forProject = (asked: readonly string[]) => asked.filter((it) => !/^GET \/groups\/\d+\/members/.test(it)).length;
  const forGroups = (asked: readonly string[]) => asked.length - forProject(asked);

  test('a Guest', async () => {
    const { asked } = await reading({ token: 'glpat-guest' });
    assert.deepEqual([forProject(asked), forGroups(asked)], [10, 0]);
  });

  test('a Maintainer: three groups are named', async () => {
    const { asked } = await reading({ token: 'glpat-maya' });
    assert.deepEqual([forProject(asked), forGroups(asked)], [10, 3]);
  });

  test("the groups' Owner: a request for each group above in place of some for members", async () => {
    const { asked } = await reading({ token: 'glpat-olga' });
    assert.deepEqual([forProject(asked), forGroups(asked)], [12, 3]);
  });

  test('an Owner of groups that nest too deep for that, unless asked to be thorough', async () => {
    const { 'acme/eu/pay/shop': shop } = scenario().projects ?? {};
    const deep = { ...scenario(), projects: { 'acme/eu/pay/a/b/c/shop': shop ?? {} } };
    const groups = { ...deep.groups, 'acme/eu/pay/a': {}, 'acme/eu/pay/a/b': {}, 'acme/eu/pay/a/b/c': {} };
    const world = { ...deep, groups, tokens: [{ token: 'glpat-olga', user: 'olga' }] };
    const usual = await reading({ token: 'glpat-olga', world, project: 'acme/eu/pay/a/b/c/shop' });
    assert.ok(usual.asked.length <= 11 + 2 * 3, usual.asked.join('\n'));
    assert.equal(value(usual.settings.groupProtectedEnvironments).complete, false);
    const whole = await reading({ token: 'glpat-olga', world, project: 'acme/eu/pay/a/b/c/shop', thorough: true });
    assert.equal(value(whole.settings.groupProtectedEnvironments).complete, true);
  });

  test('a Developer, three groups deep', async () => {
    const { asked } = await reading({ token: 'glpat-dev' });
    assert.deepEqual(asked, [
      'GET /groups/1/members/all',
      'GET /groups/4/members',
      'GET /groups/4/members/all',
      'GET /projects/7/members/all',
      'GET /projects/7/protected_branches',
      'GET /projects/7/protected_environments',
      'GET /projects/7/protected_tags',
      'GET /projects/7/resource_groups',
      'GET /projects/acme%2Feu%2Fpay%2Fshop',
      'GET /user',
      'POST /graphql',
      'POST /graphql',
    ]);
  });

  test('variables, triggers and keys are never asked for', async () => {
    const { asked } = await reading({ token: 'glpat-root', thorough: true });
    assert.ok(asked.every((it) => !/variables|triggers|deploy_keys|\bjobs\b/.test(it)));
  });

  test('nothing, when nobody is signed in', async () => {
    const signal = new AbortController().signal;
    const snapshot = await takeSnapshot({ base: 'https://gitlab.example.com' }, 'a/b', { now: noon, signal });
    assert.equal(snapshot.source, 'none');
    assert.ok(Object.values(snapshot.settings).every((it) => !it.known && it.why === 'signed-out'));
    assert.equal(snapshot.takenAt, '2026-11-18T12:00:00.000Z');
  });

  test('only reading methods are used', async () => {
    const { hits } = await reading({ token: 'glpat-root' });
    assert.ok(hits.every((it) => it.method === 'GET' || (it.path === '/api/graphql' && it.body.includes('query '))));
    assert.ok(
      hits.every((it) => it.token === 'bearer'),
      JSON.stringify(hits[0]),
    );
  });
});

describe('other GitLabs', () => {
  test('the Community Edition has no protected environments, which is known', async () => {
    const { settings, snapshot } = await reading({
      token: 'glpat-maya',
      world: scenario({ instance: { enterprise: false } }),
    });
    assert.equal(snapshot.instance.enterprise, false);
    assert.equal(value(settings.protectedEnvironmentsLicensed), false);
    assert.deepEqual(value(settings.protectedEnvironments), { items: [], complete: true });
    assert.deepEqual(value(settings.groupProtectedEnvironments), { items: [], complete: true });
    assert.deepEqual(unread(settings), { selfApproval: 'unlicensed' });
    assert.equal(value(settings.environments).length, 3);
  });

  test('without a licence the rows are there and not enforced', async () => {
    const { settings } = await reading({ token: 'glpat-maya', world: scenario({ instance: { licensed: [] } }) });
    assert.equal(value(settings.protectedEnvironmentsLicensed), false);
    assert.equal(value(settings.protectedEnvironments).items.length, 2);
  });

  test('below another site', async () => {
    const { settings, snapshot } = await reading({ world: scenario({ instance: { relative_root: '/gitlab' } }) });
    assert.ok(snapshot.instance.url.endsWith('/gitlab'));
    assert.equal(value(settings.project).path, 'acme/eu/pay/shop');
  });

  test('without GraphQL: REST for the rest, 11 requests', async () => {
    const faults = [{ match: { path: '/api/graphql' }, do: { status: 403 } }];
    const { settings, asked } = await reading({ token: 'glpat-dev', world: scenario({ faults }) });
    assert.equal(value(settings.environments).length, 3);
    assert.equal(value(settings.freezePeriods).length, 1);
    assert.equal(value(settings.currentUser).projectLevel, 30);
    assert.equal(value(settings.ancestorGroups).length, 3);
    assert.ok(!settings.protectedEnvironments.known && settings.protectedEnvironments.needs === 'Maintainer');
    assert.ok(asked.filter((it) => !it.startsWith('GET /groups')).length <= 11, asked.join('\n'));
  });

  test('the Community Edition without GraphQL is known by the route it lacks', async () => {
    const faults = [{ match: { path: '/api/graphql' }, do: { status: 403 } }];
    const world = scenario({ faults, instance: { enterprise: false } });
    const { settings } = await reading({ token: 'glpat-dev', world });
    assert.equal(value(settings.protectedEnvironmentsLicensed), false);
    assert.deepEqual(value(settings.protectedEnvironments), { items: [], complete: true });
  });
});

describe('the project', () => {
  test('by number', async () => {
    const { snapshot } = await reading({ project: 7 });
    assert.deepEqual(snapshot.project, { path: 'acme/eu/pay/shop', id: 7 });
    assert.equal(value(snapshot.settings.protectedEnvironments).items.length, 1);
  });

  test('by a path that it had before', async () => {
    const { snapshot } = await reading({ project: 'acme/old/shop' });
    assert.deepEqual(snapshot.project, { path: 'acme/eu/pay/shop', id: 7 });
    assert.equal(value(snapshot.settings.environments).length, 3);
  });

  test('with more environments, members and groups than one page holds', async () => {
    const environments = Array.from({ length: 130 }, (_, n) => ({ name: `review/${n}` }));
    const names = Array.from({ length: 130 }, (_, n) => `user-${n}`);
    const world = scenario({
      project: {
        environments,
        members: { ...Object.fromEntries(names.map((it) => [it, 'developer' as const])), dev: 'developer' },
      },
    });
    const many = { ...world, users: { ...world.users, ...Object.fromEntries(names.map((it) => [it, {}])) } };
    const { settings, hits } = await reading({ world: many });
    assert.equal(value(settings.environments).length, 130);
    assert.equal(value(settings.protectedEnvironments).covers?.length, 130);
    assert.ok(value(settings.members).length >= 131);
    assert.equal(hits.filter((it) => it.path === '/api/graphql').length, 3);
    assert.equal(hits.filter((it) => it.path.endsWith('/projects/7/members/all')).length, 2);
  });

  test('without an environment: REST says so, since an empty GraphQL list may be a hidden one', async () => {
    const world = scenario({ project: { environments: [] } });
    const { settings } = await reading({ token: 'glpat-dev', world });
    assert.deepEqual(value(settings.environments), []);
    assert.equal(value(settings.freezePeriods).length, 1);
    assert.ok(!settings.protectedEnvironments.known);
  });

  test('with a hundred branch rules: there may be more', async () => {
    const rules = Array.from({ length: 100 }, (_, n) => ({ name: `release-${n}` }));
    const { settings } = await reading({ world: scenario({ project: { protected_branches: rules } }) });
    assert.ok(!settings.protectedBranches.known && settings.protectedBranches.detail?.includes('at most'));
  });
});
