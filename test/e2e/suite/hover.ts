/** Hovers on keys and values, lenses and inlay hints, as VS Code shows them, on the embedded example. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hoverAt, until } from './editor.ts';

export const tests: Readonly<Record<string, () => Promise<void>>> = {
  'a rule says in which attempts it decides': async () => {
    await signIn('mia');
    const text = await hoverUntil('ci/production.yml', '    - if', /Rule 1 decides in this attempt/);
    assert.match(text, /\| tag `v1\.0\.0` \| does not hold \|/);
  },

  'an environment gives the gates with links to their lines and settings': async () => {
    const text = await hoverUntil('ci/production.yml', 'name: production', /Waits for 2 approvals/);
    assert.match(text, /\[Protected environments\]\(http:[^)]*\/acme\/storefront\/-\/settings\/ci_cd#js-protected/);
  },

  'a need says whether it is there, and what it waits for': async () => {
    await hoverUntil('ci/production.yml', 'needs: [deploy-canary', /`deploy-canary` waits for `sign-off`/);
  },

  'a variable in a name has its value': async () => {
    await hoverUntil('ci/deploy/review.yml', 'name: review/$CI_COMMIT_REF', /`\$CI_COMMIT_REF_SLUG` is `main`/);
  },

  'the pair of a review app fits': async () => {
    await hoverUntil('ci/deploy/review.yml', 'on_stop: stop', /`stop-review` stops what `deploy-review` deploys/);
  },

  'the freeze variable tells of the next windows, in a template': async () => {
    const text = await hoverUntil(
      'ci/templates.yml',
      '$CI_DEPLOY_FREEZE',
      /a freeze holds until|the next freeze begins/,
    );
    assert.match(text, /For `deploy-canary` and `rebuild-search-index`\./);
  },

  'an include says what it brings': async () => {
    await hoverUntil('.gitlab-ci.yml', 'local: ci/sign-off', /\*\*Brings\*\* \[ci\/sign-off\.yml\]/);
  },

  'a lens says verdict, who and, in a freeze, until when': async () => {
    await attempt({ at: '2026-11-21T12:00:00Z' });
    const document = await show('ci/production.yml');
    await until(async () =>
      /can run: omar and mia · ignores the freeze until Mon /.test((await lensesOf(document))[0] ?? ''),
    );
    assert.ok((await lensesOf(document)).every((it) => it.length <= 140));
  },

  'hints stand behind names, `when` and the freeze variable': async () => {
    await until(async () => {
      const labels = await hintsOf(await show('ci/production.yml'));
      return labels.includes('tier: production (stored)') && labels.includes('blocking');
    });
    await until(async () =>
      (await hintsOf(await show('ci/templates.yml'))).some((it) => /^frozen until Mon /.test(it)),
    );
  },

  'each kind of hint can be switched off, and the lens too': async () => {
    const settings = vscode.workspace.getConfiguration('deployGates');
    await settings.update('inlayHints.tier', false, vscode.ConfigurationTarget.Global);
    const document = await show('ci/production.yml');
    await until(async () => {
      const labels = await hintsOf(document);
      return labels.includes('blocking') && !labels.some((it) => it.startsWith('tier:'));
    });
    await settings.update('lens', false, vscode.ConfigurationTarget.Global);
    await until(async () => (await lensesOf(document)).length === 0);
    await settings.update('inlayHints.tier', undefined, vscode.ConfigurationTarget.Global);
    await settings.update('lens', undefined, vscode.ConfigurationTarget.Global);
    await until(async () => (await lensesOf(document)).length > 0);
    await attempt(null);
    await vscode.commands.executeCommand('deployGates.signOut');
  },
};

async function signIn(name: string): Promise<void> {
  const origin = process.env['E2E_GITLAB'];
  await vscode.commands.executeCommand('deployGates.signIn', { origin, token: `example-${name}` });
}

async function attempt(choice: object | null): Promise<void> {
  const { uri } = await show('ci/production.yml');
  await vscode.commands.executeCommand('deployGates.attempt', { uri: uri.toString(), attempt: choice });
}

async function show(path: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

/** The hover on the end of the first place where the text stands, once it says what is wanted. */
async function hoverUntil(path: string, on: string, wanted: RegExp): Promise<string> {
  const document = await show(path);
  const at = document.getText().indexOf(on);
  assert.ok(at >= 0, `${path} holds ${on}`);
  let last = '';
  return until(
    async () => {
      last = await hoverAt(document, document.positionAt(at + on.length - 1));
      return wanted.test(last) ? last : undefined;
    },
    () => `no ${wanted} in the hover:\n${last}`,
  );
}

async function lensesOf(document: vscode.TextDocument): Promise<readonly string[]> {
  const command = 'vscode.executeCodeLensProvider';
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(command, document.uri, 50);
  return lenses.map((it) => it.command?.title ?? '');
}

async function hintsOf(document: vscode.TextDocument): Promise<readonly string[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const command = 'vscode.executeInlayHintProvider';
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(command, document.uri, whole);
  return hints.map(({ label }) => (typeof label === 'string' ? label : label.map((it) => it.value).join('')));
}
