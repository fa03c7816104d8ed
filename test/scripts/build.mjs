// Bundles the program: the extension, the script of its page, the language server and the command line, one file each; also tests on request.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileSchemas } from '../../schemas/compile.mjs';
import { ensureInstalled, root } from './install.mjs';

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  plugins: [pages()],
};

/** `#pages`: the Markdown page of every gate and lint rule, by its file's name, as part of the program. */
function pages() {
  const folders = ['gates', 'lint'].map((it) => join(root, 'server', 'src', it));
  const read = () =>
    folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((it) => it.endsWith('.md') && it !== 'README.md')
        .map((it) => [it.slice(0, -3), readFileSync(join(folder, it), 'utf8')]),
    );
  return {
    name: 'pages',
    setup(build) {
      build.onResolve({ filter: /^#pages$/ }, ({ path }) => ({ path, namespace: 'pages' }));
      build.onLoad({ filter: /.*/, namespace: 'pages' }, () => ({
        contents: `export const pages = ${JSON.stringify(Object.fromEntries(read()))};`,
      }));
    },
  };
}

/** gitbeaker's own rate limiter is never reached: our transport has its own. See ARCHITECTURE.md. */
const stub = join(root, 'server', 'src', 'host', 'gitbeaker-stub.ts');
const unused = existsSync(stub) ? { 'rate-limiter-flexible': stub, 'picomatch-browser': stub } : {};

/** In a browser: nothing of Node's, and the server in a worker. */
const web = { platform: 'browser', target: 'chrome120' };
const paths = join(root, 'server', 'src', 'lsp', 'posix-paths.ts');

/** The files that ship: the extension, the script of its page, the server, both for browsers too, the command line. */
export async function buildProgram() {
  await compileSchemas();
  const { build } = load();
  const entries = [
    ['client/src/extension.ts', 'client/out/extension.js', { external: ['vscode'] }],
    ['client/src/map/page/main.ts', 'client/out/map.js', { ...web, format: 'iife' }],
    ['client/src/extension.ts', 'client/out/browser.js', { ...web, external: ['vscode'] }],
    ['server/src/lsp/bin.ts', 'server/out/server.js', { alias: unused }],
    [
      'server/src/lsp/worker.ts',
      'server/out/worker.js',
      { ...web, format: 'iife', alias: { 'node:path': paths, 'node:url': paths } },
    ],
    ['server/src/cli/bin.ts', 'server/out/cli.js', { alias: unused, banner: { js: '#!/usr/bin/env node' } }],
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
  await compileSchemas();
  const { build } = load();
  await build({
    ...shared,
    entryPoints: entries,
    outdir,
    outbase: 'test',
    format: 'esm',
    packages: 'external',
    // Texts of the extension are tested without an editor.
    alias: { vscode: join(root, 'test', 'support', 'vscode.ts') },
    sourcemap: 'inline',
    outExtension: { '.js': '.mjs' },
    // What the program loads late it loads with `require`, which modules do not have.
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module';globalThis.require ??= makeRequire(import.meta.url);`,
    },
  });
}

function load() {
  return createRequire(join(root, 'package.json'))('esbuild');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  ensureInstalled();
  await buildProgram();
}
