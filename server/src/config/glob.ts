/** The wildcards of `include:local`, which are not those of `rules:changes` (config.md §2.3). */

/**
 * Whether `path` is one of the files that `pattern` names. Only `*` is special: `**` and a slash stand for any directories or
 * none, another `**` for anything, a single `*` for anything within one name. The whole path must match.
 *
 * @see app/models/repository.rb, `search_files_by_wildcard_path`
 */
export function matchesIncludePattern(pattern: string, path: string): boolean {
  return includePattern(pattern).test(path);
}

/** As `matchesIncludePattern`, for many paths. */
export function includePattern(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*\/|\*\*|\*)/).map((part) => wildcards[part] ?? literal(part));
  return new RegExp(`^${parts.join('')}$`);
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(?:[^\\n]*?/)?', '**': '[^\\n]*?', '*': '[^/]*?' };

function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
