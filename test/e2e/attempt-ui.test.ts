/** The attempt and the account, walked through with the keyboard alone in the packaged and installed extension. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { gitlabWorkflow, sessionOf } from './lib/gitlab-workflow.ts';
import { openScene } from './lib/scene.ts';
import { stepsIn } from './lib/steps.ts';
import type { Workbench } from './lib/workbench.ts';

const { step } = stepsIn('attempt', () =>
  openScene('attempt', ({ gitlab }) => ({
    vsix: [gitlabWorkflow()],
    env: {
      TZ: 'Europe/Berlin',
      ...sessionOf(gitlab.url, { id: 8, username: 'ines', token: 'example-ines' }),
    },
  })),
);

const statusItem = ({ page }: Workbench, text: string): Locator =>
  page.locator('[id="deploy-gates.deploy-gates.deployGates.attempt"]').filter({ hasText: text });

const listTitle = ({ page }: Workbench, text: string): Locator =>
  page.locator('.quick-input-title').filter({ hasText: text });

/** In the list with this title: types, waits until it stands on the row, and takes it. */
async function take(workbench: Workbench, title: string, typed: string, row: string): Promise<void> {
  await listTitle(workbench, title).waitFor();
  await workbench.page.keyboard.type(typed);
  await workbench.page.locator('.quick-input-list .focused').filter({ hasText: row }).waitFor();
  await workbench.page.keyboard.press('Enter');
}

/** Signs in by a token, where there are other ways too. */
async function giveToken(workbench: Workbench, token: string): Promise<void> {
  await take(workbench, 'Sign in to http', 'Give', 'Give a token');
  await workbench.page.locator('.quick-input-widget input[type="password"]').waitFor();
  await workbench.answer(token);
}

step('the status bar says for whom it is answered, also while nobody is signed in', async ({ workbench }) => {
  await statusItem(workbench, 'as nobody · push to main · now').waitFor();
});

step('signed in it is the person, on the branch checked out, now', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Sign in');
  await giveToken(workbench, 'example-dana');
  await statusItem(workbench, 'as Dana · push to main · now').waitFor();
  await workbench.notification('Signed in to').waitFor();
  await pictures.take('account-signed-in');
  await workbench.command('Notifications: Clear All Notifications');
  await workbench.lens('You cannot run this').waitFor();
  await pictures.take('attempt-default');
});

step('the picker shows every part of the attempt', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Change the attempt');
  await listTitle(workbench, 'Which attempt').waitFor();
  await pictures.take('attempt-parts');
});

step('a person is found by name among the members', async ({ workbench, pictures }) => {
  await take(workbench, 'Which attempt', 'Person', 'Person');
  await listTitle(workbench, 'Who tries?').waitFor();
  await pictures.take('attempt-people');
  await take(workbench, 'Who tries?', 'Lindq', 'Mia Lindqvist');
  await listTitle(workbench, 'Which attempt').waitFor();
  await statusItem(workbench, 'as Mia · push to main · now').waitFor();
});

step('a ref: a branch of the repository, a protected pattern, or what is typed', async ({ workbench, pictures }) => {
  await take(workbench, 'Which attempt', 'Ref', 'Ref');
  await listTitle(workbench, 'On which branch or tag?').waitFor();
  await pictures.take('attempt-refs');
  await take(workbench, 'On which branch', 'release/*', 'release/*');
  await workbench.page.locator('.quick-input-widget input[placeholder*="rest of the name"]').waitFor();
  await workbench.page.keyboard.press('End');
  await take(workbench, 'On which branch', '3.0', 'release/3.0');
  await statusItem(workbench, 'as Mia · push to release/3.0 · now').waitFor();
});

step('a source', async ({ workbench, pictures }) => {
  await take(workbench, 'Which attempt', 'Source', 'Source');
  await listTitle(workbench, 'How is the pipeline started?').waitFor();
  await pictures.take('attempt-sources');
  await take(workbench, 'How is the pipeline', 'Run by', 'Run by hand');
  await statusItem(workbench, 'as Mia · run by hand on release/3.0 · now').waitFor();
});

step('a time is shown back whole, with its zone, before it is taken', async ({ workbench, pictures }) => {
  await take(workbench, 'Which attempt', 'Time', 'Time');
  await listTitle(workbench, 'When?').waitFor();
  await workbench.page.keyboard.type('2026-11-20 18:30 or so');
  await workbench.page.locator('.quick-input-list').filter({ hasText: 'not understood' }).waitFor();
  await workbench.page.keyboard.press('Enter');
  await pictures.take('attempt-time-not-understood');
  for (const _letter of ' or so') await workbench.page.keyboard.press('Backspace');
  await workbench.page
    .locator('.quick-input-list .focused')
    .filter({ hasText: /20.*2026.*18:30.*(CET|GMT\+1)/ })
    .waitFor();
  await pictures.take('attempt-time');
  await workbench.page.keyboard.press('Enter');
  await statusItem(workbench, '18:30').waitFor();
});

step('a variable is given, and removed again', async ({ workbench, pictures }) => {
  await take(workbench, 'Which attempt', 'Variables', 'Variables');
  await listTitle(workbench, 'With which variables?').waitFor();
  await pictures.take('attempt-variables');
  await take(workbench, 'With which', 'WAVE=2', 'WAVE to “2”');
  await statusItem(workbench, '· 1 variable').waitFor();
  await take(workbench, 'Which attempt', 'Variables', 'Variables');
  await take(workbench, 'With which', 'WAVE', 'WAVE=2');
  await listTitle(workbench, 'Value of WAVE').waitFor();
  await take(workbench, 'Value of WAVE', 'Remove', 'Remove WAVE');
  await statusItem(workbench, '· 1 variable').waitFor({ state: 'hidden' });
  await pictures.take('attempt-chosen');
  await workbench.page.keyboard.press('Escape');
});

step('all that is shown follows', async ({ workbench, pictures }) => {
  await workbench.lens('Not in this pipeline: its rule does not match').waitFor();
  await workbench.rest();
  await pictures.take('attempt-followed');
});

step('attempts are compared, the chosen one and the six usual ones', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Compare attempts');
  await workbench.preview('Attempts compared').waitFor();
  await workbench.preview('run by hand on').waitFor();
  await workbench.page.locator('.tab', { hasText: 'Attempts compared' }).waitFor();
  await statusItem(workbench, 'as Mia').waitFor();
  await workbench.rest();
  await workbench.command('View: Toggle Maximize Editor Group');
  await pictures.take('attempt-compared');
  await workbench.command('View: Close Editor');
});

step('all but the time is there again after the window is opened anew', async ({ workbench }) => {
  await workbench.page.reload({ waitUntil: 'domcontentloaded' });
  await statusItem(workbench, 'as Mia · run by hand on release/3.0 · now').waitFor({ timeout: 40_000 });
});

step('and gone when the default is asked for', async ({ workbench }) => {
  await workbench.command('Deploy Gates: Back to the default attempt');
  // Where the editor runs in a browser, its secret storage ends with the window.
  await statusItem(workbench, 'as nobody · push to main · now').waitFor();
});

step('a token that GitLab does not take is not stored, and one may try again', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Sign in');
  await giveToken(workbench, 'example-expired');
  await workbench.page.locator('.quick-input-message', { hasText: 'it has expired' }).waitFor();
  await pictures.take('account-expired');
  await workbench.page.keyboard.press('Escape');
  await statusItem(workbench, 'as nobody').waitFor();
});

step('the session of GitLab’s own extension is used once the person agrees', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Sign in');
  await listTitle(workbench, 'Sign in to http').waitFor();
  await workbench.page.locator('.quick-input-list').filter({ hasText: '(ines)' }).waitFor();
  await pictures.take('account-ways');
  await take(workbench, 'Sign in to http', 'ines', '(ines)');
  const dialog = workbench.page.locator('.monaco-dialog-box');
  await dialog.filter({ hasText: 'GitLab' }).waitFor();
  await pictures.take('account-consent');
  await workbench.page.keyboard.press('Enter');
  await statusItem(workbench, 'as Ines · push to main · now').waitFor();
  await workbench.command('Notifications: Clear All Notifications');
});

step('the page on the token says what it may, and what stays unknown', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Check the token');
  await workbench.preview('What stays unknown').waitFor();
  await workbench.preview('Ines Moreau').waitFor();
  await workbench.command('View: Toggle Maximize Editor Group');
  await pictures.take('account-token');
  await workbench.command('View: Close Editor');
});

step('a folder may use another account of the instance', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Choose the account of this folder');
  await take(workbench, 'Which account', 'another', 'Sign in with another account');
  await giveToken(workbench, 'example-mia');
  await statusItem(workbench, 'as Mia').waitFor();
  await workbench.command('Deploy Gates: Choose the account of this folder');
  await workbench.page.locator('.quick-input-list').filter({ hasText: 'in use' }).waitFor();
  await pictures.take('account-choice');
  await take(workbench, 'Which account', 'ines', 'ines on');
  await statusItem(workbench, 'as Ines').waitFor();
});

step('a token that has ended meanwhile leads to a calm offer, once', async ({ workbench, example, pictures }) => {
  await workbench.command('Notifications: Clear All Notifications');
  const { tokens = [] } = example.scenario;
  const ended = tokens.map((it) => (it.user === 'ines' ? { ...it, state: 'expired' as const } : it));
  example.gitlab.replace({ ...example.scenario, tokens: ended });
  await workbench.command('Deploy Gates: Refresh settings');
  await workbench.notification('The token of ines').filter({ hasText: 'it has expired' }).waitFor();
  await statusItem(workbench, 'as nobody').waitFor();
  await pictures.take('account-ended');
  await workbench.lens('Unknown (signed out)').waitFor();
  await workbench.languageStatus('Token expired');
  await workbench.rest();
  await workbench.command('Notifications: Clear All Notifications');
  await workbench.command('Deploy Gates: Refresh settings');
  await statusItem(workbench, 'as nobody').waitFor();
  assert.equal(await workbench.page.locator('.notification-toast').count(), 0);
  example.gitlab.replace(example.scenario);
  await workbench.command('Deploy Gates: Refresh settings');
  await statusItem(workbench, 'as Ines').waitFor();
});

step('without a pipeline there is no attempt', async ({ workbench }) => {
  await workbench.command('View: Close All Editors');
  await statusItem(workbench, 'as Ines').waitFor({ state: 'hidden' });
});

step('nothing outside this machine was asked for', async ({ window }) => {
  assert.deepEqual(window.outside, []);
});
