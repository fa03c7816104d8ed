/** The stand-in GitLab: a loopback HTTP server with GitLab's REST and GraphQL paths, driven by one scenario. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, noRoute } from './answer.ts';
import { type Credential, credentialOf, identify, identifyForGraphql, tokenOf } from './auth.ts';
import { build } from './build.ts';
import { find } from './call.ts';
import { type Faults, faultBox, spoilt } from './faults.ts';
import { type GraphqlServer, graphqlServer } from './graphql.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { environmentRoutes } from './routes/environments.ts';
import { groupRoutes } from './routes/groups.ts';
import { instanceRoutes } from './routes/instance.ts';
import { memberRoutes } from './routes/members.ts';
import { pipelineRoutes } from './routes/pipelines.ts';
import { projectRoutes } from './routes/projects.ts';
import { refRoutes } from './routes/refs.ts';
import { repositoryRoutes } from './routes/repository.ts';
import type { FaultSpec, Scenario } from './scenario.ts';
import type { World } from './world.ts';

const routes = [
  ...instanceRoutes,
  ...projectRoutes,
  ...memberRoutes,
  ...environmentRoutes,
  ...deploymentRoutes,
  ...pipelineRoutes,
  ...refRoutes,
  ...repositoryRoutes,
  ...groupRoutes,
];

export interface StandIn {
  /** With the relative root, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Every request so far, in the order of their ends. */
  readonly hits: readonly Hit[];
  readonly faults: Faults;
  /** From the next request on another scenario is true. */
  replace(scenario: Scenario): void;
  close(): Promise<void>;
}

export interface Hit {
  readonly method: string;
  /** Below the relative root, as sent, without the query. */
  readonly path: string;
  readonly query: string;
  readonly user?: string;
  /** In which header the token came. */
  readonly token?: Credential['how'];
  /** 0: no answer was given. */
  readonly status: number;
  readonly userAgent: string;
  /** Asked with `If-None-Match`. */
  readonly conditional: boolean;
  /** Of a POST. */
  readonly body: string;
}

/**
 * Starts the stand-in on 127.0.0.1.
 * @param options.port default: a free one.
 * @throws where the scenario names users, groups, projects, jobs or environments that it does not have.
 */
export async function startGitlab(scenario: Scenario, options: { readonly port?: number } = {}): Promise<StandIn> {
  let world = build(scenario);
  let graphql = graphqlServer(world);
  const hits: Hit[] = [];
  const faults = faultBox(world.faults);
  const server = createServer((request, response) => {
    serve(request, response, { world, graphql }).catch((error: unknown) => {
      // A bug of the stand-in: the caller sees it as GitLab's 500, the developer sees the stack.
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${world.instance.root}`, port, hits, faults, replace, close };

  function replace(next: Scenario): void {
    world = build(next);
    graphql = graphqlServer(world);
  }

  async function close(): Promise<void> {
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  }

  async function serve(request: IncomingMessage, response: ServerResponse, now: Now): Promise<void> {
    const body = await textOf(request);
    const asked = askedOf(request, body, now.world);
    const fault = faults.take(asked);
    if (fault?.latency_ms) await wait(fault.latency_ms);
    const log = (status: number) => hits.push({ ...hitOf(asked, request), status });
    if (fault?.stall) return void log(0);
    if (fault?.reset === 'before') {
      log(0);
      return void response.destroy();
    }
    const answer = () => answerTo(asked, now);
    send(request, response, fault ? spoilt(fault, answer) : answer(), { fault, world: now.world, log });
  }
}

interface Now {
  readonly world: World;
  readonly graphql: GraphqlServer;
}

interface Asked {
  readonly method: string;
  readonly base: string;
  readonly path: string;
  /** Whether the path lies below the relative root at all. */
  readonly inside: boolean;
  readonly query: URLSearchParams;
  readonly credential?: Credential;
  readonly user?: string;
  readonly body: string;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

function askedOf(request: IncomingMessage, body: string, world: World): Asked {
  const [whole = '', query = ''] = (request.url ?? '/').split('?', 2);
  const { root } = world.instance;
  const inside = whole.startsWith(`${root}/`);
  const parameters = new URLSearchParams(query);
  const credential = credentialOf(request.headers, parameters);
  const user = tokenOf(world, credential)?.user.username;
  return {
    method: request.method ?? 'GET',
    base: `http://${request.headers.host ?? '127.0.0.1'}${root}`,
    path: inside ? whole.slice(root.length) : whole,
    inside,
    query: parameters,
    ...(credential && { credential }),
    ...(user !== undefined && { user }),
    body,
  };
}

function hitOf(asked: Asked, { headers }: IncomingMessage): Omit<Hit, 'status'> {
  const { method, path, query, user, credential, body } = asked;
  return {
    method,
    path,
    query: query.toString(),
    ...(user !== undefined && { user }),
    ...(credential && { token: credential.how }),
    userAgent: headers['user-agent'] ?? '',
    conditional: headers['if-none-match'] !== undefined,
    body,
  };
}

function answerTo(asked: Asked, { world, graphql }: Now): Answer {
  const { method, base, path, query, credential, inside } = asked;
  if (!inside) return { status: 404, text: '<html><body>nothing here</body></html>', type: 'text/html' };
  if (path === '/api/graphql') return graphql.answer(asked, identifyForGraphql(world, credential));
  if (!path.startsWith('/api/')) return page(path, base);
  const found = find(routes, path.replace(/^\/api\/v4(?=\/)/, ''));
  if (!path.startsWith('/api/v4/') || !found || (found.route.enterprise && !world.instance.enterprise)) return noRoute;
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, json: { error: '405 Not Allowed' } };
  const who = identify(world, credential, found.route);
  if ('status' in who) return who;
  return found.route.handle({ world, ...who, params: found.params, query, base, path });
}

/** Whatever is not the API leads to the sign-in page, as it does for a stranger. */
function page(path: string, base: string): Answer {
  if (path !== '/users/sign_in') return { status: 302, text: '', headers: { location: `${base}/users/sign_in` } };
  const words = '<h1>GitLab</h1><p>A stand-in: only the API is here.</p>';
  return { status: 200, text: `<!DOCTYPE html><html><body>${words}</body></html>`, type: 'text/html; charset=utf-8' };
}

interface Sending {
  readonly fault: FaultSpec['do'] | undefined;
  readonly world: World;
  log(status: number): void;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  { fault, world, log }: Sending,
): void {
  const isJson = answer.json !== undefined;
  const whole = Buffer.from(isJson ? JSON.stringify(answer.json) : (answer.text ?? ''));
  const body = fault?.truncate === undefined ? whole : whole.subarray(0, fault.truncate);
  const etag = `W/"${createHash('md5').update(whole).digest('hex')}"`;
  const fresh = answer.status === 200 && isJson && request.method === 'GET';
  const unchanged = fresh && request.headers['if-none-match'] === etag;
  const status = unchanged ? 304 : answer.status;
  log(status);
  response.writeHead(status, {
    ...(!unchanged && { 'content-type': answer.type ?? (isJson ? 'application/json' : 'text/plain') }),
    ...(!unchanged && { 'content-length': body.length }),
    ...(fresh && { etag, 'cache-control': 'max-age=0, private, must-revalidate' }),
    vary: 'Origin',
    'x-gitlab-meta': '{"correlation_id":"0","version":"1"}',
    ...(status < 400 && limitsOf(world)),
    ...answer.headers,
  });
  if (fault?.reset === 'mid') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
    return;
  }
  response.end(unchanged || request.method === 'HEAD' ? undefined : body);
}

function limitsOf({ instance: { rateLimit } }: World): Readonly<Record<string, string>> {
  if (!rateLimit) return {};
  return {
    'ratelimit-name': 'throttle_authenticated_api',
    'ratelimit-limit': String(rateLimit.limit),
    'ratelimit-observed': String(rateLimit.limit - rateLimit.remaining),
    'ratelimit-remaining': String(rateLimit.remaining),
    'ratelimit-reset': String(Math.floor(Date.now() / 1000) + 60),
  };
}
