/** The client as the server sees it: what it can do, what it can be asked, and what it is told. */
import {
  type ClientCapabilities,
  type Connection,
  type Diagnostic,
  type InitializeParams,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
} from 'vscode-languageserver';
import { type Besides, triggerCharacters } from '../features/completion.ts';
import type { NetworkChoice } from '../host/network.ts';
import { holds, isVirtual, pathIn, placeOf } from './addresses.ts';
import { type Preferences, preferencesFrom } from './preferences.ts';
import type { Abilities, AttemptChoice, ChangedParams, StatusParams, TokenAnswer, TokenParams } from './protocol.ts';

export class Editor {
  readonly #connection: Connection;
  #capabilities: ClientCapabilities = {};
  #abilities: Abilities = {};
  #folders: readonly string[] = [];
  /** For clients that send their settings instead of being asked for them. */
  #sent: unknown;
  /** What `follow` has asked for, one address per line. */
  #followed = '';

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Before this nothing is known of the client, and nothing may be asked. */
  introduce({ capabilities, initializationOptions, workspaceFolders, rootUri }: InitializeParams): void {
    this.#capabilities = capabilities;
    this.#folders = workspaceFolders?.map((it) => it.uri) ?? (rootUri ? [rootUri] : []);
    const options: unknown = initializationOptions;
    this.#abilities = typeof options === 'object' && options !== null ? options : {};
  }

  get pulls(): boolean {
    return this.#capabilities.textDocument?.diagnostic !== undefined;
  }

  /** Whether files whose names do not say that they belong to a pipeline have to be named to the client. */
  get follows(): boolean {
    return this.#abilities.followIncludes === true;
  }

  /** Whether the page of a rule may be opened. */
  get pages(): boolean {
    return this.#abilities.pages === true;
  }

  /** Whether links may open the explanation of a job. */
  get explains(): boolean {
    return this.#abilities.explains === true;
  }

  /** What was asked about in this folder before; the address may be spelled in another way. */
  attemptIn(root: string): AttemptChoice | undefined {
    return Object.entries(this.#abilities.attempts ?? {}).find(([uri]) => sameFolder(placeOf(uri), root))?.[1];
  }

  /** What other extensions of it offer while somebody types. */
  get besides(): Besides {
    const { besides } = this.#abilities;
    return { schema: besides?.schema === true, variables: besides?.variables === true };
  }

  /** How it gets to the network itself. */
  get network(): NetworkChoice {
    const { proxy, noProxy, strictSSL } = this.#abilities.network ?? {};
    return { proxy, noProxy: noProxy?.join(','), strictSSL };
  }

  /** Whether edits may carry the version of the document that they are for. */
  get versioned(): boolean {
    return this.#capabilities.workspace?.workspaceEdit?.documentChanges === true;
  }

  get hasFolders(): boolean {
    return this.#capabilities.workspace?.workspaceFolders === true;
  }

  /** The place of a file. Where this machine cannot read it, only for a client that reads it for us. */
  placeOf(uri: string): string | undefined {
    const place = placeOf(uri);
    return place !== undefined && isVirtual(place) && this.#abilities.readsFiles !== true ? undefined : place;
  }

  /** Places of the folders that are open. */
  async workspace(): Promise<readonly string[]> {
    const open = this.hasFolders ? await this.#connection.workspace.getWorkspaceFolders() : null;
    return (open?.map((it) => it.uri) ?? this.#folders).map((it) => this.placeOf(it)).filter((it) => it !== undefined);
  }

  /** The folder of the workspace that holds a path; the innermost where they nest. */
  async workspaceOf(path: string): Promise<string | undefined> {
    const around = (await this.workspace()).filter((it) => holds(it, path));
    return around.sort((a, b) => b.length - a.length)[0];
  }

  registers(ability: 'didChangeConfiguration' | 'didChangeWatchedFiles'): boolean {
    return this.#capabilities.workspace?.[ability]?.dynamicRegistration === true;
  }

  /**
   * The token for an origin, or where on this machine it is; `null` where the client has none, `undefined` from a
   * client that knows nothing of tokens.
   * @param root address of the checkout's folder.
   */
  async token(origin: string, root: string | undefined): Promise<TokenAnswer | undefined> {
    const params: TokenParams = { origin, ...(root !== undefined && { root }) };
    try {
      return (await this.#connection.sendRequest<TokenAnswer>('deployGates/token', params)) ?? null;
    } catch (error) {
      if (error instanceof ResponseError && error.code !== LSPErrorCodes.RequestFailed) return undefined;
      throw error;
    }
  }

  /** The settings for a file. */
  async preferences(uri: string): Promise<Preferences> {
    if (!this.#capabilities.workspace?.configuration) return preferencesFrom(this.#sent);
    const section = 'deployGates';
    return preferencesFrom(await this.#connection.workspace.getConfiguration({ scopeUri: uri, section }));
  }

  /** Settings as `workspace/didChangeConfiguration` brings them: whole, or `null` from clients that are asked instead. */
  configure(settings: unknown): void {
    if (typeof settings !== 'object' || settings === null) return;
    this.#sent = (settings as Readonly<Record<string, unknown>>)['deployGates'] ?? settings;
  }

  status(params: StatusParams): void {
    ignore(this.#connection.sendNotification('deployGates/status', params));
  }

  /** What was shown is out of date: settings have arrived, or another attempt is asked about. */
  refresh(): void {
    const { diagnostics, codeLens, inlayHint } = this.#capabilities.workspace ?? {};
    if (diagnostics?.refreshSupport) ignore(this.#connection.sendRequest('workspace/diagnostic/refresh'));
    if (codeLens?.refreshSupport) ignore(this.#connection.sendRequest('workspace/codeLens/refresh'));
    if (inlayHint?.refreshSupport) ignore(this.#connection.sendRequest('workspace/inlayHint/refresh'));
    this.changed();
  }

  /** For views that stand beside the editors: verdicts may be others now. */
  changed(): void {
    const params: ChangedParams = {};
    if (this.#abilities.views) ignore(this.#connection.sendNotification('deployGates/changed', params));
  }

  publish(uri: string, version: number | undefined, diagnostics: readonly Diagnostic[]): void {
    const params = { uri, diagnostics: [...diagnostics], ...(version !== undefined && { version }) };
    ignore(this.#connection.sendDiagnostics(params));
  }

  /** For the log of somebody who looks for the cause of something. */
  debug(what: string): void {
    this.#connection.console.debug(what);
  }

  /** A message for whoever has just asked for something, who need not answer it. */
  warn(message: string): void {
    void this.#connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
  }

  error(what: unknown): void {
    this.#connection.console.error(what instanceof Error ? (what.stack ?? what.message) : String(what));
  }

  /**
   * Asks to be told about these files too, which belong to a pipeline and whose names do not say so.
   * Only a client that chooses its files by name needs that.
   */
  async follow(uris: readonly string[]): Promise<void> {
    const wanted = uris.join('\n');
    if (!this.follows || wanted === this.#followed) return;
    const followed = this.#followed;
    this.#followed = wanted;
    if (followed !== '') {
      const unregisterations = methods.map((method) => ({ id: `followed ${method}`, method }));
      await this.#connection.sendRequest('client/unregisterCapability', { unregisterations });
    }
    if (wanted === '') return;
    const documentSelector = uris.map((it) => new URL(it)).map(selectorOf);
    const registrations = methods.map((method) => {
      return { id: `followed ${method}`, method, registerOptions: { documentSelector, ...onDocuments[method] } };
    });
    await this.#connection.sendRequest('client/registerCapability', { registrations });
  }
}

function sameFolder(folder: string | undefined, root: string): boolean {
  return folder !== undefined && isVirtual(folder) === isVirtual(root) && pathIn(folder, root) === '';
}

/** A client that has gone needs no answer. */
function ignore(sent: Promise<unknown>): void {
  sent.catch(() => undefined);
}

/** Everything that is asked about a document, with the options that its registration takes. */
const onDocuments = {
  'textDocument/didOpen': {},
  'textDocument/didChange': { syncKind: 2 },
  'textDocument/didClose': {},
  'textDocument/diagnostic': { interFileDependencies: true, workspaceDiagnostics: false },
  'textDocument/hover': {},
  'textDocument/codeLens': {},
  'textDocument/inlayHint': {},
  'textDocument/codeAction': { codeActionKinds: ['quickfix', 'refactor.rewrite'] },
  'textDocument/completion': { triggerCharacters },
  'textDocument/definition': {},
  'textDocument/references': {},
  'textDocument/documentHighlight': {},
  'textDocument/rename': { prepareProvider: true },
  'textDocument/documentLink': {},
  'textDocument/documentSymbol': { label: 'Deploy Gates' },
  'textDocument/prepareCallHierarchy': {},
} as const;

const methods = Object.keys(onDocuments) as readonly (keyof typeof onDocuments)[];

function selectorOf({ protocol, pathname }: URL): { readonly scheme: string; readonly pattern: string } {
  return { scheme: protocol.slice(0, -1), pattern: literal(pathname) };
}

/** A path as a pattern that matches nothing else. */
function literal(path: string): string {
  return decodeURIComponent(path).replaceAll(/[[\]{}*?]/g, '[$&]');
}
