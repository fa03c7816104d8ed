/** What an expression is worth, also where a variable is not known: a value, or the values it may have. */
import type { Missing } from '../logic/tri.ts';
import type { Operator } from './lexer.ts';
import type { Pattern } from './regex.ts';

/** Some text that nobody has named: the value of the variable `of`, should it exist. */
interface SomeText {
  readonly of: string;
  /** Differs from every text that the expression spells out. */
  readonly distinct: boolean;
  /** Whether there is more in it than white space, where that has been assumed. */
  readonly present?: boolean;
}

/** Evaluating raises an exception in GitLab that nothing there catches. */
export const crash = Symbol('crash');

/** Ruby's values, as far as expressions make them. */
export type Concrete = string | number | boolean | null | readonly unknown[] | Pattern | SomeText | typeof crash;

/** Two or more values, or text that is not known. `missing` says which facts would decide. */
export interface Several {
  readonly possible: readonly Concrete[];
  readonly missing: readonly Missing[];
}

export type Worth = Concrete | Several;

export function isSeveral(worth: Worth): worth is Several {
  return typeof worth === 'object' && worth !== null && 'possible' in worth;
}

function isSomeText(value: Concrete): value is SomeText {
  return typeof value === 'object' && value !== null && 'of' in value && 'distinct' in value;
}

function isPattern(value: Concrete): value is Pattern {
  return typeof value === 'object' && value !== null && 'source' in value;
}

/** One value stays one value, whatever it was made from. */
export function several(possible: readonly Concrete[], missing: readonly Missing[]): Worth {
  const distinct = [...new Set(possible)];
  const [only] = distinct;
  if (distinct.length === 1 && only !== undefined && !isSomeText(only)) return only;
  return { possible: distinct, missing };
}

/** Ruby's truth inside `&&` and `||`: the empty text is true there. */
export function isTruthy(value: Concrete): boolean {
  return value !== null && value !== false;
}

/** ActiveSupport's `present?`, which decides in the end; `undefined` where that depends on text nobody has named. */
export function isPresent(value: Concrete): boolean | typeof crash | undefined {
  if (typeof value === 'string') return /\S/.test(value);
  if (value === null || value === false) return false;
  if (value === crash) return crash;
  if (Array.isArray(value)) return value.length > 0;
  return isSomeText(value) ? value.present : true;
}

/** What comparing two values can give: one value, or both truth values (config.md §7.3). */
export function compared(
  operator: Exclude<Operator, '&&' | '||'>,
  left: Concrete,
  right: Concrete,
  patternFor: (text: string) => Pattern | undefined,
): readonly Concrete[] {
  if (left === crash || right === crash) return [crash];
  const positive = operator === '==' || operator === '!=' ? equal(left, right) : matching(left, right, patternFor);
  if (positive === crash) return [crash];
  if (positive === undefined) return [true, false];
  return [operator === '==' || operator === '=~' ? positive : !positive];
}

type Verdict = boolean | undefined | typeof crash;

/** Only a boolean beside a text is compared as text. GitLab asks the left side; a pattern there expects another. */
function equal(left: Concrete, right: Concrete): Verdict {
  if (isPattern(left)) return isPattern(right) ? left.source === right.source : crash;
  if (isSomeText(left)) return equalToSome(left, right);
  if (isSomeText(right)) return equalToSome(right, left);
  if (typeof left === 'boolean' && typeof right === 'string') return String(left) === right;
  if (typeof left === 'string' && typeof right === 'boolean') return left === String(right);
  if (Array.isArray(left) && Array.isArray(right)) return JSON.stringify(left) === JSON.stringify(right);
  return left === right;
}

function equalToSome(some: SomeText, other: Concrete): Verdict {
  if (typeof other === 'boolean') return some.distinct ? false : undefined;
  if (typeof other === 'string') return some.distinct || (some.present && !/\S/.test(other)) ? false : undefined;
  if (typeof other === 'object' && other !== null && isSomeText(other)) {
    if (some.of === other.of) return true;
    return some.present !== undefined && other.present !== undefined && some.present !== other.present
      ? false
      : undefined;
  }
  return false;
}

/** Without a pattern on the right the question is whether the LEFT text is contained in the right one. */
function matching(left: Concrete, right: Concrete, patternFor: (text: string) => Pattern | undefined): Verdict {
  if (right === null || right === false) return false;
  if (isSomeText(right)) return undefined;
  const isText = typeof right === 'string';
  if (!isText && !isPattern(right)) return crash;
  if (isSomeText(left)) return undefined;
  const text = isPattern(left) ? '#<Gitlab::UntrustedRegexp>' : String(left ?? '');
  if (!isText) return right.test(text);
  return patternFor(right)?.test(text) ?? right.includes(text);
}
