/** What can go wrong between us and a server, as one typed error that holds no secret; and what it means for a setting. */
import type { Obstacle } from '../logic/tri.ts';
import type { Known } from '../settings/settings.ts';

export type FaultKind =
  /** 401: there is no token, or GitLab does not accept it (any more). */
  | 'unauthorized'
  /** 403: the token's user may not, or the token's scopes do not reach that far. */
  | 'forbidden'
  /** 404, which GitLab answers for what is not there and for what one may not see. */
  | 'not-found'
  /** 404 of a route that this GitLab does not have, such as an EE route on CE. */
  | 'no-route'
  /** 429, or a request held back here because of an earlier 429. */
  | 'rate-limited'
  /** Any other status of 400 and above. */
  | 'refused'
  /** 5xx, after the retries. */
  | 'server-error'
  /** A page for people where JSON was asked for: a sign-in page, a proxy's notice, another program. */
  | 'not-gitlab'
  /** JSON that is broken, cut off, too large, or of another shape than GitLab's. */
  | 'bad-payload'
  /** A redirect to another origin, which might be handed the token: not followed. */
  | 'redirect'
  | 'timeout'
  | 'cancelled'
  /** No connection: name not found, refused, reset, certificate not trusted. */
  | 'offline';

export interface FaultDetails {
  readonly status?: number;
  /** Milliseconds until GitLab wants to hear from us again. */
  readonly retryAfter?: number;
  /** The scopes of which the token needs one. */
  readonly scopes?: readonly string[];
  /** GitLab's own message text. */
  readonly answer?: string;
  /** Whether the next attempt may go better. */
  readonly passing?: boolean;
}

export class Fault extends Error {
  readonly kind: FaultKind;
  readonly details: FaultDetails;

  constructor(kind: FaultKind, message: string, details: FaultDetails = {}) {
    super(message);
    this.name = 'Fault';
    this.kind = kind;
    this.details = details;
  }
}

/** Faults are passed on; anything else that was thrown is a bug of ours, or an abort. */
export function faultOf(error: unknown): Fault | undefined {
  return error instanceof Fault ? error : undefined;
}

const obstacles: Readonly<Record<FaultKind, Obstacle>> = {
  unauthorized: 'signed-out',
  forbidden: 'forbidden',
  'not-found': 'not-found',
  'no-route': 'unsupported',
  'rate-limited': 'offline',
  refused: 'unsupported',
  'server-error': 'offline',
  'not-gitlab': 'offline',
  'bad-payload': 'unsupported',
  redirect: 'offline',
  timeout: 'offline',
  cancelled: 'offline',
  offline: 'offline',
};

export function obstacleOf({ kind }: Fault): Obstacle {
  return obstacles[kind];
}

/**
 * A setting that could not be read. `needs` is the role that reading it takes; a token whose scopes are too narrow
 * needs another scope first, whatever the role.
 */
export function unread(fault: Fault, needs?: string): Known<never> {
  const { scopes } = fault.details;
  const why = obstacleOf(fault);
  const isRight = why === 'not-found' || (why === 'forbidden' && !hasOwnReason(fault));
  const right = scopes ? `a token with the scope \`${scopes.join('` or `')}\`` : isRight ? needs : undefined;
  return { known: false, why, ...(right !== undefined && { needs: right }), detail: fault.message };
}

/** "403 Forbidden - Your account has been blocked.": no role helps with that. */
function hasOwnReason({ details: { answer } }: Fault): boolean {
  return /^403 Forbidden - ./.test(answer ?? '');
}

export function known<T>(value: T): Known<T> {
  return { known: true, value };
}

/**
 * The answer as a known value, or unread. Cancellation and bugs go on as exceptions.
 * @throws Fault of kind `cancelled`.
 */
export async function settled<T>(answer: Promise<T>, needs?: string): Promise<Known<T>> {
  try {
    return known(await answer);
  } catch (error) {
    return unread(bearable(error), needs);
  }
}

/** The fault, unless it must not be swallowed: a cancellation, or something that is no fault. */
export function bearable(error: unknown): Fault {
  const fault = faultOf(error);
  if (!fault || fault.kind === 'cancelled') throw error;
  return fault;
}
