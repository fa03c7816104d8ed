/** How GitLab lays one configuration over another: ActiveSupport's `deep_merge` (config.md §2.7, §4.1). */
import type { Entry, MapNode } from '../syntax/node.ts';

/** By identity of both sides: what did not change is not merged again and stays the very same node. */
const merged = new WeakMap<MapNode, WeakMap<MapNode, MapNode>>();

/**
 * `over` laid over `base`: mappings in mappings, everything else replaced, null too. Keys of `base` come first.
 * An entry that only one side has is that side's own.
 */
export function deepMerge(base: MapNode, over: MapNode): MapNode {
  if (over.entries.size === 0) return base;
  if (base.entries.size === 0) return over;
  const known = merged.get(base)?.get(over);
  if (known) return known;
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) entries.set(name, mergeEntry(base.entries.get(name), entry));
  const result: MapNode = { kind: 'map', entries, span: over.span };
  const pairs = merged.get(base) ?? new WeakMap<MapNode, MapNode>();
  merged.set(base, pairs);
  pairs.set(over, result);
  return result;
}

function mergeEntry(base: Entry | undefined, over: Entry): Entry {
  if (base?.value.kind !== 'map' || over.value.kind !== 'map') return over;
  const value = deepMerge(base.value, over.value);
  return value === over.value ? over : { key: over.key, value };
}

/** By identity, for each key left out. */
const without = new WeakMap<MapNode, MapNode>();

/** The mapping without its `include`, which has done its work. */
export function withoutInclude(map: MapNode): MapNode {
  if (!map.entries.has('include')) return map;
  const known = without.get(map);
  if (known) return known;
  const entries = new Map(map.entries);
  entries.delete('include');
  const result: MapNode = { ...map, entries };
  without.set(map, result);
  return result;
}
