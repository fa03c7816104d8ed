/** What a person sees, in the packaged and installed extension: lens, hover, squiggle, quick fix, sign-in, explanation. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { launchBrowser, openWindow, type Window } from './lib/browser.ts';
import { type CodeServer, startCodeServer } from './lib/code-server.ts';
import { type Example, openExample } from './lib/example.ts';
import { root, shots } from './lib/paths.ts';
import { openWorkbench, type Workbench } from './lib/workbench.ts';

interface Scene {
  readonly example: Example;
  readonly server: CodeServer;
  readonly browser: Browser;
  readonly window: Window;
  readonly workbench: Workbench;
}

let scene: Scene;

before(
  async () => {
    mkdirSync(shots, { recursive: true });
    const example = await openExample();
    const server = await startCodeServer({ vsix: [await packaged()] });
    const browser = await launchBrowser();
    const window = await openWindow(browser, server.url);
    window.page.setDefaultTimeout(20_000);
    const file = join(example.folder, 'ci', 'production.yml');
    const workbench = await openWorkbench(window.page, server, { folder: example.folder, file });
    scene = { example, server, browser, window, workbench };
  },
  { timeout: 180_000 },
);

after(async () => {
  await scene?.browser.close();
  await scene?.server.stop();
  await scene?.example.close();
});

/** The .vsix as `npm run package` makes it, from the bundles that the build has left. */
async function packaged(): Promise<string> {
  const script: { packageExtension(): string } = await import(
    pathToFileURL(join(root, 'test', 'scripts', 'package.mjs')).href
  );
  return process.env['E2E_VSIX'] ?? script.packageExtension();
}

let stopped = false;

/** Each step goes on where the one before has left. One that fails leaves a picture and the console behind. */
function step(name: string, body: (it: Scene) => Promise<void>): void {
  test(name, { timeout: 60_000 }, async () => {
    assert.ok(!stopped, 'an earlier step failed');
    try {
      await body(scene);
    } catch (error) {
      stopped = true;
      const trace = `FAILED-${name.replaceAll(/\W+/g, '-')}`;
      await picture(trace).catch(() => undefined);
      writeFileSync(join(shots, `${trace}.log`), scene.window.consoleLines.join('\n'));
      throw error;
    }
  });
}

async function picture(name: string): Promise<void> {
  await scene.window.page.screenshot({ path: join(shots, `${name}.png`), animations: 'disabled' });
}

step('a lens over each deploy job says that nobody is signed in', async ({ workbench }) => {
  const lenses = workbench.editor.locator('.codelens-decoration a');
  await lenses.filter({ hasText: 'Unknown (signed out)' }).first().waitFor();
  await workbench.page.locator('#status\\.editor\\.mode', { hasText: 'YAML' }).waitFor();
  await picture('signed-out');
});

step('the language status says so too', async ({ workbench }) => {
  await workbench.hover(workbench.page.locator('[id="status.languageStatus"]').first());
  await workbench.page.locator('.hover-language-status').filter({ hasText: 'Signed out' }).first().waitFor();
  await picture('status-signed-out');
});

step('signing in takes a token and nothing else', async ({ workbench }) => {
  await workbench.rest();
  await workbench.command('Deploy Gates: Sign in');
  await workbench.page.locator('.quick-input-title').filter({ hasText: 'Sign in to http://127.0.0.1' }).waitFor();
  await picture('sign-in');
  await workbench.answer('example-dana');
  const lens = workbench.editor.locator('.codelens-decoration a', { hasText: 'You cannot run this' });
  await lens.first().waitFor();
  await picture('lens');
});

step('the hover answers first, and then gives the reasons', async ({ workbench }) => {
  const hover = await workbench.hoverFor(workbench.token('deploy-production'), 'You cannot run this.');
  await picture('hover');
  const text = (await hover.textContent()) ?? '';
  assert.match(text, /Ask omar or mia\./);
  assert.match(text, /Protected environment/);
  assert.match(text, /Explain this job/);
});

step('the lens opens the explanation', async ({ workbench }) => {
  await workbench.rest();
  await workbench.click(workbench.editor.locator('.codelens-decoration a', { hasText: 'You cannot run this' }).first());
  await workbench.page.locator('.tab', { hasText: 'deploy-production' }).waitFor();
  const words = workbench.page
    .frameLocator('iframe.webview.ready')
    .frameLocator('iframe#active-frame')
    .getByText('Gates, in the order they are met');
  await words.waitFor();
  await picture('explanation');
  await workbench.page.keyboard.press('Escape');
  await workbench.command('View: Close Editor');
});

step('a trigger job without environment has a squiggle', async ({ workbench, example }) => {
  await workbench.openFile(join(example.folder, 'ci', 'deploy', 'edge.yml'));
  await workbench.editor.locator('.squiggly-warning').first().waitFor();
  const hover = await workbench.hoverFor(workbench.token('trigger'), 'names no environment');
  await picture('squiggle');
  assert.match((await hover.textContent()) ?? '', /deploy-gates\W*trigger\/no-environment/);
});

step('its quick fix adds one, and keeps the comments', async ({ workbench, example }) => {
  await workbench.rest();
  const file = join(example.folder, 'ci', 'deploy', 'edge.yml');
  const written = readFileSync(file, 'utf8');
  await workbench.click(workbench.token('trigger'));
  await workbench.page.keyboard.press('Control+.');
  const menu = workbench.page.locator('.action-widget').filter({ hasText: 'environment' });
  await menu.waitFor({ state: 'visible' });
  await picture('quick-fix');
  await workbench.page.keyboard.press('Enter');
  await workbench.token('environment').waitFor();
  await workbench.page.keyboard.press('Control+s');
  await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
  await picture('fixed');
  const now = readFileSync(file, 'utf8');
  assert.match(now, /^ {2}environment:/m);
  assert.equal(
    now
      .split('\n')
      .filter((it) => written.split('\n').includes(it))
      .join('\n'),
    written,
  );
});

step('all findings are in the list of problems', async ({ workbench, example }) => {
  await workbench.openFile(join(example.folder, 'ci', 'production.yml'));
  const rows = await workbench.problems();
  assert.ok(
    rows.some((it) => /deploy-gates/.test(it)),
    rows.join('\n'),
  );
  await picture('problems');
});

step('the language status says how old the settings are', async ({ workbench }) => {
  await workbench.hover(workbench.page.locator('[id="status.languageStatus"]').first());
  await workbench.page
    .locator('.hover-language-status')
    .filter({ hasText: /As of \d/ })
    .first()
    .waitFor();
  await picture('status-signed-in');
});

step('nothing outside this machine was asked for', async ({ window }) => {
  assert.deepEqual(window.outside, []);
  assert.ok(existsSync(join(shots, 'hover.png')));
});
