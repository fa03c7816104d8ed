/** Reads a file from the web for `include:remote`: bounded in size and time, and never with a token. */
import { createHash } from 'node:crypto';
import type { Account } from './account.ts';
import { exchange, type Reply } from './exchange.ts';
import { Fault } from './fault.ts';
import { Connections, isLoopback, type Network } from './network.ts';
import type { Fetched } from './remote-files.ts';

const maxBytes = 5_000_000;
const timeout = 10_000;
const maxRedirects = 5;

/**
 * The text behind an address. GitLab fetches it itself, so that only what any reader gets (a client error, an empty
 * answer) is taken for what GitLab gets too.
 * @throws Fault, where nothing can be said about it.
 */
export async function webText(
  address: string,
  { account, network = {} }: { readonly account: Account; readonly network?: Network },
  signal: AbortSignal,
): Promise<Fetched> {
  const connections = new Connections(network);
  try {
    const { status, text, bytes } = await followed(address, account, connections, signal);
    if (status >= 500) throw new Fault('server-error', `${new URL(address).host} answers ${status}`);
    const reason = status >= 400 ? `after 1 attempt because of HTTP code \`${status}\` error` : undefined;
    if (reason !== undefined)
      return { kind: 'absent', message: `Remote file \`${address}\` could not be fetched ${reason}!` };
    return { kind: 'text', text, sha256: createHash('sha256').update(bytes).digest('base64') };
  } finally {
    connections.close();
  }
}

async function followed(
  address: string,
  account: Account,
  connections: Connections,
  signal: AbortSignal,
): Promise<Reply> {
  let url = checked(address, account);
  for (let hop = 0; ; hop++) {
    const headers = { accept: 'text/plain, */*', 'user-agent': 'deploy-gates' };
    const reply = await exchange({ method: 'GET', url, headers, timeout, maxBytes }, connections.route(url), signal);
    const location = reply.headers['location'];
    if (reply.status < 300 || reply.status >= 400 || location === undefined) return reply;
    if (hop === maxRedirects) throw new Fault('redirect', `${url.host} redirects too often`);
    url = checked(location, account, url.href);
  }
}

/** http and https only. GitLab fetches nothing from the local machine by default, and neither do we. */
function checked(address: string, { base }: Account, from?: string): URL {
  if (!URL.canParse(address, from)) throw new Fault('refused', `\`${address}\` is no address`);
  const url = new URL(address, from);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Fault('refused', `${url.protocol} is not read`);
  if (url.username !== '') throw new Fault('refused', `the address on ${url.host} holds a password, which is not sent`);
  if (isLocal(url.hostname) && !isLocal(new URL(base).hostname)) {
    throw new Fault('forbidden', `${url.host} is on this machine, from where GitLab does not read`);
  }
  return url;
}

/** This machine, and the addresses that cloud machines ask about themselves. */
function isLocal(hostname: string): boolean {
  return isLoopback(hostname) || /^(0\.|169\.254\.|\[?fe80:|\[?::\]?$)/i.test(hostname);
}
