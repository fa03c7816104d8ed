/** The bundled server in a process of its own, driven over stdio by a plain protocol client, on the embedded example. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import type { Example } from '../e2e/lib/example.ts';
import { openExample } from '../e2e/lib/example.ts';
import { root } from '../e2e/lib/paths.ts';
import { makeWorkspace } from '../start/workspace.ts';
import { bundledServer } from './bundled.ts';
import { type Client, talkOverStdio } from './talk.ts';

let example: Example;

before(async () => {
  await bundledServer();
  example = await openExample();
});

after(() => example.close());

interface Report {
  readonly attempt: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly jobs: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly gates: readonly Readonly<Record<string, unknown>>[];
  }[];
}

const server = [join(root, 'server', 'out', 'server.js'), '--stdio'];
const commandLine = join(root, 'server', 'out', 'cli.js');

/** A client that says nothing about itself but where the folder is. */
async function connected(token?: string, folder = example.folder, command = server): Promise<Client> {
  const client = talkOverStdio(...command);
  if (token !== undefined) client.connection.onRequest('deployGates/token', () => ({ token }));
  await client.initialize({ rootUri: pathToFileURL(folder).href });
  return client;
}

async function reportOf(client: Client, folder = example.folder): Promise<Report> {
  const uri = pathToFileURL(join(folder, '.gitlab-ci.yml')).href;
  return client.connection.sendRequest('deployGates/report', { uri });
}

test('without a token: the static half, and verdicts that are unknown', { timeout: 30_000 }, async () => {
  await using client = await connected();

  const report = await reportOf(client);

  const production = report.jobs.find((it) => it.name === 'deploy-production');
  assert.equal(production?.verdict, 'unknown');
  assert.equal(report.settings['source'], 'none');
  assert.equal(example.gitlab.hits.length, 0, 'GitLab was asked without a token');
});

test('with a token: what GitLab will do, in its own words', { timeout: 30_000 }, async () => {
  await using client = await connected('example-dana');

  const report = await reportOf(client);

  const production = report.jobs.find((it) => it.name === 'deploy-production');
  const permission = production?.gates.find((it) => it['gate'] === 'permission');
  assert.equal(production?.verdict, 'deny');
  assert.equal(permission?.['reason'], 'protected_environment_failure');
  assert.match(String(permission?.['why']), /you do not have access to this job's protected environment/);
});

test('the report is the one that `explain --format json` prints, and of the shape that the schema says', {
  timeout: 30_000,
}, async () => {
  await using client = await connected('example-mia');
  const { stdout } = await promisify(execFile)(process.execPath, [commandLine, 'explain', '--format', 'json'], {
    cwd: example.folder,
    env: { PATH: process.env['PATH'], HOME: example.folder, GITLAB_TOKEN: 'example-mia' },
    timeout: 25_000,
  });

  const report = await reportOf(client);

  const validate = new Ajv({ allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(join(root, 'schemas', 'report.schema.json'), 'utf8')),
  );
  assert.ok(validate(report), JSON.stringify(validate.errors));
  assert.deepEqual(timeless(report), timeless(JSON.parse(stdout)));
});

test('diagnostics are pushed to a client that cannot ask, for every file of the pipeline', {
  timeout: 30_000,
}, async () => {
  await using client = await connected();
  const path = join(example.folder, '.gitlab-ci.yml');
  await client.open(pathToFileURL(path).href, readFileSync(path, 'utf8'));

  const edge = pathToFileURL(join(example.folder, 'ci', 'deploy', 'edge.yml')).href;
  for (let tries = 0; tries < 500 && !client.pushed.has(edge); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }

  assert.ok(client.pushed.get(edge)?.some((it) => it.code === 'trigger/no-environment'));
});

test('the command line is the server too', { timeout: 30_000 }, async () => {
  await using client = await connected('example-dana', example.folder, [commandLine, 'lsp', '--stdio']);

  const report = await reportOf(client);

  assert.equal(report.jobs.find((it) => it.name === 'deploy-production')?.verdict, 'deny');
});

test('a wrong token is said to be one, and the files are still explained', { timeout: 30_000 }, async () => {
  await using client = await connected('example-nobody');

  const report = await reportOf(client);
  const status = await client.status((it) => it.state === 'signed-out');

  assert.equal(report.jobs.find((it) => it.name === 'deploy-production')?.verdict, 'unknown');
  assert.match(status.detail ?? '', /401|token/);
});

test('where GitLab cannot be reached that is said, and the files are still explained', {
  timeout: 30_000,
}, async (t) => {
  // Nothing listens on port 9.
  const { folder, remove } = makeWorkspace(
    join(root, 'test', 'example'),
    'http://127.0.0.1:9/acme/storefront.git',
    'storefront',
  );
  t.after(remove);
  await using client = await connected('example-dana', folder);

  const report = await reportOf(client, folder);
  const status = await client.status((it) => it.state === 'offline');

  assert.equal(report.jobs.find((it) => it.name === 'deploy-production')?.verdict, 'unknown');
  assert.match(status.detail ?? '', /127\.0\.0\.1/);
});

test('the proxy that the client names is used', { timeout: 30_000 }, async (t) => {
  const asked: string[] = [];
  const proxy = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.writeHead(403).end();
  });
  await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
  t.after(() => proxy.close());
  const { folder, remove } = makeWorkspace(
    join(root, 'test', 'example'),
    'http://gitlab.test/acme/storefront.git',
    'storefront',
  );
  t.after(remove);
  await using client = talkOverStdio(...server);
  client.connection.onRequest('deployGates/token', () => ({ token: 'example-dana' }));
  const network = { proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
  await client.initialize({ rootUri: pathToFileURL(folder).href, initializationOptions: { network } });

  await reportOf(client, folder);

  assert.ok(asked.length > 0);
  assert.ok(
    asked.every((it) => it.startsWith('http://gitlab.test/api/')),
    asked.join('\n'),
  );
});

test('a folder that is no repository is explained from its files', { timeout: 30_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-gates-bare-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(root, 'test', 'example'), folder, { recursive: true });
  await using client = await connected('example-dana', folder);

  const report = await reportOf(client, folder);
  const status = await client.status((it) => it.state === 'static');

  assert.equal(report.jobs.find((it) => it.name === 'deploy-production')?.verdict, 'unknown');
  assert.match(status.detail ?? '', /not in a git repository/);
});

test('whoever waits for a server that has ended is told', { timeout: 30_000 }, async () => {
  await using client = talkOverStdio('--eval', 'process.stdin.once("data", () => process.exit(3))');

  await Promise.all([
    assert.rejects(client.initialize()),
    assert.rejects(
      client.status(() => true),
      /has ended/,
    ),
  ]);
});

/** The two are asked one after the other. */
function timeless({ attempt, settings, ...rest }: Report): object {
  return { attempt: { ...attempt, at: '' }, settings: { ...settings, takenAt: '' }, ...rest };
}
