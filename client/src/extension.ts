/** The extension: starts the language server where there is a pipeline, keeps tokens for it, and shows where things stand. */
import { commands, type ExtensionContext, type LogOutputChannel, languages, Uri, workspace } from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import type { Abilities, StatusParams, TokenAnswer, TokenParams } from '../../server/src/lsp/protocol.ts';
import { createExplanations } from './explanation.ts';
import { createLog, redacted } from './log.ts';
import { type Credentials, signIn, signOut } from './sign-in.ts';
import { createStatus } from './status.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** By name and not by language, so that the files stay what they are: YAML. The server adds those that a pipeline includes. */
const selector = ['file', 'untitled', 'vscode-vfs'].flatMap((scheme) =>
  ['**/*.gitlab-ci.{yml,yaml}', '**/.gitlab/**/*.{yml,yaml}'].map((pattern) => ({ scheme, pattern })),
);

let running: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = createLog();
  const tokens = tokensOf(context);
  const client = createClient(context, log, tokens);
  const status = createStatus(selector);
  const explanations = createExplanations(client);
  running = client;

  const refresh = () => whenRunning(client, () => commands.executeCommand('deployGates.server.refresh'));
  client.onRequest('deployGates/token', ({ origin }: TokenParams) => answer(tokens, origin));
  client.onNotification('deployGates/status', (it: StatusParams) => {
    status.update(it);
    explanations.refresh();
  });
  context.subscriptions.push(
    log,
    status,
    explanations,
    commands.registerCommand('deployGates.signIn', async (given?: Credentials) => {
      if (await signIn(tokens, status.origins(), given)) await refresh();
    }),
    commands.registerCommand('deployGates.signOut', async (given?: Credentials) => {
      if (await signOut(tokens, given)) await refresh();
    }),
    commands.registerCommand('deployGates.refreshSettings', refresh),
    commands.registerCommand('deployGates.explainJob', (uri?: unknown, job?: unknown) =>
      whenRunning(client, () => explanations.show(textOf(uri), textOf(job))),
    ),
    commands.registerCommand('deployGates.showLog', () => log.show()),
    context.secrets.onDidChange(refresh),
    workspace.onDidGrantWorkspaceTrust(refresh),
  );
  await startOnPipeline(context, client);
}

export async function deactivate(): Promise<void> {
  if (running?.isRunning()) await running.stop();
}

function createClient(context: ExtensionContext, log: LogOutputChannel, tokens: Tokens): LanguageClient {
  const module = context.asAbsolutePath('server/out/server.js');
  const abilities: Abilities = { followIncludes: true, explains: true };
  const options: LanguageClientOptions = {
    documentSelector: selector,
    initializationOptions: abilities,
    outputChannel: log,
    traceOutputChannel: redacted(log, tokens),
    markdown: {
      supportThemeIcons: true,
      isTrusted: { enabledCommands: ['deployGates.explainJob', 'deployGates.signIn'] },
    },
  };
  return new LanguageClient('deployGates', 'Deploy Gates', { module, transport: TransportKind.ipc }, options);
}

async function answer(tokens: Tokens, origin: string): Promise<TokenAnswer> {
  const token = await tokens.of(origin);
  return token === undefined ? null : { token };
}

/** Any YAML file wakes the extension; the server waits for one that may be a pipeline. */
async function startOnPipeline(context: ExtensionContext, client: LanguageClient): Promise<void> {
  if (workspace.textDocuments.some((it) => languages.match(selector, it) > 0) || (await hasPipeline())) {
    await client.start();
    return;
  }
  const listener = workspace.onDidOpenTextDocument(async (document) => {
    if (languages.match(selector, document) === 0) return;
    listener.dispose();
    await client.start();
  });
  context.subscriptions.push(listener);
}

/** The usual file is looked for by itself: a search may find nothing while the editor is still starting. */
async function hasPipeline(): Promise<boolean> {
  for (const { uri } of workspace.workspaceFolders ?? []) {
    const found = await workspace.fs.stat(Uri.joinPath(uri, '.gitlab-ci.yml')).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  const found = await workspace.findFiles('**/*.gitlab-ci.{yml,yaml}', undefined, 1);
  return found.length > 0;
}

async function whenRunning(client: LanguageClient, work: () => PromiseLike<unknown>): Promise<void> {
  if (client.isRunning()) await work();
}

/** From the palette there are no arguments; from a menu the first is the file's address. */
function textOf(argument: unknown): string | undefined {
  return typeof argument === 'string' ? argument : undefined;
}
