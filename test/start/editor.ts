/** Opens a folder in a real editor with the extension: desktop VS Code where it is, else its browser build. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCodeServer } from '../e2e/lib/code-server.ts';
import { workbenchUrl } from '../e2e/lib/workbench.ts';

export interface Opening {
  /** The repository, which is the extension's folder too. */
  readonly root: string;
  readonly folder: string;
  readonly file?: string;
  /** The user's own checkout: his own profile is used, and nothing of it is replaced. */
  readonly own: boolean;
  packageExtension(): string;
}

export interface Editor {
  /** A sentence that says where to look. */
  readonly where: string;
  /** Resolves with how it ended, if it ends by itself. */
  readonly closed: Promise<string>;
  stop(): Promise<void>;
}

export async function openEditor(opening: Opening): Promise<Editor> {
  return hasDesktop() ? openDesktop(opening) : openInBrowser(opening);
}

function hasDesktop(): boolean {
  const display = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  return Boolean(display) && spawnSync('code', ['--version'], { shell: windows, stdio: 'ignore' }).status === 0;
}

const windows = process.platform === 'win32';

function openDesktop({ root, folder, file, own }: Opening): Editor {
  const profile = own ? undefined : mkdtempSync(join(tmpdir(), 'deploy-gates-profile-'));
  const child = spawn(
    'code',
    [
      folder,
      ...(file === undefined ? [] : [file]),
      `--extensionDevelopmentPath=${root}`,
      '--new-window',
      '--wait',
      ...(profile === undefined
        ? []
        : [
            `--user-data-dir=${join(profile, 'user')}`,
            `--extensions-dir=${join(profile, 'extensions')}`,
            '--disable-workspace-trust',
            '--skip-welcome',
            '--skip-release-notes',
          ]),
    ],
    { stdio: 'ignore', shell: windows },
  );
  const closed = new Promise<string>((done) => {
    child.once('exit', () => done('was closed'));
    child.once('error', (error) => done(`did not start: ${error.message}`));
  });
  return { where: `Visual Studio Code opens ${folder}.`, closed, stop: () => stopDesktop(child, profile) };
}

async function stopDesktop(child: ChildProcess, profile: string | undefined): Promise<void> {
  child.kill();
  if (profile !== undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

/** A person types here, unlike the tests that the settings were made for. */
const forPeople = {
  'git.enabled': true,
  'editor.autoIndent': 'full',
  'editor.autoClosingBrackets': 'languageDefined',
  'editor.autoClosingQuotes': 'languageDefined',
  'editor.autoSurround': 'languageDefined',
};

async function openInBrowser({ folder, file, packageExtension }: Opening): Promise<Editor> {
  const server = await startCodeServer({ vsix: [packageExtension()], settings: forPeople, staysUp: true });
  const url = workbenchUrl(server, { folder, ...(file !== undefined && { file }) });
  return { where: `The editor is at ${url}`, closed: server.exited, stop: server.stop };
}
