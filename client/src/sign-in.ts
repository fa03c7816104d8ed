/** Signing in and out: asks for the instance where it is not clear, and for a token with the least rights that do. */
import { commands, env, ThemeIcon, Uri, window, workspace } from 'vscode';
import { originOf, type Tokens } from './tokens.ts';

/** What the command may be given instead of asking. */
export interface Credentials {
  readonly origin?: string;
  readonly token?: string;
}

/**
 * Stores a token. Resolves to its origin, or to nothing where the person changed their mind.
 * @param known addresses of instances, each with its relative root.
 */
export async function signIn(
  tokens: Tokens,
  known: readonly string[],
  given: Credentials = {},
): Promise<string | undefined> {
  if (!workspace.isTrusted) return refuse();
  const instance = given.origin ?? (await askForInstance(known));
  const origin = instance === undefined ? undefined : originOf(instance);
  if (instance === undefined || origin === undefined) return undefined;
  const token = given.token ?? (await askForToken(instance, origin));
  if (!token) return undefined;
  await tokens.store(origin, token);
  return origin;
}

/** Removes a token. Resolves to its origin. */
export async function signOut(tokens: Tokens, given: Credentials = {}): Promise<string | undefined> {
  const origins = tokens.origins();
  if (origins.length === 0) {
    void window.showInformationMessage('Deploy Gates is signed in nowhere.');
    return undefined;
  }
  const origin =
    given.origin ?? (origins.length === 1 ? origins[0] : await pick(origins, 'Sign out of which instance?'));
  if (origin !== undefined) await tokens.remove(origin);
  return origin;
}

/** A token that nobody may use is not asked for. */
async function refuse(): Promise<undefined> {
  const trust = 'Manage Workspace Trust';
  const message = 'In Restricted Mode nothing is read from GitLab. Trust this folder first, then sign in.';
  const answer = await window.showInformationMessage(message, trust);
  if (answer === trust) await commands.executeCommand('workbench.trust.manage');
  return undefined;
}

async function askForInstance(known: readonly string[]): Promise<string | undefined> {
  if (known.length === 1) return known[0];
  if (known.length > 1) return pick(known, 'Sign in to which instance?');
  return window.showInputBox({
    title: 'Sign in to GitLab',
    prompt: 'Address of the GitLab instance',
    value: 'https://gitlab.com',
    ignoreFocusOut: true,
    validateInput: (it) =>
      originOf(it) === undefined ? 'This is no web address, such as `https://gitlab.example.com`.' : undefined,
  });
}

async function pick(instances: readonly string[], title: string): Promise<string | undefined> {
  return window.showQuickPick([...instances], { title });
}

/** An input box with a button that opens GitLab's own page for a new token, with name and scope filled in. */
async function askForToken(instance: string, origin: string): Promise<string | undefined> {
  const create = { iconPath: new ThemeIcon('link-external'), tooltip: `Create a token on ${origin}` };
  const input = window.createInputBox();
  input.title = `Sign in to ${origin}`;
  input.prompt = `Access token with the scope read_api. It is kept in the editor's secret storage and sent to ${origin} only.`;
  input.placeholder = 'glpat-…';
  input.password = true;
  input.ignoreFocusOut = true;
  input.buttons = [create];
  input.onDidTriggerButton(() => void env.openExternal(Uri.parse(newTokenPage(instance))));
  const answer = new Promise<string | undefined>((resolve) => {
    input.onDidAccept(() => resolve(input.value.trim()));
    input.onDidHide(() => resolve(undefined));
  });
  input.show();
  return answer.finally(() => input.dispose());
}

function newTokenPage(instance: string): string {
  const base = (instance.includes('://') ? instance : `https://${instance}`).replace(/\/+$/, '');
  return `${base}/-/user_settings/personal_access_tokens?name=Deploy+Gates&scopes=read_api`;
}
