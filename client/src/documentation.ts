/** Opens the page of a gate or rule: the one that is named, or one that is picked. */
import { l10n, window } from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import type { DocumentationAnswer } from '../../server/src/lsp/protocol.ts';
import type { Pages } from './pages.ts';

export async function showPage(client: LanguageClient, pages: Pages, given: string | undefined): Promise<void> {
  const id = given ?? (await pick(client));
  if (id !== undefined) await pages.show('deployGates/page', { id });
}

async function pick(client: LanguageClient): Promise<string | undefined> {
  const { pages } = await client.sendRequest<DocumentationAnswer>('deployGates/documentation', {});
  const items = pages.map((it) => ({ label: it.id, description: it.title }));
  const title = l10n.t('The page of which gate or rule?');
  return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.label;
}
