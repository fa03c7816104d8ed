// Neovim for the test of its LSP client: the one that is installed, or Debian's unpacked into .vscode-test/ without root.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../lock.mjs';

/** Neovim and what it needs beside the libraries that every system has. */
const packages = [
  ...['neovim', 'neovim-runtime', 'libluajit-5.1-2', 'libluajit-5.1-common', 'libmsgpackc2', 'libtermkey1'],
  ...['libtree-sitter0', 'libunibilium4', 'libuv1', 'libvterm0', 'lua-luv'],
];

/**
 * The program and the variables it wants, or why there is none.
 * @param {string} cache a folder to install into.
 * @returns {Promise<{ path: string, env: Record<string, string> } | { missing: string }>}
 */
export async function neovim(cache) {
  const own = process.env.E2E_NVIM ?? 'nvim';
  if (runs(own, {})) return { path: own, env: {} };
  if (!runs('apt-get', {}) || !runs('dpkg-deb', {})) return { missing: 'there is no `nvim`: install Neovim' };
  const home = join(cache, 'neovim');
  mkdirSync(cache, { recursive: true });
  try {
    await withLock(join(cache, '.neovim.lock'), () => (existsSync(home) ? undefined : unpack(home)));
  } catch (error) {
    return { missing: `there is no \`nvim\`, and its packages could not be had: ${error.message.split('\n')[0]}` };
  }
  const path = join(home, 'usr', 'bin', 'nvim');
  const [libraries = ''] = readdirSync(join(home, 'usr', 'lib')).filter((it) => it.endsWith('-linux-gnu'));
  const env = {
    LD_LIBRARY_PATH: join(home, 'usr', 'lib', libraries),
    VIMRUNTIME: join(home, 'usr', 'share', 'nvim', 'runtime'),
  };
  return runs(path, env) ? { path, env } : { missing: `${path} does not run here: install Neovim` };
}

function runs(program, env) {
  return spawnSync(program, ['--version'], { env: { ...process.env, ...env } }).status === 0;
}

/** With lists and a cache of its own, so that nothing of the system is touched. */
function unpack(home) {
  const scratch = `${home}.new`;
  rmSync(scratch, { recursive: true, force: true });
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'root']) {
    mkdirSync(join(scratch, folder), { recursive: true });
  }
  const own = { State: join(scratch, 'state'), 'State::status': '/dev/null', Cache: join(scratch, 'cache') };
  const options = Object.entries(own).flatMap(([name, value]) => ['-o', `Dir::${name}=${value}`]);
  const run = (program, args) => execFileSync(program, args, { cwd: scratch, stdio: ['ignore', 'ignore', 'pipe'] });
  run('apt-get', [...options, 'update']);
  run('apt-get', [...options, 'download', ...packages]);
  for (const it of readdirSync(scratch).filter((name) => name.endsWith('.deb'))) {
    run('dpkg-deb', ['-x', it, join(scratch, 'root')]);
  }
  renameSync(join(scratch, 'root'), home);
  rmSync(scratch, { recursive: true, force: true });
}
