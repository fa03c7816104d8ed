/** The checks that entries share, each with GitLab's words and ours (config.md §0.4; lib/gitlab/config/entry/validators.rb). */
import { t } from '@vscode/l10n';
import { keyOf, type MapNode, type ScalarNode } from '../../syntax/node.ts';
import { inspect, toText } from '../../syntax/ruby.ts';
import { closest } from '../../text/closest.ts';
import { isDuration, parseDuration } from '../../text/duration.ts';
import type { Fault, Validator } from './entry.ts';
import {
  hasKey,
  isAlphanumeric,
  isArray,
  isBlank,
  isBoolean,
  isHash,
  isInteger,
  isScalar,
  isString,
  isStringOrSymbol,
  textOf,
  type Value,
} from './shape.ts';

/** A validator of one condition. A value that is not there can be brought by an include. */
function must(holds: (value: Value) => boolean, text: string, advice: () => string): Validator {
  return (value) =>
    holds(value) ? undefined : { text, advice: advice(), ...(value === undefined && { absent: true as const }) };
}

export const presence: Validator = must(
  (value) => !isBlank(value),
  "can't be blank",
  () => t('is missing or empty. Give it a value.'),
);

export const string: Validator = must(isString, 'should be a string', () => t('has to be text. Put it in quotes.'));
export const hash: Validator = must(isHash, 'should be a hash', () =>
  t('has to be a mapping: keys with values, one per line.'),
);
export const array: Validator = must(isArray, 'should be an array', () => t('has to be a list.'));
export const boolean: Validator = must(isBoolean, 'should be a boolean value', () =>
  t('has to be `true` or `false`, without quotes.'),
);
export const hashOrString: Validator = must(
  (it) => isHash(it) || isString(it),
  'should be a hash or a string',
  () => t('has to be text or a mapping.'),
);
export const hashOrBoolean: Validator = must(
  (it) => isHash(it) || isBoolean(it),
  'should be a hash or a boolean value',
  () => t('has to be `true`, `false` (without quotes) or a mapping.'),
);
export const arrayOrString: Validator = must(
  (it) => isArray(it) || isString(it),
  'should be an array or a string',
  () => t('has to be text or a list.'),
);
export const arrayOfHashes: Validator = must(
  (it) => isArray(it) && it.items.every(isHash),
  'should be an array of hashes',
  () => t('has to be a list of mappings.'),
);
export const arrayOfStrings: Validator = must(isArrayOfStrings, 'should be an array of strings', () =>
  t('has to be a list of texts. Write each entry on its own line after `- `, numbers and booleans in quotes.'),
);
export const arrayOfStringsOrString: Validator = must(
  (it) => isArrayOfStrings(it) || isStringOrSymbol(it),
  'should be an array of strings or a string',
  () => t('has to be text or a list of texts. Put numbers and booleans in quotes.'),
);
export const arrayOfIntegersOrInteger: Validator = must(
  (it) => isInteger(it) || (isArray(it) && it.items.every(isInteger)),
  'should be an array of integers or an integer',
  () => t('has to be a whole number or a list of whole numbers.'),
);
export const alphanumeric: Validator = must(isAlphanumeric, 'must be an alphanumeric string', () =>
  t('has to be text or a whole number.'),
);
export const scalar: Validator = must(isScalar, 'must be a scalar', () =>
  t('has to be a single value: text, a number or a boolean.'),
);

function isArrayOfStrings(value: Value): boolean {
  return isArray(value) && value.items.every(isStringOrSymbol);
}

/** Texts in lists that are nested up to `levels` deep. */
export function nestedStrings(levels: number): Validator {
  return must(
    (it) => isNested(it, levels, isStringOrSymbol),
    `should be an array of strings or a nested array of strings up to ${levels} levels deep`,
    () => t('has to be a list of texts. Put numbers and booleans in quotes.'),
  );
}

export function stringOrNestedStrings(levels: number): Validator {
  return must(
    (it) => isStringOrSymbol(it) || isNested(it, levels, isStringOrSymbol),
    `should be a string or a nested array of strings up to ${levels} levels deep`,
    () => t('has to be text or a list of texts. A line with `: ` in it is a mapping to YAML: put it in quotes.'),
  );
}

export function nestedHashes(levels: number): Validator {
  return must(
    (it) => isNested(it, levels, isHash),
    'should be an array containing hashes and arrays of hashes',
    () => t('has to be a list of mappings. Begin each one with `- `.'),
  );
}

function isNested(value: Value, levels: number, accepts: (it: Value) => boolean): boolean {
  if (!isArray(value)) return false;
  const fits = (it: Value, left: number): boolean =>
    accepts(it) || (left > 0 && isArray(it) && it.items.every((inner) => fits(inner, left - 1)));
  return fits(value, levels);
}

/** Only these keys. */
export function allowedKeys(...allowed: readonly string[]): Validator {
  const known = new Set(allowed);
  return (value) => {
    if (!isHash(value) || hasNoOthers(value, known)) return undefined;
    const strange = keysOf(value).filter(({ text }) => !allowed.includes(text));
    return faultAboutKeys(strange, 'contains unknown keys', (names) => {
      const what = remedy(strange[0]?.text ?? '', allowed);
      return strange.length === 1
        ? t`has the key ${names}, which GitLab does not know here. ${what}`
        : t`has the keys ${names}, which GitLab does not know here. ${what}`;
    });
  };
}

/** Every job is asked this, and nearly all are in order. */
function hasNoOthers({ entries }: MapNode, known: ReadonlySet<string>): boolean {
  for (const name of entries.keys()) if (!known.has(name)) return false;
  return true;
}

/** More names than these are no help. */
const maxListed = 12;

/** What to do about a name that is not among `allowed`. */
function remedy(name: string, allowed: readonly string[]): string {
  const meant = closest(name, allowed);
  if (meant !== undefined) return t`Did you mean \`${meant}\`?`;
  return allowed.length > maxListed ? t('Remove it.') : t`It accepts ${words(allowed)}.`;
}

/**
 * None of these keys.
 * @param advice what is wrong, as a sentence, with the names of those that are there.
 * @param ignoreNull a key whose value is null does not count.
 */
export function disallowedKeys(
  keys: readonly string[],
  text = 'contains disallowed keys',
  advice = (names: string): string => t`cannot have ${names}.`,
  ignoreNull = false,
): Validator {
  return (value) => {
    if (!isHash(value) || !keys.some((it) => value.entries.has(it))) return undefined;
    const present = keysOf(value, ignoreNull).filter((it) => keys.includes(it.text));
    return faultAboutKeys(
      present,
      text,
      (names) => `${advice(names)} ${present.length === 1 ? t('Remove it.') : t('Remove them.')}`,
    );
  };
}

/** At most one of these keys. */
export function exclusiveKeys(...keys: readonly string[]): Validator {
  return (value) => {
    if (!isHash(value) || keys.filter((it) => value.entries.has(it)).length < 2) return undefined;
    const present = keysOf(value).filter((it) => keys.includes(it.text));
    return faultAboutKeys(
      present,
      'these keys cannot be used together',
      (names) => t`has ${names} together. Keep one of them.`,
    );
  };
}

export function requiredKeys(...keys: readonly string[]): Validator {
  return (value) => {
    const absent = keys.filter((it) => !hasKey(value, it));
    if (absent.length === 0) return undefined;
    return { text: `missing required keys: ${absent.join(', ')}`, advice: t`needs ${words(absent)}.`, absent: true };
  };
}

export function onlyOneOfKeys(...keys: readonly string[]): Validator {
  return (value) => {
    const present = keys.filter((it) => hasKey(value, it));
    if (present.length === 1) return undefined;
    return {
      text: `must use exactly one of these keys: ${keys.join(', ')}`,
      advice: t`needs exactly one of ${words(keys)}.`,
      ...(present.length === 0 && { absent: true as const }),
    };
  };
}

interface WrittenKey {
  readonly text: string;
  readonly key: ScalarNode;
}

function keysOf(value: Extract<Value, { kind: 'map' }>, ignoreNull = false): readonly WrittenKey[] {
  return [...value.entries.values()]
    .filter((it) => !(ignoreNull && it.value.kind === 'scalar' && it.value.type === 'null'))
    .map(({ key }) => ({ key, text: key.type === 'string' || key.type === 'symbol' ? keyOf(key) : toText(key) }));
}

function faultAboutKeys(
  keys: readonly WrittenKey[],
  text: string,
  advice: (names: string) => string,
): Fault | undefined {
  const [first] = keys;
  if (!first) return undefined;
  const names = keys.map((it) => it.text);
  return { text: `${text}: ${names.join(', ')}`, advice: advice(words(names)), span: first.key.span };
}

/** One of these texts (Rails' inclusion). */
export function oneOf(allowed: readonly string[], text?: string): Validator {
  return must(
    (it) => isString(it) && allowed.includes(String(it.value)),
    text ?? `should be one of: ${allowed.join(', ')}`,
    () => t`has a value that GitLab does not know here. It accepts ${words(allowed)}.`,
  );
}

/** A list with no other values than these. What is no list is left to other validators. */
export function allowedElements(allowed: readonly string[]): Validator {
  return (value) => {
    if (!isArray(value)) return undefined;
    const strange = value.items.filter((it) => !(isString(it) && allowed.includes(String(it.value))));
    const [first] = strange;
    if (!first) return undefined;
    const names = strange.map((it) => textOf(it) ?? inspect(it));
    return {
      text: `contains unknown values: ${names.join(', ')}`,
      advice: t`has values that GitLab does not know here: ${words(names)}. It accepts ${words(allowed)}.`,
      span: first.span,
    };
  };
}

/** As `oneOf`, compared as text, with the value in the message. */
export function allowedValue(allowed: readonly string[]): Validator {
  return (value) => {
    const text = value === undefined ? '' : (textOf(value) ?? inspect(value));
    if (allowed.includes(text)) return undefined;
    return {
      text: `unknown value: ${text}`,
      advice: t`has the value \`${text}\`, which GitLab does not know here. It accepts ${words(allowed)}.`,
    };
  };
}

export function format(pattern: RegExp, text: string, advice: () => string): Validator {
  return must((it) => pattern.test(textOf(it) ?? ''), text, advice);
}

/** Characters of a text, elements of a list or keys of a mapping. */
export function sizeOf(value: Value): number {
  if (value === undefined) return 0;
  if (value.kind === 'seq') return value.items.length;
  if (value.kind === 'map') return value.entries.size;
  return [...(textOf(value) ?? '')].length;
}

export function maxLength(maximum: number, text = `is too long (maximum is ${maximum} characters)`): Validator {
  return must(
    (it) => sizeOf(it) <= maximum,
    text,
    () => t`is too long: ${maximum} is the most GitLab takes.`,
  );
}

export function minLength(minimum: number, text: string): Validator {
  return must(
    (it) => sizeOf(it) >= minimum,
    text,
    () => (minimum === 1 ? t`needs at least ${minimum} entry.` : t`needs at least ${minimum} entries.`),
  );
}

/** Rails' numericality with whole numbers only: a text of digits is a number, too. */
export function wholeNumber(minimum: number, maximum: number): Validator {
  return (value) => {
    const text = wrongNumber(isScalar(value) && !isBoolean(value) ? toText(value) : '', minimum, maximum);
    return text === undefined
      ? undefined
      : { text, advice: t`has to be a whole number from ${minimum} to ${maximum}.` };
  };
}

/** GitLab's words for what is wrong with it. */
function wrongNumber(text: string, minimum: number, maximum: number): string | undefined {
  if (!/^\s*[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text)) return 'is not a number';
  if (!/^[-+]?\d+$/.test(text)) return 'must be an integer';
  const number = Number(text);
  if (number < minimum) return `must be greater than or equal to ${minimum}`;
  return number > maximum ? `must be less than or equal to ${maximum}` : undefined;
}

export interface DurationLimits {
  /** Seconds; a longer time is refused. */
  readonly limit?: number;
  /** The word `never` counts. */
  readonly never?: boolean;
  /** What holds a variable is not looked at. */
  readonly variables?: boolean;
}

const variable = /\$([a-zA-Z_]\w*|\{[a-zA-Z_]\w*\})|%[a-zA-Z_]\w*%/;

/** A length of time, as text: a number fails. */
export function duration({ limit, never = false, variables = false }: DurationLimits = {}): Validator {
  const isOne = (text: string): boolean => (never && text.toLowerCase() === 'never') || isDuration(text);
  const isDue = must(
    (it) => isString(it) && isOne(String(it.value)),
    'should be a duration',
    () => t('has to be a length of time as text, such as `30 minutes`, `1 day` or `"90"` (seconds).'),
  );
  const isShort = must(
    (it) =>
      limit === undefined || (isString(it) && (parseDuration(String(it.value)) ?? Number.POSITIVE_INFINITY) <= limit),
    'should not exceed the limit',
    () => t`has to be a length of time of ${Math.floor((limit ?? 0) / 86_400)} days or less.`,
  );
  return (value, it) => {
    if (variables && variable.test(textOf(value) ?? '')) return undefined;
    return [isDue, isShort].flatMap((check) => check(value, it) ?? []);
  };
}

/** Nothing may stand here. */
export function blank(text: string, advice: () => string): Validator {
  return must(isBlank, text, advice);
}

/** A circle of jobs may be as long as the pipeline. */
const shownNames = 30;

/** `` `a`, `b` and `c` ``. */
export function words(names: readonly string[]): string {
  const quoted = names.slice(0, shownNames).map((it) => `\`${it}\``);
  if (names.length > shownNames) quoted.push(t`${names.length - shownNames} more`);
  const last = quoted.pop() ?? '';
  return quoted.length > 0 ? t`${quoted.join(', ')} and ${last}` : last;
}
