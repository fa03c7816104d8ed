/** Starts the language server as a web worker, where there are no processes. Stands in for `server.ts`. */
import { type ExtensionContext, Uri } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';

/** A browser's own, as far as it is used. */
type Program = ConstructorParameters<typeof BrowserMessageReader>[0] & { terminate(): void };
declare const Worker: new (address: string) => Program;

/** Whether the server can ask GitLab: no token leaves a browser. */
export const asksGitlab: boolean = false;

/** What the extension runs on, for reports. There are no folders of anybody. */
export const machine = { system: 'a browser', home: '' } as const;

export function clientOf({ extensionUri }: ExtensionContext, options: LanguageClientOptions): BaseLanguageClient {
  const address = Uri.joinPath(extensionUri, 'server', 'out', 'worker.js').toString(true);
  let last: Program | undefined;
  const start = async () => {
    last?.terminate();
    last = new Worker(address);
    return { reader: new BrowserMessageReader(last), writer: new BrowserMessageWriter(last) };
  };
  return new LanguageClient('deployGates', 'Deploy Gates', start, options);
}
