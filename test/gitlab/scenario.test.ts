/** Scenario files: what is wrong in them is named. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from './build.ts';
import { parseScenario, readScenario } from './scenario.ts';
import { startGitlab } from './server.ts';

test('a key that is not known is named with its place', () => {
  assert.throws(
    () => parseScenario('version: 1\nprojects:\n  a/b:\n    freezes: []\n', 'x.yml'),
    /x\.yml is not a scenario:\n {2}\/projects\/a~1b must NOT have additional properties \(`freezes`\)/,
  );
});

test('a role that does not exist is no role', () => {
  assert.throws(() => parseScenario('version: 1\ngroups: { a: { members: { b: boss } } }'), /is not a scenario/);
  assert.ok(parseScenario('version: 1\ngroups: { a: { members: { b: owner } } }'));
});

test('an access row has one of role, user and group', () => {
  const withRow = (row: string) =>
    `version: 1\nprojects: { a/b: { protected_environments: [{ name: production, deploy: [${row}] }] } }`;
  assert.throws(() => parseScenario(withRow('{ role: owner, user: b }')), /is not a scenario/);
  assert.ok(parseScenario(withRow('{ group: b, inherit: all }')));
});

test('references that lead nowhere are all named at the start', async () => {
  await assert.rejects(
    startGitlab({
      version: 1,
      users: { mia: null },
      tokens: [{ token: 't', user: 'mio' }],
      groups: { 'acme/shop': { members: { dan: 'developer' } } },
      projects: {
        'acme/shop/app': {
          shared_with: [{ group: 'ops', access: 'developer' }],
          protected_environments: [{ name: 'production', approve: [{ user: 'eve' }] }],
          deployments: [{ environment: 'production', user: 'mia', job: 5 }],
          settings: { ci_forward_deployment: true },
        },
      },
    }),
    {
      message: `the scenario does not hold together:
  groups.acme/shop: there is no group \`acme\`
  groups.acme/shop.members: there is no user \`dan\`
  projects.acme/shop/app.shared_with: there is no group \`ops\`
  projects.acme/shop/app.deployments: there is no environment \`production\`
  projects.acme/shop/app.deployments: there is no job 5
  projects.acme/shop/app.settings: \`ci_forward_deployment\` is not known here
  projects.acme/shop/app.protected_environments.production: there is no user \`eve\`
  tokens: there is no user \`mio\``,
    },
  );
});

test('groups protect tiers, not names', () => {
  assert.throws(
    () => build({ version: 1, groups: { a: { protected_environments: [{ name: 'prod' }] } } }),
    /groups\.a\.protected_environments: `prod` is no tier/,
  );
});

test('the example holds together', () => {
  const world = build(readScenario(join('test', 'example', 'scenario.yml')));
  const storefront = world.projects.find((it) => it.path === 'acme/storefront');
  assert.ok(storefront);
  assert.ok(storefront.files['.gitlab-ci.yml']?.includes('ci/deploy/*.yml'));
  assert.ok(storefront.files['ci/production.yml']?.includes('environment:'));
  assert.ok(world.users.length >= 12);
  assert.deepEqual(
    world.tokens.filter((it) => !it.text.startsWith('example-')),
    [],
  );
});
