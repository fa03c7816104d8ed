/** Runs code-server: VS Code's workbench with a real extension host. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { installed } from './installed.ts';
import { writeLanguagePack } from './language.ts';
import { settings as quiet } from './settings.ts';

export interface CodeServer {
  readonly url: string;
  /** `127.0.0.1:PORT`. */
  readonly authority: string;
  readonly log: () => string;
  /** Resolves when the server has ended by itself or was stopped. */
  readonly exited: Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface Options {
  /** Extensions to install first, as a user would. */
  readonly vsix?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly keybindings?: readonly object[];
  /** Added to the environment that the extension host inherits. */
  readonly env?: Readonly<Record<string, string>>;
  /** Needed for `extensionTestsPath`; it also turns notifications off, so tests of the interface go without it. */
  readonly testDriver?: boolean;
  /** Folders are opened in Restricted Mode, until somebody trusts them. */
  readonly restricted?: boolean;
  /** Of the editor; English where absent. */
  readonly language?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Goes on without a window, until it is stopped. */
  readonly staysUp?: boolean;
}

/** Starts a server with a home, user data and extensions of its own on loopback. */
export async function startCodeServer(options: Options = {}): Promise<CodeServer> {
  const { node, main } = installed();
  const folder = mkdtempSync(join(tmpdir(), 'deploy-gates-editor-'));
  const settings = { ...quiet, ...(options.restricted && restricted), ...options.settings };
  const common = [main, ...writeHome(folder, settings, options.keybindings ?? [])];
  const env = environment(folder, options.env ?? {});
  if (options.language !== undefined) writeLanguagePack(join(folder, 'user'), options.language);
  for (const file of options.vsix ?? []) install(node, [...common, '--install-extension', file, '--force'], env);

  const child = spawn(
    node,
    [
      ...common,
      '--host=127.0.0.1',
      `--port=${options.port ?? 0}`,
      '--without-connection-token',
      '--disable-telemetry',
      '--disable-experiments',
      ...(options.language === undefined ? [] : [`--locale=${options.language}`]),
      ...(options.restricted ? [] : ['--disable-workspace-trust']),
      // A server that nobody stopped ends five minutes after its last window.
      ...(options.staysUp ? [] : ['--enable-remote-auto-shutdown']),
      ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true, cwd: folder },
  );
  const server = watch(child, folder);
  const port = await listening(server);
  return { ...server, url: `http://127.0.0.1:${port}`, authority: `127.0.0.1:${port}` };
}

/** Nothing of it asks by itself: what is tested is that the extension keeps still. */
const restricted = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

function writeHome(folder: string, settings: object, keybindings: readonly object[]): readonly string[] {
  for (const name of ['home', 'data', 'tmp', 'extensions', join('user', 'User')]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'user', 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
  writeFileSync(join(folder, 'user', 'User', 'keybindings.json'), JSON.stringify(keybindings, undefined, 2));
  return [
    '--accept-server-license-terms',
    `--server-data-dir=${join(folder, 'data')}`,
    `--user-data-dir=${join(folder, 'user')}`,
    `--extensions-dir=${join(folder, 'extensions')}`,
    '--telemetry-level=off',
  ];
}

function environment(folder: string, extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  // Set inside a VS Code terminal or by a test run; they change how the server and the extension host behave.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|NODE_TEST|ELECTRON_RUN_AS_NODE$|NODE_OPTIONS$|GITLAB_|CI_)/.test(name),
  );
  const temporary = join(folder, 'tmp');
  return {
    ...Object.fromEntries(inherited),
    HOME: join(folder, 'home'),
    XDG_DATA_HOME: join(folder, 'home', 'share'),
    XDG_CONFIG_HOME: join(folder, 'home', 'config'),
    XDG_CACHE_HOME: join(folder, 'home', 'cache'),
    // VS Code leaves its sockets in the temporary folder. On macOS the path would get too long for them.
    ...(process.platform === 'linux' && { TMPDIR: temporary, XDG_RUNTIME_DIR: temporary }),
    // An empty gallery: no requests to a marketplace.
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '' }),
    ...extra,
  };
}

function install(node: string, command: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr } = spawnSync(node, command, { env, encoding: 'utf8' });
  if (status === 0 && stdout.includes('was successfully installed')) return;
  throw new Error(`the extension could not be installed (${status}):\n${stdout}${stderr}`);
}

type Watched = Pick<CodeServer, 'log' | 'exited' | 'stop'>;

/** Keeps the server's output, and makes sure that it never outlives this process. */
function watch(child: ChildProcess, folder: string): Watched {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (it) => {
      output += it;
    });
  }
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, killedBy) => resolve(`ended with ${killedBy ?? code}`));
  });
  const kill = () => {
    killGroup(child, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  process.once('exit', kill);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= end(child).then(() => {
      process.removeListener('exit', kill);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    });
    return stopping;
  };
  return { log: () => output, exited, stop };
}

/**
 * Ends the server and what it left behind: its extension host, file watcher and language servers stay for seconds.
 * All are in one process group, which `detached` made ours.
 */
async function end(child: ChildProcess): Promise<void> {
  killGroup(child, 'SIGTERM');
  await until(() => !groupAlive(child), 1500);
  killGroup(child, 'SIGKILL');
  await until(() => !groupAlive(child), 2000);
}

function killGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // It has ended by itself.
  }
}

/** `kill(-group, 0)` also succeeds for processes that have ended and that nobody has waited for, so Linux is asked itself. */
function groupAlive({ pid }: ChildProcess): boolean {
  if (pid === undefined) return false;
  if (process.platform !== 'linux') {
    try {
      return process.kill(-pid, 0);
    } catch {
      return false;
    }
  }
  return readdirSync('/proc')
    .filter((it) => /^\d+$/.test(it))
    .some((it) => {
      const [state, , group] = processState(it);
      return group === String(pid) && state !== 'Z' && state !== 'X';
    });
}

function processState(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return [];
  }
}

async function until(done: () => boolean, limit: number): Promise<void> {
  for (let waited = 0; !done() && waited < limit; waited += 20) await setTimeout(20);
}

async function listening(server: Watched): Promise<number> {
  let ended: string | undefined;
  void server.exited.then((how) => {
    ended = how;
  });
  const port = () => /Extension host agent listening on (\d+)/.exec(server.log())?.[1];
  await until(() => port() !== undefined || ended !== undefined, 60_000);
  const found = port();
  if (found !== undefined) return Number(found);
  await server.stop();
  throw new Error(`code-server ${ended ?? 'did not listen within 60 s'}:\n${server.log().slice(-4000)}`);
}
