/** The tree and the gate map as VS Code runs them, on the embedded example: what they show is read from what they export. */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { until } from './editor.ts';

/** In order: later ones build on what earlier ones did. They go on where those of the editor have signed out. */
export const tests: Readonly<Record<string, () => Promise<void>>> = {
  'opens the tree, and has commands for all that it leads to': async () => {
    await vscode.commands.executeCommand('deployGates.tree.focus');
    const commands = new Set(await vscode.commands.getCommands(true));
    const wanted = ['filter', 'clearFilter', 'showFiles', 'explain', 'openPage'].map((it) => `deployGates.tree.${it}`);
    assert.deepEqual(
      [...wanted, 'deployGates.showMap'].filter((it) => !commands.has(it)),
      [],
    );
  },

  'opens the gate map once, however often it is asked for': async () => {
    await signIn('dana');
    await vscode.commands.executeCommand('deployGates.showMap');
    await until(() => mapTabs().length === 1);
    await vscode.commands.executeCommand('deployGates.showMap');
    assert.equal(mapTabs().length, 1);
  },

  'exports it as Markdown, with a table for each page': async () => {
    const markdown = await exported('markdown', /deploy-production.*Refused: Protected environment/);
    assert.match(markdown, /^# Gate map of acme\/storefront$/m);
    assert.match(markdown, /^As dana · push on main/m);
    assert.match(markdown, /^\| `deploy-production` \| production \| deploy-staging and build-image \| Refused/m);
    assert.match(markdown, /Europe\/Berlin/);
    assert.match(markdown, /^\| mia \(Maintainer\) \| ✓ can run/m);
  },

  'exports it as a picture that needs nothing else': async () => {
    const svg = await exported('svg', /<svg/);
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(svg, />deploy-production</);
    assert.doesNotMatch(svg, /var\(--|<script|href=/);
  },

  'follows the attempt': async () => {
    const uri = fileUri('.gitlab-ci.yml').toString();
    await vscode.commands.executeCommand('deployGates.attempt', { uri, attempt: { username: 'mia' } });
    const markdown = await exported('markdown', /^As mia · push on main/m);
    assert.match(markdown, /^\| `deploy-production` .*\| Waits: Deployment approval, Manual start \| production \|$/m);
    await vscode.commands.executeCommand('deployGates.attempt', { uri, attempt: null });
  },

  'follows what is typed': async () => {
    const document = await vscode.workspace.openTextDocument(fileUri('ci/production.yml'));
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    const edit = new vscode.WorkspaceEdit();
    const text = '\ndeploy-late:\n  stage: after\n  script: ./late\n  environment: late\n';
    edit.insert(document.uri, new vscode.Position(document.lineCount, 0), text);
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    await exported('markdown', /^\| `deploy-late` \| after /m);
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },
};

function mapTabs(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((it) => it.tabs);
  return tabs.filter((it) => it.input instanceof vscode.TabInputWebview && /deployGates\.map$/.test(it.input.viewType));
}

/** Exports again and again until it is as `wanted`: the map follows with a delay, and only while it is seen. */
async function exported(format: 'svg' | 'markdown', wanted: RegExp): Promise<string> {
  let text = '';
  const found = async () => {
    await vscode.commands.executeCommand('deployGates.showMap');
    // Long enough for it to follow what was typed.
    await setTimeout(500);
    text = await exportOnce(format);
    return wanted.test(text) ? text : undefined;
  };
  return until(found, () => `no ${wanted} in\n${text}`);
}

async function exportOnce(format: 'svg' | 'markdown'): Promise<string> {
  const before = new Set(vscode.workspace.textDocuments);
  await vscode.commands.executeCommand('deployGates.exportMap', { format, to: 'document' });
  // It opens by itself, a moment after it exists.
  const { document } = await until(() =>
    vscode.window.visibleTextEditors.find((it) => it.document.isUntitled && !before.has(it.document)),
  );
  const text = document.getText();
  // The map may take the focus back, and no other editor must be closed instead.
  if (vscode.window.activeTextEditor?.document === document) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  return text;
}

/** Everybody's token is "example-" and the name. */
async function signIn(name: string): Promise<void> {
  const origin = process.env['E2E_GITLAB'];
  await vscode.commands.executeCommand('deployGates.signIn', { origin, token: `example-${name}` });
}

function fileUri(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, path);
}
