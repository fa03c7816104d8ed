/** Lists of missing facts. */
import type { Missing } from './tri.ts';

/** Each fact once, in the order of first mention. */
export function distinct(missing: readonly Missing[]): readonly Missing[] {
  if (missing.length < 2) return missing;
  return [...new Map(missing.map((it) => [JSON.stringify(it), it])).values()];
}
