/** What the variables of one moment are: a value, unset, or not known. */
import type { Unknown } from '../logic/tri.ts';

/** A variable's value; `null` where it does not exist (GitLab's "undefined"); `Unknown` where nobody can say. */
export type Value = string | null | Unknown;

/** Looks a variable up by its exact, case-sensitive name. */
export type Scope = (name: string) => Value;
