/** `extends`: what a job takes over from others (config.md §4.1). */
import { t } from '@vscode/l10n';
import { type Entry, isNull, type MapNode, type Node } from '../syntax/node.ts';
import { inspect, inspectKey, toText } from '../syntax/ruby.ts';
import type { Span } from '../text/span.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';
import { deepMergeAll } from './merge.ts';
import { printed } from './values.ts';

/** A base reached through more ancestors than these is refused. */
const maxNesting = 10;

export interface Extended {
  readonly root: MapNode;
  /** In GitLab's order; it stops at the first. */
  readonly errors: readonly ConfigError[];
  /** For each entry with `extends`, all that was laid under it, nearest last. */
  readonly extendsOf: ReadonlyMap<string, readonly string[]>;
}

/** By identity of the root: two maps, since what is open changes what is an error. */
const closedResults = new WeakMap<MapNode, Extended>();
const openResults = new WeakMap<MapNode, Extended>();

/**
 * Every top-level mapping with `extends` laid over its bases, left to right, later ones winning.
 *
 * @param isOpen parts of the configuration are not known: a base that is not there is no error then.
 * @see lib/gitlab/ci/config/extendable/entry.rb
 */
export function extendAll(root: MapNode, isOpen: boolean): Extended {
  const results = isOpen ? openResults : closedResults;
  const known = results.get(root);
  if (known) return known;
  const result = extendIn(copied(root), isOpen);
  results.set(root, result);
  return result;
}

function extendIn(root: MapNode, isOpen: boolean): Extended {
  const walk: Walk = { root, isOpen, done: new Map(), errors: new Map() };
  const extendsOf = new Map<string, readonly string[]>();
  let entries: Map<string, Entry> | undefined;
  for (const [name, entry] of root.entries) {
    const outcome = extend(name, walk, []);
    if (!outcome || outcome.value === entry.value) continue;
    entries ??= new Map(root.entries);
    entries.set(name, { key: entry.key, value: outcome.value });
    extendsOf.set(toText(entry.key), outcome.chain);
  }
  return { root: entries ? { ...root, entries } : root, errors: [...walk.errors.values()], extendsOf };
}

/** GitLab works on a copy, and copying (ActiveSupport's `deep_dup`) puts keys that are no text last. */
function copied(root: MapNode): MapNode {
  const isText = ([, { key }]: readonly [string, Entry]): boolean => key.type === 'string' || key.type === 'symbol';
  const entries = [...root.entries];
  const others = entries.filter((it) => !isText(it));
  return others.length === 0 ? root : { ...root, entries: new Map([...entries.filter(isText), ...others]) };
}

interface Walk {
  readonly root: MapNode;
  readonly isOpen: boolean;
  /** What has been extended without error. Its depth tells whether it may be used below so many ancestors. */
  readonly done: Map<string, Outcome>;
  /** By message: the same one is met once for each job that leads to it. */
  readonly errors: Map<string, ConfigError>;
}

interface Outcome {
  readonly value: Node;
  /** Levels of bases below that have bases themselves; -1 without any base. */
  readonly depth: number;
  readonly chain: readonly string[];
}

/** `undefined` where an error was met on the way. */
function extend(name: string, walk: Walk, ancestors: readonly string[]): Outcome | undefined {
  const known = walk.done.get(name);
  if (known && ancestors.length + known.depth <= maxNesting) return known;
  const value = walk.root.entries.get(name)?.value;
  const list = value?.kind === 'map' ? value.entries.get('extends') : undefined;
  if (value?.kind !== 'map' || !list) return value && { value, depth: -1, chain: [] };
  const bases = basesOf(list.value);
  const error = problemOf(name, bases, { list, walk, ancestors });
  if (error) {
    if (!walk.errors.has(error.gitlab)) walk.errors.set(error.gitlab, error);
    return undefined;
  }
  const outcome = layOver(value, bases, walk, [...ancestors, name]);
  if (outcome) walk.done.set(name, outcome);
  return outcome;
}

function layOver(own: MapNode, bases: readonly Base[], walk: Walk, path: readonly string[]): Outcome | undefined {
  const layers: MapNode[] = [];
  let depth = 0;
  const chain = new Set<string>();
  for (const { name } of bases) {
    if (!walk.root.entries.has(name)) continue;
    const base = extend(name, walk, path);
    if (!base) return undefined;
    if (base.value.kind !== 'map') continue;
    depth = Math.max(depth, base.depth + 1);
    for (const it of base.chain) chain.add(it);
    chain.add(name);
    layers.push(base.value);
  }
  const [lowest, ...others] = layers;
  return { value: lowest ? deepMergeAll([lowest, ...others, own]) : own, depth, chain: [...chain] };
}

interface Base {
  readonly name: string;
  readonly span: Span;
}

/** The bases as written, `Array(value)`; whatever stands there is turned into a string. */
function basesOf(node: Node): readonly Base[] {
  if (node.kind === 'seq') return node.items.map((it) => ({ name: printed(it), span: it.span }));
  if (node.kind !== 'map') return isNull(node) ? [] : [{ name: printed(node), span: node.span }];
  return [...node.entries.values()].map(({ key, value }) => ({
    name: `[${inspectKey(key)}, ${inspect(value, 'symbols')}]`,
    span: key.span,
  }));
}

interface Place {
  readonly list: Entry;
  readonly walk: Walk;
  readonly ancestors: readonly string[];
}

/** The first thing that is wrong with an entry's bases, in the order in which GitLab looks. */
function problemOf(key: string, bases: readonly Base[], { list, walk, ancestors }: Place): ConfigError | undefined {
  const { root, isOpen } = walk;
  const name = nameOf(key, root);
  const unknown = bases.filter((it) => !root.entries.has(it.name));
  const [firstUnknown] = unknown;
  if (firstUnknown && !isOpen) {
    return configError(
      `${name}: unknown keys in \`extends\` (${namesOf(unknown)})`,
      t`\`${firstUnknown.name}\` is neither in this file nor in one that it includes. Check the name, or include the file that defines it.`,
      firstUnknown.span,
    );
  }
  const invalid = bases.filter((it) => root.entries.has(it.name) && root.entries.get(it.name)?.value.kind !== 'map');
  const [firstInvalid] = invalid;
  if (firstInvalid) {
    return configError(
      `${name}: invalid base hashes in \`extends\` (${namesOf(invalid)})`,
      t`\`${firstInvalid.name}\` has no keys to take over: only mappings can be extended.`,
      firstInvalid.span,
    );
  }
  if (ancestors.length > maxNesting) {
    return configError(
      `${name}: nesting too deep in \`extends\``,
      t`GitLab follows \`extends\` through ${maxNesting + 1} levels at most. Shorten the chain.`,
      list.value.span,
    );
  }
  if (!ancestors.includes(key)) return undefined;
  const circle = [...ancestors.slice(ancestors.indexOf(key)), key].map((it) => `\`${nameOf(it, root)}\``).join(' → ');
  return configError(
    `${name}: circular dependency detected in \`extends\``,
    t`These extend each other in a circle: ${circle}. Take one of them out.`,
    list.value.span,
  );
}

/** Keys that YAML reads as numbers or booleans are printed as Ruby does. */
function nameOf(key: string, { entries }: MapNode): string {
  const entry = entries.get(key);
  return entry ? toText(entry.key) : key;
}

function namesOf(bases: readonly Base[]): string {
  return bases.map((it) => it.name).join(', ');
}
