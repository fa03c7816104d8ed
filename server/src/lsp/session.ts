/** One client's session: the documents that are open, the folders they are in, and what is known of each. The one object with state. */
import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../engine/analysis.ts';
import { family } from '../engine/family.ts';
import { offsetAt, type UriOf } from '../features/range.ts';
import { type Account, originOf } from '../host/account.ts';
import type { LiveHost } from '../host/live.ts';
import { policyPath } from '../lint/policy.ts';
import type { SourceFile } from '../syntax/source.ts';
import type { Instant } from '../text/instant.ts';
import { folderOf, folderUri, hasUsualName, pathIn, uriIn } from './addresses.ts';
import type { Editor } from './editor.ts';
import { entryOf, Folder } from './folder.ts';
import type { Preferences } from './preferences.ts';
import type { AttemptChoice, SettingsState, StatusParams } from './protocol.ts';
import { Publisher } from './publisher.ts';
import { unlessAborted } from './request.ts';
import { tokenFrom } from './token.ts';
import type { Settings, World } from './world.ts';

/** How long a request waits for the first reading of the settings, in ms. Then it is answered with what is known. */
const patience = 10_000;

/** After so many ms in which nobody has looked, what was shown is worked out again. */
const longAway = 600_000;

/** A line of pipelines, each started by the one before, is followed so far. */
const maxLine = 8;

/** A file of a pipeline, and all that is known about it: what one request is answered from. */
export interface View {
  readonly analysis: Analysis;
  /** All pipelines that are read from the checkout's files; that one among them. */
  readonly family: readonly Analysis[];
  /** The file, as the analysis calls it. */
  readonly path: string;
  readonly uri: string;
  readonly uriOf: UriOf;
  readonly versionOf: (uri: string) => number | null;
  readonly offsetAt: (position: { readonly line: number; readonly character: number }) => number;
  /** A file of the checkout, also one that no pipeline takes in; `undefined` where there is none. */
  readonly read: (path: string) => Promise<SourceFile | undefined>;
  readonly preferences: Preferences;
  /** The reader's. */
  readonly timeZone: string;
}

/** A checkout, and the pipeline that it starts with: what is shown without asking about a file. */
export interface Main extends Pick<StatusParams, 'root' | 'state' | 'detail'> {
  /** Absent where it has no pipeline. */
  readonly view?: View;
}

export class Session {
  readonly #world: World;
  readonly #editor: Editor;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #publisher: Publisher;
  readonly #settings: Settings;
  /** By root; by address for a document that is no file. */
  readonly #folders = new Map<string, Promise<Folder>>();
  /** What was asked for outlives the folder that it was asked of. */
  readonly #choices = new Map<string, AttemptChoice>();
  readonly #roots = new Map<string, Promise<string | undefined>>();
  /** Files that are open, with the address that the editor uses for them. */
  readonly #open = new Map<string, string>();
  /** Whoever waits for the next change. */
  readonly #waiting: (() => void)[] = [];
  /** Those whose files are made known. */
  readonly #followed = new WeakSet<Analysis>();
  /** When what is shown was last said to be out of date. */
  #shownAt: Instant;

  constructor(world: World, editor: Editor, documents: TextDocuments<TextDocument>) {
    this.#world = world;
    this.#editor = editor;
    this.#documents = documents;
    this.#shownAt = world.now();
    this.#publisher = new Publisher(editor, documents, (uri) => this.view(uri, new AbortController().signal));
    this.#settings = world.snapshots({
      onChange: (account, project) => {
        this.#settingsChanged(account, project).catch((error: unknown) => editor.error(error));
      },
      onRequest: ({ method, path, outcome, milliseconds }) =>
        editor.debug(`${method} ${path}: ${outcome} after ${Math.round(milliseconds)} ms`),
    });
    documents.onDidOpen(({ document: { uri } }) => this.#open.set(editor.placeOf(uri) ?? uri, uri));
    documents.onDidChangeContent(({ document: { uri } }) => this.#edited(uri, 'text'));
    documents.onDidSave(({ document: { uri } }) => this.#edited(uri, 'disk'));
    documents.onDidClose(({ document: { uri } }) => {
      this.#open.delete(editor.placeOf(uri) ?? uri);
      this.#edited(uri, 'disk');
    });
  }

  close(): void {
    this.#settings.close();
  }

  /**
   * What a request about `uri` is answered from; `undefined` for a file that belongs to no pipeline.
   * @param settings `read`: waits for their first reading, as long as that is bearable.
   * @throws the signal's reason, when it is aborted.
   */
  async view(uri: string, signal: AbortSignal, settings?: 'read'): Promise<View | undefined> {
    const folder = await this.folder(uri, signal, settings);
    let view = await unlessAborted(this.#look(folder, uri), signal);
    if (settings !== 'read') return view;
    // What a downstream pipeline starts is known only once that one has been read.
    for (let line = 0; line < maxLine; line++) {
      const late = after(patience).then(() => false);
      if (!(await Promise.race([folder.downstreamReading(signal), late]))) break;
      view = await unlessAborted(this.#look(folder, uri), signal);
    }
    return view;
  }

  /** The folder that a file is in, with its settings on their way. */
  async folder(uri: string, signal: AbortSignal, settings?: 'read'): Promise<Folder> {
    const folder = await unlessAborted(this.#folderOf(uri), signal);
    if (settings === 'read') await Promise.race([folder.firstReading(signal), after(patience)]);
    signal.throwIfAborted();
    return folder;
  }

  /** The main pipeline of each folder of the workspace, as far as there is one. */
  async views(signal: AbortSignal): Promise<readonly View[]> {
    const roots = await Promise.all((await this.#editor.workspace()).map((it) => this.#rootOf(it)));
    const uris = [...new Set(roots)].map((it) => uriIn(it, '.gitlab-ci.yml')).filter((it) => it !== undefined);
    const views = await Promise.all(uris.map((it) => this.view(it, signal)));
    return views.filter((it) => it !== undefined);
  }

  /**
   * Looks at the pipelines of the workspace although nothing of them is open, so that a client that chooses its files
   * by name learns of the others.
   */
  async survey(): Promise<void> {
    if (!this.#editor.follows) return;
    for (const directory of await this.#editor.workspace()) {
      const uri = uriIn(await this.#rootOf(directory), '.gitlab-ci.yml');
      if (uri !== undefined) await this.view(uri, new AbortController().signal);
    }
  }

  /** The main pipelines of all checkouts: those of the workspace first, then those of other files that are open. */
  async mains(signal: AbortSignal): Promise<readonly Main[]> {
    const directories = await this.#editor.workspace();
    const others = (await this.#all()).map((it) => it.root).filter((it) => it !== '');
    const roots = [...(await Promise.all(directories.map((it) => this.#rootOf(it)))), ...others];
    return Promise.all([...new Set(roots)].map((root) => this.#mainOf(root, signal)));
  }

  async #mainOf(root: string, signal: AbortSignal): Promise<Main> {
    const address = (path: string) => uriIn(root, path) ?? folderUri(root);
    const folder = await this.folder(address('.gitlab-ci.yml'), signal);
    const view = await this.view(address(entryOf(await folder.snapshot())), signal);
    const { state, detail } = await folder.status();
    return { root: folderUri(root), state, ...(detail !== undefined && { detail }), ...(view && { view }) };
  }

  /**
   * How an address of GitLab's web interface is read: as whoever is signed in to that very instance, with the settings
   * of the project's folder where they come from a file.
   */
  async live(): Promise<LiveHost> {
    const folders = await this.#all();
    const grounds = await Promise.all(folders.map((it) => it.known()));
    return {
      bases: grounds.flatMap(({ instance }) => instance ?? []),
      now: () => this.#world.now(),
      open: async (base) => {
        const named = grounds.some((it) => it.named && it.instance !== undefined && isSameOrigin(it.instance, base));
        const found = await tokenFrom({ world: this.#world, editor: this.#editor }, base, named);
        return found && this.#settings.transport({ base, token: found.token });
      },
      snapshot: (project, base) =>
        grounds.find(({ file }) => file?.project.path === project && file.instance.url === base)?.file,
    };
  }

  /** Addresses of all files of the workspace's pipelines, also of those that are started by others. */
  async filesOfPipelines(signal: AbortSignal): Promise<readonly string[]> {
    const views = (await this.mains(signal)).flatMap((it) => it.view ?? []);
    const uris = views.flatMap(({ analysis, uriOf }) =>
      family(analysis).flatMap(({ pipeline }) => [...pipeline.config.files.keys()].flatMap((it) => uriOf(it) ?? [])),
    );
    return [...new Set(uris)];
  }

  /** Settles when something that is shown may have changed. */
  nextChange(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** From now on another attempt is asked about. */
  choose(folder: Folder, choice: AttemptChoice): void {
    this.#choices.set(folder.root, choice);
    folder.choose(choice);
    this.#showAnew();
  }

  /** Finds out again what is there, and reads the settings of all folders anew. */
  async refresh(signal: AbortSignal): Promise<null> {
    const folders = await this.#all();
    await Promise.all(folders.map((it) => it.refresh(signal)));
    for (const it of folders) await this.#tell(it);
    this.#showAnew();
    return null;
  }

  /** The person is back. After a while settings may have changed, and a freeze may have begun or ended. */
  async focused(): Promise<void> {
    if (this.#world.now() - this.#shownAt < longAway) return;
    for (const folder of await this.#all()) await folder.snapshot();
    this.#showAnew();
  }

  /** A person has changed settings of the editor: everything is found anew with them. */
  async configure(settings: unknown): Promise<void> {
    this.#editor.configure(settings);
    await this.regroup();
  }

  /** Folders were added to the workspace or removed from it, or are to be looked at with other eyes. */
  async regroup(): Promise<void> {
    this.#folders.clear();
    this.#roots.clear();
    await this.survey();
    this.#showAnew();
  }

  async changedOnDisk(uris: readonly string[]): Promise<void> {
    const git = uris.some((it) => /\/\.git\/(HEAD|config)$/.test(it));
    for (const folder of await this.#all()) {
      (await folder.checkout()).changed();
      if (git) folder.moved();
    }
    this.#showAnew();
  }

  async #look(folder: Folder, uri: string): Promise<View | undefined> {
    const { root, preferences } = folder;
    const checkout = await folder.checkout();
    const snapshot = await folder.snapshot();
    const file = this.#editor.placeOf(uri);
    const path = root === '' || file === undefined ? uri : pathIn(root, file);
    const attempt = await folder.attempt(snapshot, false);
    const main = root === '' ? path : entryOf(snapshot);
    const asChild = () => folder.attempt(snapshot, true);
    const analysis = await checkout.analysisWith(path, main, { attempt, asChild }, snapshot);
    const source =
      analysis?.pipeline.config.files.get(path) ?? (path === policyPath ? analysis?.policy.file : undefined);
    if (!analysis || !source) return undefined;
    const whole = family(await checkout.analysis(main, attempt, snapshot));
    const uriOf: UriOf = (it) => (root === '' ? uri : this.#uriOf(root, it));
    this.#follow(folder, analysis, uriOf);
    return {
      analysis,
      family: whole.includes(analysis) ? whole : family(analysis),
      path,
      uri,
      uriOf,
      versionOf: (it) => this.#documents.get(it)?.version ?? null,
      offsetAt: (position) => offsetAt(source, position),
      read: (it) => checkout.file(it),
      preferences,
      timeZone: this.#world.timeZone,
    };
  }

  /** The address that the editor uses itself, where it has the file open: spellings of one address differ. */
  #uriOf(root: string, path: string): string | undefined {
    const uri = uriIn(root, path);
    const file = uri === undefined ? undefined : this.#editor.placeOf(uri);
    return file === undefined ? uri : (this.#open.get(file) ?? uri);
  }

  async #folderOf(uri: string): Promise<Folder> {
    const file = this.#editor.placeOf(uri);
    const root = file === undefined ? '' : await this.#rootOf(folderOf(file));
    const key = root === '' ? uri : root;
    const folder = this.#folders.get(key) ?? this.#makeFolder(root, uri);
    this.#folders.set(key, folder);
    // Else this one would stand in the way of all the others.
    folder.catch(() => {
      if (this.#folders.get(key) === folder) this.#folders.delete(key);
    });
    return folder;
  }

  /** The repository; without one the folder of the workspace; without that the file's own. */
  async #rootOf(directory: string): Promise<string> {
    const found = this.#roots.get(directory) ?? this.#world.rootOf(directory);
    this.#roots.set(directory, found);
    return (await found) ?? (await this.#editor.workspaceOf(directory)) ?? directory;
  }

  async #makeFolder(root: string, uri: string): Promise<Folder> {
    const preferences = await this.#editor.preferences(uri);
    const open = (path: string) => this.#documents.get(root === '' ? path : (this.#uriOf(root, path) ?? ''))?.getText();
    const folder = new Folder(root, preferences, {
      world: this.#world,
      editor: this.#editor,
      settings: this.#settings,
      open,
    });
    folder.choose(this.#choices.get(root) ?? (root === '' ? undefined : this.#editor.attemptIn(root)) ?? {});
    await this.#tell(folder);
    return folder;
  }

  async #settingsChanged(account: Account, project: string): Promise<void> {
    for (const folder of await this.#all()) {
      if (!(await folder.isOf(account, project))) continue;
      const state = await this.#tell(folder);
      if (state !== 'reading') this.#showAnew();
    }
  }

  async #all(): Promise<readonly Folder[]> {
    return Promise.all(this.#folders.values());
  }

  /** @param where a client that does not watch the disk tells of it at least when a file is saved or closed. */
  #edited(uri: string, where: 'text' | 'disk'): void {
    this.#folderOf(uri)
      .then((folder) => folder.checkout())
      .then((checkout) => {
        if (where === 'text' || this.#editor.registers('didChangeWatchedFiles')) checkout.edited();
        else checkout.changed();
        this.#changed();
        this.#editor.changed();
      })
      .catch((error: unknown) => this.#editor.error(error));
  }

  /** What is shown is out of date: the editor asks again, or is told anew. */
  #showAnew(): void {
    this.#shownAt = this.#world.now();
    this.#editor.refresh();
    this.#changed();
  }

  #changed(): void {
    this.#publisher.soon();
    for (const settle of this.#waiting.splice(0)) settle();
  }

  /** Files of the pipeline whose names do not say so are made known, once they are others than before. */
  #follow(folder: Folder, analysis: Analysis, uriOf: UriOf): void {
    if (this.#followed.has(analysis)) return;
    this.#followed.add(analysis);
    const files = new Set(family(analysis).flatMap((it) => [...it.pipeline.config.files.keys()]));
    const uris = [...files]
      .filter((it) => !hasUsualName(it))
      .map(uriOf)
      .filter((it) => it !== undefined);
    if (!folder.follow(uris)) return;
    this.#all()
      .then((all) => this.#editor.follow(all.flatMap((it) => it.followed)))
      .then(() => this.#tell(folder))
      .catch((error: unknown) => this.#editor.error(error));
  }

  async #tell(folder: Folder): Promise<SettingsState> {
    const status = await folder.status();
    if (folder.root !== '') this.#editor.status({ root: folderUri(folder.root), ...status });
    return status.state;
  }
}

async function after(ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer: unknown = setTimeout(resolve, ms);
    // A browser's timers are numbers, and nothing ends later because of them.
    if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as NodeJS.Timeout).unref();
  });
}

/** An address that somebody sent names an instance, but does not vouch for it. */
function isSameOrigin(one: string, other: string): boolean {
  return originOf(one) === originOf(other);
}
