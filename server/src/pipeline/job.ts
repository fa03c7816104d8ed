/** One job of the merged configuration, as GitLab would store it before any pipeline exists. */
import type { MapNode, Node, ScalarNode } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';

export const whens = ['on_success', 'on_failure', 'always', 'manual', 'delayed', 'never'] as const;
export type When = (typeof whens)[number];

export const actions = ['start', 'stop', 'prepare', 'verify', 'access'] as const;
export type EnvironmentAction = (typeof actions)[number];

export const tiers = ['production', 'staging', 'testing', 'development', 'other'] as const;
export type DeploymentTier = (typeof tiers)[number];

/** Where a job deploys to, as written: names unexpanded. */
export interface EnvironmentSpec {
  readonly name: string;
  readonly action: EnvironmentAction;
  /** Raw `deployment_tier`, where given. */
  readonly tier?: string;
  readonly url?: string;
  readonly onStop?: string;
  readonly autoStopIn?: string;
  /** The whole `environment` value. */
  readonly node: Node;
  /** The key `environment` itself. */
  readonly key: ScalarNode;
  /** Where the name is written: what a diagnostic about the environment underlines. */
  readonly nameSpan: Span;
}

/** One entry of `needs` (config.md §5.10). */
export type Need =
  | {
      readonly kind: 'job';
      readonly job: string;
      readonly artifacts: boolean;
      readonly optional: boolean;
      /** Which instances of a matrix job, by the values of `parallel:matrix`; absent: all of them. */
      readonly instances?: readonly ReadonlyMap<string, string>[];
      readonly span: Span;
    }
  /** Artifacts of another pipeline or project: no ordering. */
  | {
      readonly kind: 'cross';
      readonly job: string;
      readonly artifacts: boolean;
      readonly project?: string;
      readonly ref?: string;
      readonly pipeline?: string;
      readonly span: Span;
    }
  /** A trigger job that mirrors an upstream pipeline. */
  | { readonly kind: 'bridge'; readonly pipeline: string; readonly span: Span };

/** What a trigger job starts. */
export interface TriggerSpec {
  /** Downstream project, unexpanded; absent for child pipelines. */
  readonly project?: string;
  readonly branch?: string;
  /** `include` of a child pipeline, as written. */
  readonly include?: Node;
  readonly strategy?: 'depend' | 'mirror';
  readonly node: Node;
  readonly key: ScalarNode;
}

export interface AllowFailure {
  /** GitLab's derived boolean: the defined one, false for exit codes, else `when == manual`. */
  readonly value: boolean;
  /** Whether the job says so itself. */
  readonly defined: boolean;
  readonly exitCodes?: readonly number[];
  readonly span?: Span;
}

export interface Job {
  /** After `parallel` expansion: `deploy: [eu]`, `test 1/3`. */
  readonly name: string;
  /** The name it is written under: `deploy`, `test`. */
  readonly baseName: string;
  readonly kind: 'build' | 'trigger';
  /** The job's key in the file where it is written last. */
  readonly key: ScalarNode;
  readonly body: MapNode;
  readonly stage: string;
  readonly when: When;
  readonly whenSpan?: Span;
  readonly startIn?: string;
  readonly allowFailure: AllowFailure;
  readonly rules?: readonly RuleSpec[];
  /** `only`/`except` in force, with GitLab's default (branches and tags) already in place; absent with `rules`. */
  readonly only?: PolicySpec;
  readonly except?: PolicySpec;
  /** `undefined`: no `needs` (stage order); `[]`: starts at once. */
  readonly needs?: readonly Need[];
  readonly dependencies?: readonly string[];
  readonly environment?: EnvironmentSpec;
  readonly trigger?: TriggerSpec;
  readonly resourceGroup?: string;
  /** Variables of the job itself and its matrix instance (which wins), in order. */
  readonly variables: ReadonlyMap<string, VariableSpec>;
  /** `true`, `false`, or the root variables it takes. */
  readonly inheritVariables: boolean | readonly string[];
  /** 1-based instance and total of `parallel`. */
  readonly node?: { readonly index: number; readonly total: number };
}

export interface VariableSpec {
  readonly value: string;
  /** `expand: false`: never expanded. */
  readonly raw: boolean;
  readonly span: Span;
}

/** One entry of `rules`, flattened. */
export interface RuleSpec {
  readonly if?: string;
  readonly changes?: { readonly paths: readonly string[]; readonly compareTo?: string };
  readonly exists?: { readonly paths: readonly string[]; readonly project?: string; readonly ref?: string };
  readonly when?: When;
  readonly startIn?: string;
  readonly allowFailure?: boolean;
  readonly variables?: ReadonlyMap<string, VariableSpec>;
  readonly needs?: readonly Need[];
  readonly node: MapNode;
}

/** `only` or `except` (config.md §5.8). */
export interface PolicySpec {
  readonly refs?: readonly string[];
  readonly variables?: readonly string[];
  readonly changes?: readonly string[];
  readonly kubernetes?: string;
  /** Absent for GitLab's default. */
  readonly span?: Span;
}
