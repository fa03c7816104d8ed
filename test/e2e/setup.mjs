// `node test/e2e/setup.mjs`: brings what the editor tests need into .vscode-test/, from the package registry alone: a
// browser build of VS Code (code-server) with the Node it wants, a browser where none is installed, and fonts that make
// the same picture everywhere. No install script is run, so neither a compiler nor root is needed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { withLock } from './lock.mjs';
import { standIns } from './stand-ins.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const pinned = JSON.parse(readFileSync(join(here, 'versions.json'), 'utf8'));
const versions = {
  ...pinned,
  codeServer: process.env.E2E_CODE_SERVER_VERSION ?? pinned.codeServer,
  node: process.env.E2E_NODE_VERSION ?? pinned.node,
};
const cache = process.env.E2E_CACHE ?? join(root, '.vscode-test');

mkdirSync(cache, { recursive: true });
// Test files run at the same time.
await withLock(join(cache, '.lock'), async () => {
  const editor = installEditor();
  const fonts = installFonts();
  const browser = await installBrowser(fonts);
  writeFileSync(join(cache, 'installed.json'), JSON.stringify({ ...editor, browser }, undefined, 2));
});

/** The node to run the editor's server with, and its main file. */
function installEditor() {
  const home = join(cache, `code-server-${versions.codeServer}`);
  const vscode = join(home, 'node_modules', 'code-server', 'lib', 'vscode');
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const sameNode = process.versions.node.split('.')[0] === versions.node.split('.')[0];
  once(home, { codeServer: versions.codeServer, node: versions.node }, () => {
    const own = sameNode ? [] : [`${nodePackage}@${versions.node}`];
    npm(home, 'install', '--no-save', `code-server@${versions.codeServer}`, ...own);
    // code-server's own postinstall insists on its Node version, compiles, and asks github.com; what it would install
    // is fetched here step by step instead.
    for (const folder of [vscode, join(vscode, 'extensions')]) installLocked(folder);
    removeUnused(vscode);
    replaceNativeModules(vscode);
  });
  const node = join(home, 'node_modules', nodePackage, 'bin', 'node');
  return { node: existsSync(node) ? node : process.execPath, main: join(vscode, 'out', 'server-main.js') };
}

/** The lock files were made with --legacy-peer-deps; those of older versions are out of step all the same. */
function installLocked(folder) {
  try {
    npm(folder, 'ci', '--omit=dev', '--legacy-peer-deps');
  } catch {
    npm(folder, 'install', '--omit=dev', '--legacy-peer-deps');
  }
}

/** 200 MB that no test uses. */
function removeUnused(vscode) {
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
function replaceNativeModules(vscode) {
  for (const [name, code] of Object.entries(standIns)) {
    const folder = [`@vscode/${name}`, name]
      .map((it) => join(vscode, 'node_modules', it))
      .find((it) => existsSync(join(it, 'package.json')));
    if (!folder || existsSync(join(folder, 'build', 'Release'))) continue;
    const { main = 'index.js' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    writeFileSync(join(folder, main), code);
  }
}

/** The folder of the fonts: DejaVu for code, and Open Sans, which comes with the packaged browser, for the rest. */
function installFonts() {
  const home = join(cache, `fonts-${versions.fonts}`);
  once(home, { fonts: versions.fonts, openSans: 'unpacked' }, () => {
    npm(home, 'install', '--no-save', `dejavu-fonts-ttf@${versions.fonts}`);
    const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    const archive = brotliDecompressSync(readFileSync(join(dirname(main), '..', '..', 'bin', 'fonts.tar.br')));
    execFileSync('tar', ['-x', '-f', '-'], { cwd: home, input: archive, stdio: ['pipe', 'ignore', 'inherit'] });
  });
  return home;
}

/**
 * An installed Chromium, else the one inside the package @sparticuz/chromium, which brings the libraries it needs.
 * `null` where there is neither.
 */
async function installBrowser(fonts) {
  const home = join(cache, 'browser');
  mkdirSync(home, { recursive: true });
  const found = installedBrowser();
  const unpacked = found === undefined ? await unpackBrowser(home) : undefined;
  const path = found ?? unpacked?.path;
  if (path === undefined) return null;
  const config = join(home, 'fonts.conf');
  writeFileSync(config, fontsConfig(fonts, join(home, 'fonts-cache')));
  return { path, env: { ...unpacked?.env, FONTCONFIG_FILE: config } };
}

function installedBrowser() {
  return [
    process.env.E2E_CHROMIUM,
    process.env.CHROME_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find((it) => it && existsSync(it));
}

async function unpackBrowser(home) {
  // It unpacks into the temporary folder, and its libraries only where it believes to run in a bare container.
  process.env.TMPDIR = home;
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
  const packaged = await import('@sparticuz/chromium').catch(() => undefined);
  if (!packaged) return undefined;
  const path = await packaged.default.executablePath();
  return { path, env: { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '' } };
}

function fontsConfig(folder, cacheFolder) {
  const alias = (family, font) => `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <cachedir>${cacheFolder}</cachedir>
  ${alias('system-ui', 'Open Sans')}
  ${alias('sans-serif', 'Open Sans')}
  ${alias('monospace', 'DejaVu Sans Mono')}
</fontconfig>
`;
}

/** Fills `home` unless that was done before for the same versions. */
function once(home, wanted, fill) {
  const stamp = join(home, '.ready');
  const text = JSON.stringify(wanted);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === text) return;
  console.log(`Installing ${Object.entries(wanted).flat().join(' ')} into ${home} …`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'for-editor-tests', private: true }));
  fill();
  writeFileSync(stamp, text);
}

function npm(cwd, ...args) {
  execFileSync('npm', [...args, '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}
