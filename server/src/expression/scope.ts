/** What the variables of one moment are: a value, unset, or not known. */
import type { Unknown } from '../logic/tri.ts';

/**
 * A variable's value; `null` where it does not exist (GitLab's "undefined"); `Unknown` where nobody can say.
 * A `SomeValue` is an `Unknown` of which it is certain that it exists.
 */
export type Value = string | null | Unknown;

/** A variable that exists while its text is not known, such as the number of a merge request. */
export interface SomeValue extends Unknown {
  readonly exists: true;
  /** Certain to hold more than white space. */
  readonly filled: boolean;
}

/** Looks a variable up by its exact, case-sensitive name. */
export type Scope = (name: string) => Value;

export function isUnknownValue(value: Value): value is Unknown {
  return typeof value === 'object' && value !== null;
}

export function isSomeValue(value: Value): value is SomeValue {
  return isUnknownValue(value) && 'exists' in value;
}
