/** The built command line on the example, against the stand-in: what each command says, and with which exit code. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { readScenario } from '../gitlab/scenario.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { makeWorkspace, type Workspace } from '../start/workspace.ts';
import { type Ran, type Report, run, scratch } from './run.ts';

/** A Wednesday noon, and the Friday evening of a freeze. */
const noon = '2026-11-18T12:00:00Z';
const friday = '2026-11-20T20:00:00Z';

let gitlab: StandIn;
let workspace: Workspace;
before(async () => {
  gitlab = await startGitlab(readScenario(join('test', 'example', 'scenario.yml')));
  workspace = makeWorkspace(join('test', 'example'), `${gitlab.url}/acme/storefront.git`, 'storefront');
});
after(async () => {
  workspace.remove();
  await gitlab.close();
});

function as(name: string | undefined, ...args: readonly string[]): Promise<Ran> {
  return run(args, { cwd: workspace.folder, ...(name !== undefined && { token: `example-${name}` }) });
}

async function report(name: string | undefined, ...args: readonly string[]): Promise<Report> {
  const { code, out, err } = await as(name, 'explain', '--format', 'json', '--at', noon, ...args);
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

function gateOf({ jobs }: Report, name: string, gate: string) {
  const job = jobs.find((it) => it.name === name);
  return job?.gates.find((it) => it.gate === gate) ?? assert.fail(`${name} has no gate ${gate}`);
}

describe('explain', () => {
  test('a Developer is refused production, in the words of GitLab, and told who may', async () => {
    const answer = await report('dana');
    const auto = gateOf(answer, 'deploy-canary', 'permission');
    assert.deepEqual([auto.verdict, auto.reason], ['deny', 'protected_environment_failure']);
    assert.match(auto.why, /Only users with permission may successfully run this job/);
    const production = answer.jobs.find((it) => it.name === 'deploy-production');
    assert.equal(production?.verdict, 'deny');
    assert.deepEqual(
      production?.who.users.map((it) => it.username),
      ['omar', 'mia'],
    );
  });

  test('a Maintainer waits for two approvals, then somebody presses', async () => {
    const { out, code } = await as('mia', 'explain', '--at', noon, '--job', 'deploy-production');
    assert.equal(code, 0);
    assert.match(out, /^deploy-production to production: wait/m);
    assert.match(out, /^ {2}approval +wait +waits for 2 approvals by direct members of `acme\/release-managers`$/m);
    assert.match(out, /^ {2}manual +wait +waits to be started by hand/m);
    assert.match(out, /^ {2}permission +pass /m);
  });

  test('what stands behind a manual job names that job, its file and its line', async () => {
    const { verdict, what, related } = gateOf(await report('mia'), 'deploy-canary', 'upstream');
    assert.deepEqual([verdict, what], ['wait', 'waits for somebody to start `sign-off`']);
    const line = readFileSync(join('test', 'example', 'ci', 'sign-off.yml'), 'utf8').split('\n');
    const [where] = related ?? [];
    assert.equal(where?.file, 'ci/sign-off.yml');
    assert.match(line[(where?.line ?? 0) - 1] ?? '', /when: manual/);
  });

  test('what ignores the freeze says so, while one holds', async () => {
    const { verdict, what } = gateOf(await report('mia', '--at', friday), 'deploy-production', 'freeze');
    assert.equal(verdict, 'pass');
    assert.match(what, /ignores the freeze/);
  });

  test('signed out, what depends on the person is unknown and the rest is still there', async () => {
    const answer = await report(undefined);
    assert.equal(gateOf(answer, 'deploy-production', 'permission').verdict, 'unknown');
    assert.equal(gateOf(answer, 'deploy-production', 'manual').verdict, 'wait');
    assert.ok(answer.settings.unread.every((it) => it.why === 'signed-out'));
  });

  test('its JSON is what the schema says, for everybody', async () => {
    const schema = JSON.parse(readFileSync(join('schemas', 'report.schema.json'), 'utf8'));
    const conforms = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false }).compile(schema);
    for (const name of ['dana', 'mia', 'rafa', 'gus', 'paul', 'alma', 'expired', 'narrow', undefined]) {
      assert.ok(conforms(await report(name, '--all')), `${name}: ${JSON.stringify(conforms.errors, null, 1)}`);
    }
    assert.ok(conforms(await report('mia', '--role', 'developer', '--ref', 'v1', '--tag', '--source', 'web')));
  });

  test('its Markdown holds every job', async () => {
    const { out } = await as('dana', 'explain', '--format', 'markdown', '--at', noon);
    for (const { name } of (await report('dana')).jobs) assert.match(out, new RegExp(`\\*\\*.*${name}.*\\*\\*`));
  });

  test('with --require-pass the exit code says whether somebody would be refused', async () => {
    const ask = async (name: string, job: string) =>
      (await as(name, 'explain', '--at', noon, '--require-pass', '--job', job)).code;
    assert.equal(await ask('mia', 'deploy-production'), 0);
    assert.equal(await ask('dana', 'deploy-production'), 1);
    assert.equal(await ask('dana', 'deploy-staging'), 0);
  });

  test('somebody else, a role, a branch, a tag and a moment can be tried', async () => {
    const verdict = async (...args: readonly string[]) =>
      (await report('mia', '--job', 'deploy-staging', ...args)).jobs[0]?.verdict;
    assert.equal(await verdict('--as', 'dana'), 'pass');
    assert.equal(await verdict('--as', 'gus'), 'deny');
    assert.equal(await verdict('--role', 'developer'), 'pass');
    assert.equal(await verdict('--role', 'reporter'), 'deny');
    assert.equal(await verdict('--ref', 'checkout-redesign'), 'absent');
    assert.equal(await verdict('--ref', 'v9', '--tag'), 'absent');
  });
});

test('a name that nobody has is remarked upon', async () => {
  const { err } = await as('mia', 'explain', '--as', 'danna', '--job', 'deploy-staging');
  assert.match(err, /Nobody in acme\/storefront is called danna/);
  assert.equal((await as('mia', 'explain', '--as', 'Dana', '--job', 'deploy-staging')).err, '');
});

describe('who', () => {
  test('names those who can, and what the others lack', async () => {
    const { out, code } = await as('mia', 'who', 'deploy-production');
    assert.equal(code, 0);
    assert.match(out, /^ {2}mia \(.*Maintainer.*\)$/m);
    assert.match(out, /^ {2}max is Maintainer in the project; the group's rule asks for Maintainer in `acme`$/m);
    assert.match(out, /^ {2}dana is Developer in the project; /m);
  });

  test('as JSON', async () => {
    const { out } = await as('mia', 'who', 'deploy-staging', '--format', 'json');
    const [answer] = JSON.parse(out);
    assert.equal(answer.who.known, true);
    assert.ok(answer.who.users.some((it: { readonly username: string }) => it.username === 'dana'));
    assert.equal(answer.who.start.known, true);
    assert.ok(answer.who.stop.users.some((it: { readonly username: string }) => it.username === 'dana'));
  });

  test('tells starting the pipeline, playing, approving and stopping apart', async () => {
    const { out } = await as('mia', 'who', 'deploy-production');
    assert.match(out, /^may start a pipeline on main: /m);
    assert.match(out, /^may stop the environment: /m);
  });
});

describe('lint', () => {
  interface Lint {
    readonly findings: readonly { readonly rule: string; readonly job?: string; readonly fixes: readonly string[] }[];
  }
  const findings = async (name: string | undefined) => {
    const { out } = await as(name, 'lint', '--format', 'json', '--fail-on', 'never');
    return (JSON.parse(out) as Lint).findings;
  };

  test('finds the trigger job without an environment, and offers to add it', async () => {
    const found = (await findings('dana')).find((it) => it.rule === 'trigger/no-environment');
    assert.equal(found?.job, 'deploy-edge');
    assert.ok(found?.fixes.some((it) => it.includes('environment')));
  });

  test('signed out it finds what the files alone tell, all of it', async () => {
    const rules = async (name: string | undefined) => new Set((await findings(name)).map((it) => it.rule));
    const [signedIn, signedOut] = [await rules('dana'), await rules(undefined)];
    assert.ok([...signedOut].every((it) => signedIn.has(it)));
    for (const rule of ['trigger/no-environment', 'environment/missing', 'upstream/bypassed-gate']) {
      assert.ok(signedOut.has(rule), rule);
    }
    assert.ok(signedIn.has('permission/you') && !signedOut.has('permission/you'));
  });

  test('its exit code follows --fail-on', async () => {
    assert.equal((await as('dana', 'lint')).code, 0);
    assert.equal((await as('dana', 'lint', '--fail-on', 'warning')).code, 1);
    assert.equal((await as('dana', 'lint', '--fail-on', 'never')).code, 0);
  });
});

describe('resolve', () => {
  test('shows the pipeline without asking anybody', async () => {
    const asked = gitlab.hits.length;
    const { out, code, err } = await as('dana', 'resolve', '--ref', 'main');
    assert.equal(code, 0, err);
    assert.match(out, /deploy-production → production: manual/);
    assert.equal(gitlab.hits.length, asked);
  });

  test('as JSON, with the attempt that was named', async () => {
    const { out } = await as(undefined, 'resolve', '--format', 'json', '--source', 'merge_request_event', '--ref', 'x');
    const { jobs, pipeline } = JSON.parse(out);
    assert.equal(jobs['deploy-edge'].type, 'trigger');
    assert.equal(pipeline.jobs['deploy-review'].included, true);
    assert.equal(pipeline.jobs['deploy-staging'].included, false);
  });
});

describe('snapshot', () => {
  const file = join(scratch(), 'settings.json');
  const verdictsIn = ({ jobs }: Report) =>
    jobs.map(({ name, verdict, gates }) => [name, verdict, gates.map((it) => `${it.gate} ${it.verdict}`)]);

  /** What other projects say is not in the file of this one. */
  const own = (it: Report) => verdictsIn({ ...it, jobs: it.jobs.filter((job) => job.name !== 'deploy-edge') });

  test('is written once, and gives the same verdicts offline for everybody', async () => {
    assert.equal((await as('omar', 'snapshot', '-o', file)).code, 0);
    for (const name of ['dana', 'mia', 'max', 'rafa', 'gus']) {
      const asked = gitlab.hits.length;
      const offline = await report(undefined, '--settings', file, '--as', name);
      assert.equal(gitlab.hits.length, asked, 'nobody is asked');
      assert.equal(offline.settings.source, 'snapshot');
      assert.deepEqual(own(offline), own(await report('omar', '--as', name)), name);
    }
  });

  test('holds no token and no variable', () => {
    const text = readFileSync(file, 'utf8');
    for (const secret of ['example-omar', 'CDN_API_KEY', 'HELM_REGISTRY_TOKEN']) assert.ok(!text.includes(secret));
  });

  test('anonymous it names nobody and nothing of the house, and judges the same', async () => {
    const { out, code } = await as('omar', 'snapshot', '--anonymous');
    assert.equal(code, 0);
    const names = ['omar', 'mia', 'max', 'dana', 'ines', 'rosa', 'ravi', 'rita', 'rafa', 'gus', 'cleo', 'paul', 'alma'];
    const house = ['acme', 'storefront', 'bright-agency', 'release-managers', '127.0.0.1', 'Fischer', 'Lindqvist'];
    for (const word of [...names, ...house]) {
      assert.doesNotMatch(out, new RegExp(`(?<![a-z])${word}(?![a-z])`, 'i'), word);
    }
    const masked = join(scratch(), 'anonymous.json');
    writeFileSync(masked, out);
    // The token's user keeps his place under another name, and so do the rules.
    const plain = await report('omar', '--job', 'deploy-production', '--job', 'deploy-staging');
    const { currentUser } = JSON.parse(out).settings;
    const renamed = await report(
      undefined,
      ...['--settings', masked, '--as', currentUser.value.username],
      ...['--job', 'deploy-production', '--job', 'deploy-staging'],
    );
    assert.deepEqual(verdictsIn(renamed), verdictsIn(plain));
  });
});

describe('the smaller commands', () => {
  test('gate prints the page of a gate or a rule', async () => {
    assert.match((await as(undefined, 'gate', 'permission')).out, /^# /);
    assert.match((await as(undefined, 'gate', 'trigger/no-environment')).out, /^# /);
  });

  test('--help and --version', async () => {
    const { out, code } = await as(undefined, '--help');
    assert.equal(code, 0);
    for (const command of ['explain', 'who', 'lint', 'resolve', 'snapshot']) assert.match(out, new RegExp(command));
    assert.match((await as(undefined, '--version')).out, /^\d+\.\d+\.\d+\n$/);
  });

  test('--batch answers line by line, and goes on after a line that is none', async () => {
    const lines = [
      { id: 1, root: workspace.folder },
      { id: 2, root: '/nowhere' },
    ].map((it) => JSON.stringify(it));
    const { out, code } = await run(['resolve', '--batch', '-'], {
      input: [lines[0], 'nonsense', lines[1]].join('\n'),
    });
    assert.equal(code, 0);
    const [first, second, third] = out
      .trim()
      .split('\n')
      .map((it) => JSON.parse(it));
    assert.ok(first.jobs['deploy-production']);
    assert.ok(second.crash);
    assert.equal(third.id, 2);
  });

  test('--quiet and --output leave the terminal alone', async () => {
    const target = join(scratch(), 'out.txt');
    const { out, err, code } = await as(undefined, 'explain', '--quiet', '--output', target);
    assert.deepEqual([out, err, code], ['', '', 0]);
    assert.match(readFileSync(target, 'utf8'), /deploy-production/);
  });
});
