/** Somebody tries to run the pipeline: who, on which ref, how it is started, when, and with which variables. */
import type { Definition } from '../expression/collection.ts';
import type { Instant } from '../text/instant.ts';

export const pipelineSources = [
  'push',
  'web',
  'schedule',
  'merge_request_event',
  'api',
  'trigger',
  'pipeline',
  'parent_pipeline',
  'external',
  'chat',
  'webide',
  'external_pull_request_event',
  'ondemand_dast_scan',
  'ondemand_dast_validation',
  'security_orchestration_policy',
] as const;
export type PipelineSource = (typeof pipelineSources)[number];

/** Whom the attempt is made as. Who that is to GitLab (roles, groups) is looked up in the settings. */
export type Actor =
  /** A user, by name: the token's user or the one named with `--as`. */
  | { readonly kind: 'user'; readonly username: string }
  /** Somebody with just this role in the project, in no group a rule names. */
  | { readonly kind: 'role'; readonly accessLevel: number }
  /**
   * Nobody in particular: verdicts that depend on the person are unknown. `stranger` names somebody who has a role in
   * the upstream project and of whom nothing is known in this one: "a Developer of `acme/app`".
   */
  | { readonly kind: 'nobody'; readonly stranger?: string };

/** A pipeline above: one that started, directly or not, the pipeline of an attempt. */
export interface Ancestor {
  readonly project?: string;
  readonly ref: string;
  readonly source: PipelineSource;
}

export interface Attempt {
  readonly actor: Actor;
  /** Name of the branch or tag; the SOURCE branch for merge-request pipelines. */
  readonly ref: string;
  readonly tag: boolean;
  readonly source: PipelineSource;
  /** Whether it is a merge request's pipeline; absent: by its source. Child pipelines are what their parents are. */
  readonly mergeRequest?: boolean;
  /** The target branch of a merge request, where it is known. */
  readonly targetBranch?: string;
  readonly at: Instant;
  /** Pipeline variables (`--var`), also project and group variables: they stand above the YAML's own. */
  readonly overrideVariables?: Readonly<Record<string, string>>;
  /** What the trigger job above has passed on: pipeline variables, so they stand above all others. */
  readonly forwarded?: ReadonlyMap<string, Definition>;
  /** The pipelines above, the nearest first. Absent where they are not known, or where there are none. */
  readonly upstream?: readonly Ancestor[];
  /**
   * Exactly the predefined variables that exist; they stand below the YAML's own. Where it is given nothing is
   * derived from the attempt but the job's own CI_JOB_*, CI_NODE_* and CI_ENVIRONMENT_*, and every other variable is
   * unset. Where it is absent they are derived from ref, source and settings, and what cannot be derived is unknown.
   */
  readonly variables?: Readonly<Record<string, string>>;
  /** Paths changed by the commit. `undefined`: unknown, which GitLab lets match; `'unknown'`: known to GitLab, not to us. */
  readonly changedPaths?: readonly string[] | 'unknown';
  readonly defaultBranch?: string;
  /** Whether the ref is protected, where known. */
  readonly protected?: boolean;
  readonly project?: { readonly path: string; readonly id?: number; readonly url?: string; readonly name?: string };
  /** The instance, such as `https://gitlab.com`. */
  readonly serverUrl?: string;
  /** Whether a freeze period is active at `at`; `undefined` = not known. */
  readonly freeze?: boolean;
}
