/** Snapshots as files: checked when they are read, reduced to what gates need when they are written. */
import { readFile } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import type { GroupMembers, Known, Member, Snapshot } from '../settings/settings.ts';
import { renamed } from './anonymous.ts';
import { parseSnapshot, SnapshotError } from './parse-snapshot.ts';

/**
 * The snapshot in a file. Settings that it leaves out are unread (`not-asked`).
 * @throws SnapshotError, when there is no such file or it holds something else.
 */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? t`there is no such file` : error.message;
    throw new SnapshotError(t`${path}: ${why}; \`deploy-gates snapshot -o FILE\` writes one`);
  });
  return parseSnapshot(text, path);
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
