/**
 * What a person sees in the packaged and installed extension, from opening a folder that is not trusted yet to signing
 * out: lens, hover, squiggle, quick fix, explanation, list of problems, and each command.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { friday, openScene } from './lib/scene.ts';
import { stepsIn } from './lib/steps.ts';

const { step, scene } = stepsIn('ui', () =>
  openScene('ui', () => ({
    restricted: true,
    keybindings: [friday],
    // Where the project is, so that one clock is enough.
    env: { TZ: 'Europe/Berlin' },
  })),
);

/** The last one is the one that the pictures in docs/ show. */
const themes = { light: 'Light Modern', contrast: 'Dark High Contrast', dark: 'Dark Modern' };

step(
  'in Restricted Mode the files are explained, and GitLab is not asked',
  async ({ workbench, example, pictures }) => {
    await workbench.lens('Unknown (signed out)').waitFor();
    await workbench.languageStatus('Restricted Mode');
    await workbench.rest();
    await workbench.command('Deploy Gates: Sign in');
    await workbench.notification('nothing is read from GitLab').waitFor();
    await pictures.take('restricted');
    assert.deepEqual(example.gitlab.hits, []);
  },
);

step('the way out of it is to trust the folder', async ({ workbench, example }) => {
  await workbench.click(workbench.notification('nothing is read').locator('.monaco-button', { hasText: 'Manage' }));
  await workbench.click(workbench.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }));
  await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'hidden' });
  await workbench.closeDialog();
  await workbench.languageStatus('Signed out');
  await workbench.rest();
  assert.deepEqual(example.gitlab.hits, []);
});

step('a lens over each deploy job says that nobody is signed in', async ({ workbench, pictures }) => {
  await workbench.press(friday.key);
  await workbench.lens('Unknown (signed out)').waitFor();
  await workbench.page.locator('#status\\.editor\\.mode', { hasText: 'YAML' }).waitFor();
  // The moment that was chosen, in place of "now".
  await workbench.page.locator('.statusbar-item', { hasText: /push to main · .*\d\d:\d\d/ }).waitFor();
  await workbench.rest();
  await pictures.document('signed-out');
});

step('signing in offers the page for a new token, with name and scope filled in', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Sign in');
  await workbench.page.locator('.quick-input-title').filter({ hasText: 'Sign in to http://127.0.0.1' }).waitFor();
  await pictures.take('sign-in');
  const opened = workbench.page.waitForEvent('popup');
  await workbench.click(workbench.page.locator('.quick-input-titlebar [aria-label^="Create a token on http:"]'));
  const popup = await opened;
  await popup.waitForURL(/personal_access_tokens/);
  const { pathname, searchParams } = new URL(popup.url());
  await popup.close();
  // What the browser cannot reach, code-server leads it to by way of itself: `/proxy/PORT/…`.
  assert.match(pathname, /\/-\/user_settings\/personal_access_tokens$/);
  assert.deepEqual(
    [...searchParams],
    [
      ['name', 'Deploy Gates'],
      ['scopes', 'read_api'],
    ],
  );
});

step('and takes the token and nothing else', async ({ workbench, pictures }) => {
  await workbench.answer('example-dana');
  await workbench.lens('You cannot run this').waitFor();
  await workbench.notification('Signed in to').waitFor();
  await workbench.command('Notifications: Clear All Notifications');
  await workbench.rest();
  await pictures.document('lens');
});

step('the hover answers first, and then gives the reasons', async ({ workbench, pictures }) => {
  const hover = await workbench.hoverFor(workbench.token('deploy-production'), 'You cannot run this.');
  const text = (await hover.textContent()) ?? '';
  assert.match(text, /Ask omar or mia\./);
  assert.match(text, /Protected environment/);
  assert.match(text, /Explain this job/);
  await pictures.take('hover-small');
  await workbench.rest();
  await workbench.inTallWindow(async () => {
    const whole = await workbench.hoverFor(workbench.token('deploy-production'), 'You cannot run this.');
    await pictures.document('hover', await workbench.fromEditorTo(whole));
    await workbench.rest();
  });
});

step('a key that makes a gate tells of that gate', async ({ workbench, pictures }) => {
  await workbench.hoverFor(workbench.token('manual'), 'waits to be started by hand');
  await pictures.take('hover-key');
  await workbench.rest();
});

step('a rule tells in which attempts it decides', async ({ workbench, pictures }) => {
  await workbench.hoverFor(workbench.token('if'), 'Rule 1 decides in this attempt');
  await pictures.take('hover-rule');
  await workbench.rest();
});

step('lens, hints and hover can be read in other themes', async ({ workbench, pictures }) => {
  for (const [name, theme] of Object.entries(themes)) {
    await workbench.command('Preferences: Color Theme');
    await workbench.answer(theme, theme);
    await workbench.inTallWindow(async () => {
      const hover = await workbench.hoverFor(workbench.token('deploy-production'), 'You cannot run this.');
      await pictures.take(`hover-${name}`);
      assert.match(
        (await hover.textContent()) ?? '',
        /Written in ci\/production\.yml:\d+, set in Protected environments/,
      );
      await workbench.rest();
    });
  }
});

step('the lens opens the explanation', async ({ workbench, pictures }) => {
  await workbench.click(workbench.lens('You cannot run this'));
  await workbench.page.locator('.tab', { hasText: 'deploy-production' }).waitFor();
  await workbench.preview('Gates, in the order they are met').waitFor();
  await workbench.rest();
  await pictures.document('explanation');
  await workbench.page.keyboard.press('Escape');
  await workbench.command('View: Close Editor');
});

step('so does the command, for the job at the cursor', async ({ workbench }) => {
  await workbench.click(workbench.token('deploy-canary'));
  await workbench.command('Deploy Gates: Explain this job');
  await workbench.page.locator('.tab', { hasText: 'deploy-canary' }).waitFor();
  await workbench.preview('Gates, in the order they are met').waitFor();
  await workbench.command('View: Close Editor');
  await workbench.press('ctrl+home');
});

step('what has changed in GitLab is there after refreshing', async ({ workbench, example }) => {
  const { groups, ...rest } = example.scenario;
  const { acme } = groups ?? {};
  const promoted = { ...groups, acme: { ...acme, members: { ...acme?.members, dana: 'maintainer' } } };
  example.gitlab.replace({ ...rest, groups: promoted } as typeof example.scenario);
  await workbench.command('Deploy Gates: Refresh settings');
  await workbench.lens('Waits for 2 approvals').waitFor();
  example.gitlab.replace(example.scenario);
  await workbench.command('Deploy Gates: Refresh settings');
  await workbench.lens('You cannot run this').waitFor();
});

step('a trigger job without environment has a squiggle', async ({ workbench, example, pictures }) => {
  await workbench.openFile(join(example.folder, 'ci', 'deploy', 'edge.yml'));
  await workbench.editor.locator('.squiggly-warning').first().waitFor();
  // The findings are shown at once, what the server says of the key comes after them.
  const hover = await workbench.hoverFor(workbench.token('trigger'), 'GitLab refuses this');
  await pictures.document('squiggle');
  assert.match((await hover.textContent()) ?? '', /deploy-gates\W*trigger\/no-environment/);
});

step('its quick fix adds one, and keeps the comments', async ({ workbench, example, pictures }) => {
  await workbench.rest();
  const file = join(example.folder, 'ci', 'deploy', 'edge.yml');
  const written = readFileSync(file, 'utf8');
  await workbench.click(workbench.token('trigger'));
  // No hover, which a mouse that stays brings up.
  await workbench.rest();
  // What stands around the cursor is shown when the symbols of the file are there.
  await workbench.page.locator('.breadcrumbs-control').getByText('deploy-edge').waitFor();
  await workbench.page.keyboard.press('Control+.');
  const menu = workbench.page.locator('.action-widget').filter({ hasText: 'environment' });
  await menu.waitFor({ state: 'visible' });
  await pictures.document('quick-fix');
  await workbench.page.keyboard.press('Enter');
  await workbench.token('environment').waitFor();
  await workbench.page.keyboard.press('Control+s');
  await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
  await pictures.take('fixed');
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

step('all findings are in the list of problems', async ({ workbench, example, pictures }) => {
  await workbench.openFile(join(example.folder, 'ci', 'production.yml'));
  const rows = await workbench.problems();
  assert.ok(
    rows.some((it) => /deploy-gates/.test(it)),
    rows.join('\n'),
  );
  await pictures.document('problems');
});

step('the language status says how old the settings are', async ({ workbench, pictures }) => {
  await workbench.languageStatus(/As of \d/);
  await pictures.take('status-signed-in');
  await workbench.rest();
});

step('the log is shown', async ({ workbench, pictures }) => {
  await workbench.command('Deploy Gates: Show log');
  await workbench.page.locator('.part.panel .view-line', { hasText: /Deploy.Gates.\d.*on.Node/ }).waitFor();
  await pictures.take('log');
});

step('a blocked job is explained by the address in the clipboard', async ({ workbench, example, pictures }) => {
  await workbench.copy(`${example.gitlab.url}/acme/storefront/-/jobs/5014`);
  await workbench.command('Deploy Gates: Explain a blocked job…');
  await workbench.title('Explain a blocked job').waitFor();
  await pictures.take('blocked-asked');
  await workbench.page.keyboard.press('Enter');
  await workbench.page.locator('.tab', { hasText: 'deploy-production (job 5014)' }).waitFor();
  await workbench.preview('waits for 1 more approval').waitFor();
  await workbench.rest();
  await pictures.take('blocked');
  await workbench.command('View: Close Editor');
});

step('what is no such address is told from the rest, and can be mended', async ({ workbench, example, pictures }) => {
  await workbench.copy('glpat-nobody-s-business');
  await workbench.command('Deploy Gates: Explain a blocked job…');
  await workbench.answer(`${example.gitlab.url}/acme/storefront/-/issues/5`);
  const trouble = workbench.notification('is a page of another kind');
  await trouble.waitFor();
  await pictures.take('blocked-trouble');
  await workbench.click(trouble.locator('.monaco-button', { hasText: 'Change it' }));
  await workbench.title('Explain a blocked job').waitFor();
  await workbench.answer('This job is blocked');
  await workbench.preview('one of 3, likeliest first').waitFor();
  await workbench.rest();
  await pictures.take('blocked-text');
  await workbench.command('View: Close Editor');
});

step(
  'signing out makes unknown what hangs on settings, and keeps what the files tell',
  async ({ workbench, example }) => {
    await workbench.command('Deploy Gates: Sign out');
    await workbench.lens('Unknown (signed out)').waitFor();
    await workbench.openFile(join(example.folder, 'ci', 'deploy', 'help-center.yml'));
    await workbench.editor.locator('.squiggly-warning').first().waitFor();
  },
);

step('explaining a blocked job while signed out leads to signing in', async ({ workbench, example, pictures }) => {
  await workbench.copy(`${example.gitlab.url}/acme/storefront/-/jobs/5014`);
  await workbench.command('Deploy Gates: Explain a blocked job…');
  await workbench.title('Explain a blocked job').waitFor();
  await workbench.page.keyboard.press('Enter');
  const warning = workbench.notification('nobody is signed in to http://127.0.0.1');
  await warning.waitFor();
  await pictures.take('blocked-signed-out');
  await workbench.click(warning.locator('.monaco-button', { hasText: 'Sign in' }));
  await workbench.title('Sign in to http://127.0.0.1').waitFor();
  await workbench.answer('example-rita');
  await workbench.preview('You may approve it').waitFor();
});

step('nothing outside this machine was asked for', async ({ window }) => {
  assert.deepEqual(window.outside, []);
});

test('the pictures in docs/ are what the editor shows', () => {
  const { stale } = scene().pictures;
  assert.deepEqual(stale, [], 'run `npm run pictures`, look at what has changed, and commit it');
});
