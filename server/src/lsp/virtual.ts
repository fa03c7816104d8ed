/** Folders that only the editor can read, such as those of a repository that is open without a checkout. Of these nothing but the files is known. */
import { t } from '@vscode/l10n';
import type { Connection } from 'vscode-languageserver';
import { parseSnapshot, SnapshotError } from '../host/parse-snapshot.ts';
import type { Snapshot } from '../settings/settings.ts';
import { folderUri, isVirtual } from './addresses.ts';
import { AskedFiles } from './asked-files.ts';
import type { World } from './world.ts';

/** As much of the world as differs from folder to folder. */
export type Folders = Pick<World, 'rootOf' | 'discover' | 'refs' | 'reader' | 'load'>;

/** @param connection to a client that reads files for the server. */
export function virtualFolders(connection: Connection): Folders {
  const files = new AskedFiles(connection);
  return {
    // Then it is the folder of the workspace.
    rootOf: async () => undefined,
    discover: async () => ({ certain: false, reason: t`Only the files are read: this folder is no checkout` }),
    refs: async () => ({ branches: [], tags: [] }),
    reader: (root) => files.reader(root),
    load: (path) => load(files, path),
  };
}

/** A machine's world, with folders beside it that are not on the machine. */
export function withVirtualFolders(machine: World, connection: Connection): World {
  const virtual = virtualFolders(connection);
  const of = (place: string): Folders => (isVirtual(place) ? virtual : machine);
  return {
    ...machine,
    rootOf: (folder) => of(folder).rootOf(folder),
    discover: (root, preferences) => of(root).discover(root, preferences),
    refs: (root, signal) => of(root).refs(root, signal),
    reader: (root, preferences, account) => of(root).reader(root, preferences, account),
    load: (path) => of(path).load(path),
  };
}

async function load(files: AskedFiles, path: string): Promise<Snapshot> {
  const answer = await files.read(folderUri(path));
  if (answer && 'text' in answer) return parseSnapshot(answer.text, path);
  const why = answer ? t`the editor cannot read it` : t`there is no such file`;
  throw new SnapshotError(`${path}: ${why}`);
}
