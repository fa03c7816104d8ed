/** The commands about accounts, and the offer to sign in anew where GitLab does not take a token any more. */
import { commands, type Disposable, l10n, window } from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import type {
  IdentifyAnswer,
  IdentifyParams,
  LoginsAnswer,
  LoginsParams,
  StatusParams,
} from '../../server/src/lsp/protocol.ts';
import { keyOf, refusalWords } from './account-book.ts';
import type { Attempts } from './attempts.ts';
import { onSessionsChanged } from './gitlab-extension.ts';
import type { Pages } from './pages.ts';
import { type Credentials, chooseAccount, type Ground, signIn, signOut } from './sign-in.ts';
import type { Status } from './status.ts';
import type { Tokens } from './tokens.ts';

export interface Accounts extends Disposable {
  /** The state of a checkout has changed. */
  told(status: StatusParams): void;
}

export interface Surroundings {
  readonly client: LanguageClient;
  readonly tokens: Tokens;
  readonly status: Status;
  readonly attempts: Attempts;
  readonly pages: Pages;
  /** Reads the settings anew. */
  readonly refresh: () => void;
}

export function createAccounts(around: Surroundings): Accounts {
  const { tokens, attempts, pages } = around;
  const ground = groundOf(around);
  const offered = new Set<string>();
  const check = async () => {
    const uri = attempts.pipeline();
    if (uri !== undefined) await pages.show('deployGates/tokenCheck', { uri });
    else
      void window.showInformationMessage(
        l10n.t('Open a GitLab pipeline first: its project is what the token is checked for.'),
      );
  };
  const registered = [
    onSessionsChanged(() => {
      if (tokens.accounts().some((it) => it.from === 'extension')) around.refresh();
    }),
    commands.registerCommand('deployGates.signIn', (given?: Credentials) => signIn(ground, given)),
    // For links in texts that hold words of a repository: it asks for everything.
    commands.registerCommand('deployGates.signInHere', () => signIn(ground)),
    commands.registerCommand('deployGates.signOut', (given?: Credentials) => signOut(ground, given)),
    commands.registerCommand('deployGates.chooseAccount', () => chooseAccount(ground)),
    commands.registerCommand('deployGates.checkToken', check),
  ];
  return {
    told: ({ root, origin, refusal }) => {
      const account = origin === undefined ? undefined : tokens.inUse(origin, root);
      if (!account || refusal === undefined) return;
      const key = `${keyOf(account)} ${refusal}`;
      if (offered.has(key)) return;
      offered.add(key);
      void offer(refusalWords(account, refusal), account.origin);
    },
    dispose: () => {
      for (const it of registered) it.dispose();
    },
  };
}

/** Once for each account that is refused: what is known of the files stays there. */
async function offer(text: string, origin: string): Promise<void> {
  const [again, check] = [l10n.t('Sign in anew'), l10n.t('Check the token')];
  const answer = await window.showInformationMessage(text, again, check);
  if (answer === again) await commands.executeCommand('deployGates.signIn', { origin });
  if (answer === check) await commands.executeCommand('deployGates.checkToken');
}

function groundOf({ client, tokens, status, refresh }: Surroundings): Ground {
  return {
    tokens,
    instances: status.instances,
    folder: status.active,
    changed: refresh,
    identify: async (params: IdentifyParams) => {
      if (!client.isRunning()) return undefined;
      if (params.token !== undefined) tokens.see(params.token);
      return client.sendRequest<IdentifyAnswer>('deployGates/identify', params);
    },
    logins: async (instance: string) => {
      if (!client.isRunning()) return [];
      return client.sendRequest<LoginsAnswer>('deployGates/logins', { instance } satisfies LoginsParams);
    },
  };
}
