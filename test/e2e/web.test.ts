/** The packaged extension in VS Code for the Web: no process, no network, a folder that only the editor can read. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { launchBrowser, openWindow, type Window } from './lib/browser.ts';
import { root, shots } from './lib/paths.ts';
import { type Pictures, picturesOf } from './lib/pictures.ts';
import { startWebEditor, type WebEditor } from './lib/web-editor.ts';
import { type Workbench, workbenchOf } from './lib/workbench.ts';

interface Scene {
  readonly editor: WebEditor;
  readonly browser: Browser;
  readonly window: Window;
  readonly workbench: Workbench;
  readonly pictures: Pictures;
}

let scene: Scene;
let stopped = false;

before(
  async () => {
    const editor = await startWebEditor(join(root, 'test', 'example'));
    const browser = await launchBrowser();
    const window = await openWindow(browser, editor.url);
    window.page.setDefaultTimeout(30_000);
    await window.page.goto(editor.url, { waitUntil: 'domcontentloaded' });
    scene = { editor, browser, window, workbench: workbenchOf(window.page), pictures: picturesOf(window.page) };
  },
  { timeout: 180_000 },
);

after(async () => {
  await scene?.browser.close();
  scene?.editor.stop();
});

/** Each step goes on where the one before has left. One that fails leaves a picture and the console behind. */
function step(name: string, body: (it: Scene) => Promise<void>): void {
  test(name, { timeout: 90_000 }, async () => {
    assert.ok(!stopped, 'an earlier step failed');
    try {
      await body(scene);
    } catch (error) {
      stopped = true;
      const trace = `FAILED-web-${name.replaceAll(/\W+/g, '-')}`;
      await scene.pictures.take(trace).catch(() => undefined);
      writeFileSync(join(shots, `${trace}.log`), scene.window.consoleLines.join('\n'));
      throw error;
    }
  });
}

/** A row of the explorer or of a view beside it. */
const row = ({ page }: Workbench, text: string): Locator =>
  page.locator('.sidebar .monaco-list-row').filter({ hasText: text }).first();

step('a file that a pipeline includes has its verdicts, signed out', async ({ workbench }) => {
  await row(workbench, 'ci').click();
  await row(workbench, 'production.yml').dblclick();
  await workbench.lens('it waits to be started by hand').waitFor();
});

step('a hover tells what the files tell, those of other jobs among them', async ({ workbench, pictures }) => {
  const hover = await workbench.hoverFor(workbench.token('deploy-production'), 'Nobody is signed in');
  const text = (await hover.textContent()) ?? '';
  assert.match(text, /may have to wait for\s+deploy-staging/);
  assert.match(text, /it is not known who tries/);
  await pictures.take('web-hover');
  await workbench.rest();
});

step('the view shows jobs of files that are included by a pattern', async ({ workbench }) => {
  await workbench.command('Deploy Gates: Focus on Deploy Gates View');
  await row(workbench, 'rebuild-search-index').waitFor();
  await workbench.page.getByText('No project in GitLab is known').first().waitFor();
});

step('signing in says that it is not for the browser', async ({ workbench }) => {
  await workbench.command('Deploy Gates: Sign in');
  await workbench.notification('In the browser Deploy Gates asks GitLab nothing').waitFor();
  await workbench.command('Notifications: Clear All Notifications');
});

step('what GitLab refuses is marked while one types', async ({ workbench, pictures }) => {
  const { page } = workbench;
  await workbench.click(workbench.token('deploy-production'));
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nlate:\n  environment: nowhere\n');
  await page.locator('.squiggly-error').first().waitFor();
  const problems = await workbench.problems();
  await pictures.take('web-problems');
  assert.ok(
    problems.some((it) => it.includes('late') && it.includes('script')),
    problems.join('\n'),
  );
});

step('the gate map is drawn', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Show gate map');
  const map = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await map.getByText('Gate map of').first().waitFor();
  await map.getByText('rebuild-search-index').first().waitFor({ state: 'attached' });
  await pictures.take('web-map');
});

step('nothing beyond this machine was asked for', async ({ window }) => {
  assert.deepEqual(window.outside, []);
});
