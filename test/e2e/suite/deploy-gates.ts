/** The extension as VS Code runs it, asked through VS Code's own commands, on the embedded example. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsOf, hoverAt, until } from './editor.ts';

/** In order: later ones build on what earlier ones did, as in a day's work. */
export const tests: Readonly<Record<string, () => Promise<void>>> = {
  'wakes up for a part of a pipeline, whose name says nothing and which stays YAML': async () => {
    const document = await show('ci/production.yml');
    const extension = vscode.extensions.getExtension('deploy-gates.deploy-gates');
    await extension?.activate();
    assert.equal(extension?.isActive, true);
    assert.equal(document.languageId, 'yaml');
    await until(async () => (await lensesOf(document)).length > 0);
  },

  'underlines what is wrong, with a code that leads to a page': async () => {
    const document = await show('ci/deploy/edge.yml');
    const [found] = await findings(document, 'trigger/no-environment');
    assert.ok(found);
    assert.equal(found.source, 'deploy-gates');
    assert.ok(typeof found.code === 'object' && found.code.target.toString().startsWith('https://'));
    assert.equal(document.getText(found.range), 'trigger');
  },

  'says what it cannot know while nobody is signed in': async () => {
    const document = await show('ci/production.yml');
    await until(async () => /Unknown \(signed out\)/.test(await hoverOn(document, 'deploy-production:')));
    const lenses = await until(async () => {
      const all = await lensesOf(document);
      return all.length > 0 ? all : undefined;
    });
    assert.equal(lenses.length, 3);
    assert.ok(
      lenses.every((it) => /^Unknown \(signed out\)/.test(it)),
      lenses.join('\n'),
    );
  },

  'tells a Developer who can deploy': async () => {
    await signIn('dana');
    const document = await show('ci/production.yml');
    const text = await hoverUntil(document, 'deploy-production:', /You cannot run this\. Ask `omar` or `mia`\./);
    assert.match(text, /This deployment job does not run automatically and must be started manually/);
    const [denied] = await findings(document, 'permission/you');
    assert.equal(denied && document.getText(denied.range), 'production');
    assert.match((await lensesOf(document))[0] ?? '', /^You cannot run this · ask omar or mia/);
  },

  'tells a Maintainer what the job waits for': async () => {
    await signIn('mia');
    const document = await show('ci/production.yml');
    const text = await hoverUntil(document, 'name: production', /Waits for 2 approvals/);
    assert.match(text, /then waits to be started by hand/);
    await until(async () => (await lensesOf(document))[0]?.startsWith('Waits for 2 approvals'));
  },

  'names the gate ahead, with its file and line': async () => {
    const document = await show('ci/production.yml');
    const text = await hoverUntil(document, 'deploy-canary:', /`sign-off` is a blocking manual job/);
    assert.match(text, /\[ci\/sign-off\.yml:\d+\]\(file:/);
  },

  'adds an environment where the quick fix is taken, and keeps the rest': async () => {
    const document = await show('ci/deploy/edge.yml');
    const before = document.getText();
    const [found] = await findings(document, 'trigger/no-environment');
    assert.ok(found);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      found.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find((it) => /environment/.test(it.title));
    assert.ok(fix?.edit, actions.map((it) => it.title).join(', '));
    assert.equal(await vscode.workspace.applyEdit(fix.edit), true);
    assert.match(document.getText(), /^ {2}environment:/m);
    assert.equal(
      document
        .getText()
        .split('\n')
        .filter((it) => before.split('\n').includes(it))
        .join('\n'),
      before,
    );
    await until(() => diagnosticsOf(document, 'trigger/no-environment').length === 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'keeps the other jobs while one is being typed': async () => {
    const document = await show('ci/production.yml');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(document.lineCount, 0), '\nbroken:\n  script: "unclosed\n');
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    await findings(document, 'config/error');
    assert.match(await hoverOn(document, 'deploy-production:'), /deploy-production/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until(() => diagnosticsOf(document, 'config/error').length === 0);
  },

  'leads from `needs` to the job': async () => {
    const document = await show('ci/deploy/edge.yml');
    const at = document.positionAt(document.getText().indexOf('deploy-staging') + 2);
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at,
    );
    assert.deepEqual(
      found.map((it) => vscode.workspace.asRelativePath(it.uri)),
      ['ci/deploy/staging.yml'],
    );
  },

  'explains a job on a page of its own': async () => {
    const document = await show('ci/production.yml');
    await vscode.commands.executeCommand('deployGates.explainJob', document.uri.toString(), 'deploy-production');
    const page = await until(() => vscode.workspace.textDocuments.find((it) => it.uri.scheme === 'deploy-gates'));
    assert.match(page.getText(), /For `mia`, push on branch `main`/);
    await until(() =>
      vscode.window.tabGroups.all.flatMap((it) => it.tabs).find((it) => /deploy-production/.test(it.label)),
    );
  },

  'shows a log, in which every message can be read and no token': async () => {
    await vscode.commands.executeCommand('deployGates.showLog');
    const log = () => vscode.workspace.textDocuments.find((it) => it.uri.scheme === 'output')?.getText() ?? '';
    await until(() => /Deploy Gates \d+\.\d+\.\d+ on Node/.test(log()));
    await until(() => /(GET|POST) \S+: 200 after \d+ ms/.test(log()));
    await until(() => /deployGates\/token[\s\S]*"token": "\*{8}"/.test(log()));
    assert.doesNotMatch(log(), /example-(dana|mia)/);
  },

  'forgets the settings when signing out, and keeps what the files tell': async () => {
    await vscode.commands.executeCommand('deployGates.signOut', { origin: process.env['E2E_GITLAB'] });
    const document = await show('ci/production.yml');
    await hoverUntil(document, 'deploy-production:', /Unknown \(signed out\)/);
    const edge = await show('ci/deploy/edge.yml');
    assert.equal((await findings(edge, 'trigger/no-environment')).length, 1);
  },
};

/** Everybody's token is "example-" and the name. */
async function signIn(name: string): Promise<void> {
  const origin = process.env['E2E_GITLAB'];
  await vscode.commands.executeCommand('deployGates.signIn', { origin, token: `example-${name}` });
}

async function show(path: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

async function findings(document: vscode.TextDocument, code: string): Promise<readonly vscode.Diagnostic[]> {
  return until(() => {
    const found = diagnosticsOf(document, code);
    return found.length > 0 ? found : undefined;
  });
}

async function hoverUntil(document: vscode.TextDocument, on: string, wanted: RegExp): Promise<string> {
  return until(async () => {
    const text = await hoverOn(document, on);
    return wanted.test(text) ? text : undefined;
  });
}

/** The hover on the end of the first place where the text stands. */
async function hoverOn(document: vscode.TextDocument, text: string): Promise<string> {
  return hoverAt(document, document.positionAt(document.getText().indexOf(text) + text.length - 1));
}

async function lensesOf(document: vscode.TextDocument): Promise<readonly string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    50,
  );
  return lenses.map((it) => it.command?.title ?? '');
}
