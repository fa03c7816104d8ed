/** "Explain this job": a read-only page beside the editor that follows the files and the settings. */
import { commands, type Disposable, EventEmitter, l10n, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import type { ExplanationAnswer, ExplanationParams } from '../../server/src/lsp/protocol.ts';

const scheme = 'deploy-gates';

export interface Explanations extends Disposable {
  /** Explains `job` of the pipeline that `uri` belongs to; without them, the job at the cursor. */
  show(uri?: string, job?: string): Promise<void>;
  /** Something has changed: writes the open pages anew. */
  refresh(): void;
}

export function createExplanations(client: LanguageClient): Explanations {
  const changed = new EventEmitter<Uri>();
  const ask = (params: ExplanationParams) => client.sendRequest<ExplanationAnswer>('deployGates/explanation', params);
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: async ({ query }) => (await ask(JSON.parse(query) as ExplanationParams)).markdown,
  });
  return {
    show: async (uri, job) => {
      const params = uri === undefined ? await atCursor(ask) : { uri, ...(job !== undefined && { job }) };
      if (!params) return;
      await commands.executeCommand('markdown.showPreviewToSide', page(params));
    },
    refresh: () => {
      for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
    },
    dispose: () => {
      provider.dispose();
      changed.dispose();
    },
  };
}

/** The name of the page is what its tab shows; the query is what it is made of. */
function page({ uri, job }: ExplanationParams): Uri {
  const name = (job ?? l10n.t('all deploy jobs')).replaceAll('/', '∕');
  return Uri.from({ scheme, path: `/${name}.md`, query: JSON.stringify({ uri, ...(job !== undefined && { job }) }) });
}

async function atCursor(
  ask: (params: ExplanationParams) => Promise<ExplanationAnswer>,
): Promise<ExplanationParams | undefined> {
  const editor = window.activeTextEditor;
  if (!editor) {
    void window.showInformationMessage(l10n.t('Open a GitLab pipeline to explain its deploy jobs.'));
    return undefined;
  }
  const uri = editor.document.uri.toString();
  const { line, character } = editor.selection.active;
  const { job } = await ask({ uri, position: { line, character } });
  return { uri, ...(job !== null && { job }) };
}
