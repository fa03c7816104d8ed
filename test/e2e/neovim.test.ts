/** The server in Neovim's own LSP client, headless, with the configuration that the page for Neovim tells to use. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { openExample } from './lib/example.ts';
import { root } from './lib/paths.ts';

interface Program {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Seen {
  readonly error?: string;
  readonly lenses: readonly string[];
  readonly hover: string;
  readonly definition: unknown;
  readonly diagnostic: { readonly message: string; readonly source: string; readonly line: number };
  readonly action: string;
  readonly text: string;
}

test('Neovim shows verdicts, hovers and findings, and applies a fix', { timeout: 180_000 }, async (t) => {
  const installer: { neovim(cache: string): Promise<Program | { readonly missing: string }> } = await import(
    pathToFileURL(join(root, 'test', 'e2e', 'neovim', 'install.mjs')).href
  );
  const program = await installer.neovim(process.env['E2E_CACHE'] ?? join(root, '.vscode-test'));
  if ('missing' in program) {
    // Not everybody who changes a line has Neovim; what is merged has been tried in it.
    assert.ok(process.env['CI'] === undefined, program.missing);
    t.skip(program.missing);
    return;
  }
  const example = await openExample();
  t.after(example.close);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'deploy-gates-neovim-')));
  t.after(() => rmSync(scratch, { recursive: true, force: true }));

  const seen = await use(program, {
    folder: example.folder,
    token: 'example-dana',
    instance: example.gitlab.url,
    scratch,
  });

  assert.ok(seen.lenses.some((it) => it.startsWith('You cannot run this')));
  assert.match(seen.hover, /You cannot run this\.\*{0,2} Ask `omar` or `mia`/);
  assert.match(JSON.stringify(seen.definition), /templates\.yml/);
  assert.equal(seen.diagnostic.source, 'deploy-gates');
  assert.match(seen.diagnostic.message, /names no environment/);
  assert.match(seen.text, /^ {2}environment:/m);
  assert.match(seen.text, /^# Deploys through another project\./);
});

interface Setting {
  readonly folder: string;
  readonly token: string;
  readonly instance: string;
  /** A folder for what is made on the way. */
  readonly scratch: string;
}

/** The stand-in GitLab lives in this process, which must not be blocked meanwhile. */
async function use({ path, env }: Program, { folder, token, instance, scratch }: Setting): Promise<Seen> {
  const results = join(scratch, 'results.json');
  const version = spawnSync(path, ['--version'], { encoding: 'utf8', env: { ...process.env, ...env } });
  const own = {
    PATH: [commandIn(scratch), process.env['PATH']].join(delimiter),
    HOME: scratch,
    XDG_CONFIG_HOME: scratch,
    GITLAB_TOKEN: token,
    GITLAB_HOST: instance,
    E2E_FOLDER: folder,
    E2E_RESULTS: results,
    E2E_CONFIGURATION: configurationIn(scratch, version.stdout),
  };
  const script = join(root, 'test', 'e2e', 'neovim', 'session.lua');
  const args = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${script}`];
  const options = { timeout: 120_000, env: { ...process.env, ...env, ...own } };
  const trouble = await promisify(execFile)(path, args, options).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  const seen = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : undefined;
  assert.equal(trouble, undefined, seen?.error);
  return seen;
}

/** A folder with the command `deploy-gates`, as its installation makes it. */
function commandIn(scratch: string): string {
  const folder = join(scratch, 'bin');
  mkdirSync(folder);
  const command = join(folder, 'deploy-gates');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'server', 'out', 'cli.js')}' "$@"\n`);
  chmodSync(command, 0o755);
  return folder;
}

/** The block of the page that is for this version. */
function configurationIn(scratch: string, version: string): string {
  const page = readFileSync(join(root, 'docs', 'editors', 'neovim.md'), 'utf8');
  const [, minor = '0'] = /^NVIM v0\.(\d+)/m.exec(version) ?? [];
  const heading = Number(minor) >= 11 ? '## Neovim 0.11 and newer' : '## Older ones';
  const [, code = ''] = /```lua\n([\s\S]*?)```/.exec(page.slice(page.indexOf(heading))) ?? [];
  const file = join(scratch, 'configuration.lua');
  writeFileSync(file, code);
  return file;
}
