import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { baseOf } from '../../server/src/host/account.ts';
import { glabFiles, glabHostFor, hostsFrom } from '../../server/src/host/glab.ts';
import { type FoundToken, type TokenSources, tokenFor } from '../../server/src/host/token.ts';

const home = mkdtempSync(join(tmpdir(), 'deploy-gates-'));
after(() => rmSync(home, { recursive: true }));
const noon = Date.UTC(2026, 10, 18, 12);

function tokenOf(base: string, sources: Partial<TokenSources> = {}): Promise<FoundToken> {
  return tokenFor(base, { env: {}, platform: 'linux', home, named: true, now: noon, ...sources });
}

function shown({ token, from }: FoundToken): string {
  return token ? `${token.kind} ${token.secret.reveal()} ${from}` : 'none';
}

describe('GITLAB_TOKEN', () => {
  const env = { GITLAB_TOKEN: ' glpat-1\n' };

  test('is for the instance that was named', async () => {
    assert.equal(shown(await tokenOf('https://gl.example.com', { env })), 'personal glpat-1 GITLAB_TOKEN');
  });

  test('is for no instance that nobody named', async () => {
    const found = await tokenOf('https://gl.example.com', { env, named: false });
    assert.equal(shown(found), 'none');
    assert.match(found.note ?? '', /which nobody named: use --gitlab-url/);
  });

  test('is for GITLAB_HOST alone where that is set', async () => {
    const both = { ...env, GITLAB_HOST: 'https://gl.example.com' };
    assert.equal(
      shown(await tokenOf('https://gl.example.com', { env: both, named: false })),
      'personal glpat-1 GITLAB_TOKEN',
    );
    const other = await tokenOf('https://gitlab.com', { env: both });
    assert.equal(shown(other), 'none');
    assert.equal(other.note, '`GITLAB_TOKEN` is for https://gl.example.com (`GITLAB_HOST`)');
  });

  test('another port is another instance', async () => {
    const both = { ...env, GITLAB_HOST: 'gl.example.com' };
    assert.equal(shown(await tokenOf('https://gl.example.com:8443', { env: both })), 'none');
  });
});

describe('the editor', () => {
  test('comes first, and is asked by origin', async () => {
    const given = (origin: string) => Promise.resolve(`of ${origin}`);
    const found = await tokenOf('https://example.com/gitlab', { env: { GITLAB_TOKEN: 'x' }, given });
    assert.equal(shown(found), 'personal of https://example.com editor');
  });

  test('may have none', async () => {
    assert.equal(shown(await tokenOf('https://gitlab.com', { given: () => Promise.resolve(undefined) })), 'none');
  });
});

describe('CI_JOB_TOKEN', () => {
  const env = { CI_JOB_TOKEN: 'job', CI_SERVER_URL: 'https://gl.example.com' };

  test('is for the server whose job this is', async () => {
    assert.equal(shown(await tokenOf('https://gl.example.com', { env })), 'job job CI_JOB_TOKEN');
  });

  test('and for no other', async () => {
    assert.equal(shown(await tokenOf('https://gitlab.com', { env })), 'none');
  });

  test('a token that was given reaches further', async () => {
    const found = await tokenOf('https://gl.example.com', { env: { ...env, GITLAB_TOKEN: 'x' } });
    assert.equal(shown(found), 'personal x GITLAB_TOKEN');
  });
});

describe("glab's login", () => {
  const config = [
    'git_protocol: ssh',
    'hosts:',
    '  gitlab.com:',
    '    token: !!null glpat-com',
    '    api_host: gitlab.com',
    '  gl.example.com:',
    '    token: glpat-example',
    '    api_host: gl.example.com/gitlab',
    '    api_protocol: https',
    '    ca_cert: /etc/corp.pem',
    '  old.example.com:',
    '    token: gone',
    '    is_oauth2: "true"',
    '    oauth2_expiry_date: 01 Jan 26 10:00 UTC',
    '  10.0.0.7:8929:',
    '    api_protocol: http',
    '    token: plain',
    '',
  ].join('\n');

  test('is found by origin', () => {
    const hosts = hostsFrom(config, noon);
    const of = (base: string) => glabHostFor(hosts, base)?.token?.reveal();
    assert.equal(of('https://gitlab.com'), 'glpat-com');
    assert.equal(of('https://gl.example.com/gitlab'), 'glpat-example');
    assert.equal(of('http://10.0.0.7:8929'), 'plain');
    assert.equal(of('https://10.0.0.7:8929'), undefined);
    assert.equal(of('https://gl.example.org'), undefined);
  });

  test('may have expired', async () => {
    const old = glabHostFor(hostsFrom(config, noon), 'https://old.example.com');
    assert.equal(old?.token, undefined);
    assert.match(old?.note ?? '', /has expired; `glab auth status` renews it/);
  });

  test('is read from its file, with the CA', async () => {
    const folder = join(home, '.config', 'glab-cli');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.yml'), config);
    const found = await tokenOf('https://gl.example.com/gitlab');
    assert.equal(shown(found), 'personal glpat-example glab');
    assert.equal(found.caFile, '/etc/corp.pem');
  });

  test('comes after GITLAB_TOKEN', async () => {
    const found = await tokenOf('https://gitlab.com', { env: { GITLAB_TOKEN: 'x' } });
    assert.equal(shown(found), 'personal x GITLAB_TOKEN');
  });

  test('a file that is no YAML gives none', () => assert.deepEqual(hostsFrom('hosts: [', noon), []));

  test('lies where glab keeps it', () => {
    const env = { GLAB_CONFIG_DIR: '/g', XDG_CONFIG_HOME: '/x' };
    assert.deepEqual(glabFiles({ env, platform: 'darwin', home: '/h' }), [
      '/g/config.yml',
      '/x/glab-cli/config.yml',
      '/h/Library/Application Support/glab-cli/config.yml',
      '/etc/xdg/glab-cli/config.yml',
    ]);
  });
});

test('a token is never printed', async () => {
  const found = await tokenOf('https://gitlab.com', { env: { GITLAB_TOKEN: 'glpat-secret' } });
  const printed = [inspect(found, { depth: 9, showHidden: true }), JSON.stringify(found), String(found.token?.secret)];
  assert.ok(printed.every((it) => !it.includes('glpat-secret')));
});

test('addresses of instances', () => {
  assert.equal(baseOf('gitlab.com'), 'https://gitlab.com');
  assert.equal(baseOf('https://Example.com/gitlab/'), 'https://example.com/gitlab');
  assert.equal(baseOf('http://localhost:3000'), 'http://localhost:3000');
  assert.equal(baseOf('https://user:pw@example.com'), 'https://example.com');
  assert.equal(baseOf('ssh://example.com'), undefined);
  assert.equal(baseOf(''), undefined);
});
