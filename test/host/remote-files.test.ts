import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type { Found, Location } from '../../server/src/config/sources.ts';
import { type RemoteOptions, remoteReader } from '../../server/src/host/remote-files.ts';
import { Secret } from '../../server/src/host/secret.ts';
import type { Reader } from '../../server/src/host/settle.ts';
import { Transport } from '../../server/src/host/transport.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { json, type Server, serve } from './server.ts';
import { scenario } from './shop.ts';

const never = new AbortController().signal;
const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close();
});

const files = { 'ci/deploy.yml': 'deploy: {script: x}\n', 'ci/b.yml': 'b: {script: x}\n', 'empty.yml': '' };

interface Stage {
  readonly gitlab: StandIn;
  readonly reader: Reader;
  readonly clock: { now: number };
}

async function stage({
  token = 'glpat-dev',
  ...options
}: Partial<RemoteOptions> & { token?: string } = {}): Promise<Stage> {
  const world = scenario({ project: { files, tags: ['v1'], branches: ['main', 'next'] } });
  const templates = { Bash: 'bash: {script: x}\n', 'Jobs/Deploy': 'deploy: {script: x}\n' };
  const gitlab = await startGitlab({ ...world, templates });
  const clock = { now: 0 };
  const reader = readerOf(gitlab.url, token, { now: () => clock.now, ...options });
  open.push(gitlab);
  return { gitlab, reader, clock };
}

function readerOf(base: string, token: string, options: RemoteOptions): Reader {
  const account = { base, token: { kind: 'personal', secret: new Secret(token) } } as const;
  const transport = new Transport(account, { backOff: 1 });
  open.push(transport);
  return remoteReader(account, { transport, ...options });
}

async function other(answer: Parameters<typeof serve>[0]): Promise<Server> {
  const server = await serve(answer);
  open.push(server);
  return server;
}

function said(found: Found): string {
  if (found.kind === 'file') return found.file.text.trim();
  return found.kind === 'absent' ? `absent: ${found.message ?? ''}` : `unresolved: ${found.why}`;
}

const inShop = (path: string, ref?: string): Location => ({
  kind: 'file',
  path,
  project: { path: 'acme/eu/pay/shop', ...(ref !== undefined && { ref }) },
});

describe('include:project', () => {
  test('of the default branch, and of a ref', async () => {
    const {
      reader,
      gitlab: { hits },
    } = await stage();
    assert.equal(said(await reader.find(inShop('ci/deploy.yml'), never)), 'deploy: {script: x}');
    assert.equal(said(await reader.find(inShop('/ci/deploy.yml', 'v1'), never)), 'deploy: {script: x}');
    assert.deepEqual(
      hits.map((it) => it.query),
      ['ref=HEAD', 'ref=v1'],
    );
  });

  test('the file has the key of its location', async () => {
    const { reader } = await stage();
    const found = await reader.find(inShop('ci/deploy.yml', 'v1'), never);
    assert.ok(found.kind === 'file' && found.file.path === 'project:acme/eu/pay/shop@v1:ci/deploy.yml');
  });

  test('a file that is not there', async () => {
    const { reader } = await stage();
    assert.equal(said(await reader.find(inShop('none.yml'), never)), 'absent: ');
  });

  test('a ref that is not there', async () => {
    const { reader } = await stage();
    assert.equal(
      said(await reader.find(inShop('ci/deploy.yml', 'gone'), never)),
      'absent: Project `acme/eu/pay/shop` reference `gone` does not exist!',
    );
  });

  test('a project that is not there, or not for these eyes', async () => {
    const { reader } = await stage({ token: 'glpat-nobody' });
    assert.equal(
      said(await reader.find(inShop('ci/deploy.yml'), never)),
      'absent: Project `acme/eu/pay/shop` not found or access denied! Make sure any includes in the pipeline configuration are correctly defined.',
    );
  });

  test('code that a Guest may not read', async () => {
    const { reader } = await stage({ token: 'glpat-guest' });
    assert.equal(said(await reader.find(inShop('ci/deploy.yml'), never)), 'unresolved: forbidden');
  });

  test('an empty file is a file', async () => {
    const { reader } = await stage();
    assert.deepEqual((await reader.find(inShop('empty.yml'), never)).kind, 'file');
  });

  test('signed out', async () => {
    const reader = remoteReader({ base: 'http://127.0.0.1:9' }, { now: () => 0 });
    assert.equal(said(await reader.find(inShop('ci/deploy.yml'), never)), 'unresolved: signed-out');
  });

  test('the files of a project, in order', async () => {
    const { reader } = await stage();
    assert.deepEqual(await reader.list({ path: 'acme/eu/pay/shop', ref: 'main' }, never), [
      'ci/b.yml',
      'ci/deploy.yml',
      'empty.yml',
    ]);
    assert.equal(await reader.list({ path: 'acme/none' }, never), 'unresolved');
    assert.equal(await reader.list(undefined, never), 'unresolved');
  });
});

describe('include:template', () => {
  const template = (name: string): Location => ({ kind: 'template', name: `${name}.gitlab-ci.yml` });

  test('that ships with GitLab', async () => {
    const { reader } = await stage();
    assert.equal(said(await reader.find(template('Bash'), never)), 'bash: {script: x}');
  });

  test('in a folder, which GitLab shows through a project', async () => {
    const { reader } = await stage({ project: 'acme/eu/pay/shop' });
    assert.equal(said(await reader.find(template('Jobs/Deploy'), never)), 'deploy: {script: x}');
  });

  test('in a folder, without a project to ask through', async () => {
    const { reader } = await stage();
    assert.equal(said(await reader.find(template('Jobs/Deploy'), never)), 'unresolved: unsupported');
  });

  test('that does not exist', async () => {
    const { reader } = await stage({ project: 'acme/eu/pay/shop' });
    assert.equal(said(await reader.find(template('None'), never)), 'absent: ');
  });
});

const sha = 'a'.repeat(40);

/** A project `acme/parts` with releases, and components at every ref but `gone`. */
async function parts(...tags: readonly string[]): Promise<{ reader: Reader; host: string; refs: string[] }> {
  const refs: string[] = [];
  const server = await other((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    if (!pathname.startsWith('/api/v4/projects/acme%2Fparts/'))
      return json(response, { message: '404 Project Not Found' }, 404);
    if (pathname.endsWith('/releases'))
      return json(
        response,
        tags.map((it) => ({ tag_name: it })),
      );
    const ref = searchParams.get('ref') ?? '';
    refs.push(ref);
    if (ref === 'gone') return json(response, { message: '404 Commit Not Found' }, 404);
    const file = decodeURIComponent(pathname.split('/files/')[1] ?? '');
    if (file !== 'templates/flat.yml/raw' && file !== 'templates/deep/template.yml/raw') {
      return json(response, { message: '404 File Not Found' }, 404);
    }
    response.writeHead(200, { 'content-type': 'text/plain', 'x-gitlab-commit-id': sha }).end(`at: ${ref}`);
  });
  const host = server.url.replace('http://', '');
  return { reader: readerOf(server.url, 'x', { now: () => 0 }), host, refs };
}

describe('include:component', () => {
  const at = (host: string, rest: string): Location => ({ kind: 'component', address: `${host}/acme/parts/${rest}` });

  test('in a file of its own, with the project that its own includes are looked up in', async () => {
    const { reader, host } = await parts();
    const found = await reader.find(at(host, 'flat@main'), never);
    assert.equal(said(found), 'at: main');
    assert.ok(found.kind === 'file');
    assert.deepEqual(found.project, { path: 'acme/parts', ref: sha });
    assert.deepEqual(found.component, { sha });
  });

  test('in a folder', async () => {
    const { reader, host } = await parts();
    assert.equal(said(await reader.find(at(host, 'deep@v1'), never)), 'at: v1');
  });

  test('the latest is the highest release that is no prerelease', async () => {
    const { reader, host } = await parts('1.2.0', 'v1.10.0', '1.9.9', '2.0.0-rc.1', 'nightly');
    assert.equal(said(await reader.find(at(host, 'flat@~latest'), never)), 'at: v1.10.0');
  });

  test('a partial version is the highest that begins so', async () => {
    const { reader, host } = await parts('1.2.0', '1.2.7', '1.3.0', '2.0.0');
    assert.equal(said(await reader.find(at(host, 'flat@1.2'), never)), 'at: 1.2.7');
    assert.equal(said(await reader.find(at(host, 'flat@1'), never)), 'at: 1.3.0');
  });

  test('a partial version without a release is a tag or branch by that name', async () => {
    const { reader, host } = await parts('2.0.0');
    assert.equal(said(await reader.find(at(host, 'flat@1'), never)), 'at: 1');
  });

  test('no release, no latest', async () => {
    const { reader, host, refs } = await parts();
    assert.equal(said(await reader.find(at(host, 'flat@~latest'), never)), 'absent: ');
    assert.deepEqual(refs, []);
  });

  test('a version or a component that is not there', async () => {
    const { reader, host } = await parts();
    assert.equal(said(await reader.find(at(host, 'flat@gone'), never)), 'absent: ');
    assert.equal(said(await reader.find(at(host, 'none@main'), never)), 'absent: ');
  });

  test('a project that is not there', async () => {
    const { reader, host } = await parts();
    const address = `${host}/acme/none/flat@main`;
    assert.equal(
      said(await reader.find({ kind: 'component', address }, never)),
      `absent: Component '${address}' - project does not exist or you don't have sufficient permissions`,
    );
  });

  test('of another instance', async () => {
    const { reader } = await parts();
    const address = 'gitlab.example.org/acme/parts/flat@main';
    assert.equal(said(await reader.find({ kind: 'component', address }, never)), 'unresolved: unsupported');
  });
});

describe('include:remote', () => {
  async function web(answer: Parameters<typeof serve>[0]): Promise<{ reader: Reader; server: Server }> {
    const server = await other(answer);
    return { reader: readerOf(server.url, 'glpat-secret', { now: () => 0 }), server };
  }
  const remote = (url: string): Location => ({ kind: 'remote', url });

  test('is read without a token, also from the instance itself', async () => {
    const { reader, server } = await web((_, response) => void response.end('a: {script: x}'));
    assert.equal(said(await reader.find(remote(`${server.url}/x.yml`), never)), 'a: {script: x}');
    assert.equal(server.requests[0]?.headers['authorization'], undefined);
  });

  test('follows redirects', async () => {
    const { reader, server } = await web((request, response) => {
      if (request.url === '/new.yml') return void response.end('new: 1');
      response.writeHead(302, { location: '/new.yml' }).end();
    });
    assert.equal(said(await reader.find(remote(`${server.url}/old.yml`), never)), 'new: 1');
  });

  test('a client error is what GitLab gets too', async () => {
    const { reader, server } = await web((_, response) => void response.writeHead(404).end());
    const url = `${server.url}/x.yml`;
    assert.equal(
      said(await reader.find(remote(url), never)),
      `absent: Remote file \`${url}\` could not be fetched after 1 attempt because of HTTP code \`404\` error!`,
    );
  });

  test('a server error may pass', async () => {
    const { reader, server } = await web((_, response) => void response.writeHead(503).end());
    assert.equal(said(await reader.find(remote(`${server.url}/x.yml`), never)), 'unresolved: offline');
  });

  test('nothing but http', async () => {
    const { reader } = await web((_, response) => void response.end());
    assert.equal(said(await reader.find(remote('file:///etc/passwd'), never)), 'unresolved: unsupported');
    assert.equal(said(await reader.find(remote('not an address'), never)), 'unresolved: unsupported');
  });

  test('nothing of this machine, unless GitLab is here too', async () => {
    const { server } = await web((_, response) => void response.end('a: 1'));
    const reader = readerOf('https://gitlab.example.org', 'x', { now: () => 0 });
    assert.equal(said(await reader.find(remote(`${server.url}/x.yml`), never)), 'unresolved: forbidden');
    assert.equal(said(await reader.find(remote('http://169.254.169.254/x.yml'), never)), 'unresolved: forbidden');
    assert.equal(server.requests.length, 0);
  });

  test('nothing too large', async () => {
    const { reader, server } = await web((_, response) => void response.end('#'.repeat(6_000_000)));
    assert.equal(said(await reader.find(remote(`${server.url}/x.yml`), never)), 'unresolved: unsupported');
  });
});

describe('what was read is kept', () => {
  test('for ten minutes, and the same text stays the same file', async () => {
    const {
      reader,
      clock,
      gitlab: { hits },
    } = await stage();
    const first = await reader.find(inShop('ci/deploy.yml'), never);
    clock.now += 9 * 60_000;
    assert.equal(await reader.find(inShop('ci/deploy.yml'), never), first);
    assert.equal(hits.length, 1);
    clock.now += 2 * 60_000;
    const later = await reader.find(inShop('ci/deploy.yml'), never);
    assert.equal(hits.length, 2);
    assert.ok(first.kind === 'file' && later.kind === 'file' && first.file === later.file);
    assert.equal(later.takenAt, 11 * 60_000);
  });

  test('for ever, when it is the file of a commit', async () => {
    const {
      reader,
      clock,
      gitlab: { hits },
    } = await stage();
    const location = inShop('ci/deploy.yml', 'b'.repeat(40));
    await reader.find(location, never);
    clock.now += 1e12;
    await reader.find(location, never);
    assert.equal(hits.length, 1);
  });

  test('offline, with its age', async () => {
    const { reader, clock, gitlab: server } = await stage();
    const first = await reader.find(inShop('ci/deploy.yml'), never);
    await server.close();
    clock.now += 11 * 60_000;
    assert.equal(await reader.find(inShop('ci/deploy.yml'), never), first);
    assert.equal(said(await reader.find(inShop('ci/b.yml'), never)), 'unresolved: offline');
  });

  test('what was not there is looked for again after a minute', async () => {
    const {
      reader,
      clock,
      gitlab: { hits },
    } = await stage();
    await reader.find(inShop('none.yml'), never);
    await reader.find(inShop('none.yml'), never);
    assert.equal(hits.length, 1);
    clock.now += 61_000;
    await reader.find(inShop('none.yml'), never);
    assert.equal(hits.length, 2);
  });

  test('a cancelled question is asked again', async () => {
    const { reader } = await stage();
    await assert.rejects(async () => await reader.find(inShop('ci/deploy.yml'), AbortSignal.abort()), {
      kind: 'cancelled',
    });
    assert.equal(said(await reader.find(inShop('ci/deploy.yml'), never)), 'deploy: {script: x}');
  });
});
