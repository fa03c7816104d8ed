/** Questions about a YAML value in Ruby's terms: its class, whether it is blank, its keys. */
import { isNull, type MapNode, type Node, type ScalarNode, type ScalarType } from '../../syntax/node.ts';
import { toText } from '../../syntax/ruby.ts';

/** A value that may be missing; null counts as missing, as in `config[:key].nil?`. */
export type Value = Node | undefined;

function isOf(value: Value, ...types: readonly ScalarType[]): value is ScalarNode {
  return value?.kind === 'scalar' && types.includes(value.type);
}

export function isString(value: Value): value is ScalarNode {
  return isOf(value, 'string');
}

export function isStringOrSymbol(value: Value): value is ScalarNode {
  return isOf(value, 'string', 'symbol');
}

export function isInteger(value: Value): value is ScalarNode {
  return isOf(value, 'integer');
}

export function isNumeric(value: Value): value is ScalarNode {
  return isOf(value, 'integer', 'float');
}

export function isBoolean(value: Value): value is ScalarNode {
  return isOf(value, 'boolean');
}

/** A string, a symbol or an integer. */
export function isAlphanumeric(value: Value): value is ScalarNode {
  return isOf(value, 'string', 'symbol', 'integer');
}

/** Every scalar but null. */
export function isScalar(value: Value): value is ScalarNode {
  return value?.kind === 'scalar' && value.type !== 'null';
}

export function isHash(value: Value): value is MapNode {
  return value?.kind === 'map';
}

export function isArray(value: Value): value is Extract<Node, { kind: 'seq' }> {
  return value?.kind === 'seq';
}

export function isNil(value: Value): boolean {
  return value === undefined || isNull(value);
}

/** ActiveSupport's `blank?`: nil, false, whitespace, an empty list or an empty mapping. */
export function isBlank(value: Value): boolean {
  if (value === undefined || isNull(value)) return true;
  if (value.kind === 'map') return value.entries.size === 0;
  if (value.kind === 'seq') return value.items.length === 0;
  if (value.kind === 'reference') return false;
  if (value.type === 'string') return /^\s*$/.test(String(value.value));
  return value.value === false || (value.type === 'symbol' && value.value === '');
}

/** The value under a key; `undefined` where it is null, is not there, or this is no mapping. */
export function under(node: Value, key: string): Value {
  const value = node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
  return isNull(value) ? undefined : value;
}

/** Whether the key is written, with whatever value. */
export function hasKey(node: Value, key: string): boolean {
  return node?.kind === 'map' && node.entries.has(key);
}

export function isTrue(value: Value): boolean {
  return value?.kind === 'scalar' && value.value === true;
}

export function isFalse(value: Value): boolean {
  return value?.kind === 'scalar' && value.value === false;
}

/** The text of a string; `undefined` for everything else. */
export function stringOf(value: Value): string | undefined {
  return isString(value) ? String(value.value) : undefined;
}

/** `to_s` of a scalar that is neither null nor missing. */
export function textOf(value: Value): string | undefined {
  return isScalar(value) ? toText(value) : undefined;
}

/** All elements of nested lists, at any depth; a value that is no list is its own only element. */
export function flatten(node: Node): readonly Node[] {
  return node.kind === 'seq' ? node.items.flatMap(flatten) : [node];
}

/** The strings of a list, or a lone string: `Array(value)`. */
export function stringsOf(value: Value): readonly string[] {
  if (value === undefined) return [];
  const items = value.kind === 'seq' ? value.items : [value];
  return items.flatMap((it) => textOf(it) ?? []);
}
