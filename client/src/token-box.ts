/** The box that a token is typed into: with a button that leads to GitLab's page for a new one, and a look at it before it is taken. */
import { env, l10n, ThemeIcon, Uri, window } from 'vscode';
import type { IdentifyAnswer } from '../../server/src/lsp/protocol.ts';

export interface Typed {
  readonly token: string;
  /** What GitLab says of it; absent where it could not be asked. */
  readonly identity?: IdentifyAnswer;
}

/**
 * @param instance the address that GitLab's own pages start with.
 * @param identify asks GitLab whose the token is.
 */
export async function askForToken(
  instance: string,
  origin: string,
  identify: (token: string) => Promise<IdentifyAnswer | undefined>,
): Promise<Typed | undefined> {
  const create = { iconPath: new ThemeIcon('link-external'), tooltip: l10n.t('Create a token on {0}', origin) };
  const input = window.createInputBox();
  input.title = l10n.t('Sign in to {0}', origin);
  input.prompt = l10n.t(
    'Access token with the scope read_api. It is kept in the editor’s secret storage and sent to {0} only.',
    origin,
  );
  input.placeholder = 'glpat-…';
  input.password = true;
  input.ignoreFocusOut = true;
  input.buttons = [create];
  input.onDidTriggerButton(() => void env.openExternal(Uri.parse(newTokenPage(instance))));
  input.onDidChangeValue(() => {
    input.validationMessage = undefined;
  });
  const answer = new Promise<Typed | undefined>((resolve) => {
    const accept = async () => {
      const token = input.value.trim();
      if (token === '') return resolve(undefined);
      Object.assign(input, { busy: true, enabled: false });
      // Where nobody can be asked the token is taken as it is: the box must not stay shut.
      const identity = await identify(token).catch(() => undefined);
      Object.assign(input, { busy: false, enabled: true });
      if (identity?.refusal) input.validationMessage = identity.refusal;
      else resolve({ token, ...(identity && { identity }) });
    };
    input.onDidAccept(() => void accept());
    input.onDidHide(() => resolve(undefined));
  });
  input.show();
  return answer.finally(() => input.dispose());
}

function newTokenPage(instance: string): string {
  const base = (instance.includes('://') ? instance : `https://${instance}`).replace(/\/+$/, '');
  return `${base}/-/user_settings/personal_access_tokens?name=Deploy+Gates&scopes=read_api`;
}
