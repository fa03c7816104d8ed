/** The packaged extension in VS Code for the Web: no process, no network, a folder that only the editor can read. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { launchBrowser, openWindow } from './lib/browser.ts';
import { root } from './lib/paths.ts';
import { picturesOf } from './lib/pictures.ts';
import { type Seen, stepsIn } from './lib/steps.ts';
import { startWebEditor } from './lib/web-editor.ts';
import { type Workbench, workbenchOf } from './lib/workbench.ts';

const { step } = stepsIn('web', openWeb, 90_000);

async function openWeb(): Promise<Seen> {
  const editor = await startWebEditor(join(root, 'test', 'example'));
  const browser = await launchBrowser();
  const window = await openWindow(browser, editor.url);
  window.page.setDefaultTimeout(30_000);
  await window.page.goto(editor.url, { waitUntil: 'domcontentloaded' });
  return {
    ...{ window, workbench: workbenchOf(window.page), pictures: picturesOf(window.page) },
    close: async () => {
      await browser.close();
      editor.stop();
    },
  };
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
