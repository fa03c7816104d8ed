/** One HTTP request and its reply: bounded in time and size, abortable, following nothing and retrying nothing. */
import * as http from 'node:http';
import * as https from 'node:https';
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { Fault } from './fault.ts';
import type { Route } from './network.ts';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
  readonly maxBytes: number;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as it came. */
  readonly bytes: Uint8Array;
}

/**
 * @throws Fault `cancelled`, `timeout`, `offline` or (too large) `bad-payload`. Its message names the host and never the
 * headers.
 */
export function exchange(request: Request, route: Route, signal: AbortSignal): Promise<Reply> {
  const { url, method, body, timeout, maxBytes } = request;
  const either = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  return new Promise<Reply>((resolve, reject) => {
    const fail = (error: unknown) => reject(named(error, url, signal, either, timeout));
    if (either.aborted) return fail(either.reason);
    const sent = requestFor(request, route, either);
    sent.once('error', fail);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxBytes) {
          reject(new Fault('bad-payload', t`${url.host} sends more than ${Math.round(maxBytes / 1e6)} MB`));
          sent.destroy();
        }
      });
      response.once('error', fail);
      response.once('end', () => {
        const bytes = Buffer.concat(chunks);
        const status = response.statusCode ?? 0;
        resolve({ status, headers: headersOf(response), text: bytes.toString('utf8'), bytes });
      });
    });
    sent.end(method === 'POST' ? body : undefined);
  });
}

function requestFor({ method, url, headers, body }: Request, route: Route, signal: AbortSignal): http.ClientRequest {
  const to = route.via ?? url;
  const { request } = to.protocol === 'https:' ? https : http;
  return request({
    protocol: to.protocol,
    hostname: to.hostname.replace(/^\[|\]$/g, ''),
    port: to.port || (to.protocol === 'https:' ? 443 : 80),
    path: route.via ? url.href : `${url.pathname}${url.search}`,
    method,
    agent: route.agent,
    signal,
    headers: {
      host: url.host,
      ...headers,
      ...route.headers,
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    },
  });
}

function headersOf({ headers }: http.IncomingMessage): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function named(error: unknown, { host }: URL, signal: AbortSignal, either: AbortSignal, timeout: number): Fault {
  if (signal.aborted) return new Fault('cancelled', 'cancelled');
  if (either.aborted) return new Fault('timeout', t`${host} did not answer within ${timeout / 1000} s`);
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  const reason = untrusted.includes(code)
    ? later('its certificate is not trusted; name the file of its CA')
    : reasons[code];
  const text = reason === undefined ? code || message || t`no connection` : t(reason);
  return new Fault('offline', t`${host} cannot be reached: ${text}`, { passing: !lasting.includes(code) });
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: later('the name is not known'),
  EAI_AGAIN: later('the name cannot be looked up at the moment'),
  ECONNREFUSED: later('the connection is refused'),
  ECONNRESET: later('the connection broke off'),
  EPIPE: later('the connection broke off'),
  ETIMEDOUT: later('the connection takes too long'),
  EHOSTUNREACH: later('there is no way to it'),
  ENETUNREACH: later('there is no network'),
  CERT_HAS_EXPIRED: later('its certificate has expired'),
  ERR_TLS_CERT_ALTNAME_INVALID: later('its certificate is for another name'),
};

const untrusted: readonly string[] = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
];

const lasting: readonly string[] = [...untrusted, 'ENOTFOUND', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'];
