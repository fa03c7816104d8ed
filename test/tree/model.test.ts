/** The tree that the server hands out: environments, jobs and gates, worst first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Tree, treeOf } from '../../server/src/features/tree.ts';
import { analysisOf, attemptOf, snapshotWithout } from '../support/world.ts';

const uriOf = (path: string) => `file:///app/${path}`;

const maintained = { protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }] };

const three = `deploy-staging:
  script: ./deploy
  environment: staging
deploy-production:
  script: ./deploy
  environment: production
deploy-qa:
  script: ./deploy
  environment: qa
  when: manual
`;

function treeFor(...of: Parameters<typeof analysisOf>): Tree {
  return treeOf(analysisOf(...of), uriOf);
}

function outline({ environments }: Tree): readonly string[] {
  return environments.map((it) => `${it.name} ${it.verdict}: ${it.jobs.map((job) => job.name).join(', ')}`);
}

test('the environment that is worst off comes first', () => {
  assert.deepEqual(outline(treeFor(three, maintained)), [
    'production deny: deploy-production',
    'qa wait: deploy-qa',
    'staging pass: deploy-staging',
  ]);
});

test('of those that are as badly off, production comes first', () => {
  assert.deepEqual(outline(treeFor(three.replace('  when: manual\n', ''))), [
    'production pass: deploy-production',
    'staging pass: deploy-staging',
    'qa pass: deploy-qa',
  ]);
});

test('jobs of one environment stand together, the worst first', () => {
  const text = `check:
  script: ./check
  environment: { name: production, action: verify }
deploy:
  script: ./deploy
  environment: production
  when: manual
`;
  assert.deepEqual(outline(treeFor(text)), ['production wait: deploy, check']);
});

test('a job names the gates before it, in the order in which they are met, and where each is written', () => {
  const { environments } = treeFor(three, maintained);
  const [job] = environments[1]?.jobs ?? [];
  assert.deepEqual(
    job?.gates.map((it) => [it.id, it.verdict]),
    [
      ['pipeline', 'pass'],
      ['environment', 'pass'],
      ['manual', 'wait'],
      ['permission', 'pass'],
      ['outdated', 'pass'],
      ['runner', 'unknown'],
    ],
  );
  const manual = job?.gates.find((it) => it.id === 'manual');
  assert.deepEqual(manual?.place, {
    uri: 'file:///app/.gitlab-ci.yml',
    range: { start: { line: 9, character: 8 }, end: { line: 9, character: 14 } },
  });
});

test('a gate that is set in GitLab leads to the page where it is', () => {
  const { environments } = treeFor(three, maintained);
  const permission = environments[0]?.jobs[0]?.gates.find((it) => it.id === 'permission');
  const manual = environments[1]?.jobs[0]?.gates.find((it) => it.id === 'manual');
  assert.equal(
    permission?.page,
    'https://gitlab.example.com/acme/app/-/settings/ci_cd#js-protected-environments-settings',
  );
  assert.equal(manual?.page, undefined);
});

test('where only a group protects the tier, it leads to the page of the group', () => {
  const rows = { name: 'production', groupId: 10, groupPath: 'acme', deployAccess: [{ accessLevel: 40 }] };
  const { environments } = treeFor(three, { groupProtectedEnvironments: [rows] });
  const gate = environments.find((it) => it.name === 'production')?.jobs[0]?.gates.find((it) => it.id === 'permission');
  assert.equal(
    gate?.page,
    'https://gitlab.example.com/groups/acme/-/settings/ci_cd#js-protected-environments-settings',
  );
});

test('it says whose the jobs are: who can run them, who cannot, and of whom it is not known', () => {
  const mine = (as: string | null) =>
    treeFor(three, maintained, attemptOf({ as })).environments.find((it) => it.name === 'production')?.jobs[0]?.mine;
  assert.equal(mine('dana'), 'no');
  assert.equal(mine('mia'), 'yes');
  assert.equal(mine(null), 'unknown');
});

test('who may approve has something to do with the job, too', () => {
  const approved = {
    protectedEnvironments: [
      { name: 'production', deployAccess: [{ accessLevel: 40 }], approvalRules: [{ accessLevel: 30, required: 1 }] },
    ],
  };
  const mine = (selfApproval: boolean) =>
    treeFor(three, { ...approved, selfApproval }).environments.find((it) => it.name === 'production')?.jobs[0]?.mine;
  assert.equal(mine(true), 'yes');
  assert.equal(mine(false), 'no');
});

test('a job that its rules keep out stands last, and says so', () => {
  const text = `${three}later:
  script: ./deploy
  environment: later
  rules:
    - if: $CI_COMMIT_TAG
`;
  assert.equal(outline(treeFor(text)).at(-1), 'later absent: later');
});

test('the stored tier counts more than the guessed one', () => {
  const tier = (environments: readonly object[]) =>
    treeFor('deploy:\n  script: ./deploy\n  environment: eu\n', { environments }).environments[0]?.tier;
  assert.equal(tier([]), 'other');
  assert.equal(tier([{ name: 'eu', tier: 'production' }]), 'production');
});

test('trigger jobs without environment stand under none, and what they start under its own', () => {
  const files = new Map([
    ['.gitlab-ci.yml', 'start:\n  trigger:\n    include: child.yml\n'],
    ['child.yml', 'deploy-child:\n  script: ./deploy\n  environment: production\n'],
  ]);
  const tree = treeFor(files);
  assert.deepEqual(
    tree.environments.map((it) => [it.name, it.project, it.jobs.map((job) => [job.name, job.startedBy])]),
    [
      ['production', undefined, [['deploy-child', 'start']]],
      ['', undefined, [['start', undefined]]],
    ],
  );
  assert.equal(tree.environments.find((it) => it.name === 'production')?.jobs[0]?.uri, uriOf('child.yml'));
});

test('an environment of another project is not the one of the same name here', () => {
  const text = `deploy:
  script: ./deploy
  environment: production
edge:
  trigger: acme/edge
`;
  const elsewhere = {
    files: new Map([['acme/edge:.gitlab-ci.yml', 'roll-out:\n  script: ./roll-out\n  environment: production\n']]),
    settings: new Map([['acme/edge', {}]]),
  };
  const tree = treeOf(analysisOf(text, {}, attemptOf(), elsewhere), uriOf);
  const found = tree.environments.filter((it) => it.name === 'production');
  assert.deepEqual(found.map((it) => it.project).sort(), ['acme/edge', undefined]);
  assert.equal(found.find((it) => it.project)?.jobs[0]?.place, undefined);
});

test('signed out, what hangs on settings is not known, and what the files tell is told', () => {
  const tree = treeFor(three, snapshotWithout('signed-out'), attemptOf({ as: null }));
  assert.deepEqual(
    tree.environments.map((it) => it.verdict),
    ['unknown', 'unknown', 'unknown'],
  );
  assert.equal(tree.attempt, 'as nobody in particular · push on main');
  const manual = tree.environments.flatMap((it) => it.jobs).find((it) => it.name === 'deploy-qa');
  assert.equal(manual?.gates.find((it) => it.id === 'manual')?.verdict, 'wait');
});

test('a pipeline that deploys nothing has an empty tree', () => {
  assert.deepEqual(treeFor('test:\n  script: make\n').environments, []);
});
