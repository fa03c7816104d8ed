/** Whether changed files are among those that `changes` names (config.md §5.5). */
import { globMatcher } from '../expression/fnmatch.ts';

/** More comparisons than these and GitLab takes it as a match. */
const maxComparisons = 50_000;

/**
 * Whether one of the globs, already expanded and each there once, matches one of the changed paths.
 *
 * @see lib/gitlab/ci/build/rules/rule/clause/changes.rb
 */
export function changesMatch(globs: readonly string[], paths: readonly string[]): boolean {
  if (globs.length * paths.length > maxComparisons) return true;
  return globs.map(globMatcher).some((matches) => paths.some(matches));
}
