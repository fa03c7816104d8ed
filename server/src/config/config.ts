/** The merged configuration: what `resolve` of this folder makes of an entry file and all it includes. */
import type { Scope } from '../expression/scope.ts';
import type { Missing } from '../logic/tri.ts';
import type { MapNode, Node } from '../syntax/node.ts';
import type { Problem, SourceFile } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import type { Location, Wanted } from './sources.ts';

/** What, besides the files, decides how a configuration is put together (config.md §2.6). */
export interface ConfigContext {
  /** Variables that include locations, `include:rules` and `expand_vars` see. Not those of the YAML. */
  readonly scope: Scope;
  /** Values given for the entry file's `spec:inputs`. */
  readonly inputs?: Readonly<Record<string, InputValue>>;
  /** Path of the project that is being edited, where it is known: `include:project` may name it itself. */
  readonly projectPath?: string;
  /** Host (and port, relative root) of the instance: `$CI_SERVER_FQDN`. For components. */
  readonly serverFqdn?: string;
  /** Files changed by the commit; `undefined` = not known to GitLab either, which lets `changes` match. */
  readonly changedPaths?: readonly string[] | { readonly unknown: true };
}

export type InputValue =
  | string
  | number
  | boolean
  | null
  | readonly InputValue[]
  | { readonly [key: string]: InputValue };

/** A configuration error: GitLab refuses the whole pipeline. `gitlab` is its own message, exactly. */
export interface ConfigError extends Problem {
  readonly severity: 'error';
  readonly gitlab: string;
}

export interface Config {
  /** Key of the entry file. */
  readonly entry: string;
  /**
   * After includes, `extends` and `!reference`: every top-level key GitLab would see. On errors as much as could be
   * put together: nothing that can still be read is lost.
   */
  readonly root: MapNode;
  /** Every file that took part, by `locationKey`. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Configuration errors in the order GitLab would meet them; it stops at the first. */
  readonly errors: readonly ConfigError[];
  /** Everything else worth saying (duplicate keys …). */
  readonly hints: readonly Problem[];
  /** Every include as written, and what became of it: for links, lists and the `includes` of reports. */
  readonly includes: readonly IncludeSite[];
  /** What has to be provided before this is final. Empty means resolved. */
  readonly wanted: readonly Wanted[];
  /**
   * Includes that could not be read, or whose rules are not decided. While there are any, an undefined `needs`,
   * `extends` or `!reference` target is only a possible error, and what they may define is unknown.
   */
  readonly open: readonly Missing[];
  /** Names of the variables that were looked up: the same values give the same configuration. */
  readonly dependsOn: ReadonlySet<string>;
  /** For each job, by name: the names of all that `extends` laid under it, nearest last. For explanations. */
  readonly extendsOf: ReadonlyMap<string, readonly string[]>;
}

export interface IncludeSite {
  readonly span: Span;
  readonly node: Node;
  readonly location?: Location;
  readonly state: 'included' | 'skipped-by-rules' | 'absent' | 'unresolved' | 'undecided' | 'invalid';
}
