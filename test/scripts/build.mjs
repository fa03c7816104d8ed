// Bundles the program: the extension, the language server and the command line, one file each; also tests on request.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  loader: { '.md': 'text' },
  logLevel: 'warning',
};

/** gitbeaker's own rate limiter is never reached: our transport has its own. See ARCHITECTURE.md. */
const stub = join(root, 'server', 'src', 'host', 'gitbeaker-stub.ts');
const unused = existsSync(stub) ? { 'rate-limiter-flexible': stub, 'picomatch-browser': stub } : {};

/** The three files that ship. */
export async function buildProgram() {
  const { build } = load();
  const entries = [
    ['client/src/extension.ts', 'client/out/extension.js', { external: ['vscode'] }],
    ['server/src/lsp/main.ts', 'server/out/server.js', { alias: unused }],
    ['server/src/cli/main.ts', 'server/out/cli.js', { alias: unused, banner: { js: '#!/usr/bin/env node' } }],
  ];
  await Promise.all(
    entries
      .filter(([from]) => existsSync(join(root, from)))
      .map(([from, to, extra]) =>
        build({
          ...shared,
          entryPoints: [from],
          outfile: to,
          format: 'cjs',
          minify: true,
          keepNames: false,
          sourcemap: false,
          ...extra,
        }),
      ),
  );
}

/** Test files, one bundle each, packages left outside. `entries` are paths from the repository's root. */
export async function buildTests(entries, outdir = 'out/test') {
  const { build } = load();
  await build({
    ...shared,
    entryPoints: entries,
    outdir,
    outbase: 'test',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    outExtension: { '.js': '.mjs' },
  });
}

function load() {
  return createRequire(join(root, 'package.json'))('esbuild');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  ensureInstalled();
  await buildProgram();
}
