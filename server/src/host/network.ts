/** The way out: kept-alive connections, through a proxy where one is set, trusting a private CA where one is named. */
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { BlockList } from 'node:net';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { t } from '@vscode/l10n';

export interface Network {
  /** `http://user:password@host:port`; also `https:`. Used for every instance that `noProxy` does not name. */
  readonly proxy?: string;
  /** Comma-separated hosts, as in `NO_PROXY`: `.example.com`, `example.com:8443`, `*`. Loopback is never proxied. */
  readonly noProxy?: string;
  /** Certificates in PEM that are trusted beside Node's own. */
  readonly ca?: string;
  /** `false`: the proxy's own certificate is not verified. That of the instance always is. */
  readonly strictSSL?: boolean;
}

export interface NetworkChoice {
  readonly proxy?: string | undefined;
  readonly noProxy?: string | undefined;
  /** Path of a PEM file. */
  readonly caFile?: string | undefined;
  /** As `Network`'s. */
  readonly strictSSL?: boolean | undefined;
}

/**
 * What the editor or the command line chose, else what the environment says (`HTTPS_PROXY`, `NO_PROXY`, also in lower
 * case; `NODE_EXTRA_CA_CERTS`, which naming a CA would otherwise switch off).
 * @throws the file system's error, when the CA file cannot be read.
 */
export function networkFrom(
  env: Readonly<Record<string, string | undefined>>,
  { proxy, noProxy, caFile, strictSSL }: NetworkChoice = {},
): Network {
  const via = proxy || env['HTTPS_PROXY'] || env['https_proxy'] || env['ALL_PROXY'] || env['all_proxy'];
  const without = noProxy || env['NO_PROXY'] || env['no_proxy'];
  const extra = env['NODE_EXTRA_CA_CERTS'];
  const ca = caFile && [caFile, ...(extra ? [extra] : [])].map((it) => readFileSync(it, 'utf8')).join('\n');
  return {
    ...(via && { proxy: via }),
    ...(without && { noProxy: without }),
    ...(ca && { ca }),
    ...(strictSSL === false && { strictSSL }),
  };
}

/** How to send a request for a URL. */
export interface Route {
  readonly agent: http.Agent;
  /** Set where a plain-http request goes to a proxy as a whole: the proxy to talk to. */
  readonly via?: URL;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The connections to one instance. `close` ends those that idle. */
export class Connections {
  readonly #network: Network;
  readonly #agents = new Map<string, http.Agent>();

  constructor(network: Network) {
    this.#network = network;
  }

  route(url: URL): Route {
    const proxy = proxyFor(url, this.#network);
    if (!proxy) return { agent: this.#agent(url.protocol, () => direct(url, trust(this.#network))) };
    if (url.protocol === 'https:') {
      return { agent: this.#agent(`tunnel ${proxy.host}`, () => new Tunnel(proxy, this.#network)) };
    }
    const agent = this.#agent(`proxy ${proxy.protocol}`, () => direct(proxy, trustInProxy(this.#network)));
    return { agent, via: proxy, headers: credentials(proxy) };
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  #agent(key: string, make: () => http.Agent): http.Agent {
    const agent = this.#agents.get(key) ?? make();
    this.#agents.set(key, agent);
    return agent;
  }
}

const keep = { keepAlive: true, maxSockets: 6, timeout: 60_000 } as const;

function direct({ protocol }: URL, trusted: https.AgentOptions): http.Agent {
  return protocol === 'https:' ? new https.Agent({ ...keep, ...trusted }) : new http.Agent(keep);
}

function trust({ ca }: Network): { ca?: string[] } {
  return ca === undefined ? {} : { ca: [...tls.rootCertificates, ca] };
}

function trustInProxy(network: Network): https.AgentOptions {
  return { ...trust(network), ...(network.strictSSL === false && { rejectUnauthorized: false }) };
}

/** The proxy for a URL, or `undefined` for the direct way. A proxy setting that is no URL is ignored. */
export function proxyFor(url: URL, { proxy, noProxy = '' }: Network): URL | undefined {
  if (!proxy || isLoopback(url.hostname) || exempt(url, noProxy)) return undefined;
  const text = proxy.includes('://') ? proxy : `http://${proxy}`;
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  return parsed && (parsed.protocol === 'http:' || parsed.protocol === 'https:') ? parsed : undefined;
}

function exempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy
    .split(/[\s,]+/)
    .filter((it) => it !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = entry, only] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
      const bare = name.replace(/^\*?\./, '');
      return (only === undefined || only === port) && (host === bare || host.endsWith(`.${bare}`));
    });
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** `localhost`, 127.0.0.0/8 and ::1. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || loopback.check(host, host.includes(':') ? 'ipv6' : 'ipv4');
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Opens TLS connections through a proxy's `CONNECT`. */
class Tunnel extends https.Agent {
  readonly #proxy: URL;
  readonly #trust: https.AgentOptions;

  constructor(proxy: URL, network: Network) {
    super({ ...keep, ...trust(network) });
    this.#proxy = proxy;
    this.#trust = trustInProxy(network);
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { hostname, port, protocol } = this.#proxy;
    const host = String(options.host ?? '');
    const target = `${host.includes(':') ? `[${host}]` : host}:${options.port ?? 443}`;
    const done = callback as ((error: Error | null, stream?: Duplex) => void) | undefined;
    const request = (protocol === 'https:' ? https : http).request({
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: port || (protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...credentials(this.#proxy) },
      ...this.#trust,
      agent: false,
      timeout: 15_000,
    });
    request.once('connect', ({ statusCode }, socket) => {
      if (statusCode !== 200) {
        socket.destroy();
        done?.(new Error(t`the proxy ${hostname} answers ${String(statusCode)} to CONNECT`));
        return;
      }
      const servername = options.servername ?? (/^[\d.]+$|:/.test(host) ? '' : host);
      done?.(null, tls.connect({ ...(options as tls.ConnectionOptions), socket, servername }));
    });
    request.once('timeout', () => request.destroy(new Error(t`the proxy ${hostname} does not answer`)));
    request.once('error', (error) => done?.(error));
    request.end();
  }
}
