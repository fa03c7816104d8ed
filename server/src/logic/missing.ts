/** Lists of missing facts. */
import type { Missing } from './tri.ts';

/** Each fact once, in the order of first mention. */
export function distinct(missing: readonly Missing[]): readonly Missing[] {
  if (missing.length < 2) return missing;
  const byKey = new Map<string, Missing>();
  // Most of what is the same is the very same.
  for (const it of new Set(missing)) {
    const key = keyOf(it);
    if (!byKey.has(key)) byKey.set(key, it);
  }
  return byKey.size === missing.length ? missing : [...byKey.values()];
}

function keyOf(missing: Missing): string {
  return missing.kind === 'variable' ? `$${missing.name}` : JSON.stringify(missing);
}
