/** Finds mistakes in all pipelines of the workspace, and shows them in the list of problems; from then on it stays true. */
import { commands, l10n, ProgressLocation, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** Can be told to stop: a workspace may hold hundreds of pipelines. */
export async function checkWorkspace(client: LanguageClient): Promise<void> {
  const title = l10n.t('Deploy Gates: checking the workspace');
  const where = { location: ProgressLocation.Notification, title, cancellable: true };
  const isDone = await window.withProgress(where, (_, token) =>
    client.sendRequest('deployGates/checkWorkspace', {}, token).then(
      () => true,
      (error: unknown) => {
        if (token.isCancellationRequested) return false;
        throw error;
      },
    ),
  );
  if (isDone) await commands.executeCommand('workbench.actions.view.problems');
}
