/** What becomes of a pipeline in one attempt: which jobs are there, with which `when`, and why. */
import type { Definition } from '../expression/collection.ts';
import type { Tri, Unknown } from '../logic/tri.ts';
import type { Span } from '../text/span.ts';
import type { DeploymentTier, Job, Need, When } from './job.ts';

export interface Outcome {
  /** Whether a pipeline is created at all, as far as the configuration decides. */
  readonly created: Tri;
  /** Absent also where GitLab breaks off with an exception: then nothing is stored, and nobody is told why. */
  readonly reason?: 'config_error' | 'filtered_by_workflow_rules' | 'seed_errors' | 'no_jobs';
  /** GitLab's message for `reason`, where it has one. */
  readonly message?: string;
  /** What the rules of the workflow said, where it has some. */
  readonly workflow?: Because;
  /** Variables that the rule of the workflow defines which let the pipeline pass. */
  readonly workflowVariables?: ReadonlyMap<string, Definition>;
  readonly jobs: ReadonlyMap<string, JobOutcome>;
}

export interface JobOutcome {
  readonly job: Job;
  readonly included: Tri;
  /**
   * Effective values. Where rules are not decided these are the possible ones, most likely first; a decided job has
   * exactly one. A job that is certainly not there has its own values here, as if it had no rules.
   */
  readonly possible: readonly Effect[];
  /** Why it is (not) there: the rule or policy that decided, and the words for it. */
  readonly because: Because;
  /** A condition of it raises in GitLab, which breaks off the whole pipeline. */
  readonly raises?: true;
}

/** What a job gets when it is included by one particular rule (or without rules). */
export interface Effect {
  readonly when: Exclude<When, 'never'>;
  readonly allowFailure: boolean;
  readonly startIn?: string;
  /** Those of the rule where it has some, else the job's. */
  readonly needs?: readonly Need[];
  /** The rule that matches; `undefined` without rules. */
  readonly rule?: { readonly index: number; readonly span: Span };
  readonly environment?: EnvironmentOutcome;
  /** Expanded. The environment's own, where there is one, says the same. */
  readonly resourceGroup?: string | Unknown;
}

export interface EnvironmentOutcome {
  /** Expanded; `Unknown` names the variables it depends on. */
  readonly name: string | Unknown;
  /** The name as far as it can be expanded, unknown variables left as `$NAME`: for people. */
  readonly shown: string;
  /** Whether the expanded name is one GitLab accepts (gates.md §5.4). */
  readonly valid: Tri;
  readonly slug?: string;
  /** Declared (expanded) or guessed; what the stored environment says is not known here. */
  readonly tier: DeploymentTier | Unknown | { readonly invalid: string };
  readonly tierFrom: 'declared' | 'guessed';
  readonly declaredTier?: string;
  readonly resourceGroup?: string | Unknown;
}

export interface Because {
  readonly kind: 'no-rules' | 'rule' | 'no-rule-matches' | 'only' | 'except' | 'workflow' | 'undecided';
  /** A sentence: "rule 2 matches: `$CI_COMMIT_BRANCH == \"main\"`". */
  readonly text: string;
  readonly span?: Span;
}
