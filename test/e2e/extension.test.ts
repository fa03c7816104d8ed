/** The extension's suite, inside a real VS Code. What each test asks is in `suite/`. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { build } from 'esbuild';
import { openExample } from './lib/example.ts';
import { runSuite, type Suite } from './lib/extension-host.ts';
import { settingsFile, writePages } from './lib/pages.ts';
import { root } from './lib/paths.ts';

test('on the example', { timeout: 420_000 }, async (t) => {
  const { folder, gitlab, close } = await openExample();
  t.after(close);
  const settings = { 'deployGates.trace.server': 'verbose' };
  await runTests(t, { folder, scratch: scratchOf(t), settings, env: { E2E_GITLAB: gitlab.url } });
});

test('on the pages of gates and rules', { timeout: 420_000 }, async (t) => {
  const scratch = scratchOf(t);
  const folder = join(scratch, 'pages');
  mkdirSync(folder);
  const cases = join(scratch, 'pages.json');
  writeFileSync(cases, JSON.stringify(writePages(folder)));
  const settings = { 'deployGates.settingsFile': settingsFile };
  await runTests(t, { folder, scratch, settings, env: { E2E_PAGES: cases } });
});

function scratchOf(t: TestContext): string {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'deploy-gates-suite-')));
  t.after(() => rmSync(scratch, { recursive: true, force: true }));
  return scratch;
}

async function runTests(t: TestContext, suite: Omit<Suite, 'extension' | 'module'>): Promise<void> {
  const { editor, tests } = await runSuite({ ...suite, extension: root, module: await buildSuite() });
  t.diagnostic(`ran in ${editor}`);
  for (const { title, error } of tests) await t.test(title, () => assert.ok(error === undefined, error));
}

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
