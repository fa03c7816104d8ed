/** Two projects in a stand-in GitLab: what the command line reads of the other one, as whom, and how often. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import { report as conforms } from '../../schemas/out/validate.mjs';
import { main } from '../../server/src/cli/main.ts';
import type { Scenario } from '../gitlab/scenario.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { makeWorkspace, type Workspace } from '../start/workspace.ts';

const yaml = `
deploy:
  trigger: { project: acme/deployer, branch: main }
deploy-again:
  trigger: acme/deployer
hidden:
  trigger: acme/vault
child:
  trigger: { include: child.yml }
`;

const scenario: Scenario = {
  version: 1,
  users: { dana: { id: 1 }, mia: { id: 2 }, vera: { id: 3 }, olga: { id: 4 } },
  tokens: [
    { token: 'dana', user: 'dana' },
    { token: 'mia', user: 'mia' },
    { token: 'vera', user: 'vera' },
  ],
  groups: { acme: { id: 10, members: { olga: 'owner' } } },
  projects: {
    'acme/app': { id: 1, members: { dana: 'developer', mia: 'developer', vera: 'developer' } },
    'acme/deployer': {
      id: 2,
      members: { dana: 'developer', mia: 'maintainer', vera: 'reporter' },
      environments: [{ id: 21, name: 'production' }],
      protected_environments: [{ name: 'production', deploy: [{ role: 'maintainer' }] }],
      files: {
        '.gitlab-ci.yml': 'include: { local: ci/ship.yml }\n',
        'ci/ship.yml': 'ship:\n  script: ./ship\n  environment: production\n',
      },
    },
    'acme/vault': { id: 3, files: { '.gitlab-ci.yml': 'open:\n  script: ./open\n  environment: vault\n' } },
  },
};

interface Told {
  readonly verdict: string;
  readonly gates: readonly {
    readonly gate: string;
    readonly verdict: string;
    readonly what: string;
    readonly reason?: string;
  }[];
  readonly downstream?: {
    readonly kind: string;
    readonly project: string | null;
    readonly entry: string | null;
    readonly unread?: readonly { readonly detail: string }[];
    readonly jobs: readonly (Told & { readonly name: string; readonly file: string })[];
  };
}

const scratch = mkdtempSync(join(tmpdir(), 'deploy-gates-downstream-'));
let gitlab: StandIn;
let workspace: Workspace;

before(async () => {
  gitlab = await startGitlab(scenario);
  writeFileSync(join(scratch, '.gitlab-ci.yml'), yaml);
  writeFileSync(join(scratch, 'child.yml'), 'stage:\n  script: ./stage\n  environment: staging\n');
  workspace = makeWorkspace(scratch, `${gitlab.url}/acme/app.git`, 'app');
});

after(async () => {
  workspace.remove();
  rmSync(scratch, { recursive: true, force: true });
  await gitlab.close();
});

async function explain(token: string, ...more: readonly string[]): Promise<(job: string) => Told> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const around = {
    cwd: workspace.folder,
    env: { PATH: process.env['PATH'], GITLAB_TOKEN: token },
    platform: process.platform,
    home: homedir(),
    now: Date.UTC(2026, 10, 18, 12),
    signal: new AbortController().signal,
  };
  const code = await main(['explain', '--format', 'json', ...more], around, { out, err, terminal: false });
  assert.equal(code, 0, String(err.read() ?? ''));
  const report = JSON.parse(String(out.read())) as { readonly jobs: readonly (Told & { readonly name: string })[] };
  assert.ok(conforms(report), JSON.stringify(conforms.errors));
  return (name) => {
    const job = report.jobs.find((it) => it.name === name);
    assert.ok(job, `no job ${name}`);
    return job;
  };
}

const gateOf = ({ gates }: Told, id: string) => gates.find((it) => it.gate === id);

test('judges the pipeline of the other project by its own protections', async () => {
  const deploy = (await explain('dana'))('deploy');
  assert.equal(deploy.verdict, 'wait');
  const { kind, project, entry, jobs } = deploy.downstream ?? {};
  assert.deepEqual([kind, project, entry], ['project', 'acme/deployer', '.gitlab-ci.yml']);
  const [ship] = jobs ?? [];
  assert.deepEqual([ship?.name, ship?.file, ship?.verdict], ['ship', 'ci/ship.yml', 'deny']);
  assert.equal(gateOf(ship as Told, 'permission')?.reason, 'protected_environment_failure');
});

test('as the person whose token it is', async () => {
  const deploy = (await explain('mia'))('deploy');
  assert.equal(gateOf(deploy.downstream?.jobs[0] as Told, 'permission')?.verdict, 'pass');
});

test('or as somebody else, whose role there is looked up there', async () => {
  const deploy = (await explain('dana', '--as', 'mia'))('deploy');
  assert.equal(gateOf(deploy.downstream?.jobs[0] as Told, 'permission')?.verdict, 'pass');
  const refused = (await explain('mia', '--as', 'dana'))('deploy');
  assert.equal(gateOf(refused.downstream?.jobs[0] as Told, 'permission')?.verdict, 'deny');
});

test('without rights there the trigger job fails', async () => {
  const deploy = (await explain('vera'))('deploy');
  assert.equal(deploy.verdict, 'deny');
  assert.equal(gateOf(deploy, 'trigger')?.reason, 'insufficient_bridge_permissions');
  assert.equal(gateOf(deploy, 'downstream'), undefined);
});

test('a project that the token does not reach stays unknown, with the reason', async () => {
  const hidden = (await explain('dana'))('hidden');
  assert.equal(hidden.verdict, 'unknown');
  assert.equal(gateOf(hidden, 'downstream')?.verdict, 'unknown');
  assert.deepEqual(hidden.downstream?.jobs, []);
  assert.match(
    hidden.downstream?.unread?.[0]?.detail ?? '',
    /the settings of `acme\/vault` could not be read \(GitLab answers "not found"/,
  );
});

test('a child pipeline asks nothing more', async () => {
  const child = (await explain('dana'))('child');
  assert.deepEqual(
    child.downstream?.jobs.map((it) => [it.name, it.file]),
    [['stage', 'child.yml']],
  );
  assert.equal(child.downstream?.project, 'acme/app');
});

test('each project is asked about once, and each file is read once', async () => {
  const from = gitlab.hits.length;
  await explain('dana');
  const asked = gitlab.hits.slice(from).map((it) => `${it.method} ${it.path}`);
  assert.equal(asked.filter((it) => it === 'GET /api/v4/projects/acme%2Fdeployer').length, 1);
  assert.equal(asked.filter((it) => it.endsWith('/repository/files/.gitlab-ci.yml/raw')).length, 1);
  assert.equal(asked.filter((it) => it.endsWith('/repository/files/ci%2Fship.yml/raw')).length, 1);
  assert.equal(asked.filter((it) => it.includes('acme%2Fvault')).length, 1, 'what is not found is left alone');
});

test('offline nobody is asked', async () => {
  const from = gitlab.hits.length;
  const told = await explain('dana', '--offline');
  assert.equal(gitlab.hits.length, from);
  assert.equal(told('deploy').verdict, 'unknown');
  assert.match(told('deploy').downstream?.unread?.[0]?.detail ?? '', /GitLab was not asked/);
  assert.deepEqual(
    told('child').downstream?.jobs.map((it) => it.name),
    ['stage'],
  );
});
