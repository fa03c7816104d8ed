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

/** Aliases make a few lines stand for more than any memory holds: a text is not printed beyond so many characters. */
const maxInspected = 1_000_000;

/**
 * `inspect` of a value that was read: `"text"`, `:symbol`, `nil`, `["a", 1]`, `{"a"=>1}`.
 * @param most where more characters than these would follow, ` …` stands for the rest
 */
export function inspect(node: Node, keys: Keys = 'as-read', most = maxInspected): string {
  const printing: Printing = { keys, parts: [], left: most };
  print(node, printing);
  return printing.parts.join('');
}

interface Printing {
  readonly keys: Keys;
  readonly parts: string[];
  left: number;
}

function print(node: Node, printing: Printing): void {
  switch (node.kind) {
    case 'scalar':
      add(inspectScalar(node), printing);
      break;
    case 'seq':
      printAll('[', ']', node.items, print, printing);
      break;
    case 'map':
      printAll('{', '}', node.entries.values(), printEntry, printing);
      break;
    case 'reference':
      add(node.written, printing);
  }
}

function printEntry({ key, value }: Entry, printing: Printing): void {
  add(`${inspectKey(key, printing.keys)}=>`, printing);
  print(value, printing);
}

function printAll<T>(
  open: string,
  close: string,
  items: Iterable<T>,
  one: (item: T, printing: Printing) => void,
  printing: Printing,
): void {
  let before = open;
  for (const item of items) {
    if (printing.left < 0) return;
    add(before, printing);
    one(item, printing);
    before = ', ';
  }
  add(before === open ? open + close : close, printing);
}

function add(text: string, printing: Printing): void {
  if (printing.left < 0) return;
  const room = printing.left;
  printing.left -= text.length;
  printing.parts.push(printing.left < 0 ? `${text.slice(0, room)} …` : text);
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
