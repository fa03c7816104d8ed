/** Puts the features on the wire. Each handler is one line: find the view of the file, ask the feature. */

import {
  type CancellationToken,
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../../package.json';
import { codeActions } from '../features/code-actions.ts';
import { definition } from '../features/definition.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { type HoverOptions, hover } from '../features/hover.ts';
import { lenses } from '../features/lens.ts';
import { webAddress } from '../host/manifest.ts';
import { askAttempt, askExplanation, askReport } from './asked.ts';
import { Editor } from './editor.ts';
import type { AttemptParams, ExplanationParams, ReportParams } from './protocol.ts';
import { request } from './request.ts';
import { Session, type View } from './session.ts';
import type { World } from './world.ts';

/** Run by "Refresh settings": reads the settings of every checkout anew. */
const refreshCommand = 'deployGates.server.refresh';

/** Serves one client until it ends. */
export function serve(connection: Connection, world: World): void {
  const documents = new TextDocuments(TextDocument);
  const editor = new Editor(connection);
  const session = new Session(world, editor, documents);

  connection.onInitialize((params) => {
    editor.introduce(params);
    world.connectBy(editor.network);
    return introduction(params);
  });
  connection.onInitialized(() => listen(connection, editor, session));
  connection.onShutdown(() => session.close());

  const asked = asks(session, connection);
  connection.languages.diagnostics.on(
    asked({ kind: DocumentDiagnosticReportKind.Full, items: [] }, (it) => ({
      kind: DocumentDiagnosticReportKind.Full,
      items: [...diagnostics(it.analysis, it.path, it.uriOf, it.preferences.rules, webAddress)],
    })),
  );
  connection.onHover(
    asked(
      null,
      (it, { position }) => hover(it.analysis, it.path, it.offsetAt(position), hoverOptions(it, editor)) ?? null,
      'read',
    ),
  );
  connection.onCodeLens(asked([], (it) => (it.preferences.lens ? [...lenses(it.analysis, it.path, it.uri)] : [])));
  connection.onCodeAction(
    asked([], (it, { range, context }) => [
      ...codeActions(it.analysis, it.path, range, { ...it, shown: context.diagnostics, versioned: editor.versioned }),
    ]),
  );
  connection.onDefinition(
    asked(null, (it, { position }) => definition(it.analysis, it.path, it.offsetAt(position), it.uriOf) ?? null),
  );
  connection.onExecuteCommand(({ command }, token) =>
    request(token, async (signal) => (command === refreshCommand ? session.refresh(signal) : null)),
  );
  connection.onRequest('deployGates/attempt', (params: AttemptParams, token) =>
    request(token, (signal) => askAttempt(session, params, signal)),
  );
  connection.onNotification('deployGates/focus', () => session.focused());
  connection.onRequest('deployGates/report', (params: ReportParams, token) =>
    request(token, (signal) => askReport(session, params, signal)),
  );
  connection.onRequest('deployGates/explanation', (params: ExplanationParams, token) =>
    request(token, (signal) => askExplanation(session, params, signal)),
  );

  documents.listen(connection);
  connection.listen();
}

function introduction({ capabilities: { textDocument } }: InitializeParams): InitializeResult {
  return {
    serverInfo: { name: 'deploy-gates', version },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      hoverProvider: true,
      codeLensProvider: { resolveProvider: false },
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      definitionProvider: true,
      executeCommandProvider: { commands: [refreshCommand] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      // Where the client cannot pull, they are pushed.
      ...(textDocument?.diagnostic && {
        diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false },
      }),
    },
  };
}

function hoverOptions({ uri, uriOf }: View, { explains }: Editor): HoverOptions {
  return { uriOf, ...(explains && { commandsFrom: uri }) };
}

/** What can only be asked for once the client is ready. */
function listen(connection: Connection, editor: Editor, session: Session): void {
  connection.console.info(`Deploy Gates ${version} on Node ${process.version}, ${process.platform}`);
  session.survey().catch((error: unknown) => editor.error(error));
  connection.onDidChangeConfiguration(({ settings }) => session.configure(settings));
  connection.onDidChangeWatchedFiles(({ changes }) => session.changedOnDisk(changes.map((it) => it.uri)));
  if (editor.hasFolders) connection.workspace.onDidChangeWorkspaceFolders(() => session.regroup());
  if (editor.registers('didChangeConfiguration')) {
    void connection.client.register(DidChangeConfigurationNotification.type, { section: 'deployGates' });
  }
  if (editor.registers('didChangeWatchedFiles')) {
    const watchers = ['**/*.{yml,yaml}', '**/.git/HEAD', '**/.git/config'].map((globPattern) => ({ globPattern }));
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
}

interface OnDocument {
  readonly textDocument: { readonly uri: string };
}

/**
 * Makes handlers of features: what is asked of a file that belongs to no pipeline is answered with `none`.
 * `read`: waits for the settings where they have never been read; others are asked again once they are there.
 */
function asks(session: Session, connection: Connection) {
  return <P extends OnDocument, R>(none: R, feature: (view: View, params: P) => R, settings?: 'read') =>
    (params: P, token: CancellationToken): Promise<R> =>
      request(token, async (signal) => {
        try {
          const view = await session.view(params.textDocument.uri, signal, settings);
          return view ? feature(view, params) : none;
        } catch (error) {
          if (!signal.aborted && error instanceof Error) connection.console.error(error.stack ?? error.message);
          throw error;
        }
      });
}
