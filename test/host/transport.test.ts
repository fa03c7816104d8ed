import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Fault, type FaultKind } from '../../server/src/host/fault.ts';
import { Secret } from '../../server/src/host/secret.ts';
import { type RequestNote, Transport, type TransportOptions } from '../../server/src/host/transport.ts';
import { json, type Server, serve } from './server.ts';

const token = 'glpat-very-secret';
const never = new AbortController().signal;
const open: (Server | Transport)[] = [];

afterEach(async () => {
  for (const it of open.splice(0)) await it.close();
});

async function gitlab(answer: Parameters<typeof serve>[0]): Promise<Server> {
  const server = await serve(answer);
  open.push(server);
  return server;
}

function transportTo(base: string, options: TransportOptions = {}, kind: 'personal' | 'job' = 'personal'): Transport {
  const transport = new Transport({ base, token: { kind, secret: new Secret(token) } }, { backOff: 5, ...options });
  open.push(transport);
  return transport;
}

async function fault(kind: FaultKind, answer: Promise<unknown>): Promise<Fault> {
  const error = await answer.then(
    () => assert.fail('was answered'),
    (it: unknown) => it,
  );
  assert.ok(error instanceof Fault, String(error));
  assert.equal(error.kind, kind, error.message);
  assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(token), 'the token is in the error');
  return error;
}

describe('who we are', () => {
  test('a token goes as Bearer, with our own name', async () => {
    const server = await gitlab((_, response) => json(response, {}));
    await transportTo(server.url).get('user', never);
    const { headers, url } = server.requests[0] ?? assert.fail();
    assert.equal(headers['authorization'], `Bearer ${token}`);
    assert.match(headers['user-agent'] ?? '', /^deploy-gates\/\d+\.\d+\.\d+/);
    assert.equal(headers['private-token'], undefined);
    assert.equal(headers['x-gitlab-language-server-version'], undefined);
    assert.equal(url, '/api/v4/user');
  });

  test("a job's token goes in its own header", async () => {
    const server = await gitlab((_, response) => json(response, {}));
    await transportTo(server.url, {}, 'job').get('projects/1/environments', never);
    assert.equal(server.requests[0]?.headers['job-token'], token);
    assert.equal(server.requests[0]?.headers['authorization'], undefined);
  });

  test('GitLab may live below another site', async () => {
    const server = await gitlab((_, response) => json(response, { data: {} }));
    const transport = transportTo(`${server.url}/gitlab`);
    await transport.get('user', never);
    await transport.graphql('{ metadata { version } }', {}, never);
    assert.deepEqual(
      server.requests.map((it) => it.url),
      ['/gitlab/api/v4/user', '/gitlab/api/graphql'],
    );
  });
});

describe('redirects', () => {
  test('inside the instance are followed, as for projects that moved', async () => {
    const server = await gitlab((request, response) => {
      if (request.url === '/api/v4/projects/7') return json(response, { id: 7 });
      response.writeHead(301, { location: `http://${request.headers.host}/api/v4/projects/7` }).end();
    });
    const answer = await transportTo(server.url).get('projects/old%2Fpath', never);
    assert.deepEqual(answer.body, { id: 7 });
    assert.equal(server.requests[1]?.headers['authorization'], `Bearer ${token}`);
  });

  test('to another origin are refused, and nothing is sent there', async () => {
    const other = await gitlab((_, response) => json(response, {}));
    const server = await gitlab((_, response) => {
      response.writeHead(302, { location: `${other.url}/api/v4/user` }).end();
    });
    const { message } = await fault('redirect', transportTo(server.url).get('user', never));
    assert.match(message, /sends us on to http:\/\/127\.0\.0\.1:\d+, where the token does not belong/);
    assert.equal(other.requests.length, 0);
  });

  test('in circles end', async () => {
    const server = await gitlab((_, response) => {
      response.writeHead(302, { location: '/api/v4/user' }).end();
    });
    await fault('redirect', transportTo(server.url).get('user', never));
    assert.equal(server.requests.length, 4);
  });
});

describe('repeating', () => {
  test('502 twice, then an answer', async () => {
    const server = await gitlab((_, response, nth) => json(response, { nth }, nth < 3 ? 502 : 200));
    const answer = await transportTo(server.url).get('user', never);
    assert.deepEqual(answer.body, { nth: 3 });
  });

  test('502 for ever is asked three times', async () => {
    const server = await gitlab((_, response) => json(response, {}, 502));
    await fault('server-error', transportTo(server.url).get('user', never));
    assert.equal(server.requests.length, 3);
  });

  test('a GraphQL query is a read', async () => {
    const server = await gitlab((_, response, nth) => json(response, { data: {} }, nth < 2 ? 503 : 200));
    assert.deepEqual(await transportTo(server.url).graphql('{ x }', {}, never), { data: {} });
  });

  test('a connection that breaks before and in the middle of an answer', async () => {
    const server = await gitlab((_, response, nth) => {
      if (nth === 1) response.destroy();
      else if (nth === 2) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '50' });
        response.write('{"id":', () => response.destroy());
      } else json(response, { id: 1 });
    });
    assert.deepEqual((await transportTo(server.url).get('user', never)).body, { id: 1 });
  });

  test('403 is an answer', async () => {
    const server = await gitlab((_, response) => json(response, { message: '403 Forbidden' }, 403));
    const { message, details } = await fault('forbidden', transportTo(server.url).get('x', never));
    assert.equal(message, 'GitLab answers 403 Forbidden');
    assert.equal(details.status, 403);
    assert.equal(server.requests.length, 1);
  });
});

describe('rate limits', () => {
  test('a short Retry-After is waited for', async () => {
    const server = await gitlab((_, response, nth) =>
      nth === 1 ? json(response, {}, 429, { 'retry-after': '1' }) : json(response, { nth }),
    );
    const start = performance.now();
    assert.deepEqual((await transportTo(server.url).get('user', never)).body, { nth: 2 });
    assert.ok(performance.now() - start >= 950);
  });

  test('a long one is reported, and later requests are held back here', async () => {
    const server = await gitlab((_, response) => {
      response.writeHead(429, { 'content-type': 'text/plain', 'retry-after': '60' }).end('Retry later\n');
    });
    const transport = transportTo(server.url);
    const { details } = await fault('rate-limited', transport.get('user', never));
    assert.equal(details.retryAfter, 60_000);
    await fault('rate-limited', transport.get('metadata', never));
    assert.equal(server.requests.length, 1);
  });

  test('until GitLab wants to hear from us again', async () => {
    const clock = { now: 1_000 };
    const server = await gitlab((_, response, nth) =>
      nth === 1 ? json(response, {}, 429, { 'retry-after': '60' }) : json(response, {}),
    );
    const transport = transportTo(server.url, { clock: () => clock.now });
    await fault('rate-limited', transport.get('user', never));
    clock.now += 60_000;
    await transport.get('user', never);
  });

  test("the application's own limiter says no less", async () => {
    const body = { message: { error: 'This endpoint has been requested too many times. Try again later.' } };
    const server = await gitlab((_, response) => json(response, body, 429, { 'retry-after': '120' }));
    const { details } = await fault('rate-limited', transportTo(server.url).get('projects/1', never));
    assert.match(details.answer ?? '', /too many times/);
  });
});

describe('what is no answer', () => {
  test('a sign-in page with status 200', async () => {
    const server = await gitlab((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Sign in</html>');
    });
    await fault('not-gitlab', transportTo(server.url).get('user', never));
  });

  test("a proxy's page with status 403", async () => {
    const server = await gitlab((_, response) => {
      response.writeHead(403, { 'content-type': 'text/html' }).end('<html>Access denied</html>');
    });
    await fault('not-gitlab', transportTo(server.url).get('user', never));
  });

  test('JSON that ends early', async () => {
    const server = await gitlab((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id":');
    });
    await fault('bad-payload', transportTo(server.url).get('user', never));
  });

  test('broken JSON with status 403 is still a 403', async () => {
    const server = await gitlab((_, response) => {
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"mess');
    });
    await fault('forbidden', transportTo(server.url).get('user', never));
  });

  test('nothing at all, in time', async () => {
    const server = await gitlab(() => undefined);
    const { message } = await fault('timeout', transportTo(server.url, { timeout: 50 }).get('user', never));
    assert.match(message, /did not answer within 0.05 s/);
  });

  test('nobody there', async () => {
    const server = await serve(() => undefined);
    await server.close();
    const { message } = await fault('offline', transportTo(server.url).get('user', never));
    assert.match(message, /127\.0\.0\.1:\d+ cannot be reached: the connection is refused/);
  });
});

describe('what GitLab says about tokens', () => {
  test('a token without the scope: which ones would do', async () => {
    const body = { error: 'insufficient_scope', error_description: 'The request requires …', scope: 'api read_api' };
    const server = await gitlab((_, response) => json(response, body, 403));
    const { details } = await fault('forbidden', transportTo(server.url).get('projects/1', never));
    assert.deepEqual(details.scopes, ['api', 'read_api']);
  });

  test('an expired token', async () => {
    const body = { error: 'invalid_token', error_description: 'Token is expired. You can either …' };
    const server = await gitlab((_, response) => json(response, body, 401));
    const { message } = await fault('unauthorized', transportTo(server.url).get('user', never));
    assert.match(message, /401 Token is expired/);
  });

  test('a route that does not exist is told from a thing that does not', async () => {
    const server = await gitlab((request, response) =>
      json(response, request.url?.endsWith('/ce') ? { error: '404 Not Found' } : { message: '404 Not found' }, 404),
    );
    const transport = transportTo(server.url);
    await fault('no-route', transport.get('ce', never));
    await fault('not-found', transport.get('ee', never));
  });

  test('a server that repeats the token gets it cut out', async () => {
    const server = await gitlab((_, response) => json(response, { message: `no ${token}` }, 400));
    const { message } = await fault('refused', transportTo(server.url).get('user', never));
    assert.equal(message, 'GitLab answers 400 no [token]');
  });
});

describe('cancelling', () => {
  test('ends a request under way at once', async () => {
    const server = await gitlab(() => undefined);
    const abort = new AbortController();
    const answer = transportTo(server.url).get('user', abort.signal);
    setTimeout(() => abort.abort(), 20);
    const start = performance.now();
    await fault('cancelled', answer);
    assert.ok(performance.now() - start < 1000);
  });

  test('before the start sends nothing', async () => {
    const server = await gitlab((_, response) => json(response, {}));
    await fault('cancelled', transportTo(server.url).get('user', AbortSignal.abort()));
    assert.equal(server.requests.length, 0);
  });

  test('one of two who wait for the same leaves the other its answer', async () => {
    const server = await gitlab((_, response) => setTimeout(() => json(response, { id: 1 }), 60));
    const transport = transportTo(server.url);
    const abort = new AbortController();
    const leaving = transport.get('user', abort.signal);
    const staying = transport.get('user', never);
    abort.abort();
    await fault('cancelled', leaving);
    assert.deepEqual((await staying).body, { id: 1 });
    assert.equal(server.requests.length, 1);
  });

  test('while waiting for a repetition', async () => {
    const server = await gitlab((_, response) => json(response, {}, 503));
    const abort = new AbortController();
    const answer = transportTo(server.url, { backOff: 60_000 }).get('user', abort.signal);
    setTimeout(() => abort.abort(), 50);
    await fault('cancelled', answer);
    assert.equal(server.requests.length, 1);
  });
});

describe('sparing the server', () => {
  test('no more than six at once', async () => {
    const running = { now: 0, most: 0 };
    const server = await gitlab((_, response) => {
      running.most = Math.max(running.most, ++running.now);
      setTimeout(() => {
        running.now--;
        json(response, {});
      }, 20);
    });
    const transport = transportTo(server.url);
    const paths = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
    await Promise.all(paths.map((it) => transport.get(it, never)));
    assert.equal(running.most, 6);
  });

  test('what has not changed is not sent again', async () => {
    const server = await gitlab((request, response) => {
      if (request.headers['if-none-match'] === 'W/"1"') return void response.writeHead(304).end();
      json(response, { id: 1 }, 200, { etag: 'W/"1"' });
    });
    const notes: RequestNote[] = [];
    const transport = transportTo(server.url, { onRequest: (it) => notes.push(it) });
    await transport.get('user', never);
    assert.deepEqual((await transport.get('user', never)).body, { id: 1 });
    assert.deepEqual(
      notes.map((it) => [it.path, it.outcome]),
      [
        ['/api/v4/user', 200],
        ['/api/v4/user', 304],
      ],
    );
  });

  test('a flight that has landed is not joined', async () => {
    const server = await gitlab((_, response, nth) => json(response, { nth }));
    const transport = transportTo(server.url);
    await transport.get('user', never);
    assert.deepEqual((await transport.get('user', never)).body, { nth: 2 });
  });
});

test('nothing that is told about a request holds the token', async () => {
  const server = await gitlab((_, response) => json(response, {}, 500));
  const notes: RequestNote[] = [];
  const transport = transportTo(server.url, { onRequest: (it) => notes.push(it) });
  await fault('server-error', transport.graphql('{ x }', { a: 1 }, never));
  await wait(1);
  const said = [
    inspect(notes, { depth: 9 }),
    inspect(transport, { depth: 9, showHidden: true }),
    JSON.stringify(transport.account),
  ];
  assert.ok(notes.length === 3 && said.every((it) => !it.includes(token)));
});
