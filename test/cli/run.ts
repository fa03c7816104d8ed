/** Runs the built command line as a person would: a process of its own, in a folder, with a token and nothing else. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface How {
  readonly cwd?: string;
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

const cli = resolve('server', 'out', 'cli.js');

/** Runs `deploy-gates ARGS`. Asserts that no token is in what it writes. */
export async function run(
  args: readonly string[],
  { cwd = scratch(), token, env = {}, input }: How = {},
): Promise<Ran> {
  assert.ok(existsSync(cli), 'the command line is not built: npm run build');
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    stdio: 'pipe',
    env: {
      PATH: process.env['PATH'],
      // Not the settings of whoever runs the tests.
      HOME: scratch(),
      GIT_CONFIG_NOSYSTEM: '1',
      ...(token !== undefined && { GITLAB_TOKEN: token }),
      ...env,
    },
  });
  // A command that ends before it reads closes the pipe: no fault of this side.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const [out, err, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number>((done) => child.once('close', (status) => done(status ?? -1))),
  ]);
  if (token !== undefined) assert.ok(!`${out}${err}`.includes(token), `the token is in what ${args[0]} writes`);
  return { code, out, err };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  return text;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const it of folders) rmSync(it, { recursive: true, force: true });
});

/** A new empty folder that goes when the tests are over, outside any git repository. */
export function scratch(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'deploy-gates-cli-')));
  folders.push(folder);
  return folder;
}

/** A folder with files. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = scratch();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The values of a JSON answer that tests look at. */
export interface Report {
  readonly settings: {
    readonly source: string;
    readonly unread: readonly { readonly setting: string; readonly why: string; readonly needs?: string }[];
  };
  readonly pipeline: {
    readonly valid: boolean;
    readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
  };
  readonly jobs: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly gates: readonly {
      readonly gate: string;
      readonly verdict: string;
      readonly reason?: string;
      readonly what: string;
      readonly why: string;
      readonly related?: readonly { readonly file: string; readonly line: number }[];
    }[];
    readonly who: { readonly users: readonly { readonly username: string }[] };
  }[];
}
