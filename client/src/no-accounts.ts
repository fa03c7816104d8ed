/** The commands about accounts where the server cannot ask GitLab: each says so. */
import { commands, l10n, window } from 'vscode';
import type { Accounts } from './accounts.ts';

export function noAccounts(): Accounts {
  const registered = ['signIn', 'signOut', 'chooseAccount', 'checkToken'].map((it) =>
    commands.registerCommand(`deployGates.${it}`, () => void window.showInformationMessage(message())),
  );
  return {
    told: () => undefined,
    dispose: () => {
      for (const it of registered) it.dispose();
    },
  };
}

function message(): string {
  return l10n.t(
    'In the browser Deploy Gates asks GitLab nothing and takes no token: it says what the files tell. Signing in takes VS Code on a computer.',
  );
}
