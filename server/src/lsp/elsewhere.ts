/** The settings of the projects that trigger jobs lead to: what is known of them by now, without waiting. */
import type { Account } from '../host/account.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { Settings } from './world.ts';

/** More projects than these are not asked about: each takes several requests, and again when it has grown old. */
const maxProjects = 6;

export class Elsewhere {
  readonly #settings: Settings;
  readonly #account: Account | undefined;
  readonly #none: (project: string) => Snapshot;
  /** What stands for settings that nobody has read: it always looks the same. */
  readonly #blank = new Map<string, Snapshot>();
  readonly #asked = new Set<string>();

  /**
   * @param account whose token asks; absent: nobody is asked.
   * @param none what stands for settings that are not read.
   */
  constructor(settings: Settings, account: Account | undefined, none: (project: string) => Snapshot) {
    this.#settings = settings;
    this.#account = account;
    this.#none = none;
  }

  /** Sees to it that they are read where they are not, or are old. The same facts give the same value. */
  of(project: string): Snapshot {
    if (!this.#account || !this.#mayAsk(project)) return this.#blankOf(project);
    const { snapshot, age } = this.#settings.standing(this.#account, project);
    return age === undefined ? this.#blankOf(project) : snapshot;
  }

  /** Those that were asked about. */
  get projects(): ReadonlySet<string> {
    return this.#asked;
  }

  #mayAsk(project: string): boolean {
    if (this.#asked.size < maxProjects) this.#asked.add(project);
    return this.#asked.has(project);
  }

  #blankOf(project: string): Snapshot {
    const known = this.#blank.get(project) ?? this.#none(project);
    this.#blank.set(project, known);
    return known;
  }
}
