/**
 * The sessions of GitLab's own extension, where it is installed: it registers an authentication provider, and VS Code
 * asks the person before it hands a session to us. Accounts that were added there by token are not among them.
 */
import { type AuthenticationSession, authentication, type Disposable, extensions } from 'vscode';
import { originOfSession } from './account-book.ts';

const extension = 'gitlab.gitlab-workflow';
const provider = 'gitlab';

/** Exactly the scopes that the extension asks for itself: sessions are found by their scopes. */
const scopes = ['api', 'read_user'];

/** VS Code waits for a provider that never registers. In ms. */
const patience = 5000;

export interface Session {
  /** Tells one account from the others. */
  readonly id: string;
  /** As the extension calls it: the instance and the user. */
  readonly label: string;
}

/** The accounts of an instance. Empty where the extension is not installed, or does not answer. */
export async function sessionsFor(origin: string): Promise<readonly Session[]> {
  if (!extensions.getExtension(extension)) return [];
  const accounts = await soon(authentication.getAccounts(provider));
  return (accounts ?? []).filter((it) => originOfSession(it.id) === origin).map(({ id, label }) => ({ id, label }));
}

/**
 * The token of a session, for its own instance alone.
 * @param mayAsk whether VS Code may ask the person to agree; else there is none until they have.
 */
export async function sessionToken(
  origin: string,
  { id, label }: Session,
  mayAsk: boolean,
): Promise<string | undefined> {
  if (!extensions.getExtension(extension) || originOfSession(id) !== origin) return undefined;
  const account = { id, label };
  const session = mayAsk
    ? await agreed(authentication.getSession(provider, scopes, { account, createIfNone: true }))
    : await soon(authentication.getSession(provider, scopes, { account, silent: true }));
  return session && originOfSession(session.account.id) === origin ? session.accessToken : undefined;
}

/** Somebody has signed in or out there. */
export function onSessionsChanged(listener: () => void): Disposable {
  return authentication.onDidChangeSessions((it) => {
    if (it.provider.id === provider) listener();
  });
}

/** Whoever does not agree is told as an error. */
async function agreed(asked: Thenable<AuthenticationSession>): Promise<AuthenticationSession | undefined> {
  try {
    return await asked;
  } catch {
    return undefined;
  }
}

async function soon<T>(answer: Thenable<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience, undefined));
  return Promise.race([Promise.resolve(answer).catch(() => undefined), late]);
}
