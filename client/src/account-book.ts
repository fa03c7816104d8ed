/** Which accounts there are, and which one each folder uses. No token is in here: what is written down may be read by anybody. */
import { l10n } from 'vscode';

/** Where an account's token comes from: given by hand, GitLab's own extension, or a login of this machine. */
export type Source = 'token' | 'extension' | 'glab' | 'environment';

export interface Account {
  readonly origin: string;
  readonly from: Source;
  /** As far as GitLab has told it. */
  readonly username?: string;
  /** Of the session in GitLab's extension. */
  readonly id?: string;
}

export interface Book {
  readonly accounts: readonly Account[];
  /** The account that folders use which have chosen none, by origin. */
  readonly usual: Readonly<Record<string, string>>;
}

export const emptyBook: Book = { accounts: [], usual: {} };

/** What tells an account from all others; also the name of its secret. */
export function keyOf({ origin, from, username, id }: Account): string {
  // The first tokens were stored by their origin alone, and still are where nobody knows whose they are.
  if (from === 'token') return username === undefined ? `token:${origin}` : `token:${origin} ${username}`;
  return id === undefined ? `${from}:${origin}` : `${from}:${origin} ${id}`;
}

/**
 * With an account. Folders that have chosen none use it where they had none to use.
 * @param first whether they use it even so.
 */
export function added({ accounts, usual }: Book, account: Account, first = false): Book {
  const key = keyOf(account);
  const others = accounts.filter((it) => keyOf(it) !== key);
  const before = first ? undefined : usual[account.origin];
  return { accounts: [...others, account], usual: { ...usual, [account.origin]: before ?? key } };
}

/** Without an account. What is left of its instance is not used in its place unasked. */
export function removed({ accounts, usual }: Book, account: Account): Book {
  const key = keyOf(account);
  const { [account.origin]: before, ...others } = usual;
  const still = before === undefined || before === key ? others : usual;
  return { accounts: accounts.filter((it) => keyOf(it) !== key), usual: still };
}

/**
 * The account that a folder uses for an instance.
 * @param chosen the key of the one that was chosen for the folder, where one was: another is not used in its place.
 */
export function accountFor({ accounts, usual }: Book, origin: string, chosen?: string): Account | undefined {
  const key = chosen ?? usual[origin];
  return accounts.find((it) => it.origin === origin && keyOf(it) === key);
}

function sourceWords(source: Source): string {
  switch (source) {
    case 'token':
      return l10n.t('token kept by the editor');
    case 'extension':
      return l10n.t('session of GitLab’s own extension');
    case 'glab':
      return l10n.t('login of glab');
    case 'environment':
      return l10n.t('GITLAB_TOKEN of the environment');
  }
}

/** "dana on gitlab.com", and where its token is. */
export function accountWords({ origin, from, username }: Account): { readonly label: string; readonly detail: string } {
  const { host } = new URL(origin);
  return { label: username === undefined ? host : l10n.t('{0} on {1}', username, host), detail: sourceWords(from) };
}

type Refusal = 'expired' | 'revoked' | 'unknown';

function becauseOf(refusal: Refusal): string {
  switch (refusal) {
    case 'expired':
      return l10n.t('it has expired');
    case 'revoked':
      return l10n.t('it was revoked');
    case 'unknown':
      return l10n.t('GitLab does not know it');
  }
}

/** Why nothing is read any more, in a sentence. */
export function refusalWords({ origin, username }: Account, refusal: Refusal): string {
  const { host } = new URL(origin);
  const why = becauseOf(refusal);
  return username === undefined
    ? l10n.t('The token for {0} is not taken any more: {1}.', host, why)
    : l10n.t('The token of {0} for {1} is not taken any more: {2}.', username, host, why);
}

/** What was written down by any version: the first kept a list of origins. */
export function bookFrom(book: Book | undefined, origins: readonly string[]): Book {
  return book ?? origins.reduce((it, origin) => added(it, { origin, from: 'token' }), emptyBook);
}

/**
 * The instance that a session of GitLab's own extension is of, from the account's id: its address, a bar, the number of
 * the user. `undefined` for anything else: a token is sent nowhere but where it belongs.
 */
export function originOfSession(accountId: string): string | undefined {
  const [, address] = /^(https?:\/\/.+)\|[^|]+$/.exec(accountId) ?? [];
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : undefined;
}
