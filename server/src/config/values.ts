/** Ruby's view of values, as the steps before the entries ask for it: blankness, printing, JSON. */
import type { Entry, MapNode, Node, ScalarNode } from '../syntax/node.ts';
import { inspect, type Keys, toText } from '../syntax/ruby.ts';
import type { Span } from '../text/span.ts';
import type { InputValue } from './config.ts';

/** `to_s`: what a value becomes inside a text. */
export function printed(node: Node, keys: Keys = 'symbols'): string {
  return node.kind === 'scalar' ? toText(node) : inspect(node, keys);
}

export function isString(node: Node | undefined): node is ScalarNode {
  return node?.kind === 'scalar' && node.type === 'string';
}

/** Ruby's falsehood: null and false. */
export function isFalsy(node: Node): boolean {
  return node.kind === 'scalar' && (node.value === null || node.value === false);
}

/** The items of a list and of the lists in it; anything else alone. */
export function flat(node: Node): readonly Node[] {
  return node.kind === 'seq' ? node.items.flatMap(flat) : [node];
}

/** The text of a string, otherwise how Ruby prints the value; the empty text for nothing. */
export function textOf(node: Node | undefined): string {
  return node ? printed(node) : '';
}

/** Ruby's `==`, for values that nest little: `1` and `1.0` are equal, `1` and `"1"` are not. */
export function areEqual(one: Node, other: Node): boolean {
  if (one.kind === 'scalar' && other.kind === 'scalar') {
    return one.value === other.value && (one.type === other.type || typeof one.value === 'number');
  }
  return one.kind === other.kind && printed(one) === printed(other);
}

/** ActiveSupport's `to_json`. */
export function toJson(node: Node): string {
  return JSON.stringify(plain(node)).replace(
    /[<>&\u2028\u2029]/g,
    (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function plain(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'seq':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries([...node.entries.values()].map(({ key, value }) => [toText(key), plain(value)]));
    case 'reference':
      return node.written;
  }
}

/** A value from outside as a node; all of it stands at `span`. */
export function nodeOf(value: InputValue, span: Span): Node {
  if (Array.isArray(value)) return { kind: 'seq', items: value.map((it: InputValue) => nodeOf(it, span)), span };
  if (typeof value === 'object' && value !== null) return mapOf(Object.entries(value), span);
  return scalarOf(value as string | number | boolean | null, span);
}

function mapOf(pairs: readonly (readonly [string, InputValue])[], span: Span): MapNode {
  const entries = new Map<string, Entry>();
  for (const [name, value] of pairs) {
    entries.set(name, { key: stringNode(name, span), value: nodeOf(value, span) });
  }
  return { kind: 'map', entries, span };
}

function scalarOf(value: string | number | boolean | null, span: Span): ScalarNode {
  if (value === null) return { kind: 'scalar', type: 'null', value, span };
  if (typeof value === 'boolean') return { kind: 'scalar', type: 'boolean', value, span };
  if (typeof value === 'string') return stringNode(value, span);
  return { kind: 'scalar', type: Number.isInteger(value) ? 'integer' : 'float', value, span };
}

export function stringNode(value: string, span: Span): ScalarNode {
  return { kind: 'scalar', type: 'string', value, span };
}
