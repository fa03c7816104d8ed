/** The attempt that all verdicts are about: shown in the status bar, changed by a picker, remembered for each folder. */
import {
  type Disposable,
  type DocumentFilter,
  env,
  l10n,
  languages,
  MarkdownString,
  type Memento,
  StatusBarAlignment,
  type StatusBarItem,
  TabInputText,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import type { AttemptAnswer, AttemptChoice, AttemptParams } from '../../server/src/lsp/protocol.ts';
import { kept, partsOf, shortWords } from './attempt-words.ts';

export interface Attempts extends Disposable {
  /** By the address of the checkout's folder: for the server's start. */
  remembered(): Readonly<Record<string, AttemptChoice>>;
  /** Asks which attempt is in force, after changing it where `given` says so. Nothing where no pipeline is open. */
  ask(given?: Partial<AttemptParams>): Promise<AttemptAnswer | undefined>;
  /** The file whose pipeline the status bar is about. */
  pipeline(): string | undefined;
  /** Something has changed: shows the attempt anew. */
  refresh(): void;
}

const storeKey = 'attempts';

/** @param selector files that belong to a pipeline, as far as they are known by now. */
export function createAttempts(
  client: LanguageClient,
  store: Memento,
  selector: () => readonly DocumentFilter[],
): Attempts {
  const choices = new Map(Object.entries(store.get<Readonly<Record<string, AttemptChoice>>>(storeKey, {})));
  const item = window.createStatusBarItem('deployGates.attempt', StatusBarAlignment.Left, 10);
  item.name = l10n.t('Deploy Gates: Attempt');
  item.command = 'deployGates.changeAttempt';
  let last: string | undefined;
  let turn = 0;

  const remember = async ({ root, choice }: AttemptAnswer) => {
    if (root === null) return;
    choices.set(root, choice);
    const all = [...choices].map(([it, what]) => [it, kept(what)] as const).filter(([, what]) => what !== undefined);
    await store.update(storeKey, Object.fromEntries(all));
  };
  const pipeline = () => {
    last = openPipeline(selector(), last);
    return last;
  };
  const show = async () => {
    const uri = pipeline();
    const mine = ++turn;
    if (uri === undefined || !client.isRunning()) return item.hide();
    const attempt = await client.sendRequest<AttemptAnswer>('deployGates/attempt', { uri } satisfies AttemptParams);
    // Another file may have been opened meanwhile.
    if (mine === turn) shown(item, attempt);
  };
  const refresh = () => void show().catch(() => item.hide());
  const listeners = [
    window.onDidChangeActiveTextEditor(refresh),
    window.tabGroups.onDidChangeTabs(refresh),
    client.onDidChangeState(refresh),
  ];
  return {
    remembered: () => Object.fromEntries(choices),
    pipeline,
    refresh,
    ask: async (given = {}) => {
      const uri = given.uri ?? pipeline() ?? window.activeTextEditor?.document.uri.toString();
      if (uri === undefined || !client.isRunning()) return undefined;
      const answer = await client.sendRequest<AttemptAnswer>('deployGates/attempt', { ...given, uri });
      if (given.attempt !== undefined) {
        await remember(answer);
        refresh();
      }
      return answer;
    },
    dispose: () => {
      for (const it of [item, ...listeners]) it.dispose();
    },
  };
}

/** The file that somebody is in, where it belongs to a pipeline; else the one before, or any that is open in a tab. */
function openPipeline(selector: readonly DocumentFilter[], last: string | undefined): string | undefined {
  const active = window.activeTextEditor?.document;
  if (active && languages.match([...selector], active) > 0) return active.uri.toString();
  const tabs = window.tabGroups.all
    .flatMap((it) => it.tabs)
    .map((it) => (it.input instanceof TabInputText ? it.input.uri.toString() : undefined));
  const open = workspace.textDocuments.filter(
    (it) => tabs.includes(it.uri.toString()) && languages.match([...selector], it) > 0,
  );
  return (open.find((it) => it.uri.toString() === last) ?? open[0])?.uri.toString();
}

function shown(item: StatusBarItem, attempt: AttemptAnswer): void {
  const text = shortWords(attempt, new Date(), env.language);
  const isOther = Object.keys(attempt.choice).length > 0;
  item.text = `$(${isOther ? 'beaker' : 'account'}) ${text}`;
  item.tooltip = tooltip(attempt);
  item.accessibilityInformation = {
    label: l10n.t('Deploy Gates answers for an attempt {0}. Choose another.', text),
    role: 'button',
  };
  item.backgroundColor = isOther ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  item.show();
}

function tooltip(attempt: AttemptAnswer): MarkdownString {
  const commands = ['deployGates.changeAttempt', 'deployGates.resetAttempt', 'deployGates.compareAttempts'];
  const text = new MarkdownString('', true);
  text.isTrusted = { enabledCommands: commands };
  text.appendMarkdown(`**${l10n.t('Deploy Gates answers for this attempt')}**\n\n`);
  for (const { label, value, chosen } of partsOf(attempt, env.language)) {
    text
      .appendMarkdown(`- ${label}: `)
      .appendText(value)
      .appendMarkdown(chosen ? ` *(${l10n.t('chosen')})*\n` : '\n');
  }
  const isOther = Object.keys(attempt.choice).length > 0;
  const links = [
    `[${l10n.t('Change it')}](command:deployGates.changeAttempt)`,
    ...(isOther ? [`[${l10n.t('Back to the default')}](command:deployGates.resetAttempt)`] : []),
    `[${l10n.t('Compare attempts')}](command:deployGates.compareAttempts)`,
  ];
  return text.appendMarkdown(`\n${links.join(' · ')}`);
}
