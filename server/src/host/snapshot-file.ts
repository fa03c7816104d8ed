/** Snapshots as files: checked when they are read, reduced to what gates need when they are written. */
import { readFile } from 'node:fs/promises';
import { snapshot as conforms } from '../../../schemas/out/validate.mjs';
import type { GroupMembers, Known, Member, Snapshot } from '../settings/settings.ts';
import { renamed } from './anonymous.ts';
import { unasked } from './gitlab.ts';

/** A file that holds no snapshot. The message says where and what to do. */
export class SnapshotError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SnapshotError';
  }
}

/**
 * The snapshot in a file. Settings that it leaves out are unread (`not-asked`).
 * @throws SnapshotError, when there is no such file or it holds something else.
 */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new SnapshotError(`${path}: ${why}; \`deploy-gates snapshot -o FILE\` writes one`);
  });
  return parseSnapshot(text, path);
}

/** @param name of the source, for messages. @throws SnapshotError */
export function parseSnapshot(text: string, name: string): Snapshot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SnapshotError(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!conforms(value)) throw new SnapshotError(`${name}: ${complaint()}`);
  const read = value as Omit<Snapshot, 'settings'> & { readonly settings: Partial<Snapshot['settings']> };
  const { settings: absent } = unasked(read.instance.url, read.project.path, 0, 'not-asked');
  return { ...read, source: 'snapshot', settings: { ...absent, ...read.settings } };
}

/** Place, what is wrong, and the remedy, of the first thing that is wrong. */
function complaint(): string {
  const [first] = conforms.errors ?? [];
  if (!first) return 'is not a snapshot';
  const { instancePath, keyword, params, message = 'is wrong' } = first;
  const place = instancePath === '' ? 'the file' : `\`${instancePath.slice(1).replaceAll('/', '.')}\``;
  const special: Readonly<Record<string, string>> = {
    additionalProperties: `has a key \`${String(params['additionalProperty'])}\` that snapshots do not have`,
    enum: `must be one of ${String(params['allowedValues'])}`,
    const: `must be ${String(params['allowedValue'])}`,
    required: `lacks the key \`${String(params['missingProperty'])}\``,
  };
  return `${place} ${special[keyword] ?? message}; \`deploy-gates snapshot\` writes it anew`;
}

/**
 * The snapshot as text for a file, ending with a line end. People are reduced to what gates need: number, username,
 * level, end of membership; the state only where it is not `active`.
 */
export function snapshotText(snapshot: Snapshot): string {
  return `${JSON.stringify(reducedTo(snapshot), null, 2)}\n`;
}

/** The same with people, groups, project and instance renamed, for those outside. Verdicts stay what they are. */
export function anonymized(snapshot: Snapshot): Snapshot {
  return renamed(reducedTo(snapshot));
}

function reducedTo(snapshot: Snapshot): Snapshot {
  const { members, groupMembers, currentUser } = snapshot.settings;
  return {
    ...snapshot,
    settings: {
      ...snapshot.settings,
      members: mapped(members, (it) => it.map(person)),
      groupMembers: mapped(groupMembers, (it) =>
        Object.fromEntries(Object.entries(it).map(([id, group]) => [id, peopleOf(group)])),
      ),
      currentUser: mapped(currentUser, ({ name: _, ...rest }) => rest),
    },
  };
}

function peopleOf({ direct, all, ...rest }: GroupMembers): GroupMembers {
  return { ...rest, ...(direct && { direct: direct.map(person) }), ...(all && { all: all.map(person) }) };
}

function person({ name: _, state, ...rest }: Member): Member {
  return { ...rest, ...(state !== undefined && state !== 'active' && { state }) };
}

function mapped<T>(setting: Known<T>, change: (value: T) => T): Known<T> {
  return setting.known ? { known: true, value: change(setting.value) } : setting;
}
