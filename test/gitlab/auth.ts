/** Whose request it is: tokens in their headers, their states and scopes (lib/api/api_guard.rb). */
import type { IncomingHttpHeaders } from 'node:http';
import type { Viewer } from './access.ts';
import { type Answer, badToken, forbidden, insufficientScope, unauthorized } from './answer.ts';
import type { Route } from './call.ts';
import type { Token, World } from './world.ts';

/** A token as it came in. */
export interface Credential {
  readonly how: 'private-token' | 'bearer' | 'job-token' | 'query';
  readonly text: string;
}

export interface Identity {
  readonly viewer: Viewer;
  readonly token?: Token;
}

const nobody: Identity = { viewer: { admin: false } };

export function credentialOf(headers: IncomingHttpHeaders, query: URLSearchParams): Credential | undefined {
  const inQuery = query.get('private_token');
  if (inQuery) return { how: 'query', text: inQuery };
  const privateToken = headers['private-token'];
  if (typeof privateToken === 'string' && privateToken) return { how: 'private-token', text: privateToken };
  const [, bearer] = /^Bearer +(\S.*)$/i.exec(headers.authorization ?? '') ?? [];
  if (bearer) return { how: 'bearer', text: bearer };
  const jobToken = headers['job-token'];
  return typeof jobToken === 'string' && jobToken ? { how: 'job-token', text: jobToken } : undefined;
}

/** The token that a credential stands for; each kind has its own header. */
export function tokenOf(world: World, credential: Credential | undefined): Token | undefined {
  if (!credential) return undefined;
  const kinds = { 'private-token': ['pat'], query: ['pat'], bearer: ['pat', 'oauth', 'job'], 'job-token': ['job'] };
  return world.tokens.find((it) => it.text === credential.text && kinds[credential.how].includes(it.kind));
}

/** Who asks for a REST route, or why he is turned away. */
export function identify(world: World, credential: Credential | undefined, route: Route): Identity | Answer {
  const token = tokenOf(world, credential);
  if (!credential) return nobody;
  // Where job tokens are not taken, nobody looks at their header.
  if (credential.how === 'job-token' && !route.jobToken) return nobody;
  if (!token || (token.kind === 'job' && !route.jobToken)) return unauthorized;
  const refusal = refusalOf(token);
  if (refusal) return refusal;
  const { scopes = [] } = route;
  const enough = [...scopes, 'api', 'read_api'];
  const suffices = token.kind === 'job' || scopes.includes('any') || token.scopes.some((it) => enough.includes(it));
  return suffices ? identity(world, token) : insufficientScope(enough);
}

/** Who asks GraphQL; undefined where the token is no good. */
export function identifyForGraphql(world: World, credential: Credential | undefined): Identity | undefined {
  if (!credential || credential.how === 'job-token') return nobody;
  const token = tokenOf(world, credential);
  const enough = token?.scopes.some((it) => it === 'api' || it === 'read_api');
  return token && enough && !refusalOf(token) ? identity(world, token) : undefined;
}

function refusalOf({ state, user }: Token): Answer | undefined {
  if (state === 'expired') {
    return badToken('invalid_token', 'Token is expired. You can either do re-authorization or token refresh.');
  }
  if (state === 'revoked') {
    return badToken('invalid_token', 'Token was revoked. You have to re-authorize from the user.');
  }
  if (user.state === 'blocked') return forbidden('Your account has been blocked.');
  return user.state === 'deactivated'
    ? forbidden('Your account has been deactivated by your administrator.')
    : undefined;
}

function identity({ instance }: World, token: Token): Identity {
  const admin =
    token.user.admin && token.kind !== 'job' && (!instance.adminMode || token.scopes.includes('admin_mode'));
  return { viewer: { user: token.user, admin }, token };
}
