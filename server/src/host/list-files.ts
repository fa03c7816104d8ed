/** All files of a checkout, in the order of git's trees. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Listing } from './settle.ts';

/** Milliseconds that git may take. */
const patience = 10_000;
const maxFiles = 200_000;
const maxDepth = 40;

/**
 * Paths of all files below `root`: those git knows and those it would add. Where there is no repository everything
 * on disk counts. `'unresolved'` where there are too many to tell.
 */
export function listFiles(root: string): Listing {
  const listed = existsSync(join(root, '.git')) ? gitFiles(root) : undefined;
  return listed ?? walk(root);
}

function gitFiles(root: string): readonly string[] | undefined {
  const run = (...args: readonly string[]): readonly string[] | undefined => {
    const all = ['-c', 'core.fsmonitor=false', 'ls-files', '-z', ...args];
    const options = { cwd: root, timeout: patience, maxBuffer: 256 * 1024 * 1024, windowsHide: true } as const;
    const { status, stdout } = spawnSync('git', all, options);
    return status === 0 ? stdout.toString('utf8').split('\0').filter(Boolean) : undefined;
  };
  const there = run('--cached', '--others', '--exclude-standard');
  const gone = run('--deleted');
  if (!there || !gone) return undefined;
  const missing = new Set(gone);
  return inTreeOrder(there.filter((it) => !missing.has(it)));
}

function walk(root: string): Listing {
  const files: string[] = [];
  const open: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const entry of entriesOf(join(root, next.path))) {
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      if (!entry.isDirectory()) files.push(path);
      else if (entry.name !== '.git' && next.depth < maxDepth) open.push({ path, depth: next.depth + 1 });
    }
    if (files.length > maxFiles) return 'unresolved';
  }
  return inTreeOrder(files);
}

function entriesOf(directory: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(directory);
  } catch {
    return [];
  }
}

function readEntries(directory: string) {
  return readdirSync(directory, { withFileTypes: true });
}

/** git sorts by bytes, which is the order of code points. */
function inTreeOrder(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)]
    .map((it) => [it, Buffer.from(it)] as const)
    .sort(([, a], [, b]) => a.compare(b))
    .map(([it]) => it);
}
