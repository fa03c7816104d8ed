// `npm run package`: builds, then makes the .vsix of the extension and the npm tarball of the command line in out/.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled, root } from './install.mjs';

const out = join(root, 'out');

/** Packs the bundles that are there. Returns the path of the .vsix: tests that run at the same time name their own. */
export function packageExtension(path = join(out, `deploy-gates-${manifest().version}.vsix`)) {
  const vsce = join(dirname(createRequire(join(root, 'package.json')).resolve('@vscode/vsce/package.json')), 'vsce');
  const readmePath = 'out/readme/README.md';
  mkdirSync(join(out, 'readme'), { recursive: true });
  writeFileSync(join(root, readmePath), readme());
  const missing = [
    ...(existsSync(join(root, 'LICENSE')) ? [] : ['--skip-license']),
    ...(manifest().repository ? [] : ['--allow-missing-repository', '--no-rewrite-relative-links']),
  ];
  const options = ['--no-dependencies', '--out', path, '--readme-path', readmePath, ...missing];
  run(process.execPath, [vsce, 'package', ...options], root);
  return path;
}

/** The command line as a package of its own: one bundle, which is the language server too, and no dependencies. Returns the path of the tarball. */
export function packageCommandLine() {
  const { name, version, description, license, engines, repository, keywords } = manifest();
  const folder = join(out, 'npm');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['server/out/cli.js', 'CHANGELOG.md', 'LICENSE']) {
    if (existsSync(join(root, file))) cpSync(join(root, file), join(folder, file), { recursive: true });
  }
  writeFileSync(join(folder, 'README.md'), readme());
  const own = {
    name,
    version,
    description,
    license,
    ...(repository && { repository }),
    keywords,
    bin: { [name]: 'server/out/cli.js' },
    engines: { node: engines.node },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(own, null, 2)}\n`);
  run('npm', ['pack', '--pack-destination', out, '--loglevel=error', '--offline'], folder);
  return join(out, `${name}-${version}.tgz`);
}

/**
 * The README for readers without the repository: no pictures, which editors take from the web alone, and links into it
 * as mere words. Where the manifest names a repository, everything leads there by itself.
 */
function readme() {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  if (manifest().repository) return text;
  return text
    .replaceAll(/^!\[[^\]]*\]\(docs\/[^)]*\)\n\n?/gm, '')
    .replaceAll(/(?<!!)\[([^\]]*)\]\((?!https?:|#)[^)]*\)/g, '$1');
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensureInstalled();
  const { buildProgram } = await import('./build.mjs');
  await buildProgram();
  console.log(packageExtension());
  console.log(packageCommandLine());
}
