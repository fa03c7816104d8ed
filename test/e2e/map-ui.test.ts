/**
 * The tree and the gate map in the packaged and installed extension, by keyboard alone: from the welcome content to the
 * explanation of a node, in the themes that people use.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame, Page } from 'playwright-core';
import { mapFrame, violations } from './lib/map-page.ts';
import type { Pictures } from './lib/pictures.ts';
import { friday, openScene } from './lib/scene.ts';
import { stepsIn } from './lib/steps.ts';
import type { Workbench } from './lib/workbench.ts';

const { step, scene } = stepsIn('map', () => openScene('map', () => ({ keybindings: [friday] })));

step('the view leads to signing in', async ({ workbench, pictures }) => {
  await workbench.lens('Unknown (signed out)').waitFor();
  await workbench.press(friday.key);
  await workbench.command('Deploy Gates: Focus on Deploy Gates View');
  const welcome = workbench.page.locator('.pane-body .welcome-view-content');
  await welcome.getByText('Who may deploy is written in GitLab').waitFor();
  await pictures.take('tree-welcome');
  await tabTo(workbench.page, 'Sign In');
  await workbench.page.keyboard.press('Enter');
  await workbench.page.locator('.quick-input-title').filter({ hasText: 'Sign in to http://127.0.0.1' }).waitFor();
  await workbench.answer('example-dana');
  await workbench.notification('Signed in to').waitFor();
  await workbench.command('Notifications: Clear All Notifications');
});

step('the tree shows environments, worst first, and each row says what it is', async ({ workbench, pictures }) => {
  const { page } = workbench;
  await row(page, /^Environment production, production tier, refused/).waitFor();
  await row(page, /^Job deploy-production, refused, You cannot run this\. Ask omar or mia/).waitFor();
  const spoken = await page.locator('.pane-body [role=treeitem]').evaluateAll(labelsOf);
  const verdicts = spoken.flatMap((it) => /^Environment .*?, (refused|not known|waits|passes)/.exec(it)?.[1] ?? []);
  const order = ['refused', 'not known', 'waits', 'passes'];
  assert.deepEqual(
    verdicts,
    [...verdicts].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
  );
  await pictures.take('tree');
});

step('arrow keys walk it, and Enter opens the line', async ({ workbench, pictures }) => {
  const { page } = workbench;
  await workbench.command('Deploy Gates: Focus on Deploy Gates View');
  await page.keyboard.press('Home');
  for (let tries = 0; tries < 30 && !(await isAt(page, /^Job deploy-production/)); tries++) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('ArrowRight');
  await row(page, /^Gate Protected environment, refused/).waitFor();
  await documented(workbench, pictures, 'tree', 352);
  for (let tries = 0; tries < 30 && !(await isAt(page, /^Gate Protected environment, refused/)); tries++) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.locator('.tab.active[data-resource-name="production.yml"]').waitFor();
  await page.locator('#status\\.editor\\.selection', { hasText: 'selected' }).waitFor();
});

step('a filter leaves the rest out, and says so', async ({ workbench, pictures }) => {
  const { page } = workbench;
  await workbench.command('Deploy Gates: Filter the tree');
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await page.keyboard.type('staging');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.locator('.pane-body .message', { hasText: 'Only tier staging' }).waitFor();
  await row(page, /^Environment production,/).waitFor({ state: 'hidden' });
  await row(page, /^Environment staging,/).waitFor();
  await pictures.take('tree-filtered');
  await workbench.command("Deploy Gates: Clear the tree's filter");
  await row(page, /^Environment production,/).waitFor();
});

step('the gate map is drawn', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Show gate map');
  const frame = await mapFrame(workbench.page);
  await frame.locator('[data-id="job:deploy-production"]').waitFor();
  await documented(workbench, pictures, 'map');
});

step('keys follow its lines, Enter explains, Escape leads back', async ({ workbench, pictures }) => {
  const { page } = workbench;
  const frame = await mapFrame(page);
  await frame.locator('#tab-ways').focus();
  await tabTo(page, /^Job build-image/, frame);
  for (const key of ['End', 'Home', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  const way = await focused(frame);
  assert.match(way, /^Job |^\d+ jobs/);
  await frame.locator('[data-id="job:deploy-production"]').focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await focused(frame), /^Environment production, production tier\. Refused/);
  await page.keyboard.press('ArrowLeft');
  assert.match(
    await focused(frame),
    /^Job deploy-production, Refused: Protected environment\. Stage production\. You cannot run this/,
  );
  await page.keyboard.press('Enter');
  const explanation = frame.locator('#explanation');
  await explanation.getByText('Gates, in the order they are met').waitFor();
  assert.equal(await explanation.evaluate(hasFocus), true);
  await documented(workbench, pictures, 'map-explanation');
  await page.keyboard.press('Escape');
  await explanation.waitFor({ state: 'hidden' });
  assert.match(await focused(frame), /^Job deploy-production/);
});

step('the other pages of it are reached by arrow keys', async ({ workbench, pictures }) => {
  const { page } = workbench;
  const frame = await mapFrame(page);
  await frame.locator('#tab-ways').focus();
  await page.keyboard.press('ArrowRight');
  await frame.getByText('Europe/Berlin').first().waitFor();
  await frame.locator('td.today .words', { hasText: 'Frozen from' }).waitFor();
  await documented(workbench, pictures, 'map-freeze');
  await page.keyboard.press('ArrowRight');
  await frame.locator('.matrix').waitFor();
  await documented(workbench, pictures, 'map-people');
  await tabTo(page, /cannot run/, frame);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await frame.locator('#explanation').getByText('Jobs:').waitFor();
  await pictures.take('map-people-explanation');
  await page.keyboard.press('Escape');
  assert.match(await focused(frame), /can run|cannot|not known/);
});

step('no key is a trap', async ({ workbench }) => {
  const { page } = workbench;
  const frame = await mapFrame(page);
  await frame.locator('#tab-people').focus();
  await page.keyboard.press('ArrowRight');
  const seen = new Set<string>();
  for (let count = 0; count < 40; count++) {
    await page.keyboard.press('Tab');
    if (!(await frame.evaluate(isInside))) break;
    seen.add(await focused(frame));
  }
  assert.equal(await frame.evaluate(isInside), false, `the Tab key stays in the map: ${[...seen].join(' | ')}`);
  assert.ok(seen.size >= 5, [...seen].join(' | '));
});

for (const theme of ['Dark Modern', 'Light Modern', 'Dark High Contrast', 'Light High Contrast']) {
  step(`axe finds nothing in ${theme}`, async ({ workbench, pictures }) => {
    const { page } = workbench;
    await workbench.command('Preferences: Color Theme');
    await workbench.answer(theme, theme);
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    const frame = await mapFrame(page);
    const name = theme.toLowerCase().replaceAll(' ', '-');
    for (const tab of ['ways', 'freeze', 'people']) {
      await frame.locator(`#tab-${tab}`).focus();
      await frame.locator(`#tab-${tab}`).press('Enter');
      await frame.locator(`#panel[data-tab=${tab}]`).waitFor();
      await pictures.take(`map-${name}-${tab}`);
      assert.deepEqual(await violations(frame), [], `${theme}, ${tab}`);
    }
    await frame.locator('#tab-ways').press('Enter');
    await frame.locator('[data-ways=table]').press('Enter');
    await frame.locator('table.jobs').waitFor();
    await pictures.take(`map-${name}-table`);
    assert.deepEqual(await violations(frame), [], `${theme}, table`);
    await frame.locator('[data-ways=graph]').press('Enter');
    await frame.locator('[data-id="job:deploy-production"]').press('Enter');
    await frame.locator('#explanation').getByText('Gates, in the order').waitFor();
    assert.deepEqual(await violations(frame), [], `${theme}, explanation`);
    await page.keyboard.press('Escape');
  });
}

step('nothing outside this machine was asked for', async ({ window }) => {
  assert.deepEqual(window.outside, []);
});

test('the pictures in docs/ are what the editor shows', () => {
  assert.deepEqual(scene().pictures.stale, [], 'run `npm run pictures`, look at what has changed, and commit it');
});

/** Without the bars at the top and at the bottom, which tell of the editor itself. */
async function documented({ page }: Workbench, pictures: Pictures, name: string, width = 1280): Promise<void> {
  await page.mouse.move(640, 10);
  await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
  await pictures.document(name, { x: 0, y: 30, width, height: 738 });
}

/** A row of the tree, by what is read aloud. */
function row(page: Page, spoken: RegExp) {
  return page.getByRole('treeitem', { name: spoken }).first();
}

async function isAt(page: Page, spoken: RegExp): Promise<boolean> {
  const rows = page.locator('.pane-body .monaco-list-row.focused');
  const [label = ''] = await rows.evaluateAll(labelsOf);
  return spoken.test(label);
}

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string | RegExp, frame?: Frame): Promise<void> {
  const isIt = (words: string) => (typeof name === 'string' ? words === name : name.test(words));
  for (let count = 0; count < 40; count++) {
    if (isIt(await focused(frame ?? page.mainFrame()))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}

interface Element {
  readonly tagName: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

/** Runs in the browser. */
function labelsOf(rows: readonly Element[]): readonly string[] {
  return rows.map((it) => it.getAttribute('aria-label') ?? '');
}

/** Runs in the browser. */
function hasFocus(element: unknown): boolean {
  const { document } = globalThis as unknown as { readonly document: { readonly activeElement: unknown } };
  return document.activeElement === element;
}

/** Runs in the browser. */
function isInside(): boolean {
  const { document } = globalThis as unknown as { readonly document: { hasFocus(): boolean } };
  return document.hasFocus();
}

/** What has the focus, as it is read aloud. */
function focused(frame: Frame): Promise<string> {
  return frame.evaluate(() => {
    const { document } = globalThis as unknown as { readonly document: { readonly activeElement: Element | null } };
    const element = document.activeElement;
    if (element?.tagName === 'BODY') return '';
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim();
  });
}
