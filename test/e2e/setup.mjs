// `node test/e2e/setup.mjs [--force]`: installs a browser build of VS Code (code-server) and the Node it wants into
// .vscode-test/, from the package registry alone. No install script is run, so neither a compiler nor root is needed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { standIns } from './stand-ins.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const versions = JSON.parse(readFileSync(join(here, 'versions.json'), 'utf8'));
const codeServer = process.env.E2E_CODE_SERVER_VERSION ?? versions.codeServer;
const node = process.env.E2E_NODE_VERSION ?? versions.node;
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const home = process.env.E2E_CACHE ?? join(here, '..', '..', '.vscode-test', `code-server-${codeServer}`);
const vscode = join(home, 'node_modules', 'code-server', 'lib', 'vscode');
const ready = join(home, '.ready');
const wanted = JSON.stringify({ codeServer, node });

if (process.argv.includes('--force') || !existsSync(ready) || readFileSync(ready, 'utf8') !== wanted) {
  rmSync(ready, { force: true });
  console.log(`Installing code-server ${codeServer} into ${home} …`);
  installCodeServer();
  removeUnused();
  replaceNativeModules();
  writeFileSync(ready, wanted);
}
console.log(`code-server ${codeServer} is in ${home}`);

/**
 * code-server's own postinstall insists on its Node version, compiles, and asks github.com; what it would install is
 * fetched here step by step instead.
 */
function installCodeServer() {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'editor-for-tests', private: true }));
  const sameNode = process.versions.node.split('.')[0] === node.split('.')[0];
  npm(home, 'install', '--no-save', `code-server@${codeServer}`, ...(sameNode ? [] : [`${nodePackage}@${node}`]));
  for (const folder of [vscode, join(vscode, 'extensions')]) {
    // Their lock files were made with --legacy-peer-deps; those of older versions are out of step all the same.
    try {
      npm(folder, 'ci', '--omit=dev', '--legacy-peer-deps');
    } catch {
      npm(folder, 'install', '--omit=dev', '--legacy-peer-deps');
    }
  }
}

/** 200 MB that no test uses. */
function removeUnused() {
  const modules = join(vscode, 'node_modules');
  const searchers = join(modules, '@vscode', 'ripgrep-universal', 'bin');
  const others = existsSync(searchers)
    ? readdirSync(searchers).filter((it) => it !== `${process.platform}-${process.arch}`)
    : [];
  for (const path of [
    join(modules, '@github'),
    join(modules, '@microsoft', 'mxc-sdk'),
    join(modules, '@devcontainers'),
    join(vscode, 'extensions', 'copilot'),
    ...others.map((it) => join(searchers, it)),
  ]) {
    rmSync(path, { recursive: true, force: true });
  }
}

/** Without a logger every log line would be a stack trace, and output channels would stay empty. */
function replaceNativeModules() {
  for (const [name, code] of Object.entries(standIns)) {
    const folder = [`@vscode/${name}`, name]
      .map((it) => join(vscode, 'node_modules', it))
      .find((it) => existsSync(join(it, 'package.json')));
    if (!folder || existsSync(join(folder, 'build', 'Release'))) continue;
    const { main = 'index.js' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    writeFileSync(join(folder, main), code);
  }
}

function npm(cwd, ...args) {
  const windows = process.platform === 'win32';
  execFileSync('npm', [...args, '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
}
