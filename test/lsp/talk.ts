/** A plain LSP client for tests: over memory with a server in this process, or over stdio with the built one. */
import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import type { ClientCapabilities, Diagnostic, InitializeResult, PublishDiagnosticsParams } from 'vscode-languageserver';
import {
  type Connection,
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { StatusParams } from '../../server/src/lsp/protocol.ts';

export interface Client {
  readonly connection: ProtocolConnection;
  /** What was pushed last for each file. */
  readonly pushed: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Waits for the next `deployGates/status` that `wanted` accepts; the last one counts too. */
  status(wanted: (status: StatusParams) => boolean): Promise<StatusParams>;
  initialize(params?: Readonly<Record<string, unknown>>, capabilities?: ClientCapabilities): Promise<InitializeResult>;
  open(uri: string, text: string): Promise<void>;
  change(uri: string, version: number, text: string): Promise<void>;
  /** A request about a document. */
  ask<T>(method: string, uri: string, more?: object): Promise<T>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A client of a server that runs in this process. */
export function talk(start: (server: Connection) => void): Client {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  start(server);
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  return clientOf(connection, async () => server.dispose());
}

/** A client of a bundled program in a process of its own. */
export function talkOverStdio(...command: readonly string[]): Client {
  return talkOverStdioIn({}, ...command);
}

/** The same with more in the environment. */
export function talkOverStdioIn(env: Readonly<Record<string, string>>, ...command: readonly string[]): Client {
  const child = spawn(process.execPath, command, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...env },
    // A test that gave up never comes to end it, and a run waits for all of its processes.
    timeout: longest,
    killSignal: 'SIGKILL',
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const client = clientOf(connection, async () => {
    child.kill();
    await exited;
  });
  // Whoever still waits for an answer of it is told that there is none.
  child.once('close', () => connection.dispose());
  return client;
}

/** Longer than any test waits, in ms. */
const longest = 60_000;

function clientOf(connection: ProtocolConnection, end: () => Promise<void>): Client {
  const pushed = new Map<string, readonly Diagnostic[]>();
  const statuses: StatusParams[] = [];
  const listeners = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    pushed.set(uri, diagnostics);
  });
  connection.onNotification('deployGates/status', (it: StatusParams) => {
    statuses.push(it);
    for (const listener of listeners) listener();
  });
  connection.listen();
  return {
    connection,
    pushed,
    status: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const last = statuses.at(-1);
          if (!last || !wanted(last)) return;
          listeners.delete(look);
          resolve(last);
        };
        listeners.add(look);
        connection.onDispose(() => reject(new Error(`the server has ended, last it said ${statuses.at(-1)?.state}`)));
        look();
      }),
    initialize: async (params = {}, capabilities = {}) => {
      const all = { processId: null, rootUri: null, capabilities, ...params };
      const result = await connection.sendRequest<InitializeResult>('initialize', all);
      await connection.sendNotification('initialized', {});
      return result;
    },
    open: (uri, text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'yaml', version: 1, text },
      }),
    change: (uri, version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    ask: (method, uri, more = {}) => connection.sendRequest(method, { textDocument: { uri }, ...more }),
    [Symbol.asyncDispose]: async () => {
      connection.dispose();
      await end();
    },
  };
}
