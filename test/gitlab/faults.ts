/** Trouble on demand: which requests it befalls, and what the caller gets instead of an answer. */
import type { Answer } from './answer.ts';
import { matches } from './deploying.ts';
import type { FaultSpec } from './scenario.ts';

/** The faults in force; more can be added while the server runs. */
export interface Faults {
  push(...faults: readonly FaultSpec[]): void;
  clear(): void;
}

/** What befalls one request, if anything; counts down those that happen a limited number of times. */
export interface FaultBox extends Faults {
  take(request: FaultTarget): FaultSpec['do'] | undefined;
}

export interface FaultTarget {
  readonly method: string;
  /** Below the relative root, as sent, without the query. */
  readonly path: string;
  readonly user?: string;
}

export function faultBox(initial: readonly FaultSpec[]): FaultBox {
  const left = new Map<FaultSpec, number>();
  push(...initial);
  return { push, clear: () => left.clear(), take };

  function push(...faults: readonly FaultSpec[]): void {
    for (const it of faults) left.set(it, it.match?.times ?? Number.POSITIVE_INFINITY);
  }

  function take(request: FaultTarget): FaultSpec['do'] | undefined {
    for (const [fault, times] of left) {
      if (times <= 0 || !befalls(fault, request)) continue;
      left.set(fault, times - 1);
      return fault.do;
    }
    return undefined;
  }
}

function befalls({ match = {} }: FaultSpec, { method, path, user }: FaultTarget): boolean {
  return (
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.path === undefined || matches(match.path, path)) &&
    (match.user === undefined || match.user === user)
  );
}

/** The answer with the fault's status, body and headers in place of the true ones. */
export function spoilt(fault: FaultSpec['do'], answer: () => Answer): Answer {
  const status = fault.status ?? (fault.body === 'rack' || fault.body === 'app' ? 429 : undefined);
  const true_ = status === undefined && fault.body === undefined ? answer() : { status: status ?? 200 };
  return {
    ...true_,
    ...bodyOf(fault, status),
    headers: {
      ...true_.headers,
      ...(fault.body === 'rack' && limits(fault.retry_after ?? 60)),
      ...(fault.retry_after !== undefined && { 'retry-after': String(fault.retry_after) }),
      ...fault.headers,
    },
  };
}

function bodyOf({ body }: FaultSpec['do'], status: number | undefined): Partial<Answer> {
  if (body === 'rack') return { text: 'Retry later\n', type: 'text/plain' };
  if (body === 'app') {
    return { json: { message: { error: 'This endpoint has been requested too many times. Try again later.' } } };
  }
  if (body === 'html')
    return { text: '<!DOCTYPE html><html><body>Sign in</body></html>', type: 'text/html; charset=utf-8' };
  if (body) return { text: body.text, type: body.type ?? 'application/json' };
  return status === undefined ? {} : { json: { message: `${status} ${words[status] ?? 'Error'}` } };
}

const words: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** What Rack::Attack sends along. */
function limits(retryAfter: number): Readonly<Record<string, string>> {
  return {
    'ratelimit-name': 'throttle_authenticated_api',
    'ratelimit-limit': '60',
    'ratelimit-observed': '61',
    'ratelimit-remaining': '0',
    'ratelimit-reset': String(Math.floor(Date.now() / 1000) + retryAfter),
    'retry-after': String(retryAfter),
  };
}
