/** YAML values as GitLab's loader (Psych) sees them, each with the place where it was written. */
import type { Span } from '../text/span.ts';

/**
 * A YAML value that remembers where it was written.
 *
 * Nodes are immutable values: merging configurations picks nodes and never edits one,
 * so after any number of `include:` and `extends:` each node still names its own file.
 */
export type Node = ScalarNode | SeqNode | MapNode | ReferenceNode;

/** Ruby's classes, as far as YAML makes them. `1.0` and `1` differ, and `:word` is a Symbol. */
export type ScalarType = 'string' | 'integer' | 'float' | 'boolean' | 'null' | 'symbol';

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  /** `string` for strings and symbols (without the colon), `number` for integers and floats. */
  readonly value: string | number | boolean | null;
  /** The digits of an integer that a `number` cannot hold. `toText` of `syntax/ruby.ts` knows. */
  readonly exact?: string;
  readonly span: Span;
}

export interface SeqNode {
  readonly kind: 'seq';
  readonly items: readonly Node[];
  readonly span: Span;
}

export interface Entry {
  readonly key: ScalarNode;
  readonly value: Node;
}

export interface MapNode {
  readonly kind: 'map';
  /** In GitLab's order. Keys are `keyOf` the key node: the text for strings and symbols, `\0type:text` for others. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly span: Span;
}

/** `!reference [job, key, …]`, as written; replaced while the configuration is put together. */
export interface ReferenceNode {
  readonly kind: 'reference';
  /** `undefined` where the tag's value is not a non-empty list of strings. */
  readonly path: readonly string[] | undefined;
  /** What was written, as Ruby would print it: for messages. */
  readonly written: string;
  readonly span: Span;
}

/** The key under which an entry stands in `MapNode.entries`. */
export function keyOf({ type, value }: ScalarNode): string {
  return type === 'string' || type === 'symbol' ? String(value) : `\0${type}:${value}`;
}

/** The value at `path` of nested mappings, or `undefined` where there is none (or something else is on the way). */
export function at(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let here = node;
  for (const key of path) here = here?.kind === 'map' ? here.entries.get(key)?.value : undefined;
  return here;
}

/** The entry `key` of a mapping: for the place of the key itself. */
export function entryAt(node: Node | undefined, key: string): Entry | undefined {
  return node?.kind === 'map' ? node.entries.get(key) : undefined;
}

/** The text of a string scalar; `undefined` for every other node. */
export function text(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.type === 'string' ? (node.value as string) : undefined;
}

export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.type === 'null');
}
