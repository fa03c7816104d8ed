/** Finds mistakes in all pipelines of the workspace, and shows them in the list of problems; from then on it stays true. */
import { commands, l10n } from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import { unlessStopped } from './patience.ts';

export async function checkWorkspace(client: LanguageClient): Promise<void> {
  const checked = await unlessStopped(l10n.t('Deploy Gates: checking the workspace'), (token) =>
    client.sendRequest('deployGates/checkWorkspace', {}, token),
  );
  if (checked !== undefined) await commands.executeCommand('workbench.actions.view.problems');
}

/** Reads the settings of all projects in use anew, because somebody wants to. */
export async function refreshSettings(client: LanguageClient): Promise<void> {
  const params = { command: 'deployGates.server.refresh' };
  await unlessStopped(l10n.t('Deploy Gates: reading the settings'), (token) =>
    client.sendRequest('workspace/executeCommand', params, token),
  );
}
