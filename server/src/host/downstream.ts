/** Reads what downstream pipelines are made of: their files through a reader, settings through whoever has them. */
import {
  asksForFiles,
  type DownstreamConfig,
  type Reading,
  resolveDownstream,
  type Wanted,
} from '../pipeline/downstream.ts';
import { readPipeline } from '../pipeline/read.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { Node } from '../syntax/node.ts';
import { type Reader, settleWith } from './settle.ts';

/** The settings of another project; those that were not asked for are unread, and say so. */
export type SettingsOf = (project: string, signal: AbortSignal) => Promise<Snapshot>;

/** Remembers what it has read for as long as it lives: a command, or one state of the files in an editor. */
export class DownstreamReader {
  readonly #reader: Reader;
  readonly #settings: ProjectSettings;
  readonly #children = new WeakMap<Node, Map<string, Reading>>();
  readonly #pipelines = new Map<string, Reading>();

  constructor(reader: Reader, settings: ProjectSettings) {
    this.#reader = reader;
    this.#settings = settings;
  }

  settings(project: string): Snapshot | undefined {
    return this.#settings.known(project);
  }

  pipeline(config: DownstreamConfig): Reading | undefined {
    return this.#shelf(config).get(config.key);
  }

  /** Reads all of it at once. @throws the signal's reason, when `signal` is aborted. */
  async provide(wanted: readonly Wanted[], signal: AbortSignal): Promise<void> {
    const projects = new Set(wanted.flatMap((it) => (it.kind === 'settings' ? it.project : [])));
    const configs = wanted.flatMap((it) => (it.kind === 'pipeline' ? it.config : []));
    await Promise.all([
      ...[...projects].map((it) => this.#settings.read(it, signal)),
      ...distinct(configs).map((it) => this.#read(it, signal)),
    ]);
  }

  async #read(config: DownstreamConfig, signal: AbortSignal): Promise<void> {
    const { config: found } = await settleWith((sources) => resolveDownstream(config, sources), this.#reader, signal);
    const pipeline = readPipeline(found);
    const files = asksForFiles(pipeline) ? await this.#reader.list(config.from.home, signal) : undefined;
    this.#shelf(config).set(config.key, { pipeline, ...(files && { files }) });
  }

  #shelf({ from }: DownstreamConfig): Map<string, Reading> {
    if (from.kind === 'project') return this.#pipelines;
    const known = this.#children.get(from.include) ?? new Map<string, Reading>();
    this.#children.set(from.include, known);
    return known;
  }
}

/** Several jobs may start the same. */
function distinct(configs: readonly DownstreamConfig[]): readonly DownstreamConfig[] {
  return configs.filter((it, n) => configs.findIndex((other) => isSame(it, other)) === n);
}

function isSame({ key, from }: DownstreamConfig, other: DownstreamConfig): boolean {
  if (key !== other.key || from.kind !== other.from.kind) return false;
  return from.kind === 'project' || (other.from.kind === 'child' && other.from.include === from.include);
}

/** The settings of the projects that trigger jobs lead to. */
export interface ProjectSettings {
  /** `undefined`: nobody has asked yet. */
  known(project: string): Snapshot | undefined;
  read(project: string, signal: AbortSignal): Promise<void>;
}

/** More downstream projects than these are not asked about: each takes several requests. */
const maxProjects = 6;

/**
 * Reads the settings of each project once.
 * @param own the project at hand, which may well be downstream of another.
 * @param none what stands for settings that are not read.
 */
export function settingsReadOnce(
  own: Snapshot,
  read: SettingsOf,
  none: (project: string) => Snapshot,
): ProjectSettings {
  const found = new Map<string, Snapshot>([[own.project.path.toLowerCase(), own]]);
  let asked = 0;
  return {
    known: (project) => found.get(project.toLowerCase()),
    read: async (project, signal) => {
      const key = project.toLowerCase();
      if (found.has(key)) return;
      asked++;
      found.set(key, asked > maxProjects ? none(project) : await read(project, signal));
    },
  };
}
