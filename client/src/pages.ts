/** Read-only pages that the server writes, shown as Markdown: they follow the files and the settings while they are open. */
import { commands, type Disposable, EventEmitter, l10n, Uri, workspace } from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import type { PageAnswer } from '../../server/src/lsp/protocol.ts';

const scheme = 'deploy-gates-page';

/** The requests whose answer is a page. */
const methods = ['deployGates/comparison', 'deployGates/tokenCheck', 'deployGates/page'] as const;
type Method = (typeof methods)[number];

/** The name that the page's tab shows. */
function titleOf(method: Method, about: About): string {
  if ('id' in about) return about.id;
  return method === 'deployGates/comparison' ? l10n.t('Attempts compared') : l10n.t('Token');
}

/** A file of the checkout; the id of a gate or rule. */
type About = { readonly uri: string } | { readonly id: string };

/** A page takes several analyses: while somebody types it waits, in ms. */
const pause = 400;

export interface Pages extends Disposable {
  show(method: Method, about: About): Promise<void>;
  /** Something has changed: writes the open pages anew. */
  refresh(): void;
}

export function createPages(client: LanguageClient): Pages {
  const changed = new EventEmitter<Uri>();
  let soon: NodeJS.Timeout | undefined;
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: async ({ query }) => {
      const { method, ...about } = JSON.parse(query) as About & { readonly method: string };
      // An address may come from anywhere.
      if (!methods.some((it) => it === method)) return '';
      return (await client.sendRequest<PageAnswer>(method, about)).markdown;
    },
  });
  return {
    show: async (method, about) => {
      const path = `/${titleOf(method, about)}.md`;
      const page = Uri.from({ scheme, path, query: JSON.stringify({ method, ...about }) });
      // One that is open already is shown as it was.
      changed.fire(page);
      await commands.executeCommand('markdown.showPreviewToSide', page);
    },
    refresh: () => {
      clearTimeout(soon);
      soon = setTimeout(() => {
        for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
      }, pause);
    },
    dispose: () => {
      clearTimeout(soon);
      provider.dispose();
      changed.dispose();
    },
  };
}
