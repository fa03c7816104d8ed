/** Which accounts there are, and which one each folder uses. No token is in here: what is written down may be read by anybody. */

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

const sources: Readonly<Record<Source, string>> = {
  token: 'token kept by the editor',
  extension: 'session of GitLab’s own extension',
  glab: 'login of glab',
  environment: 'GITLAB_TOKEN of the environment',
};

/** "dana on gitlab.com", and where its token is. */
export function accountWords({ origin, from, username }: Account): { readonly label: string; readonly detail: string } {
  const { host } = new URL(origin);
  return { label: username === undefined ? host : `${username} on ${host}`, detail: sources[from] };
}

const refusals = {
  expired: 'it has expired',
  revoked: 'it was revoked',
  unknown: 'GitLab does not know it',
} as const;

/** Why nothing is read any more, in a sentence. */
export function refusalWords(account: Account, refusal: keyof typeof refusals): string {
  const whose = account.username === undefined ? 'The token' : `The token of ${account.username}`;
  return `${whose} for ${new URL(account.origin).host} is not taken any more: ${refusals[refusal]}.`;
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
