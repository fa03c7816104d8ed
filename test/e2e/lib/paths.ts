/** Where things are: the repository, what the build made, and where pictures go. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's root, from wherever this file was bundled to. */
export const root = rootAbove(import.meta.dirname);

/** Pictures of the editor, for looking at; not kept in the repository. */
export const shots = process.env['E2E_SHOTS'] ?? join(root, 'out', 'shots');

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : rootAbove(dirname(folder));
}
