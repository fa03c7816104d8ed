/** What a gate does to one attempt, and how verdicts add up. */
import type { Missing } from '../logic/tri.ts';

/** From mild to severe: pass, wait, unknown, deny (contracts: `absent` stands beside them, for jobs that are not there). */
export type VerdictKind = 'pass' | 'wait' | 'unknown' | 'deny';

export type Verdict =
  /** The gate stands here and lets this attempt through. */
  | { readonly kind: 'pass' }
  /** The attempt stops until somebody acts or a time comes. */
  | { readonly kind: 'wait' }
  /** A fact that would decide is missing. At least one. */
  | { readonly kind: 'unknown'; readonly missing: readonly Missing[] }
  /** GitLab refuses; nothing that happens later changes that. */
  | { readonly kind: 'deny' };

const severity = { pass: 0, wait: 1, unknown: 2, deny: 3 } as const satisfies Record<VerdictKind, number>;

/** The most severe of `verdicts`; `pass` where there are none. */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict = { kind: 'pass' };
  for (const verdict of verdicts) if (severity[result.kind] < severity[verdict.kind]) result = verdict;
  return result;
}
