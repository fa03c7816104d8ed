/** What a token may, as GitLab itself says: whose it is, its scopes, until when it holds. */
import type { Instant } from '../text/instant.ts';
import type { CurrentUser, Known } from './settings.ts';

/** Why GitLab takes a token no longer: its words tell the first two apart from a token that it does not know. */
export type Refusal = 'expired' | 'revoked' | 'unknown';

export interface TokenRights {
  readonly user: Known<CurrentUser>;
  /** Unread for tokens that GitLab says nothing about, such as OAuth's. */
  readonly token: Known<TokenFacts>;
  /** Absent where GitLab takes it. */
  readonly refusal?: Refusal;
}

export interface TokenFacts {
  readonly name?: string;
  readonly scopes: readonly string[];
  /** The beginning of a day, UTC (app/models/concerns/expirable.rb); absent: it does not expire. */
  readonly expiresAt?: Instant;
  readonly lastUsedAt?: string;
}

/** Whole days that a token still holds; negative once it has ended. */
export function daysLeft(expiresAt: Instant, now: Instant): number {
  return Math.floor((expiresAt - now) / 86_400_000);
}

/** Scopes with which everything can be read that the roles of the token's user allow. */
export function readsApi(scopes: readonly string[]): boolean {
  return scopes.includes('api') || scopes.includes('read_api');
}
