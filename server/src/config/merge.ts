/** How GitLab lays one configuration over another: ActiveSupport's `deep_merge` (config.md §2.7, §4.1). */
import type { Entry, MapNode, Node } from '../syntax/node.ts';

/** By identity of both sides: what did not change is not merged again and stays the very same node. */
const merged = new WeakMap<MapNode, WeakMap<MapNode, MapNode>>();

/**
 * `over` laid over `base`: mappings in mappings, everything else replaced, null too. Keys of `base` come first.
 * An entry that only one side has is that side's own.
 */
function deepMerge(base: MapNode, over: MapNode): MapNode {
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

/** What was made of some mappings. */
interface Layered {
  readonly maps: readonly MapNode[];
  readonly result: MapNode;
}

/** By the lowest and the highest; attempts differ in the files that they include, but not in many ways. */
const layered = new WeakMap<MapNode, WeakMap<MapNode, readonly Layered[]>>();
const mostWays = 6;

/** Each of the mappings laid over those before it. One copy for all of them: there may be thousands. */
export function deepMergeAll(all: readonly [MapNode, ...MapNode[]]): MapNode {
  const maps = all.filter((it) => it.entries.size > 0);
  const [lowest = all[0], second, ...others] = maps;
  if (!second) return lowest;
  const highest = others.at(-1);
  if (!highest) return deepMerge(lowest, second);
  const byHighest = layered.get(lowest) ?? new WeakMap<MapNode, readonly Layered[]>();
  layered.set(lowest, byHighest);
  const ways = byHighest.get(highest) ?? [];
  const known = ways.find((it) => it.maps.length === maps.length && it.maps.every((map, n) => map === maps[n]));
  if (known) return known.result;
  const result: MapNode = { kind: 'map', entries: layEntries(maps), span: highest.span };
  byHighest.set(highest, [{ maps, result }, ...ways].slice(0, mostWays));
  return result;
}

function layEntries(maps: readonly MapNode[]): MapNode['entries'] {
  const entries = new Map<string, Entry>();
  /** By name, the mappings that lie on each other; anything else starts anew. */
  const layers = new Map<string, [MapNode, ...MapNode[]]>();
  for (const map of maps) {
    for (const [name, entry] of map.entries) {
      addLayer(layers, name, entries.get(name)?.value, entry.value);
      entries.set(name, entry);
    }
  }
  for (const [name, values] of layers) {
    const highest = entries.get(name);
    if (highest) entries.set(name, { key: highest.key, value: deepMergeAll(values) });
  }
  return entries;
}

function addLayer(layers: Map<string, [MapNode, ...MapNode[]]>, name: string, below?: Node, value?: Node): void {
  if (below?.kind !== 'map' || value?.kind !== 'map') {
    if (below) layers.delete(name);
    return;
  }
  const known = layers.get(name);
  if (known) known.push(value);
  else layers.set(name, [below, value]);
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
