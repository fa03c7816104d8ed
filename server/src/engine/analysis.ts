/** Everything there is to say about one entry file, one attempt and one state of the settings. Immutable. */
import type { Finding } from '../gates/gate.ts';
import type { Below } from '../gates/started.ts';
import type { Verdict } from '../gates/verdict.ts';
import type { Who } from '../gates/who.ts';
import type { WhoMay } from '../gates/who-may.ts';
import type { Policy } from '../lint/policy.ts';
import type { LintFinding, Rule } from '../lint/rule.ts';
import type { Missing } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Snapshot } from '../settings/settings.ts';

export interface Analysis {
  readonly pipeline: Pipeline;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  readonly snapshot: Snapshot;
  /** Paths of all files of the project, for `rules:exists`; absent or `'unresolved'` = not known. */
  readonly files?: readonly string[] | 'unresolved';
  /** How the project wants to be linted. */
  readonly policy: Policy;
  /** Of deploy jobs, in GitLab's order. */
  readonly reports: readonly JobReport[];
  readonly lint: readonly RuleFinding[];
  /** The pipelines that its trigger jobs start, in the order of the jobs; what is behind jobs that are not there is left out. */
  readonly downstream: readonly DownstreamAnalysis[];
  /** The same as the gates look at it; absent where nothing is started. */
  readonly below?: Below;
}

/** What a trigger job starts. */
export interface DownstreamAnalysis {
  /** The trigger job. */
  readonly job: string;
  readonly kind: 'child' | 'project';
  /** Where it runs, and on which ref; absent where that is not known. */
  readonly project?: string;
  readonly ref?: string;
  /** The file it starts with; empty where that is not known. */
  readonly entry: string;
  /** Absent where the pipeline could not be read, is never created, or has been told above. */
  readonly analysis?: Analysis;
  /** Why there is no analysis. */
  readonly missing: readonly Missing[];
}

/** One deploy job: its gates in the order an attempt meets them, and the worst of them. */
export interface JobReport {
  readonly job: JobOutcome;
  /** Whether it is a deploy job by what it says (environment, trigger), or only looks like one. */
  readonly looksLike: boolean;
  readonly findings: readonly Finding[];
  /** `absent`: rules keep it out of this attempt's pipeline. */
  readonly verdict: Verdict | { readonly kind: 'absent' };
  /** Why it is (not) there, without a full stop: its own rules, or those of a workflow that lets no pipeline come about. */
  readonly because: string;
  readonly who: Who;
  /** "runs by itself after `build`": what follows "this job" where nothing holds it; else `undefined`. */
  readonly starts: string | undefined;
  /** The same of each single step: starting the pipeline, playing the job, approving, stopping the environment. */
  readonly may: WhoMay;
}

export interface RuleFinding extends LintFinding {
  readonly rule: Rule;
}
