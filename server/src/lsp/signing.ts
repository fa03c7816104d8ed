/** Signing in: which logins there are, whose a token is before it is stored, and what the one in use may. */
import { t } from '@vscode/l10n';
import { refusalWords, tokenNotes, tokenPage } from '../features/token-page.ts';
import { baseOf } from '../host/account.ts';
import { Secret } from '../host/secret.ts';
import { later } from '../logic/later.ts';
import type { Part } from './part.ts';
import type {
  IdentifyAnswer,
  IdentifyParams,
  Login,
  LoginsAnswer,
  LoginsParams,
  PageAnswer,
  TokenCheckParams,
} from './protocol.ts';
import { request } from './request.ts';
import type { Session } from './session.ts';
import type { Keeper } from './token.ts';
import type { World } from './world.ts';

export const signing: Part = {
  capabilities: () => ({}),
  listen({ connection, session, world }) {
    connection.onRequest('deployGates/logins', (params: LoginsParams, token) =>
      request(token, () => askLogins(world, params)),
    );
    connection.onRequest('deployGates/identify', (params: IdentifyParams, token) =>
      request(token, (signal) => askIdentity(world, params, signal)),
    );
    connection.onRequest('deployGates/tokenCheck', (params: TokenCheckParams, token) =>
      request(token, (signal) => askCheck(world, session, params, signal)),
    );
  },
};

async function askLogins(world: World, { instance }: LoginsParams): Promise<LoginsAnswer> {
  const base = baseOf(instance);
  if (base === undefined) return [];
  const logins: readonly Login[] = ['glab', 'environment'];
  const found = await Promise.all(logins.map(async (it) => [it, await world.login(it, base)] as const));
  return found.flatMap(([it, token]) => (token ? [it] : []));
}

/** The token is sent to the instance that it was given for, and kept nowhere here. */
async function askIdentity(
  world: World,
  { instance, token, from }: IdentifyParams,
  signal: AbortSignal,
): Promise<IdentifyAnswer> {
  const base = baseOf(instance);
  const secret = token === undefined ? undefined : new Secret(token);
  const found = secret ? { kind: 'personal' as const, secret } : from && base && (await world.login(from, base));
  if (base === undefined || !found) return { username: null, refusal: null, notes: [] };
  const rights = await world.rights({ base, token: found }, signal);
  return {
    username: rights.user.known ? rights.user.value.username : null,
    refusal: rights.refusal ? refusalWords(rights.refusal) : null,
    notes: rights.refusal ? [] : tokenNotes(rights, world.now()),
  };
}

async function askCheck(
  world: World,
  session: Session,
  { uri }: TokenCheckParams,
  signal: AbortSignal,
): Promise<PageAnswer> {
  const folder = await session.folder(uri, signal, 'read');
  const account = await folder.account();
  if (!account) {
    const { detail } = await folder.status();
    const why = detail === undefined ? '' : ` ${detail}.`;
    const markdown = `# ${t`No token`}\n\n${t`No token is in use for this folder.`}${why} ${t`Run *Deploy Gates: Sign in* to use one.`}`;
    return { markdown };
  }
  const rights = await world.rights(account, signal);
  return { markdown: tokenPage(rights, await folder.snapshot(), t(keptWords[folder.keptIn]), world.now()) };
}

const keptWords = {
  editor: later('by the editor, for this instance alone'),
  extension: later('by GitLab’s own extension, whose session it is'),
  glab: later('by `glab`'),
  environment: later('in `GITLAB_TOKEN`'),
  machine: later('on this machine, where the command line finds it'),
} as const satisfies Record<Keeper, string>;
