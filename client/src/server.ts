/** Starts the language server as a process of its own. In a browser `server-worker.ts` stands in. */
import { homedir } from 'node:os';
import type { ExtensionContext } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** Whether the server can ask GitLab. */
export const asksGitlab: boolean = true;

/** What the extension runs on, for reports, and the folder of whoever uses it. */
export const machine = {
  system: `${process.platform} ${process.arch}, Node ${process.version}`,
  home: homedir(),
} as const;

export function clientOf(context: ExtensionContext, options: LanguageClientOptions): BaseLanguageClient {
  const module = context.asAbsolutePath('server/out/server.js');
  return new LanguageClient('deployGates', 'Deploy Gates', { module, transport: TransportKind.ipc }, options);
}
