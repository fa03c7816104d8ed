/** Finds mistakes in all pipelines of the workspace, and shows them in the list of problems; from then on it stays true. */
import { commands, l10n, ProgressLocation, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

export async function checkWorkspace(client: LanguageClient): Promise<void> {
  const where = { location: ProgressLocation.Window, title: l10n.t('Deploy Gates: checking the workspace') };
  await window.withProgress(where, () => client.sendRequest('deployGates/checkWorkspace', {}));
  await commands.executeCommand('workbench.actions.view.problems');
}
