/**
 * A stand-in for GitLab's own extension: of all that it does only the authentication provider, with one account that
 * has signed in by OAuth. Ids, labels and scopes are formed as it forms them.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './paths.ts';

/** For the environment of the extension host. */
export function sessionOf(
  url: string,
  user: { readonly id: number; readonly username: string; readonly token: string },
) {
  return { E2E_GITLAB_SESSION: JSON.stringify({ url, ...user }) };
}

const manifest = {
  name: 'gitlab-workflow',
  publisher: 'gitlab',
  displayName: 'GitLab (stand-in for tests)',
  version: '0.0.1',
  engines: { vscode: '^1.100.0' },
  main: './extension.js',
  activationEvents: ['onStartupFinished'],
  contributes: { authentication: [{ id: 'gitlab', label: 'GitLab' }] },
};

const code = `'use strict';
const { authentication, EventEmitter } = require('vscode');
const { url, id: user, username, token } = JSON.parse(process.env.E2E_GITLAB_SESSION);
const id = url + '|' + user;
const session = { id, accessToken: token, scopes: ['api', 'read_user'], account: { id, label: url + ' (' + username + ')' } };
const fits = (scopes) => scopes === undefined || [...scopes].sort().join() === 'api,read_user';
exports.activate = ({ subscriptions }) => {
  subscriptions.push(authentication.registerAuthenticationProvider('gitlab', 'GitLab', {
    onDidChangeSessions: new EventEmitter().event,
    getSessions: async (scopes) => (fits(scopes) ? [session] : []),
    createSession: async () => { throw new Error('not in tests'); },
    removeSession: async () => undefined,
  }));
};
`;

/** Packs it. Returns the path of the .vsix. */
export function gitlabWorkflow(): string {
  const folder = join(root, 'out', 'gitlab-workflow');
  const path = join(root, 'out', 'gitlab-workflow.vsix');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'extension.js'), code);
  const vsce = join(dirname(createRequire(join(root, 'package.json')).resolve('@vscode/vsce/package.json')), 'vsce');
  const options = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', path];
  execFileSync(process.execPath, [vsce, 'package', ...options], { cwd: folder, stdio: 'pipe' });
  return path;
}
