/** What the editor offers to change in the example, and findings in files that nobody has opened. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticsOf, until } from './editor.ts';

export const tests: Readonly<Record<string, () => Promise<void>>> = {
  'offers changes to a job where nothing is wrong, and makes them': async () => {
    const document = await show('ci/production.yml');
    const before = document.getText();
    const actions = await until(async () => {
      const all = await actionsAt(document, 'purge-cdn:', vscode.CodeActionKind.RefactorRewrite);
      return all.length > 0 ? all : undefined;
    });
    const action = actions.find((it) => it.title === 'Add `resource_group: cdn`');
    assert.ok(action?.edit, actions.map((it) => it.title).join('\n'));
    await vscode.workspace.applyEdit(action.edit);
    assert.match(document.getText(), /^ {2}resource_group: cdn$/m);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.equal(document.getText(), before);
  },

  'offers to ignore a finding, and then it is gone': async () => {
    const document = await show('ci/deploy/edge.yml');
    const found = () => diagnosticsOf(document, 'trigger/no-environment');
    await until(() => found().length > 0);
    const title = 'Ignore `trigger/no-environment` for `deploy-edge`';
    const actions = await actionsAt(document, 'trigger:', vscode.CodeActionKind.QuickFix);
    const action = actions.find((it) => it.title === title);
    assert.ok(action?.edit, actions.map((it) => it.title).join('\n'));
    await vscode.workspace.applyEdit(action.edit);
    assert.match(document.getText(), /^# deploy-gates: ignore\[trigger\/no-environment\]\ndeploy-edge:/m);
    await until(() => found().length === 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'shows the page of a rule, which a finding leads to': async () => {
    const document = await show('ci/deploy/edge.yml');
    await until(() => diagnosticsOf(document, 'trigger/no-environment').length > 0);
    const actions = await actionsAt(document, 'trigger:', vscode.CodeActionKind.QuickFix);
    const action = actions.find((it) => it.title === 'Read about `trigger/no-environment`');
    assert.ok(action?.command, actions.map((it) => it.title).join('\n'));
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    const page = await until(() => vscode.workspace.textDocuments.find((it) => it.uri.scheme === 'deploy-gates-page'));
    assert.match(page.getText(), /^# trigger\/no-environment\n\nSeverity: warning/);
  },

  'finds mistakes in files that nobody has opened': async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('deployGates.checkWorkspace');
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, 'ci', 'deploy', 'print.yml');
    await until(async () => vscode.languages.getDiagnostics(uri).length > 0);
    assert.ok(vscode.workspace.textDocuments.every((it) => it.uri.toString() !== uri.toString()));
    // Open, it is asked about by itself, and its findings are not in the list twice.
    const found = (shift = 0) =>
      vscode.languages
        .getDiagnostics(uri)
        .map((it) => `${it.range.start.line + shift} ${it.message}`)
        .sort()
        .join('\n');
    const moved = found(1);
    await show('ci/deploy/print.yml');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), '\n');
    await vscode.workspace.applyEdit(edit);
    await until(
      () => found() === moved,
      () => `${moved}\nnow:\n${found()}`,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until(() => found(1) === moved);
  },
};

async function show(path: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  await vscode.window.showTextDocument(document);
  return document;
}

async function actionsAt(
  document: vscode.TextDocument,
  text: string,
  kind: vscode.CodeActionKind,
): Promise<readonly vscode.CodeAction[]> {
  const position = document.positionAt(document.getText().indexOf(text) + 1);
  const range = new vscode.Range(position, position);
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind.value);
}
