/** The wildcards of `include:local`, which are not those of `rules:changes` (config.md §2.3). */
import { compile } from '../expression/regex.ts';

/**
 * Whether `path` is one of the files that `pattern` names. Only `*` is special: `**` and a slash stand for any directories or
 * none, another `**` for anything, a single `*` for anything within one name. The whole path must match.
 *
 * @see app/models/repository.rb, `search_files_by_wildcard_path`
 */
export function matchesIncludePattern(pattern: string, path: string): boolean {
  return includePattern(pattern)(path);
}

/** As `matchesIncludePattern`, for many paths. RE2 does it here as there: many wildcards cost no more than a few. */
export function includePattern(pattern: string): (path: string) => boolean {
  const parts = pattern.split(/(\*\*\/|\*\*|\*)/).map((part) => wildcards.get(part) ?? literal(part));
  return compile(`^${parts.join('')}$`)?.test ?? (() => false);
}

const wildcards: ReadonlyMap<string, string> = new Map([
  ['**/', '(?:[^\\n]*?/)?'],
  ['**', '[^\\n]*?'],
  ['*', '[^/]*?'],
]);

function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
