/** What each role is shown of a project over real HTTP, and what it then can and cannot say about itself. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { GateId } from '../../server/src/gates/gate.ts';
import type { SettingKey, Snapshot } from '../../server/src/settings/settings.ts';
import type { InstanceSpec, ProjectSpec, Scenario } from '../gitlab/scenario.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { judge, scenarioOf, shownTo, snapshotWith, unread, verdicts } from './as.ts';

/** `production` is protected twice and asks for approvals, `staging` and `docs` are not protected. */
const pipeline = `
stages: [staging, production, docs]
staging: { stage: staging, script: ./deploy staging, environment: staging }
production: { stage: production, script: ./deploy production, environment: production, when: manual }
docs: { stage: docs, script: ./publish, environment: docs, when: manual }
`;
const gates: readonly GateId[] = ['pipeline', 'approval', 'manual', 'permission', 'branch'];

let gitlab: StandIn;
before(async () => {
  gitlab = await startGitlab(scenarioOf('roles'));
});
after(() => gitlab.close());

function shown(token: string): Promise<Snapshot> {
  return snapshotWith(gitlab, token, 'acme/app');
}

/** The three jobs on `main`, where Developers merge. */
function onMain(snapshot: Snapshot, as: Readonly<Record<string, unknown>> = {}) {
  const analysis = judge(pipeline, snapshot, as);
  return ['staging', 'production', 'docs'].map((job) => `${job} ${verdicts(analysis, job, gates)}`);
}

/** The same on a branch where only Maintainers merge. */
function onRelease(snapshot: Snapshot) {
  return onMain(snapshot, { ref: 'release/1.0' });
}

const everything = [
  ...['project', 'protectedEnvironmentsLicensed', 'ancestorGroups', 'protectedEnvironments'],
  ...['groupProtectedEnvironments', 'environments', 'freezePeriods', 'protectedBranches', 'protectedTags'],
  ...['currentUser', 'members', 'groupMembers', 'invitedGroups', 'selfApproval', 'forwardDeployment'],
  ...['resourceGroups', 'resourceGroupDefaultMode', 'jobTokenPushAllowed', 'jobTokenInbound'],
] as const satisfies readonly SettingKey[];

function all(why: string, ...but: readonly SettingKey[]): Readonly<Partial<Record<SettingKey, string>>> {
  return Object.fromEntries(everything.filter((it) => !but.includes(it)).map((it) => [it, why]));
}

const forMaintainers = {
  protectedTags: 'forbidden, Maintainer',
  forwardDeployment: 'forbidden, Maintainer',
  resourceGroupDefaultMode: 'forbidden, Maintainer',
  jobTokenPushAllowed: 'forbidden, Maintainer',
  jobTokenInbound: 'forbidden, Maintainer',
};

describe('a Guest', () => {
  test('is shown no rules', async () => {
    assert.deepEqual(unread(await shown('gus')), {
      ...forMaintainers,
      protectedEnvironments: 'forbidden, Maintainer',
      groupProtectedEnvironments: 'forbidden, Owner of each group above the project',
      environments: 'forbidden, Reporter',
      freezePeriods: 'forbidden, Reporter',
      protectedBranches: 'forbidden, Reporter',
      resourceGroups: 'forbidden, Developer',
    });
  });

  // Starting a pipeline takes Developer, pressing a job at least Reporter, whatever the rules say.
  test('is refused by the role alone, and knows it; of the rules nothing is said', async () => {
    assert.deepEqual(onMain(await shown('gus')), [
      'staging deny: pipeline deny, approval unknown, manual unknown, permission unknown, branch unknown',
      'production deny: pipeline deny, approval unknown, manual wait, permission deny, branch unknown',
      'docs deny: pipeline deny, approval unknown, manual wait, permission deny, branch unknown',
    ]);
  });
});

describe('a Reporter', () => {
  test('is shown the rules of environments that exist, freezes and branches', async () => {
    assert.deepEqual(unread(await shown('rita')), { ...forMaintainers, resourceGroups: 'forbidden, Developer' });
  });

  test('whom no rule names is refused everywhere', async () => {
    assert.deepEqual(onMain(await shown('rita')), [
      'staging deny: pipeline deny, permission pass',
      'production deny: pipeline deny, approval wait, manual wait, permission deny, branch deny',
      'docs deny: pipeline deny, manual wait, permission deny, branch deny',
    ]);
  });

  // Both protections admit Rafa, which enables the job and lifts the branch (ee/app/policies/ee/ci/deployable_policy.rb).
  test('whom every rule of an environment names presses its jobs, on any branch, and nothing else', async () => {
    const snapshot = await shown('rafa');
    assert.deepEqual(onMain(snapshot), [
      'staging deny: pipeline deny, permission pass',
      'production wait: pipeline pass, approval wait, manual wait, permission pass, branch pass',
      'docs deny: pipeline deny, manual wait, permission deny, branch deny',
    ]);
    assert.deepEqual(onRelease(snapshot), onMain(snapshot));
  });
});

describe('a Developer', () => {
  test('is shown what a Reporter is shown, and resource groups', async () => {
    assert.deepEqual(unread(await shown('dana')), forMaintainers);
  });

  test('runs what is not protected, on branches that Developers merge into', async () => {
    assert.deepEqual(onMain(await shown('dana')), [
      'staging pass: pipeline pass, permission pass',
      'production deny: pipeline pass, approval wait, manual wait, permission deny, branch pass',
      'docs wait: pipeline pass, manual wait, permission pass, branch pass',
    ]);
  });

  test('runs nothing on a branch that is for Maintainers', async () => {
    assert.deepEqual(onRelease(await shown('dana')), [
      'staging deny: pipeline deny, permission pass',
      'production deny: pipeline deny, approval wait, manual wait, permission deny, branch deny',
      'docs deny: pipeline deny, manual wait, permission pass, branch deny',
    ]);
  });

  // `create_pipeline` asks for a confirmed address, `play_job` does not (app/policies/project_policy.rb).
  test('whose address is not confirmed starts no pipeline, and may press jobs in those of others', async () => {
    assert.deepEqual(onMain(await shown('uma')), [
      'staging deny: pipeline deny, permission pass',
      'production deny: pipeline deny, approval wait, manual wait, permission deny, branch pass',
      'docs wait: pipeline pass, manual wait, permission pass, branch pass',
    ]);
  });

  // Membership of the group is not told apart in GraphQL: whether inherited members count is for Maintainers.
  test('does not know whether inherited members of a group count; a Maintainer does', async () => {
    const inherited = scenarioWith({
      protected_environments: [{ name: 'production', deploy: [{ group: 'acme/inner' }] }],
    });
    const world = { ...inherited, groups: { ...inherited.groups, acme: members(), 'acme/inner': {} } };
    const [, mine] = onMain(await shownTo('dana', world, 'acme/app'));
    assert.equal(mine, 'production unknown: pipeline pass, manual wait, permission unknown, branch pass');
    const [, told] = onMain(await shownTo('mia', world, 'acme/app'), { as: 'dana' });
    assert.equal(told, 'production deny: pipeline pass, manual wait, permission deny, branch pass');
  });
});

describe('a Maintainer', () => {
  test('is shown every setting of the project', async () => {
    assert.deepEqual(unread(await shown('mia')), {});
  });

  test('of the group, too, is admitted by both rules: two approvals, then somebody presses', async () => {
    const snapshot = await shown('mia');
    const expected = [
      'staging pass: pipeline pass, permission pass',
      'production wait: pipeline pass, approval wait, manual wait, permission pass, branch pass',
      'docs wait: pipeline pass, manual wait, permission pass, branch pass',
    ];
    assert.deepEqual(onMain(snapshot), expected);
    assert.deepEqual(onRelease(snapshot), expected);
  });

  // A group's rule looks at the role in the group (ee/app/models/protected_environments/authorizable.rb).
  test("of the project alone is refused by the group's rule, which he may not administer but is shown", async () => {
    const snapshot = await shown('max');
    assert.deepEqual(unread(snapshot), {});
    assert.deepEqual(onRelease(snapshot), [
      'staging pass: pipeline pass, permission pass',
      'production deny: pipeline pass, approval wait, manual wait, permission deny, branch pass',
      'docs wait: pipeline pass, manual wait, permission pass, branch pass',
    ]);
  });
});

test('an Owner of the groups is shown everything, and is a Maintainer for every rule', async () => {
  const snapshot = await shown('omar');
  assert.deepEqual(unread(snapshot), {});
  assert.deepEqual(onRelease(snapshot), [
    'staging pass: pipeline pass, permission pass',
    'production wait: pipeline pass, approval wait, manual wait, permission pass, branch pass',
    'docs wait: pipeline pass, manual wait, permission pass, branch pass',
  ]);
});

describe('an administrator', () => {
  // Rules of branches look at the concrete role. That of the environment passes by the flag; the rest takes admin mode,
  // of which the API says nothing.
  test('who is no member is refused by the branch, and passes the environment once admin mode is on', async () => {
    const snapshot = await shown('alma');
    assert.deepEqual(unread(snapshot), {});
    assert.deepEqual(onMain(snapshot), [
      'staging deny: pipeline deny, permission pass',
      'production unknown: pipeline unknown, approval wait, manual wait, permission unknown, branch unknown',
      'docs deny: pipeline deny, manual wait, permission unknown, branch deny',
    ]);
    const { reports } = judge(pipeline, snapshot);
    const open = reports.flatMap((it) => it.findings).filter((it) => it.verdict.kind === 'unknown');
    for (const { facts } of open) assert.deepEqual(facts.at(-1)?.detail, 'whether admin mode is on');
    assert.match(
      open.find((it) => it.gate.id === 'pipeline')?.what ?? '',
      /^may be out of reach: (.+) may not start a pipeline on `main`, and whether \1 may press the job in somebody else's/,
    );
  });

  test('who is Developer passes every protection by the flag, and branches as a Developer', async () => {
    const snapshot = await shown('ada');
    assert.deepEqual(onMain(snapshot), [
      'staging pass: pipeline pass, permission pass',
      'production wait: pipeline pass, approval wait, manual wait, permission pass, branch pass',
      'docs wait: pipeline pass, manual wait, permission pass, branch pass',
    ]);
    assert.deepEqual(onRelease(snapshot), [
      'staging deny: pipeline deny, permission pass',
      'production wait: pipeline pass, approval wait, manual wait, permission pass, branch pass',
      'docs deny: pipeline deny, manual wait, permission pass, branch deny',
    ]);
  });
});

const nothing = [
  'staging unknown: pipeline unknown, approval unknown, manual unknown, permission unknown, branch unknown',
  'production unknown: pipeline unknown, approval unknown, manual wait, permission unknown, branch unknown',
  'docs unknown: pipeline unknown, approval unknown, manual wait, permission unknown, branch unknown',
];

describe('an outsider', () => {
  test('of a private project is shown that it is not there: it may be, so nothing is denied', async () => {
    const snapshot = await shown('nils');
    assert.deepEqual(unread(snapshot), all('not-found, membership of the project', 'currentUser'));
    assert.deepEqual(onMain(snapshot), nothing);
  });

  test('of a public project reads its rules, and is refused', async () => {
    const snapshot = await shownTo('nils', scenarioWith({ visibility: 'public' }), 'acme/app');
    assert.deepEqual(unread(snapshot), {
      ...forMaintainers,
      freezePeriods: 'forbidden, Reporter',
      resourceGroups: 'forbidden, Developer',
    });
    assert.deepEqual(onMain(snapshot), [
      'staging deny: pipeline deny, permission pass',
      'production deny: pipeline deny, approval wait, manual wait, permission deny, branch deny',
      'docs deny: pipeline deny, manual wait, permission deny, branch deny',
    ]);
  });
});

describe('a token that is no good', () => {
  for (const token of ['expired', 'revoked', 'wrong']) {
    test(`${token}: as good as none`, async () => {
      const snapshot = await shown(token);
      assert.deepEqual(unread(snapshot), all('signed-out'));
      assert.deepEqual(onMain(snapshot), nothing);
    });
  }

  test('with the scope `read_user` alone: tells who one is, and which scope is missing', async () => {
    const snapshot = await shown('narrow');
    assert.deepEqual(unread(snapshot), all('forbidden, a token with the scope `api` or `read_api`', 'currentUser'));
    assert.deepEqual(onMain(snapshot), nothing);
  });

  test('of a blocked person: refused', async () => {
    const snapshot = await shown('bela');
    assert.ok(Object.values(unread(snapshot)).every((it) => it?.startsWith('forbidden')));
    assert.deepEqual(onMain(snapshot), nothing);
  });

  test('of a CI job: the environments, and nothing of who may deploy there', async () => {
    const snapshot = await snapshotWith(gitlab, 'job', 'acme/app', 'job');
    const needs = 'forbidden, a personal, group or project access token';
    assert.deepEqual(unread(snapshot), all(needs, 'environments'));
    assert.deepEqual(onMain(snapshot), nothing);
  });
});

describe('where protected environments are not enforced', () => {
  const free = [
    'staging pass: pipeline pass, permission pass',
    'production wait: pipeline pass, manual wait, permission pass, branch pass',
    'docs wait: pipeline pass, manual wait, permission pass, branch pass',
  ];

  test('on the Community Edition a Developer deploys, and no approval is asked for', async () => {
    const snapshot = await shownTo('dana', scenarioWith({}, { enterprise: false }), 'acme/app');
    assert.deepEqual(unread(snapshot), { ...forMaintainers, selfApproval: 'unlicensed' });
    assert.deepEqual(onMain(snapshot), free);
  });

  test('without the licence rows that are still there count for nothing', async () => {
    const snapshot = await shownTo('mia', scenarioWith({}, { licensed: [] }), 'acme/app');
    const { protectedEnvironments: listed, protectedEnvironmentsLicensed: licensed } = snapshot.settings;
    assert.equal(listed.known && listed.value.items.length, 1);
    assert.equal(licensed.known && licensed.value, false);
    assert.deepEqual(onMain(snapshot, { as: 'dana' }), free);
  });

  // A Reporter is let through by protections alone, so without them he is not.
  test('a Reporter whom a rule names is refused again', async () => {
    const snapshot = await shownTo('rafa', scenarioWith({}, { licensed: [] }), 'acme/app');
    assert.deepEqual(onMain(snapshot), [
      'staging deny: pipeline deny, permission pass',
      'production deny: pipeline deny, manual wait, permission deny, branch deny',
      'docs deny: pipeline deny, manual wait, permission deny, branch deny',
    ]);
  });
});

// GraphQL shows the protection of one group, GitLab enforces both (protected_environment_preloader.rb).
describe('two groups that protect the tier', () => {
  const below = (): Scenario => {
    const scenario = scenarioOf('roles');
    const { 'acme/app': app, ...projects } = scenario.projects ?? {};
    const eu = {
      id: 101,
      protected_environments: [{ name: 'production', deploy: [{ user: 'rafa' }, { user: 'mia' }] }],
    };
    return {
      ...scenario,
      tokens: scenario.tokens?.filter((it) => it.kind !== 'job') ?? [],
      groups: { ...scenario.groups, 'acme/eu': eu },
      projects: { ...projects, 'acme/eu/app': app ?? {} },
    };
  };
  const permission = async (token: string, as: Readonly<Record<string, unknown>> = {}) => {
    const analysis = judge(pipeline, await shownTo(token, below(), 'acme/eu/app'), as);
    return verdicts(analysis, 'production', ['permission']);
  };

  test('a Developer has the word of GitLab itself', async () => {
    assert.equal(await permission('dana'), 'deny: permission deny');
  });

  test('a Maintainer, too', async () => {
    assert.equal(await permission('mia'), 'wait: permission pass');
    assert.equal(await permission('max'), 'deny: permission deny');
  });

  test('a Reporter has not: what is hidden may refuse', async () => {
    assert.equal(await permission('rafa'), 'unknown: permission unknown');
    assert.equal(await permission('omar', { as: 'rafa' }), 'wait: permission pass');
  });
});

/** The scenario with another project or instance. */
function scenarioWith(project: ProjectSpec, instance: InstanceSpec = {}): Scenario {
  const scenario = scenarioOf('roles');
  return {
    ...scenario,
    instance,
    projects: { 'acme/app': { ...scenario.projects?.['acme/app'], ...project } },
  };
}

/** The group without its protection. */
function members() {
  return { id: 100, members: scenarioOf('roles').groups?.['acme']?.members ?? {} };
}
