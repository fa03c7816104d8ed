/** Puts the values of inputs where `$[[ … ]]` stands (config.md §3.3). */
import { t } from '@vscode/l10n';
import type { Scope } from '../expression/scope.ts';
import { ownOf } from '../logic/own.ts';
import type { Entry, MapNode, Node, ScalarNode, SeqNode } from '../syntax/node.ts';
import { at, keyOf } from '../syntax/node.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';
import { applyFunctions } from './functions.ts';
import { isString, printed, stringNode } from './values.ts';

/** `inputs` and `component`: what a block may name. */
export interface Interpolation {
  readonly values: Readonly<Record<string, ReadonlyMap<string, Node>>>;
  /** Names of inputs that have their default. */
  readonly defaulted: ReadonlySet<string>;
  readonly scope: Scope;
}

export interface Interpolated {
  readonly root: MapNode;
  /** GitLab stops at the first. */
  readonly errors: readonly ConfigError[];
  /** Top-level entries with a block that could not be replaced. */
  readonly failed: ReadonlySet<string>;
}

const maxBlocks = 10_000;
const maxNodes = 500_000;
const maxNodeSize = 1024 * 1024;
/** Characters that blocks may bring into all texts together; GitLab's memory ends somewhere, too. */
const maxInserted = 50_000_000;
const maxAccessSize = 1024;
const maxAccessParts = 5;
const maxFunctions = 3;

const blockPattern = /\$\[\[[\t\n\f\r ]*([^\t\n\f\r ][^\n]*?[^\t\n\f\r ])[\t\n\f\r ]*\]\]/g;

/**
 * Replaces every block in keys and values. What holds no block stays the very same node; `!reference` is not looked
 * into. Symbols become strings on the way.
 *
 * @see lib/gitlab/ci/config/interpolation/
 */
export function interpolate(root: MapNode, interpolation: Interpolation): Interpolated {
  const walk: Walk = {
    ...interpolation,
    blocks: new Map(),
    errors: new Map(),
    nodes: 0,
    failures: 0,
    inserted: 0,
    stopped: false,
  };
  const failed = new Set<string>();
  const replaced = replaceMap(root, walk, (name) => failed.add(name));
  return { root: walk.stopped ? root : replaced, errors: [...walk.errors.values()], failed };
}

interface Walk extends Interpolation {
  /** By their text, so that each is worked out once. */
  readonly blocks: Map<string, Block>;
  /** By message, or rather by block: the same block fails once. */
  readonly errors: Map<string, ConfigError>;
  nodes: number;
  /** Texts with a block that could not be replaced, so far. */
  failures: number;
  /** Characters that were put into texts so far. */
  inserted: number;
  /** A limit was hit. */
  stopped: boolean;
}

/** `text` is the value as it stands in a text. */
type Block = { readonly value: Node; readonly text: () => string } | { readonly errors: readonly string[] };

function replace(node: Node, walk: Walk): Node {
  if (walk.stopped) return node;
  walk.nodes++;
  if (walk.nodes > maxNodes) return stop('config too large', node, walk);
  switch (node.kind) {
    case 'map':
      return replaceMap(node, walk);
    case 'seq':
      return replaceSeq(node, walk);
    case 'scalar':
      return replaceScalar(node, walk);
    case 'reference':
      return node;
  }
}

function stop(gitlab: string, node: Node, walk: Walk): Node {
  walk.stopped = true;
  walk.errors.set(gitlab, configError(gitlab, t('This is more than GitLab interpolates. Split the file.'), node.span));
  return node;
}

function replaceMap(map: MapNode, walk: Walk, onFailure?: (name: string) => void): MapNode {
  let entries: Map<string, Entry> | undefined;
  const unchanged: [string, Entry][] = [];
  for (const [name, entry] of map.entries) {
    const before = walk.failures;
    const key = replace(entry.key, walk);
    const value = replace(entry.value, walk);
    const isSame = key === entry.key && value === entry.value;
    const next: [string, Entry] = isSame ? [name, entry] : entryOf(key, entry.key, value);
    if (walk.failures > before) onFailure?.(next[0]);
    if (!isSame) entries ??= new Map(unchanged);
    if (entries) entries.set(...next);
    else unchanged.push(next);
  }
  return entries ? { ...map, entries } : map;
}

/** A key that became a list or a mapping is no name of anything; it stays as it was written. */
function entryOf(key: Node, written: ScalarNode, value: Node): [string, Entry] {
  const scalar = key.kind === 'scalar' ? key : written;
  return [keyOf(scalar), { key: scalar, value }];
}

/** An array that stands in for an element is spliced into the list. */
function replaceSeq(seq: SeqNode, walk: Walk): SeqNode {
  let items: Node[] | undefined;
  for (const [n, item] of seq.items.entries()) {
    const next = replace(item, walk);
    const isSame = next === item;
    if (isSame && !items) continue;
    items ??= seq.items.slice(0, n);
    for (const it of isSame ? [item] : standIns(item, next, walk)) items.push(it);
  }
  return items ? { ...seq, items } : seq;
}

/** An element costs as much as some letters. */
const elementSize = 20;

function standIns(item: Node, next: Node, walk: Walk): readonly Node[] {
  if (!isString(item) || next.kind !== 'seq') return [next];
  walk.inserted += next.items.length * elementSize;
  if (walk.inserted > maxInserted) return [stop('config too large', item, walk)];
  return next.items;
}

function replaceScalar(node: ScalarNode, walk: Walk): Node {
  if (node.type !== 'string' && node.type !== 'symbol') return node;
  const text = String(node.value);
  if (text.length > maxNodeSize) return stop('config node too large', node, walk);
  const found = text.includes('$[[') ? [...text.matchAll(blockPattern)] : [];
  if (found.length === 0) return node.type === 'symbol' ? stringNode(text, node.span) : node;
  const blocks = found.map(([block, data = '']) => [block, blockOf(block, data, node, walk)] as const);
  const [first, ...others] = blocks;
  if (!first) return node;
  if (blocks.some(([, it]) => 'errors' in it)) {
    walk.failures++;
    return node;
  }
  const [whole, only] = first;
  if (others.length === 0 && whole === text && 'value' in only) return moved(only.value, node);
  for (const [, it] of blocks) if ('value' in it) walk.inserted += it.text().length;
  if (walk.inserted > maxInserted) return stop('config node too large', node, walk);
  return stringNode(blocks.reduce(insert, text), node.span);
}

/** A value where it is used: a scalar stands there, the elements of a list stand where they are written. */
function moved(value: Node, { span }: ScalarNode): Node {
  return { ...value, span };
}

/** Ruby's `gsub` gives backslashes in the replacement a meaning. */
function insert(text: string, [block, outcome]: readonly [string, Block]): string {
  if (!('value' in outcome)) return text;
  const value = outcome.text();
  if (!value.includes('\\')) return text.replaceAll(block, () => value);
  return text.replaceAll(block, (_, offset: number) =>
    value.replace(/\\([\\&'`0-9])/g, (_escape, it: string) => {
      if (it === '\\') return '\\';
      if (it === '&' || it === '0') return block;
      if (it === '`') return text.slice(0, offset);
      return it === "'" ? text.slice(offset + block.length) : '';
    }),
  );
}

function blockOf(block: string, data: string, node: ScalarNode, walk: Walk): Block {
  const known = walk.blocks.get(block);
  if (known) return known;
  const fresh = evaluate(block, data, node, walk);
  walk.blocks.set(block, fresh);
  if (walk.blocks.size > maxBlocks) stop('too many interpolation blocks', node, walk);
  if ('errors' in fresh) {
    const advice = t`GitLab cannot put anything in place of \`${block}\`.`;
    walk.errors.set(block, configError(fresh.errors.slice(0, 3).join(', '), advice, node.span));
  }
  return fresh;
}

function evaluate(block: string, data: string, { span }: ScalarNode, walk: Walk): Block {
  const [access = '', ...functions] = data.split('|').map((it) => it.trim());
  // Matrix values are put in when jobs are made.
  if (access.split('.')[0] === 'matrix') return { value: stringNode(block, span), text: () => block };
  const errors: string[] = [];
  const parts = splitAtMost(access, '.', maxAccessParts);
  if (parts.length <= 1) errors.push('invalid pattern used for interpolation. valid pattern is $[[ inputs.input ]]');
  if (access.length > maxAccessSize) errors.push('maximum interpolation expression size exceeded');
  if (errors.length > 0) return { errors };
  const value = look(parts, walk);
  if ('unknown' in value) return { errors: [`unknown interpolation provided: \`${value.unknown}\` in \`${access}\``] };
  const calls = data.endsWith('|') ? functions.slice(0, -1) : functions;
  if (calls.length > maxFunctions) return { errors: ['too many functions in interpolation block'] };
  const applied = applyFunctions(calls, value.found, walk.scope);
  const keys = walk.defaulted.has(parts[1] ?? '') ? 'texts' : 'symbols';
  return 'value' in applied ? { ...applied, text: once(() => printed(applied.value, keys)) } : applied;
}

function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function splitAtMost(text: string, separator: string, limit: number): readonly string[] {
  const parts = text.split(separator);
  if (parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

/** The value under a path, or the first part of the path that leads nowhere. */
function look([context = '', ...path]: readonly string[], { values }: Walk): { found: Node } | { unknown: string } {
  const fields = ownOf(values, context);
  if (!fields) return { unknown: context };
  const [name = '', ...deeper] = path;
  let here = fields.get(name);
  if (!here) return { unknown: name };
  for (const part of deeper) {
    here = at(here, part);
    if (!here) return { unknown: part };
  }
  return { found: here };
}
