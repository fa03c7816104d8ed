/** "Explain a blocked job…", asked through VS Code's own commands, of the pipelines that the example's GitLab has. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './editor.ts';

const gitlab = process.env['E2E_GITLAB'];

export const tests: Readonly<Record<string, () => Promise<void>>> = {
  'explains a blocked job by its address, on a page of its own': async () => {
    await vscode.commands.executeCommand('deployGates.signIn', { origin: gitlab, token: 'example-dana' });
    const text = await explained(`${gitlab}/acme/storefront/-/jobs/5014`, 'deploy-production (job 5014)');
    assert.match(text, /^\*\*deploy-production waits for 1 more approval\*\*/);
    assert.match(text, /Ask `ravi` \(Ravi Menon\) or `rita` \(Rita Kowalska\) to approve it/);
    assert.match(text, /You may not approve it: no rule names you\./);
  },

  'asks again where the same job is asked about again': async () => {
    await vscode.commands.executeCommand('deployGates.signIn', { origin: gitlab, token: 'example-rita' });
    const text = await explained(`${gitlab}/acme/storefront/-/jobs/5014`, 'deploy-production (job 5014)', /for `rita`/);
    assert.match(text, /You may approve it/);
  },

  'explains a whole pipeline': async () => {
    const text = await explained(`${gitlab}/acme/storefront/-/pipelines/902`, 'pipeline 902');
    assert.match(text, /^\*\*Pipeline 902 on main: \d jobs do not go on\*\*/);
  },

  'tells what a pasted text may mean, without asking anybody': async () => {
    const text = await explained('This job is blocked', 'pasted text');
    assert.match(text, /one of 3, likeliest first/);
    await vscode.commands.executeCommand('deployGates.signOut', { origin: process.env['E2E_GITLAB'] });
  },
};

/** What stands on the page that the command opens. */
async function explained(about: string, title: string, wanted = /./): Promise<string> {
  await vscode.commands.executeCommand('deployGates.explainBlocked', about);
  await until(() => vscode.window.tabGroups.all.flatMap((it) => it.tabs).find((it) => it.label.includes(title)));
  return until(() =>
    vscode.workspace.textDocuments
      .filter(({ uri }) => uri.scheme === 'deploy-gates-live' && uri.path.includes(title))
      .map((it) => it.getText())
      .find((it) => wanted.test(it)),
  );
}
