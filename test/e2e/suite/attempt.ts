/** The attempt, and the accounts it can be made with, in the real editor: commands, pages, what is remembered. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AttemptAnswer, AttemptChoice } from '../../../server/src/lsp/protocol.ts';
import { hoverAt, until } from './editor.ts';

const origin = () => process.env['E2E_GITLAB'] ?? '';

export const tests: Readonly<Record<string, () => Promise<void>>> = {
  'two accounts of an instance stand side by side, and the folder uses the one that was signed in last': async () => {
    await show('ci/production.yml');
    assert.equal(await signIn('dana'), origin());
    await until(async () => (await attempt())?.username === 'dana');
    assert.equal(await signIn('mia'), origin());
    await until(async () => (await attempt())?.username === 'mia');
  },

  'a token that GitLab does not take is refused and not stored': async () => {
    assert.equal(await signIn('expired'), undefined);
    assert.equal((await attempt())?.username, 'mia');
  },

  'another attempt is asked about, and everything follows, until it is taken back': async () => {
    const document = await show('ci/production.yml');
    const chosen = await attempt({ username: 'dana', at: '2026-11-20T17:30:00Z' });
    assert.deepEqual([chosen?.username, chosen?.shortName, chosen?.at], ['dana', 'Dana', '2026-11-20T17:30:00Z']);
    await until(async () => /`dana` cannot run this/.test(await hoverOn(document, 'deploy-production:')));
    await vscode.commands.executeCommand('deployGates.resetAttempt');
    assert.deepEqual((await attempt())?.choice, {});
    await until(async () => !/cannot run this/.test(await hoverOn(document, 'deploy-production:')));
  },

  'attempts are compared on a page that follows': async () => {
    await show('ci/production.yml');
    await vscode.commands.executeCommand('deployGates.compareAttempts');
    const page = await until(() => pageOf('Attempts compared'));
    assert.match(page.getText(), /\| job \| chosen: push to `main` \| push to `main` \|/);
    await attempt({ ref: 'v2.3.1', tag: true });
    await until(() => /chosen: tag `v2\.3\.1`/.test(page.getText()));
    await vscode.commands.executeCommand('deployGates.resetAttempt');
    await until(() => /chosen: push to `main`/.test(page.getText()));
  },

  'the page on the token says whose it is and what it may, and holds no token': async () => {
    await show('ci/production.yml');
    await vscode.commands.executeCommand('deployGates.checkToken');
    const page = await until(() => pageOf('Token'));
    assert.match(page.getText(), /^- Whose: Mia Lindqvist \(`mia`\)$/m);
    assert.match(page.getText(), /^- Role in `acme\/storefront`: a Maintainer$/m);
    assert.match(page.getText(), /^- Scopes: the scope `read_api`$/m);
    assert.match(page.getText(), /^- Kept: by the editor/m);
    assert.doesNotMatch(page.getText(), /example-mia/);
  },

  'no token was shown in the log, also of those that were only tried': async () => {
    await vscode.commands.executeCommand('deployGates.showLog');
    const log = () => vscode.workspace.textDocuments.find((it) => it.uri.scheme === 'output')?.getText() ?? '';
    await until(() => /deployGates\/identify/.test(log()));
    assert.doesNotMatch(log(), /example-(dana|mia|expired)/);
  },

  'signing out of an instance forgets all its accounts': async () => {
    await show('ci/production.yml');
    await vscode.commands.executeCommand('deployGates.signOut', { origin: origin() });
    await until(async () => (await attempt())?.username === null);
  },
};

/** Everybody's token is "example-" and the name. */
async function signIn(name: string): Promise<string | undefined> {
  return vscode.commands.executeCommand('deployGates.signIn', { origin: origin(), token: `example-${name}` });
}

async function attempt(choice?: AttemptChoice | null): Promise<AttemptAnswer | undefined> {
  return vscode.commands.executeCommand('deployGates.attempt', choice === undefined ? {} : { attempt: choice });
}

async function show(path: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

function pageOf(title: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'deploy-gates-page' && uri.path === `/${title}.md`,
  );
}

async function hoverOn(document: vscode.TextDocument, text: string): Promise<string> {
  return hoverAt(document, document.positionAt(document.getText().indexOf(text) + text.length - 1));
}
