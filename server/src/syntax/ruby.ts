/** How Ruby prints values: GitLab's messages and its variables are made of it. */
import type { Entry, Node, ScalarNode } from './node.ts';

/** `to_s`: `true`, `1.0`, the empty string for null. */
export function toText({ type, value, exact }: ScalarNode): string {
  if (value === null) return '';
  if (exact !== undefined) return exact;
  return type === 'float' ? floatText(Number(value)) : String(value);
}

/** Whether there is nothing in a text but white space, as ActiveSupport's `blank?` sees it. */
export function isBlankText(text: string): boolean {
  return /^(?:(?!\ufeff)\s|\u0085)*$/.test(text);
}

/** ActiveSupport's `blank?`: nothing, null, false, white space, no entries. */
export function isBlank(node: Node | undefined): boolean {
  if (!node) return true;
  if (node.kind === 'seq') return node.items.length === 0;
  if (node.kind === 'map') return node.entries.size === 0;
  if (node.kind === 'reference') return false;
  return node.value === null || node.value === false || (node.type === 'string' && isBlankText(String(node.value)));
}

/** Keys of mappings: GitLab makes symbols of them right after reading (`{:a=>1}`), and texts of those of defaults. */
export type Keys = 'as-read' | 'symbols' | 'texts';

/** `inspect` of a value that was read: `"text"`, `:symbol`, `nil`, `["a", 1]`, `{"a"=>1}`. */
export function inspect(node: Node, keys: Keys = 'as-read'): string {
  switch (node.kind) {
    case 'scalar':
      return inspectScalar(node);
    case 'seq':
      return `[${node.items.map((it) => inspect(it, keys)).join(', ')}]`;
    case 'map':
      return `{${[...node.entries.values()].map((it) => inspectEntry(it, keys)).join(', ')}}`;
    case 'reference':
      return node.written;
  }
}

function inspectEntry({ key, value }: Entry, keys: Keys): string {
  return `${inspectKey(key, keys)}=>${inspect(value, keys)}`;
}

export function inspectKey(key: ScalarNode, keys: Keys = 'symbols'): string {
  if (key.type === 'string' && keys === 'symbols') return inspectSymbol(String(key.value));
  return key.type === 'symbol' && keys === 'texts' ? inspectString(String(key.value)) : inspectScalar(key);
}

function inspectScalar(node: ScalarNode): string {
  if (node.type === 'null') return 'nil';
  if (node.type === 'string') return inspectString(String(node.value));
  return node.type === 'symbol' ? inspectSymbol(String(node.value)) : toText(node);
}

function inspectSymbol(name: string): string {
  return isIdentifier.test(name) || operators.test(name) ? `:${name}` : `:${inspectString(name)}`;
}

/** Names of methods, constants and variables: Ruby prints their symbols without quotes. */
const isIdentifier = /^(?:[\p{L}_][\p{L}\p{N}_]*[?!=]?|(?:\$|@@?)[\p{L}_][\p{L}\p{N}_]*)$/u;
const operators = /^(?:\[\]=?|<<|>>|<=>|===?|=~|![=~]?|[<>]=?|[-+~]@?|\*\*?|[/%&|^`])$/;

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\f': '\\f',
  '\v': '\\v',
  '\b': '\\b',
  '\u0007': '\\a',
  '\u001b': '\\e',
};

/** A string as Ruby's `inspect` prints it: `#` is escaped only where it would interpolate. */
export function inspectString(text: string): string {
  const body = text
    .replace(
      /["\\\p{Cc}]/gu,
      (it) => escapes[it] ?? `\\x${(it.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .replace(/#(?=[{$@])/g, '\\#');
  return `"${body}"`;
}

/** Plain decimals between 1e-4 and 1e16, otherwise `1.0e+20`. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) {
    const text = value.toString().includes('e') ? value.toFixed(20).replace(/0+$/, '') : value.toString();
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${digits.includes('.') ? digits : `${digits}.0`}e${sign}${exponent.replace(/^[-+]/, '').padStart(2, '0')}`;
}
