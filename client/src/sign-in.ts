/** Signing in and out, and choosing which account a folder uses: by a token with the least rights that do, or a login that is there. */
import { commands, l10n, type QuickPickItem, window, workspace } from 'vscode';
import type { IdentifyAnswer, IdentifyParams, LoginsAnswer } from '../../server/src/lsp/protocol.ts';
import { type Account, accountWords, keyOf } from './account-book.ts';
import { ask, heading } from './ask.ts';
import { type Session, sessionsFor, sessionToken } from './gitlab-extension.ts';
import { askForToken } from './token-box.ts';
import { originOf, type Tokens } from './tokens.ts';

/** What the command may be given instead of asking. */
export interface Credentials {
  readonly origin?: string;
  readonly token?: string;
}

/** What is around when somebody signs in. */
export interface Ground {
  readonly tokens: Tokens;
  /** Addresses of instances, each with its relative root; that of the active folder first. */
  readonly instances: () => readonly string[];
  /** Address of the active folder, and its instance, where there is one. */
  readonly folder: () => { readonly root: string; readonly instance?: string } | undefined;
  /** Questions to the server; `undefined` where it does not run. */
  readonly identify: (params: IdentifyParams) => Promise<IdentifyAnswer | undefined>;
  readonly logins: (instance: string) => Promise<LoginsAnswer>;
  /** The account of a folder is another one now. */
  readonly changed: () => void;
}

/** Adds an account, and uses it. Resolves to its origin, or to nothing where the person changed their mind. */
export async function signIn(ground: Ground, given: Credentials = {}): Promise<string | undefined> {
  if (!workspace.isTrusted) return refuse();
  const instance = given.origin ?? (await askForInstance(ground.instances()));
  const origin = instance === undefined ? undefined : originOf(instance);
  if (instance === undefined || origin === undefined) return undefined;
  if (given.token !== undefined) return signInWith(ground, instance, origin, given.token);
  const way = await askForWay(ground, instance, origin);
  if (way === undefined) return undefined;
  const added = await (way.kind === 'token'
    ? byToken(ground, instance, origin)
    : byLogin(ground, instance, origin, way));
  return added ? origin : undefined;
}

async function signInWith(
  ground: Ground,
  instance: string,
  origin: string,
  token: string,
): Promise<string | undefined> {
  const identity = await ground.identify({ instance, token });
  if (identity?.refusal) {
    void window.showWarningMessage(identity.refusal);
    return undefined;
  }
  await add(ground, { origin, from: 'token', ...named(identity) }, token);
  return origin;
}

type Way =
  | { readonly kind: 'token' }
  | { readonly kind: 'extension'; readonly session: Session }
  | { readonly kind: 'glab' | 'environment' };

/** Asked only where there is a choice. */
async function askForWay({ logins }: Ground, instance: string, origin: string): Promise<Way | undefined> {
  const [sessions, machine] = await Promise.all([sessionsFor(origin), logins(instance)]);
  if (sessions.length === 0 && machine.length === 0) return { kind: 'token' };
  type Row = QuickPickItem & { readonly way?: Way };
  const rows: readonly Row[] = [
    {
      label: l10n.t('Give a token'),
      description: l10n.t('with the scope read_api, made for this'),
      way: { kind: 'token' },
    },
    heading(l10n.t('logins that are there already')),
    ...sessions.map(
      (session): Row => ({
        label: session.label,
        description: l10n.t('session of GitLab’s own extension, with the scope api'),
        way: { kind: 'extension', session },
      }),
    ),
    ...machine.map((kind): Row => ({ ...loginWords(kind), way: { kind } })),
  ];
  const row = await ask<Row>({
    title: l10n.t('Sign in to {0}', origin),
    placeholder: l10n.t('Choose how; whatever is used is sent to this instance alone'),
    rows: () => rows,
    back: false,
  });
  return row === undefined || row === 'back' ? undefined : row.way;
}

function loginWords(kind: 'glab' | 'environment'): { readonly label: string; readonly description: string } {
  return kind === 'glab'
    ? { label: l10n.t('Login of glab'), description: l10n.t('read from its configuration when it is needed') }
    : { label: 'GITLAB_TOKEN', description: l10n.t('of the environment that the editor was started in') };
}

async function byToken(ground: Ground, instance: string, origin: string): Promise<boolean> {
  const typed = await askForToken(instance, origin, (token) => ground.identify({ instance, token }));
  if (!typed) return false;
  await add(ground, { origin, from: 'token', ...named(typed.identity) }, typed.token);
  tell(origin, typed.identity);
  return true;
}

async function byLogin(
  ground: Ground,
  instance: string,
  origin: string,
  way: Exclude<Way, { readonly kind: 'token' }>,
): Promise<boolean> {
  const token = way.kind === 'extension' ? await sessionToken(origin, way.session, true) : undefined;
  if (way.kind === 'extension' && token === undefined) return false;
  const identity = await ground.identify({
    instance,
    ...(way.kind === 'extension' ? token !== undefined && { token } : { from: way.kind }),
  });
  if (identity?.refusal) {
    void window.showWarningMessage(identity.refusal);
    return false;
  }
  const id = way.kind === 'extension' ? { id: way.session.id } : {};
  await add(ground, { origin, from: way.kind, ...id, ...named(identity) });
  tell(origin, identity);
  return true;
}

/** The folder that somebody signs in from uses the new account, whatever it used before. */
async function add({ tokens, folder, changed }: Ground, account: Account, token?: string): Promise<void> {
  const here = folder();
  const isHere = here?.instance !== undefined && originOf(here.instance) === account.origin;
  await tokens.add(account, isHere ? here.root : undefined, token);
  // A secret that is stored says so by itself.
  if (token === undefined) changed();
}

function named(identity: IdentifyAnswer | undefined): Pick<Account, 'username'> {
  return identity?.username ? { username: identity.username } : {};
}

/** Said once, calmly, with the way to all the rest. */
function tell(origin: string, identity: IdentifyAnswer | undefined): void {
  const { host } = new URL(origin);
  const check = l10n.t('Check the token');
  const done = identity?.username
    ? l10n.t('Signed in to {0} as {1}.', host, identity.username)
    : l10n.t('Signed in to {0}.', host);
  const text = [done, ...(identity?.notes ?? [])].join(' ');
  void window.showInformationMessage(text, check).then((answer) => {
    if (answer === check) void commands.executeCommand('deployGates.checkToken');
  });
}

/** Forgets an account. Resolves to its origin. An origin stands for all accounts of it. */
export async function signOut({ tokens, changed }: Ground, given: Credentials = {}): Promise<string | undefined> {
  const accounts = tokens.accounts(given.origin);
  if (accounts.length === 0) {
    void window.showInformationMessage(l10n.t('Deploy Gates is signed in nowhere.'));
    return undefined;
  }
  const those =
    given.origin !== undefined || accounts.length === 1
      ? accounts
      : await askForAccounts(accounts, l10n.t('Sign out of which?'));
  for (const it of those) await tokens.remove(it);
  if (those.some((it) => it.from !== 'token')) changed();
  return those[0]?.origin;
}

/** Chooses the account that the active folder uses, among those of its instance. */
export async function chooseAccount(ground: Ground): Promise<void> {
  if (!workspace.isTrusted) return void (await refuse());
  const here = ground.folder();
  const origin = here?.instance === undefined ? undefined : originOf(here.instance);
  if (!here || origin === undefined) {
    void window.showInformationMessage(l10n.t('This folder has no instance of GitLab to sign in to.'));
    return;
  }
  const now = ground.tokens.inUse(origin, here.root);
  type Row = QuickPickItem & { readonly account?: Account; readonly more?: true };
  const rows = ground.tokens.accounts(origin).map((account): Row => {
    const { label, detail } = accountWords(account);
    const isUsed = now && keyOf(now) === keyOf(account);
    return { label, description: isUsed ? `${detail} · ${l10n.t('in use')}` : detail, account };
  });
  const row = await ask<Row>({
    title: l10n.t('Which account of {0} shall this folder use?', origin),
    placeholder: l10n.t('Choose an account'),
    rows: () => [...rows, heading(''), { label: l10n.t('Sign in with another account'), more: true }],
    back: false,
  });
  if (row === undefined || row === 'back') return;
  if (row.more) return void (await signIn(ground, { origin }));
  if (!row.account) return;
  await ground.tokens.choose(here.root, row.account);
  ground.changed();
}

async function askForAccounts(accounts: readonly Account[], title: string): Promise<readonly Account[]> {
  const rows = accounts.map((account) => {
    const { label, detail } = accountWords(account);
    return { label, description: detail, account };
  });
  const chosen = await window.showQuickPick(rows, { title, canPickMany: true });
  return chosen?.map((it) => it.account) ?? [];
}

/** A token that nobody may use is not asked for. */
async function refuse(): Promise<undefined> {
  const trust = l10n.t('Manage Workspace Trust');
  const message = l10n.t('In Restricted Mode nothing is read from GitLab. Trust this folder first, then sign in.');
  const answer = await window.showInformationMessage(message, trust);
  if (answer === trust) await commands.executeCommand('workbench.trust.manage');
  return undefined;
}

async function askForInstance(known: readonly string[]): Promise<string | undefined> {
  if (known.length === 1) return known[0];
  if (known.length > 1) return window.showQuickPick([...known], { title: l10n.t('Sign in to which instance?') });
  return window.showInputBox({
    title: l10n.t('Sign in to GitLab'),
    prompt: l10n.t('Address of the GitLab instance'),
    value: 'https://gitlab.com',
    ignoreFocusOut: true,
    validateInput: (it) =>
      originOf(it) === undefined ? l10n.t('This is no web address, such as `https://gitlab.example.com`.') : undefined,
  });
}
