/** Provides what a configuration wants until it wants nothing more. */
import type { Config, ConfigContext } from '../config/config.ts';
import { resolve } from '../config/resolve.ts';
import {
  type Found,
  type Location,
  locationKey,
  type ProjectRef,
  type Sources,
  type Wanted,
} from '../config/sources.ts';

/** Looks things up: in the checkout, in directories that stand in for something else, in GitLab. */
export interface Reader {
  /** Never rejects but for the signal: what cannot be had is `unresolved` with its reason. */
  find(location: Location, signal: AbortSignal): Found | Promise<Found>;
  list(project: ProjectRef | undefined, signal: AbortSignal): Listing | Promise<Listing>;
}

/** A reader that has everything at hand. */
export interface SyncReader {
  find(location: Location): Found;
  list(project: ProjectRef | undefined): Listing;
}

/** Paths of all files in tree order, or that they cannot be had. */
export type Listing = readonly string[] | 'unresolved';

export interface Settled {
  readonly config: Config;
  /** Everything that was read on the way. */
  readonly sources: Sources;
}

/** Puts a configuration together from what is known so far: `resolve` or `resolveChild`, with all but the sources given. */
export type Ask = (sources: Sources) => Config;

/** Each round reads a level of includes at least; GitLab allows 150 files. */
const maxRounds = 200;

/**
 * Reads files until `entry` names none that has not been looked for.
 *
 * Each round reads all that is missing at once, so it takes as many rounds as includes nest.
 * @throws the signal's reason, when `signal` is aborted between two rounds.
 */
export function settle(entry: Location, reader: Reader, context: ConfigContext, signal: AbortSignal): Promise<Settled> {
  return settleWith((sources) => resolve(entry, sources, context), reader, signal);
}

/** As `settle`, for any way to ask: the configuration of a child pipeline, say. */
export async function settleWith(ask: Ask, reader: Reader, signal: AbortSignal): Promise<Settled> {
  const sources = new KnownSources();
  let config = ask(sources);
  for (let round = 0; config.wanted.length > 0 && round < maxRounds; round++) {
    signal.throwIfAborted();
    await Promise.all(distinct(config.wanted).map((wanted) => provide(wanted, reader, sources, signal)));
    config = ask(sources);
  }
  return { config, sources };
}

/** As `settle`, at once. */
export function settleSync(entry: Location, reader: SyncReader, context: ConfigContext): Settled {
  return settleSyncWith((sources) => resolve(entry, sources, context), reader);
}

/** As `settleWith`, at once. A reader that answers by itself needs no rounds. */
function settleSyncWith(ask: Ask, reader: SyncReader): Settled {
  const known = new KnownSources();
  const sources: Sources = {
    find: (location) => known.find(location) ?? known.keep(location, reader.find(location)),
    list: (project) => known.list(project) ?? known.keepList(project, reader.list(project)),
  };
  return { config: ask(sources), sources };
}

async function provide(wanted: Wanted, reader: Reader, sources: KnownSources, signal: AbortSignal): Promise<void> {
  if (wanted.kind === 'find') sources.keep(wanted.location, await reader.find(wanted.location, signal));
  else sources.keepList(wanted.project, await reader.list(wanted.project, signal));
}

function distinct(all: readonly Wanted[]): readonly Wanted[] {
  return [...new Map(all.map((it) => [keyOf(it), it])).values()];
}

function keyOf(wanted: Wanted): string {
  return wanted.kind === 'find' ? `find ${locationKey(wanted.location)}` : `list ${projectKey(wanted.project)}`;
}

function projectKey(project: ProjectRef | undefined): string {
  return project ? `${project.path}@${project.ref ?? ''}` : '';
}

/** What has been read in one settling: the same question gets the same answer until it is over. */
class KnownSources implements Sources {
  readonly #found = new Map<string, Found>();
  readonly #lists = new Map<string, Listing>();

  find(location: Location): Found | undefined {
    return this.#found.get(locationKey(location));
  }

  list(project?: ProjectRef): Listing | undefined {
    return this.#lists.get(projectKey(project));
  }

  keep(location: Location, found: Found): Found {
    this.#found.set(locationKey(location), found);
    return found;
  }

  keepList(project: ProjectRef | undefined, listing: Listing): Listing {
    this.#lists.set(projectKey(project), listing);
    return listing;
  }
}

/** Asks one reader after the other until one has an answer. What the last one says of an unresolved location counts. */
export function chain(...readers: readonly Reader[]): Reader {
  return {
    find: async (location, signal) => {
      let answer: Found = { kind: 'unresolved', why: 'not-asked' };
      for (const reader of readers) {
        const found = await reader.find(location, signal);
        if (found.kind !== 'unresolved') return found;
        if (found.why !== 'not-asked') answer = found;
      }
      return answer;
    },
    list: async (project, signal) => {
      for (const reader of readers) {
        const listing = await reader.list(project, signal);
        if (listing !== 'unresolved') return listing;
      }
      return 'unresolved';
    },
  };
}
