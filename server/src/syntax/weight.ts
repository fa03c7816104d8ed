/** Whether a document is more than GitLab would load: its depth, and its size in Ruby's memory with aliases expanded. */
import type { Node } from './node.ts';

/** GitLab's defaults: settings `max_yaml_depth` and `max_yaml_size_bytes`. */
const maxDepth = 100;
const maxBytes = 2 * 1024 * 1024;

interface Weight {
  readonly bytes: number;
  readonly depth: number;
}

/** More than this is not kept either: whoever walks over it would not come to an end. */
const maxWalk = 100 * 1024 * 1024;

/**
 * `too-big` beyond 2 MiB of Ruby objects, aliases counted each time they are used; `endless` where
 * it is so deep, or aliases make so much of it, that nobody should walk over it. The size of an object is estimated after Ruby 3.3; near
 * the limit it may be wrong by some percent.
 *
 * @see lib/gitlab/utils/deep_size.rb
 */
export function sizeOf(root: Node): 'fine' | 'too-big' | 'endless' {
  const { bytes, depth } = weigh(root, 0);
  if (bytes > maxWalk || depth > maxDepth) return 'endless';
  return bytes > maxBytes ? 'too-big' : 'fine';
}

/** By identity: a node that aliases repeat, or that an edit elsewhere left alone, is weighed once. */
const weights = new WeakMap<Node, Weight>();

function weigh(node: Node, level: number): Weight {
  if (node.kind === 'scalar') return { bytes: scalarBytes(node.type, node.value), depth: 0 };
  if (node.kind === 'reference') return { bytes: 40, depth: 0 };
  const known = weights.get(node);
  if (known) return known;
  // Deeper than this it is refused whatever follows, and the stack is spared.
  if (level > maxDepth) return { bytes: 0, depth: 1 };
  const weight = node.kind === 'seq' ? weighSeq(node.items, level) : weighMap(node, level);
  weights.set(node, weight);
  return weight;
}

function weighSeq(items: readonly Node[], level: number): Weight {
  let bytes = listBytes(items.length);
  let depth = 0;
  for (const item of items) {
    const inner = weigh(item, level + 1);
    bytes += inner.bytes;
    depth = Math.max(depth, inner.depth);
  }
  return { bytes, depth: depth + 1 };
}

function weighMap({ entries }: Node & { readonly kind: 'map' }, level: number): Weight {
  let bytes = mapBytes(entries.size);
  let depth = 0;
  for (const { key, value } of entries.values()) {
    const inner = weigh(value, level + 1);
    bytes += inner.bytes + scalarBytes(key.type, key.value);
    depth = Math.max(depth, inner.depth);
  }
  return { bytes, depth: depth + 1 };
}

/** A list grows by pushing: up to three elements fit into the object, then there is room for twenty, and so on. */
function listBytes(size: number): number {
  if (size <= 3) return 40;
  return 40 + 8 * (size <= 20 ? 20 : Math.ceil(size * 1.25));
}

/** Up to eight entries fit into the object; beyond there is a table of entries and one of twice as many bins. */
function mapBytes(size: number): number {
  if (size <= 8) return 160;
  const capacity = Math.max(32, 2 ** Math.ceil(Math.log2(size)));
  const binSize = capacity <= 128 ? 1 : capacity <= 32_768 ? 2 : 4;
  return 160 + capacity * 24 + capacity * 2 * binSize;
}

function scalarBytes(type: string, value: unknown): number {
  return type === 'string' ? slot(25 + String(value).length) : 0;
}

/** Ruby keeps small objects in slots of five sizes, larger ones beside a slot of 40. */
function slot(bytes: number): number {
  for (const size of [40, 80, 160, 320, 640]) if (bytes <= size) return size;
  return 40 + bytes;
}
