/** What a plain scalar is to GitLab: the rules of Psych 5.2.3, which are neither YAML 1.1 nor 1.2 (config.md §1.3). */
import type { ScalarType } from './node.ts';

export interface Resolved {
  readonly type: ScalarType;
  readonly value: string | number | boolean | null;
  /** The digits of an integer that a JavaScript number cannot hold. */
  readonly exact?: string;
}

/** A class that GitLab's loader refuses to make: the whole file is rejected. */
export interface Refused {
  readonly refused: 'Date' | 'Time';
}

/** Words that are more than strings are five letters long at most. */
const wordLike = /^[^\d.:-]?[\p{L}\p{M}_ \t\r\n\f\v!@#$%^&*(){}<>|/\\~;=]/u;
const time = /^-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?$/;
const date = /^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$/;
const base60 = /^[-+]?\d[\d_]*(?::[0-5]?\d){1,2}$/;
const base60Float = /^[-+]?\d[\d_]*(?::[0-5]?\d){1,2}\.[\d_]*$/;
const float = /^[-+]?(?:\d[\d_,]*)?\.\d*(?:[eE][-+]\d+)?$/;
const integer =
  /^[-+]?(?:0b[01_,]*[01][01_,]*|0[_,]*[0-7][0-7_,]*|0|[1-9](?:\d|,\d|_\d)*|0x[_,]*[\da-fA-F][\da-fA-F_,]*)$/;

/**
 * The type and value of a plain scalar, in the order in which Psych tries its patterns.
 * Quoted and block scalars never come here: they are strings.
 */
export function resolvePlain(text: string): Resolved | Refused {
  if (text === '') return { type: 'null', value: null };
  if (wordLike.test(text) || text.includes('\n')) return word(text);
  if (time.test(text)) return { refused: 'Time' };
  if (date.test(text)) return { refused: 'Date' };
  return special(text) ?? number(text) ?? { type: 'string', value: text };
}

function word(text: string): Resolved {
  if (text.length <= 5) {
    const lower = text.toLowerCase();
    if (text === '~' || lower === 'null') return { type: 'null', value: null };
    if (lower === 'yes' || lower === 'true' || lower === 'on') return { type: 'boolean', value: true };
    if (lower === 'no' || lower === 'false' || lower === 'off') return { type: 'boolean', value: false };
  }
  return { type: 'string', value: text };
}

function special(text: string): Resolved | undefined {
  if (/^\+?\.inf$/i.test(text)) return { type: 'float', value: Number.POSITIVE_INFINITY };
  if (/^-\.inf$/i.test(text)) return { type: 'float', value: Number.NEGATIVE_INFINITY };
  if (/^\.nan$/i.test(text)) return { type: 'float', value: Number.NaN };
  if (text.length > 1 && text.startsWith(':')) return { type: 'symbol', value: symbol(text) };
  return undefined;
}

function symbol(text: string): string {
  const quoted = /^:(["'])(.*)\1/.exec(text)?.[2];
  return (quoted ?? text).replace(/^:/, '');
}

function number(text: string): Resolved | undefined {
  // The first part counts 3600 whether two or three parts follow each other: that is how Psych counts.
  if (base60.test(text)) return { type: 'integer', value: sexagesimal(text, (part) => Number.parseInt(part, 10)) };
  if (base60Float.test(text)) return { type: 'float', value: sexagesimal(text, Number.parseFloat) };
  if (float.test(text)) return floatOf(text);
  return integer.test(text) ? integerOf(text.replace(/[,_]/g, '')) : undefined;
}

function sexagesimal(text: string, read: (part: string) => number): number {
  return text
    .split(':')
    .map((part, n) => read(part.replaceAll('_', '')) * 60 ** Math.abs(n - 2))
    .reduce((sum, it) => sum + it, 0);
}

function floatOf(text: string): Resolved | undefined {
  if (/^[-+]?\.$/.test(text)) return undefined;
  const value = Number(text.replace(/[,_]|\.(?=[eE]|$)/g, ''));
  return Number.isNaN(value) ? undefined : { type: 'float', value };
}

/** Integers of more digits than these no number holds. */
const maxDigits = 20;

/** A leading zero means octal, as in Ruby's `Integer()`. */
function integerOf(text: string): Resolved {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text) ?? [];
  // The digits are the value; nobody has to work it out.
  if (digits.length > maxDigits && /^[1-9]\d*$/.test(digits)) {
    const exact = sign === '-' ? `-${digits}` : digits;
    return { type: 'integer', value: Number(exact), exact };
  }
  const big = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const signed = sign === '-' ? -big : big;
  const value = Number(signed);
  return Number.isSafeInteger(value) ? { type: 'integer', value } : { type: 'integer', value, exact: String(signed) };
}
