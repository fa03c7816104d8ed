/** Names in the editor: what is offered while somebody types, where names lead, what else they could be called. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './editor.ts';

export const tests: Readonly<Record<string, () => Promise<void>>> = {
  'offers environments of the project, with who may deploy there': async () => {
    const origin = process.env['E2E_GITLAB'];
    await vscode.commands.executeCommand('deployGates.signIn', { origin, token: 'example-dana' });
    const document = await show('ci/deploy/print.yml');
    const written = 'environment: ';
    const item = await until(async () => {
      const items = await offered(document, document.getText().indexOf(written) + written.length);
      return items.find((it) => labelOf(it) === 'production' && /approvals/.test(it.detail ?? ''));
    });
    assert.match(item.detail ?? '', /^production · deploy: .*Maintainers.* · 2 approvals$/);
    const { documentation } = item;
    assert.match(typeof documentation === 'string' ? documentation : (documentation?.value ?? ''), /2 approvals by/);
  },

  'takes what is chosen in the place of what stands there': async () => {
    const document = await show('ci/deploy/print.yml');
    const editor = vscode.window.activeTextEditor;
    const start = document.getText().indexOf('needs: [') + 'needs: ['.length;
    const list = document.getText().slice(start, document.getText().indexOf(']', start));
    assert.ok(editor);
    await editor.edit((it) => it.replace(range(document, start, list.length), 'deploy-st'));
    const items = await offered(document, start + 'deploy-st'.length);
    const found = items.find((it) => labelOf(it) === 'deploy-staging');
    assert.ok(found?.range instanceof vscode.Range, items.map(labelOf).join(', '));
    assert.equal(document.getText(found.range), 'deploy-st');
    assert.ok(!items.some((it) => labelOf(it) === 'record-release'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'finds all places that name a job, over files': async () => {
    const document = await show('ci/deploy/staging.yml');
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      document.positionAt(document.getText().indexOf('deploy-staging') + 2),
    );
    const files = found.map((it) => vscode.workspace.asRelativePath(it.uri)).sort();
    assert.ok(files.includes('ci/production.yml') && files.includes('ci/deploy/edge.yml'), files.join(', '));
  },

  'renames a job in every file, and refuses what is no name': async () => {
    const document = await show('ci/deploy/staging.yml');
    const at = document.positionAt(document.getText().indexOf('deploy-staging') + 2);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at,
      'to-staging',
    );
    const files = edit.entries().map(([uri]) => vscode.workspace.asRelativePath(uri));
    assert.ok(files.includes('ci/deploy/staging.yml') && files.includes('ci/production.yml'), files.join(', '));
    const taken = vscode.commands.executeCommand(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at,
      'build-image',
    );
    await assert.rejects(Promise.resolve(taken), /`build-image` exists already/);
  },

  'outlines a file by stages, and finds jobs of the workspace': async () => {
    const document = await show('ci/production.yml');
    const outline = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const stage = outline.find((it) => it.name === 'production');
    assert.deepEqual(
      stage?.children.map((it) => it.name),
      ['deploy-production', 'deploy-canary'],
    );
    const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      'deploy-canary',
    );
    assert.ok(found.some((it) => it.name === 'deploy-canary' && it.location.uri.path.endsWith('ci/production.yml')));
  },

  'follows needs from job to job, with the gates on the way': async () => {
    const document = await show('ci/production.yml');
    const [item] = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
      'vscode.prepareCallHierarchy',
      document.uri,
      document.positionAt(document.getText().indexOf('deploy-production') + 2),
    );
    assert.ok(item);
    const [before, after] = await Promise.all([
      vscode.commands.executeCommand<vscode.CallHierarchyOutgoingCall[]>('vscode.provideOutgoingCalls', item),
      vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>('vscode.provideIncomingCalls', item),
    ]);
    assert.deepEqual(
      before.map((it) => it.to.name),
      ['build-image', 'deploy-staging'],
    );
    assert.deepEqual(
      after.map((it) => it.from.name),
      ['record-release'],
    );
  },

  'links what a file names to where it is': async () => {
    const document = await show('.gitlab-ci.yml');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
      50,
    );
    assert.ok(links.some((it) => it.target?.path.endsWith('/ci/templates.yml')));
  },
};

async function show(path: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

async function offered(document: vscode.TextDocument, offset: number): Promise<readonly vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(offset),
  );
  return list.items;
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

function range(document: vscode.TextDocument, start: number, length: number): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(start + length));
}
