/** The commands about the attempt. */
import { commands, type Disposable, l10n, window } from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import type { AttemptParams, ChoicesAnswer, ChoicesParams } from '../../server/src/lsp/protocol.ts';
import { pickAttempt } from './attempt-picker.ts';
import type { Attempts } from './attempts.ts';
import type { Pages } from './pages.ts';

export function attemptCommands(client: LanguageClient, attempts: Attempts, pages: Pages): readonly Disposable[] {
  const compare = () => withPipeline(attempts, (uri) => pages.show('deployGates/comparison', { uri }));
  const change = () =>
    withPipeline(attempts, async (uri) => {
      const start = await attempts.ask({ uri });
      if (!start) return;
      await pickAttempt(start, {
        compare,
        change: (attempt) => attempts.ask({ uri, attempt }),
        choices: () => client.sendRequest<ChoicesAnswer>('deployGates/attemptChoices', { uri } satisfies ChoicesParams),
      });
    });
  return [
    // For keybindings and other extensions: asks, after changing it where the argument says so.
    commands.registerCommand('deployGates.attempt', (given?: Partial<AttemptParams>) => attempts.ask(given)),
    commands.registerCommand('deployGates.changeAttempt', change),
    commands.registerCommand('deployGates.resetAttempt', () =>
      withPipeline(attempts, (uri) => attempts.ask({ uri, attempt: null })),
    ),
    commands.registerCommand('deployGates.compareAttempts', compare),
  ];
}

async function withPipeline(attempts: Attempts, work: (uri: string) => PromiseLike<unknown>): Promise<void> {
  const uri = attempts.pipeline();
  if (uri !== undefined) await work(uri);
  else void window.showInformationMessage(l10n.t('Open a GitLab pipeline first: an attempt is made to run one.'));
}
