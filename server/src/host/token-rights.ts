/** Asks GitLab about a token itself: two requests that any token may make. */
import type { Known } from '../settings/settings.ts';
import type { TokenFacts, TokenRights } from '../settings/token-rights.ts';
import type { Instant } from '../text/instant.ts';
import type { Account } from './account.ts';
import { bearable, Fault, known, unread } from './fault.ts';
import type { Network } from './network.ts';
import { compact, record, rows, text, textOrNone } from './payload.ts';
import { refusalIn } from './refusal.ts';
import { currentUserFrom } from './rest.ts';
import { Transport } from './transport.ts';

/** @throws Fault `cancelled` */
export async function tokenRights(
  account: Account,
  { network, signal }: { readonly network?: Network; readonly signal: AbortSignal },
): Promise<TokenRights> {
  const transport = new Transport(account, network ? { network } : {});
  const ask = async <T>(path: string, read: (body: unknown) => T): Promise<Known<T> | Fault> => {
    try {
      return known(read((await transport.get(path, signal)).body));
    } catch (error) {
      return bearable(error);
    }
  };
  try {
    const [user, token] = await Promise.all([
      ask('user', currentUserFrom),
      ask('personal_access_tokens/self', factsFrom),
    ]);
    const refusal = user instanceof Fault && user.kind === 'unauthorized' ? refusalIn(user.message) : undefined;
    return {
      user: user instanceof Fault ? unread(user) : user,
      token: token instanceof Fault ? unread(token) : token,
      ...(refusal && { refusal }),
    };
  } finally {
    transport.close();
  }
}

/** `GET /personal_access_tokens/self`, which also answers tokens of projects and groups. */
function factsFrom(body: unknown): TokenFacts {
  const raw = record(body);
  return compact({
    name: textOrNone(raw['name']),
    scopes: rows(raw['scopes']).map(text),
    expiresAt: midnightOf(textOrNone(raw['expires_at'])),
    lastUsedAt: textOrNone(raw['last_used_at']),
  });
}

function midnightOf(day: string | undefined): Instant | undefined {
  const at = day === undefined ? Number.NaN : Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at) ? undefined : at;
}
