/** `!reference`: replaces the tag by what it points at (config.md §1.7). */
import { t } from '@vscode/l10n';
import { at, type Entry, keyOf, type MapNode, type Node, type ReferenceNode } from '../syntax/node.ts';
import { sizeOf } from '../syntax/weight.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';
import { isFalsy } from './values.ts';

export interface Dereferenced {
  readonly root: MapNode;
  /** In GitLab's order; it stops at the first. */
  readonly errors: readonly ConfigError[];
}

const closedResults = new WeakMap<MapNode, Dereferenced>();
const openResults = new WeakMap<MapNode, Dereferenced>();

/**
 * The configuration with every reference replaced. Targets are looked up in the configuration as it was before any
 * was replaced. A reference that cannot be resolved stays, with an error.
 *
 * @param isOpen parts of the configuration are not known: a target that is not there is no error then.
 * @see lib/gitlab/ci/config/yaml/tags/{reference,resolver}.rb
 */
export function resolveReferences(root: MapNode, isOpen: boolean): Dereferenced {
  if (!hasReference(root)) return { root, errors: [] };
  const results = isOpen ? openResults : closedResults;
  const known = results.get(root);
  if (known) return known;
  const walk: Walk = { root, isOpen, chain: [], looked: new Map(), resolved: new Map(), errors: new Map() };
  const entries = new Map<string, Entry>();
  for (const [name, entry] of root.entries) entries.set(name, resolveTop(entry, walk));
  const result = { root: { ...root, entries }, errors: [...walk.errors.values()] };
  results.set(root, result);
  return result;
}

/** More references than these, each leading to the next, are not followed: neither stack holds any number of them. */
const maxChain = 200;

interface Walk {
  readonly root: MapNode;
  readonly isOpen: boolean;
  /** The references that are being resolved, outermost first. */
  readonly chain: readonly ReferenceNode[];
  /** What was looked up on the way, and what stood there: the same again gives the same. */
  readonly looked: Map<ReferenceNode, Node | undefined>;
  /** What each came to: a reference is followed once, however many others lead to it. */
  readonly resolved: Map<ReferenceNode, Node>;
  readonly errors: Map<ReferenceNode, ConfigError>;
}

type Errors = ReadonlyMap<ReferenceNode, ConfigError>;

/** A top-level entry's value, and what it was made from. */
interface Made {
  readonly isOpen: boolean;
  readonly looked: ReadonlyMap<ReferenceNode, Node | undefined>;
  readonly value: Node;
  /** Nobody could walk over what the references make of it, so they stay. */
  readonly isEndless: boolean;
  readonly errors: Errors;
}

const made = new WeakMap<Node, Made>();

/** An entry without references is itself; one with them stays the same node as long as all targets do. */
function resolveTop(entry: Entry, walk: Walk): Entry {
  if (!hasReference(entry.value)) return entry;
  const last = made.get(entry.value);
  const known = last && stillHolds(last, walk) ? last : make(entry.value, walk);
  for (const [reference, error] of known.errors) {
    if (!walk.errors.has(reference)) walk.errors.set(reference, error);
  }
  // Nobody looks into what is no job.
  if (known.isEndless && !keyOf(entry.key).startsWith('.')) refuseEndless(known, walk);
  return { key: entry.key, value: known.value };
}

/** What is not there is an error, or not, depending on what else may be; what is all there stays so. */
function stillHolds({ isOpen, looked, errors }: Made, { root, isOpen: isOpenNow }: Walk): boolean {
  if (isOpen !== isOpenNow && (isOpen || errors.size > 0)) return false;
  for (const [it, target] of looked) if (dig(root, it) !== target) return false;
  return true;
}

function make(node: Node, walk: Walk): Made {
  const looked = new Map<ReferenceNode, Node | undefined>();
  const errors = new Map<ReferenceNode, ConfigError>();
  const full = resolveDeep(node, { ...walk, looked, resolved: new Map(), errors });
  const isEndless = sizeOf(full) === 'endless';
  const result = { isOpen: walk.isOpen, looked, value: isEndless ? node : full, isEndless, errors };
  made.set(node, result);
  return result;
}

/** Every reference below, in mappings and lists. */
function resolveDeep(node: Node, walk: Walk): Node {
  if (node.kind === 'reference') return resolveOne(node, walk);
  if (!hasReference(node)) return node;
  if (node.kind === 'seq') return { ...node, items: node.items.map((it) => resolveDeep(it, walk)) };
  if (node.kind !== 'map') return node;
  const entries = new Map<string, Entry>();
  for (const [name, { key, value }] of node.entries) entries.set(name, { key, value: resolveDeep(value, walk) });
  return { ...node, entries };
}

function resolveOne(reference: ReferenceNode, walk: Walk): Node {
  const known = walk.resolved.get(reference);
  if (known) return known;
  const value = follow(reference, walk);
  walk.resolved.set(reference, value);
  return value;
}

function follow(reference: ReferenceNode, walk: Walk): Node {
  const { written, path } = reference;
  if (!path) {
    const advice = t('`!reference` takes a list of keys: `!reference [.job, script]`.');
    return refuse(reference, `${written} is not valid`, advice, walk);
  }
  if (walk.chain.includes(reference)) {
    const advice = t`These references lead back to themselves: ${walk.chain.map((it) => `\`${it.written}\``).join(' → ')}.`;
    return refuse(reference, `${written} is part of a circular chain`, advice, walk);
  }
  if (walk.chain.length > maxChain) {
    return refuse(reference, 'Undefined error', t`More than ${maxChain} references lead from one to the next.`, walk);
  }
  const target = dig(walk.root, reference);
  walk.looked.set(reference, target);
  const value = target && resolveTarget(target, { ...walk, chain: [...walk.chain, reference] });
  if (value && !isFalsy(value)) return value;
  if (walk.isOpen) return reference;
  const advice = t`Nothing stands under ${path.map((it) => `\`${it}\``).join(' → ')}. A reference cannot lead through a list or through another reference.`;
  return refuse(reference, `${written} could not be found`, advice, walk);
}

/** In a list that is pointed at, GitLab replaces only references that are elements of it themselves. */
function resolveTarget(target: Node, walk: Walk): Node {
  if (target.kind !== 'seq') return resolveDeep(target, walk);
  if (!target.items.some((it) => it.kind === 'reference')) return target;
  return { ...target, items: target.items.map((it) => (it.kind === 'reference' ? resolveOne(it, walk) : it)) };
}

/** Each list of references that is referred to several times multiplies; GitLab does not come to an end with it. */
function refuseEndless({ looked }: Made, walk: Walk): void {
  const [reference] = looked.keys();
  const advice = t('With all references replaced this nests deeper than 100 levels or takes more than 100 MB.');
  if (reference) refuse(reference, 'Undefined error', advice, walk);
}

function refuse(reference: ReferenceNode, gitlab: string, message: string, { errors }: Walk): Node {
  if (!errors.has(reference)) errors.set(reference, configError(gitlab, message, reference.span));
  return reference;
}

function dig(root: MapNode, { path }: ReferenceNode): Node | undefined {
  return path && at(root, ...path);
}

const referring = new WeakMap<Node, boolean>();

/** Whether a reference stands anywhere in the value. */
function hasReference(node: Node): boolean {
  if (node.kind === 'scalar') return false;
  if (node.kind === 'reference') return true;
  const known = referring.get(node);
  if (known !== undefined) return known;
  const values = node.kind === 'seq' ? node.items : [...node.entries.values()].map((it) => it.value);
  const answer = values.some(hasReference);
  referring.set(node, answer);
  return answer;
}
