/** An address from beginning to end: the example's own pipeline in prose, what is sent to GitLab, and the command. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { readScenario } from '../gitlab/scenario.ts';
import { asking, shop as shopScenario } from './shop.ts';

const scenario = readScenario(join(process.cwd(), 'test', 'example', 'scenario.yml'));
const asExample = (user: string) => ({ token: `glpat-${user}`, user, scopes: ['read_api'] });
const example = asking(
  { ...scenario, tokens: ['dana', 'rita', 'mia', 'ines', 'gus'].map(asExample) },
  'acme/storefront',
);

describe('the deployment of the example that waits for one more release manager', () => {
  test('as Dana reads it on Friday evening', async () => {
    assert.equal(
      await example.text('/-/jobs/5014', 'dana'),
      `deploy-production waits for 1 more approval
  held by approval · job 5014 (manual) to production · pipeline 902 on main · runs as ines · https://gitlab.test/acme/storefront/-/jobs/5014

  \`production\` asks for approvals, and 1 of 2 is given: nobody can start the job before all are. The pipeline waits with it: what comes after it in the pipeline does not start.

  What to do
    Ask \`ravi\` (Ravi Menon) or \`rita\` (Rita Kowalska) to approve it: https://gitlab.test/acme/storefront/-/environments/11/deployments/4

  Approvals
    1 of 2 by direct members of \`acme/release-managers\`: \`rosa\`; can still approve: \`ravi\`, \`rita\`

  Then
    Approving starts nothing. Once all are given, \`omar\` (Omar Haddad) or \`mia\` (Mia Lindqvist) can press Run.

  You
    You may not approve it: no rule names you. You may not press Run afterwards. The project protects \`production\`: only Maintainers may deploy. The group \`acme\` protects every environment of the tier \`production\`: only Maintainers of \`acme\` may deploy. You are Developer in the project.

  By API, below /api/v4
    POST /projects/42/deployments/704/approval with \`status=approved\`

  Note
    A deploy freeze holds until Mon 2026-11-23 07:00 (Europe/Berlin). GitLab stops no job for it: only the job's own rules and script can.

  GitLab on it
    https://docs.gitlab.com/ci/environments/deployment_approvals/
`,
    );
  });

  test('Rita can lift it herself', async () => {
    const { todo, you } = await example.job('/-/jobs/5014', 'rita');
    assert.match(todo[0] ?? '', /^Approve it yourself: http/);
    assert.match(todo[1] ?? '', /^Or ask `ravi`/);
    assert.match(you ?? '', /^You may approve it/);
  });

  test('the address of the deployment, of its environment and of its pipeline lead to the same', async () => {
    const { what } = await example.job('/-/jobs/5014', 'mia');
    // The number in the address counts within the project: 4, where the id is 704.
    assert.equal((await example.job('/-/environments/11/deployments/4', 'mia')).what, what);
    assert.equal((await example.job('/-/environments/11', 'mia')).what, what);
    assert.equal((await example.job('/-/pipelines/902', 'mia')).what, what);
  });

  test('a Guest is told what GitLab keeps back', async () => {
    const it = await example.job('/-/jobs/5014', 'gus');
    assert.equal(it.verdict, 'unknown');
    assert.match(it.unknown.join(' '), /could not be read/);
  });
});

describe('a whole pipeline', () => {
  test('lists what does not go on, and says in short what does', async () => {
    const told = await example.answer(example.url('/-/pipelines/902'), 'ines');
    assert.ok(told.kind === 'live');
    const [pipeline] = told.live.pipelines;
    assert.deepEqual(
      pipeline?.jobs.map((it) => [it.job.name, it.gate]),
      [
        ['deploy-production', 'approval'],
        ['deploy-canary', 'upstream'],
      ],
    );
    assert.deepEqual(pipeline?.others, [{ name: 'deploy-staging', status: 'success', what: 'has run and succeeded' }]);
  });

  test('one in which nothing is held says so', async () => {
    assert.match(await example.text('/-/pipelines/901', 'ines'), /^Pipeline 901 on main: nothing is held\n/);
  });
});

describe('environments', () => {
  test('where nothing waits the last deployment is told', async () => {
    assert.match(
      await example.text('/-/environments/12', 'ines'),
      /^Nothing waits for `staging`: this is its last deployment\n/,
    );
  });

  test('where nothing was deployed, that', async () => {
    assert.match(await example.text('/-/environments/15', 'ines'), /^Nothing has been deployed to `cdn` yet\n/);
  });

  test('a deployment that is not there', async () => {
    assert.match(await example.text('/-/environments/12/deployments/99', 'ines'), /^`staging` has no deployment 99/);
  });
});

const shop = asking(shopScenario);

describe('what is sent to GitLab', () => {
  test('reads, and nothing else; to the API alone, with the token of the origin', async () => {
    const start = shop.gitlab().hits.length;
    await shop.answer(shop.url('/-/pipelines/901'), 'mia');
    const sent = shop.gitlab().hits.slice(start);
    assert.ok(sent.length > 10 && sent.length <= 40, `${sent.length} requests`);
    for (const it of sent) {
      const reads =
        it.method === 'GET' || (it.path === '/api/graphql' && JSON.parse(it.body).query.startsWith('query '));
      assert.ok(reads, `${it.method} ${it.path}`);
      assert.ok(it.path.startsWith('/api/'), it.path);
      assert.doesNotMatch(it.path, /variables/);
    }
    // The stand-in executes queries against the schema: a field that GitLab lacks would be an error.
    assert.ok(sent.filter((it) => it.path === '/api/graphql').every((it) => it.status === 200));
  });

  test('a relative root is found by asking once at the host', async () => {
    const start = shop.gitlab().hits.length;
    await shop.job('/-/jobs/5001', 'mia');
    const [first, second] = shop.gitlab().hits.slice(start);
    assert.deepEqual([first?.path, first?.status], ['/api/v4/projects/gitlab%2Facme%2Fshop/jobs/5001', 404]);
    assert.deepEqual([second?.path, second?.status], ['/api/v4/projects/acme%2Fshop/jobs/5001', 200]);
  });
});

describe("pipelines whose configuration is not the project's own", () => {
  const { projects = {} } = shopScenario;
  const before = projects['acme/shop'] ?? {};
  const other = asking({
    ...shopScenario,
    projects: {
      'acme/shop': {
        ...before,
        pipelines: [
          {
            id: 1,
            user: 'dana',
            source: 'parent_pipeline',
            jobs: [
              { id: 10, name: 'a', stage: 'one', status: 'manual' },
              { id: 11, name: 'b', stage: 'two', status: 'created' },
            ],
          },
          {
            id: 2,
            user: 'dana',
            source: 'merge_request_event',
            ref: 'refs/merge-requests/7/head',
            jobs: [
              { id: 20, name: 'by-hand', stage: 'deploy', status: 'manual' },
              { id: 21, name: 'after-unit', stage: 'after', status: 'created' },
              { id: 22, name: 'unit', stage: 'test', status: 'running' },
            ],
          },
        ],
        deployments: [],
      },
    },
  });

  test('of a child pipeline the order of stages is all there is', async () => {
    const it = await other.job('/-/jobs/11', 'dana');
    assert.deepEqual([it.verdict, it.what], ['unknown', 'waits for `a`, which somebody has to start']);
  });

  test('of a merge request the jobs are read as they are written', async () => {
    const it = await other.job('/-/jobs/21', 'dana');
    assert.deepEqual([it.verdict, it.what], ['wait', 'waits for `unit`, which is under way']);
    assert.equal((await other.job('/-/jobs/20', 'dana')).job.environment, 'qa');
  });
});

test('what is printed as JSON is of the shape that the schema says, of every page and for everybody', async () => {
  const conforms = new Ajv({ allErrors: true, strictRequired: false }).compile(
    JSON.parse(readFileSync(join('schemas', 'why.schema.json'), 'utf8')),
  );
  const kinds = new Set<string>();
  const check = async (asked: string, user?: string) => {
    const { out } = await shop.command([asked, '--format', 'json'], user);
    const answer = JSON.parse(out);
    kinds.add(answer.kind);
    const isOfShape: boolean = conforms(answer);
    assert.ok(isOfShape, `${asked} ${user}: ${JSON.stringify(conforms.errors)}`);
    return answer;
  };
  const { pipelines = [], environments = [] } = shopScenario.projects?.['acme/shop'] ?? {};
  const pages = [
    ...pipelines.map(({ id }) => `/-/pipelines/${id}`),
    ...pipelines.flatMap(({ jobs = [] }) => jobs.map((it) => `/-/jobs/${it.id}`)),
    ...environments.map(({ id }) => `/-/environments/${id}`),
    '/-/environments/11/deployments/1',
  ];
  for (const page of pages) await check(shop.url(page), 'dana');
  for (const user of ['omar', 'rae', 'gus', 'narrow', 'nobody', undefined]) {
    await check(shop.url('/-/pipelines/904'), user);
    await check(shop.url('/-/jobs/5040'), user);
  }
  for (const text of ['This job is blocked', 'good morning', `403 Forbidden ${shop.url('/-/jobs/1')}`])
    await check(text);
  assert.deepEqual([...kinds].toSorted(), ['live', 'text', 'unread']);

  const whole = await check(shop.url('/-/pipelines/901'), 'mia');
  const [job] = whole.live.pipelines[0].jobs;
  for (const wrong of [
    { ...job, state: 'stuck' },
    { ...job, extra: 1 },
    { ...job, who: ['mia'] },
  ]) {
    const [pipeline] = whole.live.pipelines;
    const spoilt = { ...whole, live: { ...whole.live, pipelines: [{ ...pipeline, jobs: [wrong] }] } };
    assert.ok(!conforms(spoilt));
  }
});

describe('the command', () => {
  test('an address as text, Markdown and JSON', async () => {
    const url = shop.url('/-/jobs/5006');
    const text = await shop.command([url], 'dana');
    assert.deepEqual(
      [text.code, text.out.split('\n', 1)[0]],
      [0, 'by-hand waits for somebody to press Run, which you may'],
    );
    const markdown = await shop.command([url, '--format', 'markdown'], 'dana');
    assert.match(markdown.out, /^\*\*by-hand waits for somebody/);
    const json = JSON.parse((await shop.command([url, '--format', 'json'], 'dana')).out);
    assert.deepEqual(
      [json.version, json.kind, json.live.as, json.live.pipelines[0].jobs[0].gate],
      [1, 'live', 'dana', 'manual'],
    );
  });

  test('a text needs no quotes and no GitLab', async () => {
    const { code, out } = await shop.command(['This', 'job', 'is', 'blocked']);
    assert.equal(code, 0);
    assert.match(out, /^"job is blocked": one of 3, likeliest first\n {2}not in these words by GitLab/);
    const json = JSON.parse((await shop.command(['Unplayable Job', '--format', 'json'])).out);
    assert.equal(json.kind, 'text');
  });

  test('a page of another kind is wrong usage; so are nothing and --offline', async () => {
    for (const args of [[shop.url('/-/issues/5')], [], [shop.url('/-/jobs/5001'), '--offline']]) {
      const { code, out, err } = await shop.command(args, 'dana');
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, /^deploy-gates: /);
    }
  });

  test('an address alone does not vouch for an instance: the token is not sent there', async () => {
    const before = shop.gitlab().hits.length;
    const { code, err } = await shop.command([shop.url('/-/jobs/5006')], 'dana', false);
    assert.equal(code, 3);
    assert.match(err, /`GITLAB_TOKEN` is not sent to http:\/\/127\.0\.0\.1:\d+, which nobody named: use --gitlab-url/);
    assert.ok(
      shop
        .gitlab()
        .hits.slice(before)
        .every((it) => it.token === undefined),
    );
  });

  test('what cannot be read says why, and ends with 3', async () => {
    const signedOut = await shop.command([shop.url('/-/jobs/5001')]);
    assert.equal(signedOut.code, 3);
    assert.match(signedOut.out, /nobody is signed in there/);
    const narrow = await shop.command([shop.url('/-/jobs/5001')], 'narrow');
    assert.equal(narrow.code, 3);
    assert.match(narrow.out, /Reading it takes a token with the scope `api` or `read_api`/);
    const bridge = await shop.command([shop.url('/-/jobs/5012')], 'dana');
    assert.equal(bridge.code, 3);
    assert.match(bridge.out, /give that of its pipeline/);
  });
});
