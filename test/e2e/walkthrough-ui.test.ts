/** The walkthrough, walked with the keyboard alone, in an editor that speaks German; and what else is then German. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { mapFrame, violations } from './lib/map-page.ts';
import { openScene } from './lib/scene.ts';
import { stepsIn } from './lib/steps.ts';
import type { Workbench } from './lib/workbench.ts';

const { step } = stepsIn('walkthrough', () =>
  openScene('walkthrough', () => ({ language: 'de', env: { TZ: 'Europe/Berlin' } })),
);

const attempt = ({ page }: Workbench, text: string): Locator =>
  page.locator('[id="deploy-gates.deploy-gates.deployGates.attempt"]').filter({ hasText: text });

/** Types into the list that is open, waits until it stands on the row, and takes it. */
async function take({ page }: Workbench, typed: string, row: string): Promise<void> {
  await page.keyboard.type(typed);
  await page.locator('.quick-input-list .focused').filter({ hasText: row }).waitFor();
  await page.keyboard.press('Enter');
}

async function command(workbench: Workbench, title: string): Promise<void> {
  const { page } = workbench;
  const input = page.locator('.quick-input-widget .input').first();
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  // The key goes unheard while the focus is on its way from one part to another.
  for (let tries = 0; tries < 10 && !(await input.isVisible()); tries++) {
    await page.keyboard.press('F1');
    await input.waitFor({ timeout: 1500 }).catch(() => undefined);
  }
  await take(workbench, title, title);
}

const stepNamed = ({ page }: Workbench, id: string): Locator =>
  page.locator(`[data-step-id="deploy-gates.deploy-gates#start#${id}"]`);

const isDone = (workbench: Workbench, id: string): Locator =>
  workbench.page.locator(`[data-done-step-id="deploy-gates.deploy-gates#start#${id}"].complete`);

/** Goes on with the tabulator until the focus is on this, and presses it. */
async function press({ page }: Workbench, wanted: Locator): Promise<void> {
  const target = page.locator(':focus').and(wanted);
  for (let n = 0; n < 60 && (await target.count()) === 0; n++) await page.keyboard.press('Tab');
  assert.equal(await target.count(), 1, `the keyboard does not get to ${wanted}`);
  await page.keyboard.press('Enter');
}

const link = (workbench: Workbench, id: string, text: string): Locator =>
  stepNamed(workbench, id).locator('a.monaco-button', { hasText: text });

/** Opens the walkthrough at a step: the commands that it runs lead away from it. */
async function open(workbench: Workbench, id: string): Promise<void> {
  await command(workbench, 'Welcome: Open Walkthrough...');
  await take(workbench, 'Deploy Gates', 'Erste Schritte mit Deploy Gates');
  await stepNamed(workbench, id).waitFor();
  const opened = workbench.page.locator(`.expanded[data-step-id$="#${id}"]`);
  if ((await opened.count()) === 0) await press(workbench, stepNamed(workbench, id));
  await opened.waitFor();
  await picture(workbench).waitFor();
  // What its frame does not allow is left out, and then black.
  assert.equal(await picture(workbench).locator('rect').first().evaluate(fillOf), background);
}

/** Of the theme's editors. */
let background = 'rgb(31, 31, 31)';

/** Runs in the browser. */
function fillOf(element: unknown): string {
  const { getComputedStyle } = globalThis as unknown as { getComputedStyle(of: unknown): { readonly fill: string } };
  return getComputedStyle(element).fill;
}

/** The picture beside the steps is in a frame of its own. */
const picture = ({ page }: Workbench): Locator =>
  page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').locator('svg').first();

step('the palette has the commands in German', async ({ workbench, pictures }) => {
  await attempt(workbench, 'als niemand · Push auf main · jetzt').waitFor();
  await workbench.page.keyboard.press('F1');
  await workbench.page.keyboard.type('Deploy Gates:');
  const rows = workbench.page.locator('.quick-input-list .monaco-list-row');
  for (const title of ['Anmelden', 'Blockierten Job erklären', 'Angaben für einen Fehlerbericht kopieren']) {
    await rows.filter({ hasText: title }).waitFor();
  }
  assert.doesNotMatch((await rows.allTextContents()).join('\n'), /%/);
  await pictures.take('german-palette');
  await workbench.page.keyboard.press('Escape');
});

step('the first step shows the verdicts, and leads to the tree, which leads to signing in', async (it) => {
  const { workbench, pictures } = it;
  await command(workbench, 'View: Close Primary Side Bar');
  await open(workbench, 'verdicts');
  await pictures.take('walkthrough-verdicts');
  await press(workbench, link(workbench, 'verdicts', 'Umgebungen anzeigen'));
  await workbench.page.getByText('Wer deployen darf, steht in den Einstellungen von GitLab').first().waitFor();
  await isDone(workbench, 'verdicts').waitFor();
  await pictures.take('german-tree-signed-out');
  await command(workbench, 'View: Close Primary Side Bar');
});

step('the second step signs in', async ({ workbench, pictures }) => {
  await open(workbench, 'signIn');
  await pictures.take('walkthrough-sign-in');
  await press(workbench, link(workbench, 'signIn', 'Anmelden'));
  await workbench.page.locator('.quick-input-widget input[type="password"]').waitFor();
  await workbench.title('Bei http').waitFor();
  await pictures.take('german-sign-in');
  await workbench.page.keyboard.type('example-dana');
  await workbench.page.keyboard.press('Enter');
  await attempt(workbench, 'als Dana · Push auf main · jetzt').waitFor();
  await workbench.notification('als dana angemeldet.').waitFor();
  await isDone(workbench, 'signIn').waitFor();
  await command(workbench, 'Notifications: Clear All Notifications');
});

step('the third step chooses an attempt', async ({ workbench, pictures }) => {
  await open(workbench, 'attempt');
  await pictures.take('walkthrough-attempt');
  await press(workbench, link(workbench, 'attempt', 'Versuch ändern'));
  await workbench.title('Für welchen Versuch').waitFor();
  await pictures.take('german-attempt');
  await take(workbench, 'Zeitpunkt', 'Zeitpunkt');
  await workbench.title('Wann?').waitFor();
  await take(workbench, 'morgen 9 Uhr', '09:00');
  await workbench.title('Für welchen Versuch').waitFor();
  await workbench.page.keyboard.press('Escape');
  await attempt(workbench, '09:00').waitFor();
  await isDone(workbench, 'attempt').waitFor();
});

step('the fourth step finds what is to be mended', async ({ workbench, pictures }) => {
  await open(workbench, 'mend');
  await pictures.take('walkthrough-mend');
  await press(workbench, link(workbench, 'mend', 'Ganzen Arbeitsbereich prüfen'));
  await workbench.page.locator('.markers-panel .monaco-list-row').first().waitFor();
  await isDone(workbench, 'mend').waitFor();
});

step('the pictures follow the theme', async ({ workbench, pictures }) => {
  await command(workbench, 'Preferences: Toggle between Light/Dark Themes');
  await workbench.page.locator('.monaco-workbench.vs').waitFor();
  background = 'rgb(255, 255, 255)';
  await command(workbench, 'View: Hide Panel');
  for (const id of ['signIn', 'attempt', 'mend']) {
    await open(workbench, id);
    await pictures.take(`walkthrough-light-${id}`);
  }
});

step('the tree says in German what is refused and what waits', async ({ workbench, pictures }) => {
  await command(workbench, 'Deploy Gates: Focus on Deploy Gates View');
  await workbench.page
    .locator('.tree-explorer-viewlet-tree-view .monaco-list-row', { hasText: 'abgelehnt' })
    .first()
    .waitFor();
  await pictures.take('german-tree');
});

step('the gate map is in German, on each of its pages, also for those who hear it', async ({ workbench, pictures }) => {
  await command(workbench, 'View: Close Primary Side Bar');
  await command(workbench, 'Gate-Karte anzeigen');
  const frame = await mapFrame(workbench.page);
  await frame.locator('[data-id="job:deploy-production"]').waitFor();
  assert.equal(await frame.evaluate(languageOf), 'de');
  await frame.getByRole('heading', { name: 'Gate-Karte von' }).waitFor();
  for (const [tab, words] of [
    ['ways', 'Pfeiltasten folgen den Linien'],
    ['freeze', 'Zeiten sind in der eigenen Zeitzone'],
    ['people', 'Pfeiltasten führen von Zelle zu Zelle'],
  ] as const) {
    await frame.locator(`#tab-${tab}`).focus();
    await frame.locator(`#tab-${tab}`).press('Enter');
    await frame.getByText(words).waitFor();
    await pictures.take(`german-map-${tab}`);
    assert.deepEqual(await violations(frame), [], tab);
  }
  await frame.locator('#tab-ways').press('Enter');
  await frame.locator('[data-ways=table]').press('Enter');
  await frame.getByRole('columnheader', { name: 'Was daraus wird' }).waitFor();
  await pictures.take('german-map-table');
  await frame.locator('[data-ways=graph]').press('Enter');
  const environment = frame.locator('.node.environment').first();
  assert.match((await environment.getAttribute('aria-label')) ?? '', /^Umgebung /);
  await frame.locator('[data-id="job:deploy-production"]').press('Enter');
  await frame.locator('#explanation').getByText('Gates in der Reihenfolge').waitFor();
  await pictures.take('german-map-explanation');
  assert.deepEqual(await violations(frame), []);
});

/** Runs in the browser. */
function languageOf(): string {
  const { document } = globalThis as unknown as { readonly document: { readonly documentElement: { lang: string } } };
  return document.documentElement.lang;
}

step('nothing beyond this machine was asked', async ({ window }) => {
  assert.deepEqual(window.outside, []);
});
