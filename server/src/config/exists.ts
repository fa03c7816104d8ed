/** Whether files exist that `exists` names (config.md §5.6). */
import { globMatcher } from '../expression/fnmatch.ts';

/** More comparisons than these and GitLab takes it as a match. */
const maxComparisons = 50_000;
const nested = '**/*';

/**
 * Whether one of the globs, already expanded, matches a path. Plain paths have to match as a whole, `dir/` looks for
 * a directory, a glob that begins with `**` for an ending goes by the ending, all else goes by `fnmatch`.
 *
 * @param paths all files of the repository, in tree order (by their bytes).
 * @see lib/gitlab/ci/build/rules/rule/clause/exists.rb
 */
export function existsHolds(globs: readonly string[], paths: readonly string[]): boolean {
  if (globs.length === 0) return false;
  const isTopLevel = globs.every((it) => !it.includes('/') && !it.includes('**'));
  const candidates = isTopLevel ? paths.filter((it) => !it.includes('/')) : paths;
  const exact = globs.filter(isExact);
  const others = globs.filter((it) => !isExact(it));
  const patterns = others.filter((it) => !isExtension(it));
  return (
    exact.some((it) => (it.endsWith('/') ? hasDirectory(it, candidates) : candidates.includes(it))) ||
    others.filter(isExtension).some((it) => candidates.some((path) => path.endsWith(withoutNested(it)))) ||
    matchesPattern(patterns, candidates)
  );
}

function matchesPattern(patterns: readonly string[], paths: readonly string[]): boolean {
  if (patterns.length * paths.length > maxComparisons) return true;
  return patterns.some((it) => paths.some(globMatcher(it)));
}

function isExact(glob: string): boolean {
  return !/[*?[{]/.test(glob);
}

function isExtension(glob: string): boolean {
  const ending = withoutNested(glob);
  return ending.startsWith('.') && !ending.includes('/') && isExact(ending);
}

function withoutNested(glob: string): string {
  return glob.startsWith(nested) ? glob.slice(nested.length) : glob;
}

/**
 * A binary search as Ruby does it, with a test that is no order: GitLab can miss a directory that is there, and so
 * does this.
 */
function hasDirectory(directory: string, paths: readonly string[]): boolean {
  let low = 0;
  let high = paths.length;
  let found = false;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (paths[middle]?.startsWith(directory)) {
      found = true;
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return found;
}
