import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { Fault } from '../../server/src/host/fault.ts';
import { type Network, networkFrom, proxyFor } from '../../server/src/host/network.ts';
import { Secret } from '../../server/src/host/secret.ts';
import { Transport } from '../../server/src/host/transport.ts';
import { basic, ca, certificateFile, identity, type ProxyOptions, type RunningProxy, startProxy } from './proxy.ts';

const never = new AbortController().signal;
const closing: (() => unknown)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A GitLab with a certificate that nobody trusts, on the loopback interface. */
async function privateGitlab(): Promise<number> {
  const server = createServer(identity, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":1}');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function proxy(options: ProxyOptions = {}): Promise<RunningProxy> {
  const started = await startProxy(options);
  closing.push(() => started.close());
  return started;
}

function user(base: string, network: Network): Promise<unknown> {
  const token = { kind: 'personal', secret: new Secret('glpat-x') } as const;
  const transport = new Transport({ base, token }, { network, backOff: 1 });
  closing.push(() => transport.close());
  return transport.get('user', never).then((it) => it.body);
}

async function offline(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(
    () => assert.fail('was answered'),
    (it: unknown) => it,
  );
  assert.ok(error instanceof Fault && error.kind === 'offline', String(error));
  return error.message;
}

describe('a private certificate authority', () => {
  test('is not trusted by itself, and the message says what to do', async () => {
    const port = await privateGitlab();
    const message = await offline(user(`https://127.0.0.1:${port}`, {}));
    assert.match(message, /its certificate is not trusted; name the file of its CA/);
  });

  test('is trusted when it is named', async () => {
    const port = await privateGitlab();
    assert.deepEqual(await user(`https://127.0.0.1:${port}`, { ca }), { id: 1 });
  });

  test('for its own names only', async () => {
    const port = await privateGitlab();
    const message = await offline(user(`https://localhost:${port}`, { ca }));
    assert.match(message, /its certificate is for another name/);
  });
});

describe('a proxy', () => {
  test('is asked for a tunnel, inside which the certificate is checked', async () => {
    const port = await privateGitlab();
    const { url, asked } = await proxy();
    assert.deepEqual(await user(`https://gitlab.test:${port}`, { proxy: url, ca }), { id: 1 });
    assert.deepEqual(asked, [{ target: `gitlab.test:${port}`, authorization: basic('dana:s@fe') }]);
  });

  test('cannot stand in for the instance', async () => {
    const port = await privateGitlab();
    const { url } = await proxy();
    assert.match(await offline(user(`https://gitlab.test:${port}`, { proxy: url })), /not trusted/);
  });

  test('that wants a password says so', async () => {
    const { url } = await proxy({ credentials: 'dana:another' });
    const message = await offline(user('https://gitlab.test', { proxy: url }));
    assert.match(message, /the proxy 127\.0\.0\.1 answers 407 to CONNECT/);
    assert.doesNotMatch(message, /s@fe|s%40fe/);
  });

  test('gets plain requests as a whole', async () => {
    const { url, asked } = await proxy();
    assert.deepEqual(await user('http://gitlab.test', { proxy: url }), { id: 2 });
    assert.equal(asked[0]?.target, 'http://gitlab.test/api/v4/user');
  });
});

describe('a proxy with a certificate that nobody trusts', () => {
  test('is not talked to', async () => {
    const { url, asked } = await proxy({ secure: true });
    assert.match(await offline(user('http://gitlab.test', { proxy: url })), /its certificate is not trusted/);
    assert.match(await offline(user('https://gitlab.test', { proxy: url })), /its certificate is not trusted/);
    assert.deepEqual(asked, []);
  });

  test('is, where the person says so or names its authority', async () => {
    const { url } = await proxy({ secure: true });
    assert.deepEqual(await user('http://gitlab.test', { proxy: url, strictSSL: false }), { id: 2 });
    assert.deepEqual(await user('http://gitlab.test', { proxy: url, ca }), { id: 2 });
  });

  test('cannot stand in for the instance even so', async () => {
    const port = await privateGitlab();
    const { url, asked } = await proxy({ secure: true });
    const answer = user(`https://gitlab.test:${port}`, { proxy: url, strictSSL: false });
    assert.match(await offline(answer), /its certificate is not trusted/);
    assert.equal(asked[0]?.target, `gitlab.test:${port}`);
  });
});

describe('which way', () => {
  const proxied = (url: string, noProxy = '') => proxyFor(new URL(url), { proxy: 'proxy.test:3128', noProxy })?.href;

  test('through the proxy', () => assert.equal(proxied('https://gitlab.com'), 'http://proxy.test:3128/'));
  test('direct to this machine', () => assert.equal(proxied('http://127.0.0.1:3000'), undefined));
  test('direct to ::1', () => assert.equal(proxied('http://[::1]:3000'), undefined));
  test('direct to what no_proxy names', () => assert.equal(proxied('https://git.corp', 'git.corp'), undefined));
  test('and to what is below it', () => assert.equal(proxied('https://a.git.corp', '.git.corp'), undefined));
  test('but not to what only ends like it', () => assert.ok(proxied('https://xgit.corp', 'git.corp')));
  test('with a port, that port only', () => assert.ok(proxied('https://git.corp', 'git.corp:8443')));
  test('the usual port counts as written', () => assert.equal(proxied('https://git.corp', 'git.corp:443'), undefined));
  test('a star is everything', () => assert.equal(proxied('https://gitlab.com', '*'), undefined));
});

describe('from the surroundings', () => {
  test('the environment names the proxy', () => {
    const env = { https_proxy: 'http://p:1', NO_PROXY: 'x' };
    assert.deepEqual(networkFrom(env), { proxy: 'http://p:1', noProxy: 'x' });
  });

  test('a setting comes before it', () => {
    assert.equal(networkFrom({ HTTPS_PROXY: 'http://p:1' }, { proxy: 'http://q:2' }).proxy, 'http://q:2');
  });

  test('a CA file beside the one that Node was given', () => {
    const env = { NODE_EXTRA_CA_CERTS: certificateFile };
    const pem = readFileSync(certificateFile, 'utf8');
    assert.equal(networkFrom(env, { caFile: certificateFile }).ca, `${pem}\n${pem}`);
    assert.equal(networkFrom(env).ca, undefined);
  });
});
