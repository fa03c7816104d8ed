/** Signing in and out: asks for the instance where it is not clear, and for a token with the least rights that do. */
import { env, ThemeIcon, Uri, window } from 'vscode';
import { originOf, type Tokens } from './tokens.ts';

/** What the command may be given instead of asking. */
export interface Credentials {
  readonly origin?: string;
  readonly token?: string;
}

/** Stores a token. Resolves to its origin, or to nothing where the person changed their mind. */
export async function signIn(
  tokens: Tokens,
  known: readonly string[],
  given: Credentials = {},
): Promise<string | undefined> {
  const origin = given.origin === undefined ? await askForOrigin(known) : originOf(given.origin);
  if (origin === undefined) return undefined;
  const token = given.token ?? (await askForToken(origin));
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

async function askForOrigin(known: readonly string[]): Promise<string | undefined> {
  if (known.length === 1) return known[0];
  if (known.length > 1) return pick(known, 'Sign in to which instance?');
  const address = await window.showInputBox({
    title: 'Sign in to GitLab',
    prompt: 'Address of the GitLab instance',
    value: 'https://gitlab.com',
    ignoreFocusOut: true,
    validateInput: (it) =>
      originOf(it) === undefined ? 'This is no web address, such as `https://gitlab.example.com`.' : undefined,
  });
  return address === undefined ? undefined : originOf(address);
}

async function pick(origins: readonly string[], title: string): Promise<string | undefined> {
  return window.showQuickPick([...origins], { title });
}

/** An input box with a button that opens GitLab's own page for a new token, with name and scope filled in. */
async function askForToken(origin: string): Promise<string | undefined> {
  const create = { iconPath: new ThemeIcon('link-external'), tooltip: `Create a token on ${origin}` };
  const input = window.createInputBox();
  input.title = `Sign in to ${origin}`;
  input.prompt = `Access token with the scope read_api. It is kept in the editor's secret storage and sent to ${origin} only.`;
  input.placeholder = 'glpat-…';
  input.password = true;
  input.ignoreFocusOut = true;
  input.buttons = [create];
  input.onDidTriggerButton(() => void env.openExternal(Uri.parse(newTokenPage(origin))));
  const answer = new Promise<string | undefined>((resolve) => {
    input.onDidAccept(() => resolve(input.value.trim()));
    input.onDidHide(() => resolve(undefined));
  });
  input.show();
  return answer.finally(() => input.dispose());
}

function newTokenPage(origin: string): string {
  return `${origin}/-/user_settings/personal_access_tokens?name=Deploy+Gates&scopes=read_api`;
}
