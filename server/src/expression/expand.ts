/** Puts the values of variables into texts (config.md §8.5). */
import type { Missing, Unknown } from '../logic/tri.ts';
import { isUnknownValue, type Scope } from './scope.ts';

const references = /\$([a-zA-Z_]\w*)|\$\{([a-zA-Z_]\w*)\}|%([a-zA-Z_]\w*)%/g;

/**
 * Replaces `$NAME`, `${NAME}` and `%NAME%`, once, from left to right; what does not exist becomes nothing.
 * Unknown as soon as one of the variables is. GitLab's `ExpandVariables.expand`: names of environments, tiers,
 * resource groups, include locations.
 */
export function expand(text: string, scope: Scope): string | Unknown {
  return replaceReferences(text, scope, () => '');
}

/** As `expand`, but leaves as written what does not exist: `changes`, `exists`, tags. */
export function expandExisting(text: string, scope: Scope): string | Unknown {
  return replaceReferences(text, scope, (written) => written);
}

/** As `expand`, but leaves as written what is not known: for people. */
export function expandKnown(text: string, scope: Scope): string {
  return text.replace(references, (written, ...names: readonly (string | undefined)[]) => {
    const value = scope(names[0] ?? names[1] ?? names[2] ?? '');
    return isUnknownValue(value) ? written : (value ?? '');
  });
}

/** The names that `expand` would look up, in order, each once. */
export function referencesOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(references)].map((it) => it[1] ?? it[2] ?? it[3] ?? ''))];
}

function replaceReferences(text: string, scope: Scope, absent: (written: string) => string): string | Unknown {
  if (!mayRefer(text)) return text;
  const missing: Missing[] = [];
  const expanded = text.replace(references, (written, ...names: readonly (string | undefined)[]) => {
    const value = scope(names[0] ?? names[1] ?? names[2] ?? '');
    if (isUnknownValue(value)) missing.push(...value.missing);
    return typeof value === 'string' ? value : absent(written);
  });
  return missing.length > 0 ? { missing } : expanded;
}

/** Whether there can be anything to expand. */
export function mayRefer(text: string): boolean {
  return text.includes('$') || text.includes('%');
}
