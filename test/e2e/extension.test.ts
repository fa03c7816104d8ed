/** The extension's suite, inside a real VS Code. What each test asks is in `suite/`. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { openExample } from './lib/example.ts';
import { runSuite } from './lib/extension-host.ts';
import { root } from './lib/paths.ts';

test('in the extension host', { timeout: 240_000 }, async (t) => {
  const scratch = mkdtempSync(join(tmpdir(), 'deploy-gates-suite-'));
  t.after(() => rmSync(scratch, { recursive: true, force: true }));
  const { folder, gitlab, close } = await openExample();
  t.after(close);
  const module = await buildSuite();

  const { editor, tests } = await runSuite({
    extension: root,
    module,
    folder,
    scratch,
    settings: {},
    env: { E2E_GITLAB: gitlab.url },
  });

  t.diagnostic(`ran in ${editor}`);
  for (const { title, error } of tests) await t.test(title, () => assert.ok(error === undefined, error));
});

/** The suite as one file for the extension host, which wants CommonJS. */
async function buildSuite(): Promise<string> {
  const outfile = join(root, 'out', 'e2e', 'suite.js');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/e2e/suite/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile.replace(/\.js$/, '');
}
