/** The bundles behind a proxy: a GitLab below a relative root, with a private CA, that only the proxy knows the way to. */
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readScenario } from '../gitlab/scenario.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { basic, certificateFile, type RunningProxy, startDoor, startProxy } from '../host/proxy.ts';
import { talkOverStdioIn } from '../lsp/talk.ts';
import { makeWorkspace, type Workspace } from '../start/workspace.ts';
import { type Ran, run } from './run.ts';

const credentials = 'dana:s@fe';
const trusting = { NODE_EXTRA_CA_CERTS: resolve(certificateFile) };

let gitlab: StandIn;
let door: Awaited<ReturnType<typeof startDoor>>;
let open: RunningProxy;
let guarded: RunningProxy;
let workspace: Workspace;
/** Nobody but the proxy finds this host. */
let url: string;
before(async () => {
  const scenario = readScenario(join('test', 'example', 'scenario.yml'));
  gitlab = await startGitlab({ ...scenario, instance: { ...scenario.instance, relative_root: '/gitlab' } });
  door = await startDoor(gitlab.port);
  [open, guarded] = await Promise.all([startProxy(), startProxy({ credentials })]);
  url = `https://gitlab.test:${door.port}/gitlab`;
  workspace = makeWorkspace(join('test', 'example'), `${url}/acme/storefront.git`, 'storefront');
});
after(async () => {
  workspace.remove();
  for (const it of [open, guarded, door]) it.close();
  await gitlab.close();
});

/** @param env what names the proxy and the CA. */
function explain(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  const all = ['explain', '--gitlab-url', url, '--project', 'acme/storefront', '--job', 'deploy-production', ...args];
  return run(all, { cwd: workspace.folder, token: 'example-dana', env });
}

const refused = /^deploy-production to production: deny/m;

describe('the command line', () => {
  test('goes through a proxy, inside which the private CA is checked', async () => {
    const start = gitlab.hits.length;
    const { out, err, code } = await explain({ ...trusting, HTTPS_PROXY: `http://127.0.0.1:${open.port}` });
    assert.equal(code, 0, err);
    assert.match(out, refused);
    assert.ok(open.asked.length > 0);
    assert.ok(open.asked.every((it) => it.target === `gitlab.test:${door.port}` && it.authorization === undefined));
    const hits = gitlab.hits.slice(start);
    assert.ok(hits.length > 5 && hits.every((it) => it.user === 'dana' && it.path.startsWith('/api/')));
  });

  test('tells a proxy that asks for them the name and the password, and nobody else', async () => {
    const { out, err } = await explain({ ...trusting, https_proxy: guarded.url }, '--verbose');
    assert.match(out, refused);
    assert.equal(guarded.asked.at(-1)?.authorization, basic(credentials));
    assert.doesNotMatch(`${out}${err}`, /s@fe|s%40fe/);
  });

  test('says what is wrong where the proxy does not let it through', async () => {
    const start = gitlab.hits.length;
    const { out, err } = await explain({ ...trusting, HTTPS_PROXY: `http://dana:wrong@127.0.0.1:${guarded.port}` });
    assert.match(`${out}${err}`, /the proxy 127\.0\.0\.1 answers 407 to CONNECT/);
    assert.doesNotMatch(out, refused);
    assert.doesNotMatch(`${out}${err}`, /wrong/);
    assert.equal(gitlab.hits.length, start);
  });

  test('does not trust the CA by itself, and says how to', async () => {
    const start = gitlab.hits.length;
    const { out, err } = await explain({ HTTPS_PROXY: `http://127.0.0.1:${open.port}` });
    assert.match(`${out}${err}`, /its certificate is not trusted; name the file of its CA/);
    assert.doesNotMatch(out, refused);
    assert.equal(gitlab.hits.length, start);
  });

  test('asks nobody where no proxy is named: the host is found by the proxy alone', async () => {
    const start = open.asked.length;
    const { out } = await explain(trusting);
    assert.doesNotMatch(out, refused);
    assert.equal(open.asked.length, start);
  });

  test('reads a live job on that way, too', async () => {
    const env = { ...trusting, HTTPS_PROXY: guarded.url, GITLAB_HOST: url };
    const { out, err } = await run(['why', `${url}/acme/storefront/-/jobs/5014`], { token: 'example-dana', env });
    assert.match(out, /^deploy-production waits for 1 more approval/, err);
  });
});

test('the language server takes the proxy that its client names', { timeout: 30_000 }, async () => {
  const server = [resolve('server', 'out', 'server.js'), '--stdio'];
  await using client = talkOverStdioIn(trusting, ...server);
  client.connection.onRequest('deployGates/token', () => ({ token: 'example-dana' }));
  client.connection.onRequest('workspace/configuration', () => [{ instanceUrl: url, project: 'acme/storefront' }]);
  const start = guarded.asked.length;
  await client.initialize(
    { rootUri: pathToFileURL(workspace.folder).href, initializationOptions: { network: { proxy: guarded.url } } },
    { workspace: { configuration: true } },
  );

  const report: { readonly jobs: readonly { readonly name: string; readonly verdict: string }[] } =
    await client.connection.sendRequest('deployGates/report', {
      uri: pathToFileURL(join(workspace.folder, '.gitlab-ci.yml')).href,
    });

  assert.equal(report.jobs.find((it) => it.name === 'deploy-production')?.verdict, 'deny');
  assert.ok(guarded.asked.length > start);
});
