/** The embedded example in an editor that has the packaged extension installed, with a GitLab beside it. */
import { join } from 'node:path';
import { launchBrowser, openWindow } from './browser.ts';
import { type Options, startCodeServer } from './code-server.ts';
import { type Example, openExample } from './example.ts';
import { packaged } from './packaged.ts';
import { picturesOf } from './pictures.ts';
import type { Seen } from './steps.ts';
import { openWorkbench } from './workbench.ts';

export interface Scene extends Seen {
  readonly example: Example;
}

/** Friday evening in Berlin, half an hour into the freeze: what is seen shall not hang on when it is looked at. */
export const friday = {
  key: 'ctrl+alt+shift+f9',
  command: 'deployGates.attempt',
  args: { attempt: { at: '2026-11-20T17:30:00Z' } },
};

/** @param name of who opens it. @param optionsFor the editor; extensions beside ours. */
export async function openScene(name: string, optionsFor: (it: Example) => Options): Promise<Scene> {
  const example = await openExample();
  const { vsix = [], ...options } = optionsFor(example);
  const server = await startCodeServer({ ...options, vsix: [await packaged(name), ...vsix] });
  const browser = await launchBrowser();
  const window = await openWindow(browser, server.url);
  window.page.setDefaultTimeout(20_000);
  const file = join(example.folder, 'ci', 'production.yml');
  const workbench = await openWorkbench(window.page, server, { folder: example.folder, file });
  return {
    ...{ example, window, workbench, pictures: picturesOf(window.page) },
    close: async () => {
      await browser.close();
      await server.stop();
      await example.close();
    },
  };
}
