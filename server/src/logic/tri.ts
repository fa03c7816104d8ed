/** Three-valued logic whose third value says what is missing. "Not known" is an answer here, never an error. */

/** A fact that would be needed and is not at hand. */
export type Missing =
  /** A setting of GitLab's could not be read: which, why, and the right that would be needed. */
  | {
      readonly kind: 'setting';
      readonly setting: string;
      readonly why: Obstacle;
      readonly needs?: string;
      readonly detail?: string;
    }
  /** A CI/CD variable whose value nobody has named. */
  | { readonly kind: 'variable'; readonly name: string }
  /** The files changed by the commit, or the files that exist, are not known. */
  | { readonly kind: 'files'; readonly what: 'changes' | 'exists' }
  /** An include that could not be read; whatever it may define is open. */
  | {
      readonly kind: 'include';
      readonly location: string;
      /** Whose file it is, where it is not of the project in question. */
      readonly project?: string;
      readonly why: Obstacle;
    }
  /** The person is not known (nobody is signed in and nobody was named). */
  | { readonly kind: 'actor' }
  /** Known at run time only; `detail` completes "it depends on …". */
  | { readonly kind: 'runtime'; readonly detail: string };

/** Why a fact could not be had. The words are those of the report's `unread[].why`. */
export type Obstacle =
  | 'forbidden'
  | 'not-found'
  | 'signed-out'
  | 'offline'
  | 'unlicensed'
  | 'unsupported'
  | 'not-asked';

export interface Unknown {
  /** At least one. */
  readonly missing: readonly Missing[];
}

/** True, false, or not known and why. */
export type Tri = boolean | Unknown;

export function unknown(...missing: readonly Missing[]): Unknown {
  return { missing };
}

/** For every value that may not be known, truth values first among them. */
export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && 'missing' in value;
}

/** False as soon as one is false, whatever the unknown ones would be. Later terms are not asked after a false one. */
export function all(terms: Iterable<Tri>): Tri {
  return fold(terms, false);
}

/** True as soon as one is true, whatever the unknown ones would be. Later terms are not asked after a true one. */
export function any(terms: Iterable<Tri>): Tri {
  return fold(terms, true);
}

export function not(term: Tri): Tri {
  return isUnknown(term) ? term : !term;
}

/** `decisive` wins over everything; its opposite is what is left when nothing is open. What is missing is told once. */
function fold(terms: Iterable<Tri>, decisive: boolean): Tri {
  let first: readonly Missing[] | undefined;
  let missing: Set<Missing> | undefined;
  for (const term of terms) {
    if (term === decisive) return decisive;
    if (!isUnknown(term)) continue;
    if (!first) first = term.missing;
    else {
      missing ??= new Set(first);
      for (const it of term.missing) missing.add(it);
    }
  }
  if (!first) return !decisive;
  return { missing: missing ? [...missing] : first };
}
