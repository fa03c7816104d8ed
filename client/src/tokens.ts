/** Accounts and their tokens. Tokens are in the editor's secret storage alone: in no setting, no log and no start-up option. */
import { type ExtensionContext, workspace } from 'vscode';
import type { TokenAnswer } from '../../server/src/lsp/protocol.ts';
import { type Account, accountFor, added, type Book, bookFrom, keyOf, removed } from './account-book.ts';
import { sessionsFor, sessionToken } from './gitlab-extension.ts';

export interface Tokens {
  /** The token of the account that a folder uses for exactly this origin. In Restricted Mode there is none for anybody. */
  of(origin: string, root?: string): Promise<TokenAnswer>;
  /** Adds an account, for one folder or for all that have chosen none; `token` where it was given by hand. */
  add(account: Account, root: string | undefined, token?: string): Promise<void>;
  remove(account: Account): Promise<void>;
  /** All of them, or those of one instance. */
  accounts(origin?: string): readonly Account[];
  /** From now on a folder uses this account. */
  choose(root: string, account: Account): Promise<void>;
  inUse(origin: string, root?: string): Account | undefined;
  /** A token that is about to be shown to GitLab: no log may hold it. */
  see(token: string): void;
  /** Every token that was handed out or stored since the start. */
  seen(): Iterable<string>;
}

const bookKey = 'accounts';
/** Of the first version. */
const originsKey = 'origins';

export function tokensOf({ secrets, globalState, workspaceState }: ExtensionContext): Tokens {
  const seen = new Set<string>();
  const book = () => bookFrom(globalState.get<Book>(bookKey), globalState.get<readonly string[]>(originsKey, []));
  const chosen = () => workspaceState.get<Readonly<Record<string, string>>>(bookKey, {});
  const inUse = (origin: string, root?: string) =>
    accountFor(book(), origin, root === undefined ? undefined : chosen()[`${root} ${origin}`]);
  const choose = (root: string, account: Account) =>
    workspaceState.update(bookKey, { ...chosen(), [`${root} ${account.origin}`]: keyOf(account) }) as Promise<void>;
  const remember = <T extends string | undefined>(token: T): T => {
    if (token) seen.add(token);
    return token;
  };
  return {
    accounts: (origin) => book().accounts.filter((it) => origin === undefined || it.origin === origin),
    inUse,
    of: async (origin, root) => {
      const account = workspace.isTrusted ? inUse(origin, root) : undefined;
      if (!account) return null;
      if (account.from === 'glab' || account.from === 'environment') return { from: account.from };
      const token = remember(account.from === 'token' ? await secrets.get(keyOf(account)) : await ofExtension(account));
      if (!token) return null;
      return account.from === 'extension' ? { token, session: true } : { token };
    },
    add: async (account, root, token) => {
      await globalState.update(bookKey, added(book(), account, root === undefined));
      if (root !== undefined) await choose(root, account);
      // Last: other windows look again when a secret has changed.
      if (token !== undefined) await secrets.store(keyOf(account), remember(token));
    },
    remove: async (account) => {
      await globalState.update(bookKey, removed(book(), account));
      if (account.from === 'token') await secrets.delete(keyOf(account));
    },
    choose,
    see: (token) => void seen.add(token),
    seen: () => seen,
  };
}

/** Without asking anybody: they have agreed when they signed in. */
async function ofExtension({ origin, id }: Account): Promise<string | undefined> {
  const session = (await sessionsFor(origin)).find((it) => it.id === id);
  return session && sessionToken(origin, session, false);
}

/** Scheme, host and port of an address, or `undefined` where it is none that a token could be sent to. */
export function originOf(address: string): string | undefined {
  try {
    const { protocol, origin } = new URL(address.includes('://') ? address : `https://${address}`);
    return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
  } catch {
    return undefined;
  }
}
