/** Puts the features on the wire, part by part, and follows what changes around them. */
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../../../package.json';
import { attempts } from './attempts.ts';
import { blocked } from './blocked.ts';
import { choosing } from './choosing.ts';
import { completing } from './completing.ts';
import { documentation } from './documentation.ts';
import { Editor } from './editor.ts';
import { hints } from './hints.ts';
import { speak } from './language.ts';
import { navigation } from './navigation.ts';
import { asks, type Part } from './part.ts';
import { reading } from './reading.ts';
import { Session } from './session.ts';
import { signing } from './signing.ts';
import { views } from './views.ts';
import { workspaceCheck } from './workspace-check.ts';
import type { World } from './world.ts';

const parts: readonly Part[] = [
  ...[
    reading,
    hints,
    navigation,
    completing,
    attempts,
    choosing,
    signing,
    views,
    blocked,
    workspaceCheck,
    documentation,
  ],
];

/** Serves one client until it ends. */
export function serve(connection: Connection, world: World): void {
  const documents = new TextDocuments(TextDocument);
  const editor = new Editor(connection);
  const session = new Session(world, editor, documents);

  connection.onInitialize((params) => {
    speak(params.locale);
    editor.introduce(params);
    world.connectBy(editor.network);
    return introduction(params);
  });
  connection.onInitialized(() => listen(connection, editor, session, world.whereabouts));
  connection.onShutdown(() => session.close());

  const wire = { connection, editor, session, world, asked: asks(session, connection) };
  for (const part of parts) part.listen(wire);

  documents.listen(connection);
  connection.listen();
}

function introduction({ capabilities }: InitializeParams): InitializeResult {
  return {
    serverInfo: { name: 'deploy-gates', version },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...Object.assign({}, ...parts.map((it) => it.capabilities(capabilities))),
    },
  };
}

/** What can only be asked for once the client is ready. */
function listen(connection: Connection, editor: Editor, session: Session, place: string): void {
  connection.console.info(`Deploy Gates ${version} ${place}`);
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
