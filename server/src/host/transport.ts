/**
 * Requests to one GitLab instance as one account: how we sign in, wait, repeat, and give up. Reading only.
 * gitbeaker's own transport sends tokens across origins, repeats at once and cannot be cancelled.
 */
import { t } from '@vscode/l10n';
import { version } from '../../../package.json';
import type { Instant } from '../text/instant.ts';
import { type Account, originOf } from './account.ts';
import { exchange, type Reply, type Request } from './exchange.ts';
import { Fault, faultOf } from './fault.ts';
import { Flights } from './flights.ts';
import { Connections, type Network } from './network.ts';
import { faultFrom, parsed } from './reply.ts';
import { Turnstile } from './turnstile.ts';

/** For `--verbose` and the editor's log. Holds no token, no header and no body. */
export interface RequestNote {
  readonly method: 'GET' | 'POST';
  /** Path and query below the instance. */
  readonly path: string;
  /** The HTTP status, or the word for what went wrong on the way. */
  readonly outcome: number | string;
  readonly milliseconds: number;
}

export interface TransportOptions {
  readonly network?: Network;
  /** Milliseconds for one attempt. */
  readonly timeout?: number;
  /** Milliseconds before the first repetition; it doubles. */
  readonly backOff?: number;
  /** The longest `Retry-After` that is waited for, in milliseconds. Longer ones are reported. */
  readonly patience?: number;
  readonly clock?: () => Instant;
  readonly onRequest?: (note: RequestNote) => void;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON where the answer says that it is JSON, else the text. */
  readonly body: unknown;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body?: string;
}

const maxAttempts = 3;
const maxRedirects = 3;
const maxBytes = 20_000_000;
const maxCached = 200;

export class Transport {
  readonly account: Account;
  readonly #options: TransportOptions;
  readonly #connections: Connections;
  readonly #turnstile = new Turnstile(6);
  readonly #flights = new Flights<Answer>();
  /** Answers with their ETag, by path, the oldest first. GitLab may then answer 304, which saves bytes only. */
  readonly #tagged = new Map<string, { readonly etag: string; readonly answer: Answer }>();
  #heldUntil: Instant = 0;

  constructor(account: Account, options: TransportOptions = {}) {
    this.account = account;
    this.#options = options;
    this.#connections = new Connections(options.network ?? {});
  }

  /**
   * `path` stands below `/api/v4/`, encoded, with its query.
   * @throws Fault, also for statuses of 400 and above.
   */
  get(path: string, signal: AbortSignal): Promise<Answer> {
    const call: Call = { method: 'GET', url: new URL(`${this.account.base}/api/v4/${path}`) };
    return this.#flights.join(path, (it) => this.#persevere(call, it), signal);
  }

  /**
   * A GraphQL query, which reads and so may be repeated. The answer's `errors` are the caller's to look at.
   * @throws Fault
   */
  async graphql(query: string, variables: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<unknown> {
    const body = JSON.stringify({ query, variables });
    const call: Call = { method: 'POST', url: new URL(`${this.account.base}/api/graphql`), body };
    const answer = await this.#flights.join(`graphql ${body}`, (it) => this.#persevere(call, it), signal);
    return answer.body;
  }

  close(): void {
    this.#connections.close();
  }

  /** Repeats what may pass, with growing pauses; obeys `Retry-After` and lets later requests obey it too. */
  async #persevere(call: Call, signal: AbortSignal): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      await this.#untilWelcome(signal);
      try {
        return await this.#turnstile.run(() => this.#follow(call, signal), signal);
      } catch (error) {
        const fault = faultOf(error);
        if (!fault || attempt >= maxAttempts || !this.#worthRepeating(fault)) throw error;
        if (fault.kind !== 'rate-limited') await pause(this.#backOff(attempt), signal);
      }
    }
  }

  #worthRepeating({ kind, details }: Fault): boolean {
    if (kind !== 'rate-limited') return details.passing === true;
    const wait = details.retryAfter ?? 60_000;
    this.#heldUntil = Math.max(this.#heldUntil, this.#now() + wait);
    return wait <= this.#patience();
  }

  async #untilWelcome(signal: AbortSignal): Promise<void> {
    const wait = this.#heldUntil - this.#now();
    if (wait <= 0) return;
    if (wait <= this.#patience()) return pause(wait, signal);
    throw new Fault('rate-limited', t`GitLab wants no more requests for ${Math.ceil(wait / 1000)} s`, {
      retryAfter: wait,
    });
  }

  /** Follows redirects inside the instance's origin: GitLab sends 301 for projects that have moved. */
  async #follow(call: Call, signal: AbortSignal): Promise<Answer> {
    const path = pathOf(call.url);
    const tagged = call.method === 'GET' ? this.#tagged.get(path) : undefined;
    let { url } = call;
    for (let hop = 0; ; hop++) {
      const reply = await this.#send({ ...call, url }, signal, tagged?.etag);
      if (reply.status === 304 && tagged) return tagged.answer;
      if (reply.status >= 300 && reply.status < 400) {
        url = this.#target(reply, url, call, hop);
        continue;
      }
      if (reply.status >= 400) throw this.#redacted(faultFrom(reply, url.host, this.#now()));
      const answer = { status: reply.status, headers: reply.headers, body: parsed(reply, url.host) };
      if (call.method === 'GET') this.#remember(path, answer);
      return answer;
    }
  }

  #target({ headers, status }: Reply, from: URL, { method }: Call, hop: number): URL {
    const location = headers['location'] ?? '';
    const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
    if (to?.origin === from.origin && method === 'GET' && hop < maxRedirects) return to;
    const where = to && to.origin !== from.origin ? to.origin : t`another address`;
    throw new Fault('redirect', t`${from.host} sends us on to ${where}, where the token does not belong`, { status });
  }

  async #send({ method, url, body }: Call, signal: AbortSignal, etag: string | undefined): Promise<Reply> {
    const request: Request = {
      method,
      url,
      timeout: this.#options.timeout ?? 15_000,
      maxBytes,
      headers: {
        accept: 'application/json, text/plain',
        'user-agent': `deploy-gates/${version}`,
        ...this.#authorization(url),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(etag !== undefined && { 'if-none-match': etag }),
      },
      ...(body !== undefined && { body }),
    };
    const start = performance.now();
    const note = (outcome: number | string) => {
      const milliseconds = Math.round(performance.now() - start);
      this.#options.onRequest?.({ method, path: pathOf(url), outcome, milliseconds });
    };
    try {
      const reply = await exchange(request, this.#connections.route(url), signal);
      note(reply.status);
      return reply;
    } catch (error) {
      note(faultOf(error)?.kind ?? 'error');
      throw error;
    }
  }

  /** A token goes to its own origin and nowhere else. As `Bearer`, which also personal access tokens may be sent as. */
  #authorization(url: URL): Record<string, string> {
    const { token, base } = this.account;
    if (!token || url.origin !== originOf(base)) return {};
    const secret = token.secret.reveal();
    return token.kind === 'job' ? { 'job-token': secret } : { authorization: `Bearer ${secret}` };
  }

  #remember(path: string, answer: Answer): void {
    const etag = answer.headers['etag'];
    this.#tagged.delete(path);
    if (etag === undefined) return;
    this.#tagged.set(path, { etag, answer });
    const [oldest] = this.#tagged.keys();
    if (this.#tagged.size > maxCached && oldest !== undefined) this.#tagged.delete(oldest);
  }

  #redacted(fault: Fault): Fault {
    const secret = this.account.token?.secret;
    if (!secret) return fault;
    const { answer, ...details } = fault.details;
    const said = answer === undefined ? {} : { answer: secret.redact(answer) };
    return new Fault(fault.kind, secret.redact(fault.message), { ...details, ...said });
  }

  #backOff(attempt: number): number {
    const step = (this.#options.backOff ?? 300) * 2 ** (attempt - 1);
    return step * (0.75 + Math.random() / 2);
  }

  #patience(): number {
    return this.#options.patience ?? 5000;
  }

  #now(): Instant {
    return this.#options.clock ? this.#options.clock() : Date.now();
  }
}

function pathOf({ pathname, search }: URL): string {
  return `${pathname}${search}`;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(new Fault('cancelled', 'cancelled'));
      else resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
