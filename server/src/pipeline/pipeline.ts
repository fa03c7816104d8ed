/** The pipeline definition: all jobs of a configuration, before anybody tries to run it. */
import type { Config, ConfigError } from '../config/config.ts';
import type { Problem } from '../syntax/source.ts';
import type { Job, RuleSpec, VariableSpec } from './job.ts';

export interface Pipeline {
  readonly config: Config;
  /** `.pre` first, `.post` last. */
  readonly stages: readonly string[];
  /** In GitLab's order, hidden jobs left out, `parallel` expanded. Jobs that are wrong are still here as far as they can be read. */
  readonly jobs: readonly Job[];
  /** Root `variables`. */
  readonly variables: ReadonlyMap<string, VariableSpec>;
  readonly workflow?: { readonly rules?: readonly RuleSpec[]; readonly name?: string };
  /** The config's errors, then those of the entries, then the first logical one: the first is GitLab's. */
  readonly errors: readonly ConfigError[];
  readonly warnings: readonly Problem[];
}
