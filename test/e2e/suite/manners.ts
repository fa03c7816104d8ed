/** How the extension behaves towards whoever has installed it: what it says of itself, and what it hands out. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './editor.ts';

const own = () => {
  const found = vscode.extensions.getExtension('deploy-gates.deploy-gates');
  assert.ok(found);
  return found;
};

export const tests: Readonly<Record<string, () => Promise<void>>> = {
  'every command that it announces is there, and every text of its manifest has been found': async () => {
    await own().activate();
    const { contributes, capabilities, displayName } = own().packageJSON;
    const known = await vscode.commands.getCommands(true);
    const announced: readonly { readonly command: string }[] = contributes.commands;
    assert.deepEqual(
      announced.map((it) => it.command).filter((it) => !known.includes(it)),
      [],
    );
    assert.doesNotMatch(JSON.stringify({ contributes, capabilities, displayName }), /"%[\w.-]+%"/);
  },

  'the walkthrough has its pictures, and leads to commands that are there': async () => {
    const known = await vscode.commands.getCommands(true);
    const [{ steps }] = own().packageJSON.contributes.walkthroughs;
    assert.equal(steps.length, 4);
    for (const { media, description, completionEvents } of steps) {
      const picture = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(own().extensionUri, media.svg));
      assert.match(new TextDecoder().decode(picture), /^<svg /);
      const linked = [...description.matchAll(/\(command:([\w.]+)/g)].map(([, it]) => it);
      const awaited = completionEvents
        .filter((it: string) => it.startsWith('onCommand:'))
        .map((it: string) => it.replace('onCommand:', ''));
      for (const it of [...linked, ...awaited]) assert.ok(known.includes(it), it);
    }
  },

  'what is copied for a bug report says what was read, and names no place, person or token': async () => {
    const given = { origin: process.env['E2E_GITLAB'], token: 'example-dana' };
    const document = await vscode.workspace.openTextDocument(inFolder('ci/production.yml'));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('deployGates.signIn', given);
    const text = await until(async () => {
      const copied = await vscode.commands.executeCommand<string>('deployGates.copyReport');
      return /Checkout 1: fresh/.test(copied) ? copied : undefined;
    });
    assert.equal(await vscode.env.clipboard.readText(), text);
    assert.match(text, new RegExp(`^- Deploy Gates: ${own().packageJSON.version}$`, 'm'));
    assert.match(text, /^- Workspace: 1 folders, trusted, the server runs$/m);
    assert.match(text, /debug .*POST \/api\/graphql: \S+ after \d+ ms|debug .*GET \/api\/v4\/\S+: \S+ after \d+ ms/);
    assert.doesNotMatch(text, /example-dana|acme|storefront|127\.0\.0\.1/);
  },

  'settings are read anew when somebody wants to, and at once': async () => {
    const before = Date.now();
    await vscode.commands.executeCommand('deployGates.refreshSettings');
    assert.ok(Date.now() - before < 15_000);
    const text = await vscode.commands.executeCommand<string>('deployGates.copyReport');
    const [, taken = ''] = /settings of (\S+),/.exec(text) ?? [];
    assert.ok(Date.parse(taken) >= before - 1000, `${taken} is before ${new Date(before).toISOString()}`);
  },
};

function inFolder(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, path);
}
