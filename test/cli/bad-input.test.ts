/** Bad input: each kind has a message that says where and what to do, an exit code, and leaves the rest at work. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Scenario } from '../gitlab/scenario.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { folderOf, type Report, run, scratch } from './run.ts';

const deploy = 'deploy:\n  script: ./deploy\n  environment: production\n';

const scenario: Scenario = {
  version: 1,
  users: {
    dana: { id: 1, name: 'Dana' },
    rae: { id: 2, name: 'Rae' },
    nils: { id: 3, name: 'Nils' },
    bela: { id: 4, state: 'blocked' },
  },
  tokens: [
    { token: 'glpat-of-dana', user: 'dana', scopes: ['read_api'] },
    { token: 'glpat-of-rae', user: 'rae', scopes: ['read_api'] },
    { token: 'glpat-of-nils', user: 'nils', scopes: ['read_api'] },
    { token: 'glpat-of-bela', user: 'bela', scopes: ['read_api'] },
    { token: 'glpat-too-old', user: 'dana', scopes: ['read_api'], state: 'expired' },
    { token: 'glpat-taken-back', user: 'dana', scopes: ['read_api'], state: 'revoked' },
    { token: 'glpat-narrow', user: 'dana', scopes: ['read_user'] },
  ],
  groups: { acme: { members: { dana: 'developer', rae: 'guest' } } },
  projects: {
    'acme/app': {
      environments: [{ name: 'production' }],
      protected_environments: [{ name: 'production', deploy: [{ role: 'maintainer' }] }],
    },
    'acme/library': { members: {}, files: { 'deploy.yml': deploy } },
    'secret/library': { files: { 'deploy.yml': deploy } },
  },
};

let gitlab: StandIn;
before(async () => {
  gitlab = await startGitlab({ ...scenario, groups: { ...scenario.groups, secret: {} } });
});
after(() => gitlab.close());

/** Explains a folder that stands for the project, as JSON. */
async function explained(
  token: string | undefined,
  files: Readonly<Record<string, string>>,
  ...more: readonly string[]
) {
  const ran = await ask('explain', token, files, '--format', 'json', ...more);
  return { ...ran, report: ran.out === '' ? undefined : (JSON.parse(ran.out) as Report) };
}

function ask(
  command: string,
  token: string | undefined,
  files: Readonly<Record<string, string>>,
  ...more: readonly string[]
) {
  const where = more.includes('--gitlab-url') ? [] : ['--gitlab-url', gitlab.url];
  return run([command, ...where, '--project', 'acme/app', ...more], {
    cwd: folderOf(files),
    ...(token !== undefined && { token }),
  });
}

describe('a pipeline that GitLab refuses', () => {
  /** The command says so and ends with 3; the deploy job is judged all the same. */
  async function refused(files: Readonly<Record<string, string>>, place: string, message: RegExp, remedy: RegExp) {
    const { code, out, err } = await ask('explain', 'glpat-of-dana', files);
    assert.equal(code, 3, err);
    const line = out.split('\n').find((it) => it.startsWith(place));
    assert.match(line ?? `nothing at ${place}:\n${out}`, message);
    assert.match(out, remedy);
    assert.match(out, /^deploy to production: deny/m);
    const lint = await ask('lint', 'glpat-of-dana', files);
    assert.equal(lint.code, 3);
    assert.match(lint.out, message);
    assert.equal((await ask('resolve', undefined, files)).code, 3);
  }

  test('broken YAML', () =>
    refused(
      { '.gitlab-ci.yml': `stages: [test\n${deploy}` },
      '.gitlab-ci.yml:2:',
      /did not find expected ',' or ']'/,
      /A bracket is not closed, or a comma is missing/,
    ));

  test('an included file that is not there', () =>
    refused(
      { '.gitlab-ci.yml': `include:\n  - local: ci/gone.yml\n${deploy}` },
      '.gitlab-ci.yml:2:12: error: ',
      /Local file `ci\/gone.yml` does not exist!/,
      /Paths start at the root of the repository/,
    ));

  test('an error in an included file is told at its place there', () =>
    refused(
      {
        '.gitlab-ci.yml': `include: ci/more.yml\n${deploy}`,
        'ci/more.yml': 'test:\n  script: "true"\n  wheen: manual\n',
      },
      'ci/more.yml:3:3: error: ',
      /jobs:test config contains unknown keys: wheen/,
      /Did you mean `when`\?/,
    ));

  test('`extends` in a circle', () =>
    refused(
      {
        '.gitlab-ci.yml': `.a: { extends: .b }\n.b: { extends: .a }\ntest: { extends: .a, script: "true" }\n${deploy}`,
      },
      '.gitlab-ci.yml:1:16: error: ',
      /circular dependency detected in `extends`/,
      /`\.a` → `\.b` → `\.a`\. Take one of them out\./,
    ));

  test('an empty file', async () => {
    const { code, out } = await ask('explain', 'glpat-of-dana', { '.gitlab-ci.yml': '' });
    assert.equal(code, 3);
    assert.match(out, /\.gitlab-ci\.yml:1:1: error: Please provide content of \.gitlab-ci\.yml/);
  });
});

describe('includes that cannot be had', () => {
  const files = (project: string) => ({
    '.gitlab-ci.yml': `include:\n  - project: ${project}\n    file: deploy.yml\ntest: { script: "true", environment: qa }\n`,
  });

  test('of another project, signed out: told with their place, and what they may define is unknown', async () => {
    const { code, out } = await ask('explain', undefined, files('acme/library'));
    assert.equal(code, 0);
    assert.match(out, /^\.gitlab-ci\.yml:2:5: `.*acme\/library.*` could not be included/m);
    assert.match(out, /Sign in to have them read, or say with --map where they are on disk\./);
    assert.match(out, /^test to qa: unknown/m);
  });

  test('of another project that one may read: nothing is open', async () => {
    const { code, out } = await ask('explain', 'glpat-of-dana', files('acme/library'));
    assert.equal(code, 0);
    assert.doesNotMatch(out, /could not be included/);
    assert.match(out, /^deploy to production: deny {3}\(.*deploy\.yml:1\)/m);
  });

  // GitLab refuses the pipeline, too: it looks with the eyes of whoever starts it.
  test('of a project that GitLab answers 404 for', async () => {
    const { code, out } = await ask('explain', 'glpat-of-dana', files('secret/library'));
    assert.equal(code, 3);
    assert.match(out, /^\.gitlab-ci\.yml:3:11: error: Project `secret\/library` not found or access denied!/m);
    assert.match(out, /^test to qa: /m);
  });

  test('from a server that does not answer', async () => {
    const port = await closedPort();
    const remote = { '.gitlab-ci.yml': `include: http://127.0.0.1:${port}/x.yml\n${deploy}` };
    const { code, out } = await ask('explain', 'glpat-of-dana', remote);
    assert.equal(code, 0);
    assert.match(
      out,
      /^\.gitlab-ci\.yml:1:10: `.*x\.yml.*` could not be included \(GitLab could not be reached\)|could not be included/m,
    );
    assert.match(out, /^deploy to production: /m);
  });
});

const unread = [
  [
    '404, an outsider',
    'glpat-of-nils',
    /acme\/app are not read: GitLab answers 404 Project Not Found\. .*or it is not shown to nils: check its path \(--project or the git remote\)/,
  ],
  [
    '401, a wrong token',
    'glpat-nonsense',
    /GitLab answers 401 Unauthorized\. The token is not accepted: make a new one with the scope read_api at http.*set GITLAB_TOKEN/,
  ],
  ['401, an expired token', 'glpat-too-old', /GitLab answers 401 Token is expired.*make a new one/],
  ['401, a revoked token', 'glpat-taken-back', /GitLab answers 401 Token was revoked.*make a new one/],
  [
    '403, a token that is too narrow',
    'glpat-narrow',
    /GitLab answers 403 .*It takes a token with the scope `api` or `read_api`/,
  ],
  [
    '403, a blocked account',
    'glpat-of-bela',
    /GitLab answers 403 Forbidden - Your account has been blocked\. Use another token/,
  ],
] as const;

describe('a GitLab that shows less or nothing', () => {
  const files = { '.gitlab-ci.yml': deploy };

  test('403 for some settings: they are listed with the right that it takes, the rest is judged', async () => {
    const { report, code } = await explained('glpat-of-rae', files);
    assert.equal(code, 0);
    const protections = report?.settings.unread.find((it) => it.setting === 'protectedEnvironments');
    assert.deepEqual([protections?.why, protections?.needs], ['forbidden', 'Maintainer']);
    assert.equal(report?.jobs[0]?.verdict, 'deny');
    const { out } = await ask('explain', 'glpat-of-rae', files);
    assert.match(out, /^not readable with this token: .*protected environments/m);
  });

  for (const [name, token, message] of unread) {
    test(`${name}: says so, and what the files tell is still told`, async () => {
      const { code, err, report } = await explained(token, files, '--verbose');
      assert.equal(code, 0, err);
      assert.match(err, message);
      const [job] = report?.jobs ?? [];
      assert.deepEqual([job?.name, job?.verdict], ['deploy', 'unknown']);
      assert.ok(job?.gates.some((it) => it.gate === 'environment' && it.verdict === 'pass'));
      const lint = await ask('lint', token, files);
      assert.deepEqual([lint.code, /findings? in 1 file/.test(lint.out)], [0, true]);
    });

    test(`${name}: is an error where settings are required`, async () => {
      const { code, err } = await ask('explain', token, files, '--require-settings');
      assert.equal(code, 4);
      assert.match(err, /--require-settings was given/);
      assert.equal((await ask('snapshot', token, {})).code, 4);
    });
  }

  test('no network: says which address does not answer', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { code, err, report } = await explained('glpat-of-dana', files, '--gitlab-url', url);
    assert.equal(code, 0);
    assert.match(
      err,
      /127\.0\.0\.1:\d+ cannot be reached: the connection is refused\. Check --gitlab-url, the network/,
    );
    assert.equal(report?.jobs[0]?.verdict, 'unknown');
  });

  test('no token: says which variable to set', async () => {
    const { code, err, report } = await explained(undefined, files);
    assert.equal(code, 0);
    assert.match(err, /Signed out: set GITLAB_TOKEN \(scope read_api\)/);
    assert.equal(report?.settings.source, 'none');
  });
});

describe('no git repository, no project', () => {
  test('says so, names the options that help, and judges the file', async () => {
    const { code, out, err } = await run(['explain'], { cwd: folderOf({ '.gitlab-ci.yml': deploy }) });
    assert.equal(code, 0);
    assert.match(err, /is not in a git repository\. Use --gitlab-url and --project, or --settings FILE\./);
    assert.match(out, /^deploy to production: unknown/m);
  });

  test('a repository without a remote', async () => {
    const folder = folderOf({ '.gitlab-ci.yml': deploy });
    mkdirSync(join(folder, '.git', 'objects'), { recursive: true });
    mkdirSync(join(folder, '.git', 'refs'));
    writeFileSync(join(folder, '.git', 'HEAD'), 'ref: refs/heads/main\n');
    const { code, err } = await run(['explain'], { cwd: folder });
    assert.equal(code, 0);
    assert.match(err, /the repository has no remote/);
  });

  test('a folder without a CI file', async () => {
    const { code, err } = await run(['explain'], { cwd: scratch() });
    assert.equal(code, 3);
    assert.match(err, /There is no \.gitlab-ci\.yml in .*\. Name the CI file as PATH\./);
  });
});

describe('wrong usage: names the argument and the remedy, and ends with 2', () => {
  const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /the command is missing; it is one of: explain, who, lint/],
    [['explian'], /the command is "explian"; it is one of: explain/],
    [['explain', 'nowhere'], /There is no .*nowhere\. PATH is a checkout or a CI file\./],
    [['explain', '.', 'more'], /"more" is one argument too many for explain/],
    [['explain', '--fromat', 'json'], /Unknown option '--fromat'/],
    [['explain', '--job'], /'--job <value>' argument missing/],
    [['explain', '--job', 'nope'], /No deploy job is named "nope"\. Deploy jobs here: deploy\./],
    [['explain', '--role', 'boss'], /--role is "boss"; it is one of: none, minimal, guest/],
    [['explain', '--role', 'guest', '--as', 'dana'], /--as and --role cannot be used together/],
    [['explain', '--at', 'yesterday'], /--at is "yesterday"; it is a moment such as 2026-11-20T18:00:00\+01:00/],
    [['explain', '--source', 'hook'], /--source is "hook"; it is one of: push, web/],
    [['explain', '--var', 'X'], /--var is "X"; it is KEY=VALUE/],
    [['explain', '--map', 'x'], /--map is "x"; it is template=DIR/],
    [['explain', '--format', 'xml'], /--format is "xml"; it is one of: text, json/],
    [['explain', '--color', 'blue'], /--color is "blue"; it is one of: auto/],
    [['explain', '--gitlab-url', 'nonsense://'], /--gitlab-url is "nonsense:\/\/"; it is an address such as https:/],
    [
      ['explain', '--settings', 'none.json'],
      /--settings: .*none\.json: there is no such file; `deploy-gates snapshot -o FILE` writes one/,
    ],
    [['explain', '--settings', '.gitlab-ci.yml'], /--settings: .*\.gitlab-ci\.yml is not JSON/],
    [['explain', '--settings', 'other.json'], /--settings: .*other\.json: .*; `deploy-gates snapshot` writes it anew/],
    [['explain', '--output', 'no/such/folder.txt'], /--output no\/such\/folder\.txt cannot be written/],
    [['explain', '--batch', 'none.jsonl'], /--batch is "none\.jsonl": there is no such file/],
    [['lint', '--batch', '-'], /--batch is for resolve and explain/],
    [['lint', '--fail-on', 'typo'], /--fail-on is "typo"; it is one of: error, warning, info, never/],
    [['who'], /who needs the name of a job: deploy-gates who JOB \[PATH\]/],
    [['who', 'nope'], /No deploy job is named "nope"/],
    [['gate', 'nope'], /gate needs the id of a gate or rule: pipeline, environment, /],
  ];
  for (const [args, message] of wrong) {
    test(['deploy-gates', ...args].join(' '), async () => {
      const cwd = folderOf({ '.gitlab-ci.yml': deploy, 'other.json': '{"version": 1}' });
      const { code, out, err } = await run(args, { cwd });
      assert.deepEqual([code, out], [2, ''], err);
      assert.match(err, message);
      assert.match(err, /Run deploy-gates --help for the rest\./);
    });
  }
});

describe('a token is in nothing that is written', () => {
  // `run` looks at all that a command writes, in every test that has a token.
  test('not even where GitLab sends it back', async () => {
    gitlab.faults.push({
      match: { path: '*/user' },
      do: { status: 401, body: { text: '{"message":"401 glpat-of-dana is no good"}' } },
    });
    const { code, err } = await explained('glpat-of-dana', { '.gitlab-ci.yml': deploy }, '--verbose');
    gitlab.faults.clear();
    assert.equal(code, 0);
    assert.match(err, /"path":"\/api\/v4\/user","outcome":401/);
  });

  test('an argument is not the place for one: there is no such option', async () => {
    const { code, err } = await run(['explain', '--token', 'glpat-in-an-argument']);
    assert.equal(code, 2);
    assert.doesNotMatch(err, /glpat-in-an-argument/);
  });
});

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address ? address.port : assert.fail();
}
