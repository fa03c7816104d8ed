/** The view *Deploy Gates*: environments, their jobs and the gates before each, worst first. Follows files, settings and the attempt. */
import {
  commands,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  env,
  l10n,
  MarkdownString,
  Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type BaseLanguageClient as LanguageClient, State } from 'vscode-languageclient';
import type { Outlook, TreeAnswer, TreeRoot } from '../../../server/src/lsp/protocol.ts';
import { chooseFilter } from './choose-filter.ts';
import { everything, type Filter, filtered, filterWords, isOn } from './filter.ts';
import { allJobs, countIn, countWords, type Row, rowsOf } from './rows.ts';
import { basisOf, standingOf } from './standing.ts';

export interface Tree extends Disposable {
  /** Verdicts may be others now. */
  refresh(): void;
  /** Whether there is a pipeline has been found out. */
  ready(): void;
}

const viewId = 'deployGates.tree';
const filterKey = 'tree.filter';
const filesKey = 'tree.showsFiles';

/** Keystrokes come in bursts, in ms. */
const pause = 300;

export function createTree(client: LanguageClient, context: ExtensionContext): Tree {
  const state = new TreeState(client, context);
  const view = window.createTreeView<Row>(viewId, { treeDataProvider: state, showCollapseAll: true });
  state.attach(view);
  const on = (id: string, work: (row?: Row) => unknown) => commands.registerCommand(`deployGates.tree.${id}`, work);
  const disposables = [
    view,
    on('filter', () => state.choose()),
    on('clearFilter', () => state.filter(everything)),
    on('showFiles', () => state.showFiles()),
    on('explain', (row) => row?.explains && explain(row.explains)),
    on('openPage', (row) => row?.page !== undefined && env.openExternal(Uri.parse(row.page))),
    client.onDidChangeState(() => state.refresh()),
    workspace.onDidGrantWorkspaceTrust(() => state.refresh()),
    state,
  ];
  return {
    refresh: () => state.refresh(),
    ready: () => state.ready(),
    dispose: () => {
      for (const it of disposables) it.dispose();
    },
  };
}

function explain({ uri, job }: NonNullable<Row['explains']>): Thenable<unknown> {
  return commands.executeCommand('deployGates.explainJob', uri, job);
}

class TreeState implements TreeDataProvider<Row>, Disposable {
  readonly #client: LanguageClient;
  readonly #memory: ExtensionContext['workspaceState'];
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #view: TreeView<Row> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isReady = false;
  /** Asked for again while an answer was on its way. */
  #state: 'idle' | 'busy' | 'again' = 'idle';
  #roots: readonly TreeRoot[] | undefined;
  #rows: readonly Row[] = [];

  constructor(client: LanguageClient, { workspaceState }: ExtensionContext) {
    this.#client = client;
    this.#memory = workspaceState;
  }

  attach(view: TreeView<Row>): void {
    this.#view = view;
    this.#show();
  }

  getChildren(row?: Row): Row[] {
    return [...(row ? row.children : this.#rows)];
  }

  getTreeItem(row: Row): TreeItem {
    return itemOf(row);
  }

  ready(): void {
    this.#isReady = true;
    this.refresh();
  }

  /** Asks again soon. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), pause);
  }

  async choose(): Promise<void> {
    const chosen = await chooseFilter(this.#filter);
    if (chosen) await this.filter(chosen);
  }

  async filter(filter: Filter): Promise<void> {
    await this.#memory.update(filterKey, filter);
    this.#show();
  }

  async showFiles(): Promise<void> {
    await this.#memory.update(filesKey, true);
    this.#show();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }

  get #filter(): Filter {
    return { ...everything, ...this.#memory.get<Partial<Filter>>(filterKey) };
  }

  async #ask(): Promise<void> {
    if (this.#state !== 'idle') {
      this.#state = 'again';
      return;
    }
    this.#state = 'busy';
    if (this.#client.state === State.Running) {
      // Where the server ends meanwhile, its end is told by itself.
      const answer = await this.#client.sendRequest<TreeAnswer>('deployGates/tree').catch(() => undefined);
      if (answer) this.#roots = answer.roots;
    } else if (this.#client.state === State.Stopped) this.#roots = undefined;
    this.#show();
    if (this.#isAskedAgain()) this.refresh();
    this.#state = 'idle';
  }

  #isAskedAgain(): boolean {
    return this.#state === 'again';
  }

  #show(): void {
    const roots = this.#roots ?? [];
    const shown = filtered(roots, this.#filter);
    const standing = standingOf({
      ...(this.#roots && { roots }),
      shown,
      isServed: !this.#isReady || this.#client.state !== State.Stopped,
      isTrusted: workspace.isTrusted,
      showsFiles: this.#memory.get(filesKey, false),
    });
    this.#rows = standing === 'tree' ? rowsOf(shown) : [];
    void commands.executeCommand('setContext', viewId, standing);
    void commands.executeCommand('setContext', `${viewId}.filtered`, isOn(this.#filter));
    const signedOut = standing === 'tree' && roots.some((it) => it.state === 'signed-out');
    void commands.executeCommand('setContext', `${viewId}.signedOut`, signedOut);
    if (this.#view) this.#frame(this.#view, standing === 'tree' ? roots : []);
    this.#changed.fire(undefined);
  }

  /** What stands around the rows: for whom they are, what they rest on, how many hold something up. */
  #frame(view: TreeView<Row>, roots: readonly TreeRoot[]): void {
    const attempts = [...new Set(roots.flatMap((it) => it.tree?.attempt ?? []))];
    const reading = roots.some((it) => it.state === 'reading') ? l10n.t('Reading the settings…') : '';
    const lines = [
      attempts.length === 1 ? capital(attempts[0] ?? '') : '',
      reading || basisOf(roots, workspace.isTrusted),
      filterWords(this.#filter),
    ];
    view.message = roots.length === 0 ? '' : lines.filter((it) => it !== '').join('\n');
    const counts = countIn(allJobs(roots));
    const value = counts.refused + counts.waiting;
    view.badge = value === 0 ? undefined : { value, tooltip: l10n.t('Deploy jobs: {0}', countWords(counts)) };
  }
}

function itemOf(row: Row): TreeItem {
  const { id, kind, label, description, spoken, tooltip, verdict, children, place, page, explains } = row;
  const item = new TreeItem(label, collapsed(kind, children));
  item.id = id;
  item.description = description;
  item.accessibilityInformation = { label: spoken };
  item.tooltip = new MarkdownString(tooltip);
  item.iconPath = kind === 'root' ? new ThemeIcon('repo') : icons[verdict];
  item.contextValue = [kind, ...(explains ? ['explains'] : []), ...(page === undefined ? [] : ['page'])].join(' ');
  if (place) {
    const { start, end } = place.range;
    const selection = new Range(start.line, start.character, end.line, end.character);
    item.command = {
      command: 'vscode.open',
      title: l10n.t('Open the line'),
      arguments: [Uri.parse(place.uri), { selection }],
    };
  }
  return item;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function collapsed(kind: Row['kind'], children: readonly Row[]): TreeItemCollapsibleState {
  if (children.length === 0) return TreeItemCollapsibleState.None;
  return kind === 'job' ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded;
}

/** Shapes differ as much as colours do. */
const icons: Readonly<Record<Outlook, ThemeIcon>> = {
  deny: new ThemeIcon('error', new ThemeColor('testing.iconFailed')),
  unknown: new ThemeIcon('question', new ThemeColor('testing.iconUnset')),
  wait: new ThemeIcon('lock', new ThemeColor('testing.iconQueued')),
  pass: new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  absent: new ThemeIcon('circle-outline', new ThemeColor('disabledForeground')),
};
