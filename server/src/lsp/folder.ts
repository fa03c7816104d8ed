/** One folder that a session works in: what git says of it, its files, its settings, and the attempt that is asked about. */
import { t } from '@vscode/l10n';
import { completeAttempt } from '../engine/complete.ts';
import { type Account, originOf } from '../host/account.ts';
import type { Checkout as Discovered } from '../host/discover.ts';
import type { Refs } from '../host/refs.ts';
import { refusalIn } from '../host/refusal.ts';
import { unasked } from '../host/unasked.ts';
import { type Actor, type Attempt, pipelineSources } from '../pipeline/attempt.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import { folderUri, pathFrom } from './addresses.ts';
import { Checkout } from './checkout.ts';
import type { Editor } from './editor.ts';
import { Elsewhere } from './elsewhere.ts';
import type { Preferences } from './preferences.ts';
import type { AttemptChoice, SettingsState, StatusParams } from './protocol.ts';
import { type Keeper, tokenFrom } from './token.ts';
import type { Settings, World } from './world.ts';

/** How long an attempt is "now", in ms: within a minute nothing is worked out again because of the clock. */
const minute = 60_000;

/** What is there to ask: found out once, and again when a person signs in or git says something else. */
interface Ground {
  readonly discovered: Discovered;
  readonly checkout: Checkout;
  readonly elsewhere: Elsewhere;
  /** Absent where there is nobody to ask, or nothing to ask with. */
  readonly asking?: { readonly account: Account; readonly project: string };
  /** What is known without asking. */
  readonly known: Snapshot;
  readonly state: SettingsState;
  readonly detail?: string;
}

export interface Around {
  readonly world: World;
  readonly editor: Editor;
  readonly settings: Settings;
  /** Text of a file of the folder that is open in the editor. */
  readonly open: (path: string) => string | undefined;
}

export class Folder {
  /** Path of the checkout; empty for a document that is in none. */
  readonly root: string;
  readonly preferences: Preferences;
  readonly #around: Around;
  #ground: Promise<Ground> | undefined;
  #choice: AttemptChoice = {};
  #keptIn: Keeper = 'editor';
  #followed: readonly string[] = [];
  /** The last one, and the last one of a child pipeline. */
  readonly #attempts = new Map<
    boolean,
    { readonly key: string; readonly snapshot: Snapshot; readonly attempt: Attempt }
  >();

  constructor(root: string, preferences: Preferences, around: Around) {
    this.root = root;
    this.preferences = preferences;
    this.#around = around;
  }

  choose(choice: AttemptChoice): void {
    this.#choice = choice;
  }

  /** What was chosen of the attempt. */
  get choice(): AttemptChoice {
    return this.#choice;
  }

  /** What git knows of it. */
  async discovered(): Promise<Discovered> {
    return (await this.#find()).discovered;
  }

  /** Addresses of files that belong to its pipelines and whose names do not say so. */
  get followed(): readonly string[] {
    return this.#followed;
  }

  /** Branches and tags that git knows of. */
  async refs(signal: AbortSignal): Promise<Refs> {
    return this.root === '' ? { branches: [], tags: [] } : this.#around.world.refs(this.root, signal);
  }

  /** Adds to those. Returns whether any of them is new. */
  follow(uris: readonly string[]): boolean {
    const more = uris.filter((it) => !this.#followed.includes(it));
    this.#followed = [...this.#followed, ...more].sort();
    return more.length > 0;
  }

  /** Somebody has signed in or out, another branch is checked out, or a remote was changed: what is there is found anew. */
  moved(): void {
    this.#ground = undefined;
  }

  async checkout(): Promise<Checkout> {
    return (await this.#find()).checkout;
  }

  /** Which instance it belongs to, whether somebody has named that, and the settings that come from a file. */
  async known(): Promise<{ readonly instance?: string; readonly named: boolean; readonly file?: Snapshot }> {
    const { discovered, known } = await this.#find();
    const { instance } = discovered;
    return {
      ...(instance !== undefined && { instance }),
      named: isNamed(discovered),
      ...(known.source === 'snapshot' && { file: known }),
    };
  }

  /** What is known of the settings by now, without waiting. Sees to it that they are read where they are not, or are old. */
  async snapshot(): Promise<Snapshot> {
    const { asking, known } = await this.#find();
    if (!asking) return known;
    const { snapshot, age } = this.#around.settings.standing(asking.account, asking.project);
    // Before the first reading there is nothing, and that always looks the same.
    return age === undefined ? known : snapshot;
  }

  /** Where the token was found that is in use. */
  get keptIn(): Keeper {
    return this.#keptIn;
  }

  /** Whom GitLab is asked as; absent where it is not asked. */
  async account(): Promise<Account | undefined> {
    return (await this.#find()).asking?.account;
  }

  /** Resolves when the settings have been read once, whatever came of it. @throws when `signal` is aborted. */
  async firstReading(signal: AbortSignal): Promise<void> {
    const { asking } = await this.#find();
    if (!asking) return;
    const { settings } = this.#around;
    const { age } = settings.standing(asking.account, asking.project);
    if (age === undefined) await settings.refresh(asking.account, asking.project, signal);
  }

  /**
   * Reads the settings of downstream projects that an analysis has asked about and nobody has read yet.
   * Resolves to whether there were any. @throws when `signal` is aborted.
   */
  async downstreamReading(signal: AbortSignal): Promise<boolean> {
    const { asking, elsewhere } = await this.#find();
    if (!asking) return false;
    const { settings } = this.#around;
    const unread = [...elsewhere.projects].filter((it) => settings.standing(asking.account, it).age === undefined);
    await Promise.all(unread.map((it) => settings.refresh(asking.account, it, signal)));
    return unread.length > 0;
  }

  /** Reads the settings anew, those of downstream projects among them. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { projects } = (await this.#find()).elsewhere;
    this.moved();
    const { asking } = await this.#find();
    if (!asking) return;
    const { settings } = this.#around;
    const all = new Set([asking.project, ...projects]);
    await Promise.all([...all].map((it) => settings.refresh(asking.account, it, signal)));
  }

  /** Whether what it says rests on the settings of this project. */
  async isOf(account: Account, project: string): Promise<boolean> {
    const { asking, elsewhere } = await this.#find();
    if (asking?.account.base !== account.base) return false;
    return asking.project === project || elsewhere.projects.has(project);
  }

  async status(): Promise<Omit<StatusParams, 'root'>> {
    const { asking, discovered, known, state, detail } = await this.#find();
    const { instance, project } = discovered;
    const standing = asking && this.#around.settings.standing(asking.account, asking.project);
    const snapshot = standing?.snapshot ?? known;
    const { currentUser } = snapshot.settings;
    const words = standing?.trouble ?? (currentUser.known || !standing ? detail : currentUser.detail);
    return {
      state: standing ? stateOf(standing) : state,
      ...(instance !== undefined && { origin: originOf(instance), instance }),
      ...(project !== undefined && { project }),
      ...(words !== undefined && { detail: t(words) }),
      ...(snapshot.source !== 'none' && { takenAt: snapshot.takenAt }),
      ...(currentUser.known && { username: currentUser.value.username }),
      ...(standing &&
        !currentUser.known &&
        currentUser.why === 'signed-out' && { refusal: refusalIn(currentUser.detail) }),
      files: this.#followed,
    };
  }

  /** The attempt that is asked about, with all that git and the settings know of it. The same facts give the same value. */
  async attempt(snapshot: Snapshot, child: boolean): Promise<Attempt> {
    const { head, defaultBranch } = (await this.#find()).discovered;
    const at = Math.floor(this.#around.world.now() / minute) * minute;
    const key = JSON.stringify([this.#choice, head, at, child]);
    const last = this.#attempts.get(child);
    if (last?.key === key && last.snapshot === snapshot) return last.attempt;
    const here = head?.kind === 'branch' || head?.kind === 'tag' ? head : undefined;
    const attempt = completeAttempt(
      {
        ...(defaultBranch !== undefined && { defaultBranch }),
        ...chosen(this.#choice, snapshot, at),
        // On a detached HEAD there is no better guess than the branch that everything goes to.
        ref: this.#choice.ref ?? here?.name ?? mainBranch(snapshot) ?? defaultBranch ?? 'main',
        tag: this.#choice.tag ?? (this.#choice.ref === undefined && here?.kind === 'tag'),
        ...(child && { source: 'parent_pipeline' }),
      },
      snapshot,
    );
    this.#attempts.set(child, { key, snapshot, attempt });
    return attempt;
  }

  #find(): Promise<Ground> {
    const ground = this.#ground ?? this.#look();
    this.#ground = ground;
    // What went wrong once is tried again by whoever asks next.
    ground.catch(() => {
      if (this.#ground === ground) this.#ground = undefined;
    });
    return ground;
  }

  async #look(): Promise<Ground> {
    const { world, open } = this.#around;
    const { settingsFile } = this.preferences;
    const discovered = this.root === '' ? nowhere : await world.discover(this.root, this.preferences);
    const now = world.now();
    const groundFor = (why: 'signed-out' | 'not-asked', reading?: Account) => {
      const none = (path: string) => unasked(discovered.instance ?? '', path, now, why);
      const elsewhere = new Elsewhere(this.#around.settings, reading, none);
      const reader = () => world.reader(this.root, this.preferences, reading);
      return {
        discovered,
        elsewhere,
        checkout: new Checkout(reader, open, (path) => elsewhere.of(path), this.preferences.rules),
      };
    };
    if (settingsFile !== undefined) return { ...groundFor('not-asked'), ...(await this.#load(settingsFile)) };
    const { instance, project, reason } = discovered;
    if (instance === undefined || project === undefined) {
      const known = unasked('', '', now);
      return {
        ...groundFor('not-asked'),
        known,
        state: 'static',
        ...(reason !== undefined && { detail: reason }),
      };
    }
    const found = await tokenFrom(this.#around, instance, isNamed(discovered), folderUri(this.root));
    if (!found) {
      return { ...groundFor('signed-out'), known: unasked(instance, project, now), state: 'signed-out' };
    }
    this.#keptIn = found.keptIn;
    const account: Account = { base: instance, token: found.token };
    const known = unasked(instance, project, now, 'not-asked');
    return { ...groundFor('not-asked', account), asking: { account, project }, known, state: 'reading' };
  }

  async #load(settingsFile: string): Promise<Pick<Ground, 'known' | 'state' | 'detail'>> {
    const { world } = this.#around;
    const path = pathFrom(this.root, settingsFile);
    try {
      return { known: await world.load(path), state: 'fresh', detail: t`Settings from ${path}` };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { known: unasked('', '', world.now(), 'not-asked'), state: 'static', detail };
    }
  }
}

const nowhere: Discovered = { certain: false };

/** The person or the checkout says which instance it is. */
function isNamed({ certain, remote }: Discovered): boolean {
  return certain || remote !== undefined;
}

/** Who the token's user is, is the first thing that is asked: how that went says how all went. */
function stateOf({ reading, age, snapshot, trouble }: ReturnType<Settings['standing']>): SettingsState {
  if (reading || age === undefined) return 'reading';
  const { currentUser } = snapshot.settings;
  if (trouble !== undefined) return currentUser.known ? 'stale' : 'offline';
  return currentUser.known || currentUser.why !== 'signed-out' ? 'fresh' : 'signed-out';
}

function mainBranch({ settings: { project } }: Snapshot): string | undefined {
  return project.known ? project.value.defaultBranch : undefined;
}

/** The file that the project's pipeline starts with. One in another project or place is not for us to read. */
export function entryOf({ settings: { project } }: Snapshot): string {
  const path = project.known ? project.value.ciConfigPath : undefined;
  return path === undefined || path === '' || path.includes('@') || path.includes('://') ? '.gitlab-ci.yml' : path;
}

function chosen(choice: AttemptChoice, snapshot: Snapshot, now: Instant): Omit<Attempt, 'ref' | 'tag'> {
  const at = choice.at === undefined ? Number.NaN : Date.parse(choice.at);
  const { variables, changedPaths, targetBranch } = choice;
  return {
    actor: actorOf(choice, snapshot),
    source: pipelineSources.find((it) => it === choice.source) ?? 'push',
    at: Number.isNaN(at) ? now : at,
    ...(variables && { overrideVariables: variables }),
    ...(changedPaths && { changedPaths }),
    ...(targetBranch !== undefined && { targetBranch }),
  };
}

function actorOf({ username, accessLevel }: AttemptChoice, { settings: { currentUser } }: Snapshot): Actor {
  if (username !== undefined) return { kind: 'user', username };
  if (accessLevel !== undefined) return { kind: 'role', accessLevel };
  return currentUser.known ? { kind: 'user', username: currentUser.value.username } : { kind: 'nobody' };
}
