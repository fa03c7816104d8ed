/** The extension: starts the language server where there is a pipeline, keeps tokens for it, and shows where things stand. */
import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  languages,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type BaseLanguageClient as LanguageClient, State } from 'vscode-languageclient';
import { asksGitlab, clientOf } from '#server';
import type { Abilities, FocusParams, StatusParams, TokenAnswer, TokenParams } from '../../server/src/lsp/protocol.ts';
import { createAccounts } from './accounts.ts';
import { attemptCommands } from './attempt-commands.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { besides } from './besides.ts';
import { createBlockedJobs } from './blocked.ts';
import { checkWorkspace, refreshSettings } from './check-workspace.ts';
import { createCustomTags } from './custom-tags.ts';
import { showPage } from './documentation.ts';
import { createExplanations } from './explanation.ts';
import { createFiles } from './files.ts';
import { createLog } from './log.ts';
import { createGateMap } from './map/panel.ts';
import { networkOf, networkSettings } from './network.ts';
import { noAccounts } from './no-accounts.ts';
import { createPages } from './pages.ts';
import { reportCommand } from './report.ts';
import { createStatus } from './status.ts';
import { tokensOf } from './tokens.ts';
import { createTree } from './tree/view.ts';

/** By name and not by language, so that the files stay what they are: YAML. The server adds those that a pipeline includes. */
const selector = schemes().flatMap((scheme) =>
  ['**/*.gitlab-ci.{yml,yaml}', '**/.gitlab/**/*.{yml,yaml}', '**/.deploy-gates.yml'].map((pattern) => ({
    scheme,
    pattern,
  })),
);

/** Those that files of a repository have, and those of the folders that are open. */
function schemes(): readonly string[] {
  const open = workspace.workspaceFolders?.map((it) => it.uri.scheme) ?? [];
  return [...new Set(['file', 'untitled', 'vscode-vfs', ...open])];
}

let running: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const tokens = tokensOf(context);
  const log = createLog(tokens.seen);
  const client = createClient(context, log.channel, () => abilities(attempts));
  const status = createStatus(selector);
  const explanations = createExplanations(client);
  const tree = createTree(client, context);
  const pages = createPages(client);
  const attempts = createAttempts(client, context.workspaceState, status.selector);
  const blockedJobs = createBlockedJobs(client, (origin) =>
    Promise.resolve(commands.executeCommand<string | undefined>('deployGates.signIn', { origin })),
  );
  const map = createGateMap(client, context);
  running = client;

  const refresh = async () => {
    if (client.isRunning()) await commands.executeCommand('deployGates.server.refresh');
  };
  const accounts = asksGitlab
    ? createAccounts({ client, tokens, status, attempts, pages, refresh: () => void refresh() })
    : noAccounts();
  client.onRequest<TokenAnswer, TokenParams>('deployGates/token', ({ origin, root }) =>
    tokens.of(origin, root ?? status.active()?.root).catch((error: unknown) => withoutToken(log.channel, error)),
  );
  client.onNotification('deployGates/status', (it: StatusParams) => {
    status.update(it);
    explanations.refresh();
    tree.refresh();
    pages.refresh();
    attempts.refresh();
    accounts.told(it);
  });
  client.onNotification('deployGates/changed', () => {
    for (const it of [tree, map, explanations, pages]) it.refresh();
  });
  context.subscriptions.push(
    log.channel,
    status,
    explanations,
    tree,
    pages,
    attempts,
    accounts,
    createFiles(client),
    ...attemptCommands(client, attempts, pages),
    blockedJobs,
    createCustomTags(context.workspaceState, status.selector),
    map,
    commands.registerCommand('deployGates.refreshSettings', () => whenRunning(client, () => refreshSettings(client))),
    commands.registerCommand('deployGates.explainJob', (uri?: unknown, job?: unknown) =>
      whenRunning(client, () => explanations.show(textOf(uri), textOf(job))),
    ),
    commands.registerCommand('deployGates.explainBlocked', (about?: unknown) => blockedJobs.explain(textOf(about))),
    commands.registerCommand('deployGates.showPage', (id?: unknown) =>
      whenRunning(client, () => showPage(client, pages, textOf(id))),
    ),
    commands.registerCommand('deployGates.checkWorkspace', () => whenRunning(client, () => checkWorkspace(client))),
    commands.registerCommand('deployGates.showLog', () => log.channel.show()),
    reportCommand(context.extension, { log, status, tokens, client }),
    ...followEditor(client),
    // Also when another window has signed in or out.
    context.secrets.onDidChange(refresh),
    workspace.onDidGrantWorkspaceTrust(refresh),
  );
  await startOnPipeline(context, client);
  tree.ready();
}

/** A keyring may be locked. The server takes any other answer for that of an editor that keeps no tokens. */
function withoutToken(log: LogOutputChannel, error: unknown): null {
  log.error(error instanceof Error ? error : String(error));
  return null;
}

/** What the server is told of the editor: that somebody has come back to it, and how it gets to the network. */
function followEditor(client: LanguageClient): readonly Disposable[] {
  return [
    window.onDidChangeWindowState(({ focused }) => {
      if (focused && client.isRunning()) void client.sendNotification('deployGates/focus', {} satisfies FocusParams);
    }),
    workspace.onDidChangeConfiguration(async (change) => {
      if (client.isRunning() && networkSettings.some((it) => change.affectsConfiguration(it))) {
        await restart(client).catch(toldAlready);
      }
    }),
  ];
}

export async function deactivate(): Promise<void> {
  if (running?.isRunning()) await running.stop();
}

function createClient(context: ExtensionContext, log: LogOutputChannel, ofUs: () => Abilities): LanguageClient {
  return clientOf(context, {
    documentSelector: selector,
    initializationOptions: ofUs,
    outputChannel: log,
    markdown: {
      supportThemeIcons: true,
      isTrusted: { enabledCommands: ['deployGates.explainJob', 'deployGates.signInHere'] },
    },
  });
}

/** Asked at each start of the server. */
function abilities(attempts: Attempts): Abilities {
  const network = networkOf((it) => workspace.getConfiguration().get(it));
  return {
    followIncludes: true,
    readsFiles: true,
    explains: true,
    pages: true,
    views: true,
    attempts: attempts.remembered(),
    besides: besides(),
    network,
  };
}

async function restart(client: LanguageClient): Promise<void> {
  await client.stop();
  await client.start();
}

/** Any YAML file wakes the extension; the server waits for one that may be a pipeline. */
async function startOnPipeline(context: ExtensionContext, client: LanguageClient): Promise<void> {
  const start = async () => {
    for (const it of listeners) it.dispose();
    await client.start().catch(toldAlready);
  };
  // From now on, since the search below takes a while.
  const listeners = [
    workspace.onDidOpenTextDocument(async (it) => {
      if (languages.match(selector, it) > 0) await start();
    }),
    workspace.onDidChangeWorkspaceFolders(async () => {
      if (await hasPipeline()) await start();
    }),
  ];
  context.subscriptions.push(...listeners);
  const isOpen = workspace.textDocuments.some((it) => languages.match(selector, it) > 0);
  if (isOpen || (await hasPipeline())) await start();
}

/** What keeps the server from starting has been shown by its client. */
function toldAlready(): void {}

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

/** A command that nothing comes of says why. */
async function whenRunning(client: LanguageClient, work: () => PromiseLike<unknown>): Promise<void> {
  if (client.state === State.Starting) await client.start().catch(toldAlready);
  if (client.isRunning()) await work();
  else void window.showInformationMessage(notRunning());
}

function notRunning(): string {
  return l10n.t(
    'The language server of Deploy Gates does not run: it starts with the first GitLab pipeline that is opened.',
  );
}

/** From the palette there are no arguments; from a menu the first is the file's address. */
function textOf(argument: unknown): string | undefined {
  return typeof argument === 'string' ? argument : undefined;
}
