/** Reads included files that are not in the checkout: from GitLab's projects, templates and components, and the web. */
import { type Found, type Location, locationKey, type ProjectRef } from '../config/sources.ts';
import { parse } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source.ts';
import type { Instant } from '../text/instant.ts';
import type { Account } from './account.ts';
import { bearable, Fault, obstacleOf } from './fault.ts';
import { Flights } from './flights.ts';
import { componentText, projectFiles, projectText, templateText } from './gitlab-files.ts';
import type { Network } from './network.ts';
import type { Listing, Reader } from './settle.ts';
import { Transport } from './transport.ts';
import { webText } from './web-file.ts';

export interface RemoteOptions {
  readonly now: () => Instant;
  /** Kept by the caller, with its connections; else one is made. */
  readonly transport?: Transport;
  readonly network?: Network;
  /** Path of the project that includes: through it GitLab shows templates that it shows nowhere else. */
  readonly project?: string;
  /** Milliseconds after which a file whose ref may move is read again. */
  readonly maxAge?: number;
}

/** Text of a file and where it was found, or why there is none. */
export type Fetched =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly project?: ProjectRef;
      readonly sha?: string;
      /** Of the bytes that came, in base64. */
      readonly sha256?: string;
    }
  | { readonly kind: 'absent'; readonly message?: string };

interface Kept {
  readonly found: Found;
  readonly until: Instant;
}

const tenMinutes = 600_000;
/** What was not there may be there soon. */
const oneMinute = 60_000;

/**
 * A reader for what the checkout does not hold, which remembers what it read. Where GitLab cannot be reached, what was
 * read before is given again; `takenAt` tells how old it is. Signed out only `include:remote` is read.
 */
export function remoteReader(account: Account, options: RemoteOptions): Reader {
  const { now, network, maxAge = tenMinutes } = options;
  const transport = options.transport ?? new Transport(account, network ? { network } : {});
  const kept = new Map<string, Kept>();
  const files = new Map<string, SourceFile>();
  const flights = new Flights<Found>();
  const lists = new Map<string, { readonly listing: Listing; readonly until: Instant }>();

  return { find, list };

  async function find(location: Location, signal: AbortSignal): Promise<Found> {
    const key = locationKey(location);
    const before = kept.get(key);
    if (before && before.until > now()) return before.found;
    const found = await flights.join(key, (it) => read(location, key, it), signal);
    const isOutage = found.kind === 'unresolved' && found.why === 'offline';
    const standsIn = isOutage && before?.found.kind === 'file';
    const life =
      found.kind !== 'file' ? Math.min(maxAge, oneMinute) : isFixed(location) ? Number.POSITIVE_INFINITY : maxAge;
    const answer = standsIn ? before.found : found;
    kept.set(key, { found: answer, until: now() + life });
    return answer;
  }

  async function read(location: Location, key: string, signal: AbortSignal): Promise<Found> {
    try {
      const fetched = await fetch(location, signal);
      if (fetched.kind === 'absent') return fetched;
      const { text, project, sha, sha256 } = fetched;
      const file = fileOf(key, text);
      const component = location.kind === 'component' && sha !== undefined && { component: { sha } };
      const sum = sha256 !== undefined && { sha256 };
      return { kind: 'file', file, takenAt: now(), ...(project && { project }), ...component, ...sum };
    } catch (error) {
      return { kind: 'unresolved', why: obstacleOf(bearable(error)) };
    }
  }

  /** The same text is the same file, so that everything derived from it is kept. */
  function fileOf(key: string, text: string): SourceFile {
    const before = files.get(key);
    const file = before?.text === text ? before : parse(key, text, before);
    files.set(key, file);
    return file;
  }

  function fetch(location: Location, signal: AbortSignal): Promise<Fetched> {
    if (location.kind !== 'remote' && !account.token) {
      return Promise.reject(new Fault('unauthorized', 'nobody is signed in'));
    }
    switch (location.kind) {
      case 'remote':
        return webText(location.url, { account, ...(network && { network }) }, signal);
      case 'file':
        return location.project
          ? projectText(transport, location.project, location.path, signal)
          : Promise.reject(new Fault('refused', 'files of the checkout are not read from GitLab'));
      case 'template':
        return templateText(transport, location.name, options.project, signal);
      case 'component':
        return componentText(transport, location.address, signal);
    }
  }

  async function list(project: ProjectRef | undefined, signal: AbortSignal): Promise<Listing> {
    if (!project || !account.token) return 'unresolved';
    const key = `${project.path}@${project.ref ?? ''}`;
    const before = lists.get(key);
    if (before && before.until > now()) return before.listing;
    const listing = await projectFiles(transport, project, signal).catch((error: unknown) => {
      bearable(error);
      return 'unresolved' as const;
    });
    lists.set(key, { listing, until: now() + (listing === 'unresolved' ? oneMinute : maxAge) });
    return listing;
  }
}

/** A commit never changes. */
function isFixed(location: Location): boolean {
  const ref = location.kind === 'file' ? location.project?.ref : undefined;
  return ref !== undefined && /^[0-9a-f]{40}$/.test(ref);
}
