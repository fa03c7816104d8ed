/** What a lint rule is: a mistake in a deploy job that GitLab will not tell about, beside the verdicts. */
import type { Finding } from '../gates/gate.ts';
import type { Who } from '../gates/who.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SettingKey, Snapshot } from '../settings/settings.ts';
import type { Edit } from '../syntax/edit.ts';
import type { Span } from '../text/span.ts';

export const severities = ['error', 'warning', 'info', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** What a project says of itself that nothing in its pipeline tells. */
export interface Knowledge {
  /** Beginnings of commands that deploy; `*` stands for any letters of a word. */
  readonly deployCommands: readonly string[];
  /** Names of environments that are production whatever their tier; `*` stands for any letters. */
  readonly productionEnvironments: readonly string[];
}

/** All a rule may look at. */
export interface LintQuestion {
  readonly pipeline: Pipeline;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  readonly snapshot: Snapshot;
  /** The gates' findings of a job, by job name. */
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  /** Who can run a job, by job name, where that has been worked out already. */
  readonly who?: ReadonlyMap<string, Who>;
  readonly knowledge?: Knowledge;
  /** The same pipeline in the other kinds of pipelines there are. Absent where these are not looked at. */
  readonly elsewhere?: readonly Situation[];
  /** Which of them is looked at now; absent for the attempt itself. */
  readonly situation?: PipelineKind;
}

/** One more attempt of the same pipeline. */
export interface Situation {
  readonly kind: PipelineKind;
  /** Completes "in …": "tag pipelines". */
  readonly words: string;
  readonly attempt: Attempt;
  /** Worked out when somebody asks for it first. */
  outcome(): Outcome;
}

/** `branch` is a branch that is not the default one, and of which no rule knows the name. */
export type PipelineKind = 'default-branch' | 'branch' | 'merge-request' | 'tag' | 'schedule';

/** One declaration per rule: registry, settings, docs and tables are made from it. */
export interface Rule {
  /** `group/what`, such as `trigger/no-environment`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Too fine for everybody: not among the rules that are on by default. */
  readonly strict?: true;
  /** What it finds hangs on the attempt: who tries, on which ref, at which moment. */
  readonly ofAttempt?: true;
  /** It finds what is written, whatever a template that could not be read may add to the job. */
  readonly inParts?: true;
  /** It is asked in every kind of pipeline, not only in the attempt's: what it says is about the pipeline alone. */
  readonly everyKind?: true;
  /** Settings without which it stays silent. Empty: works signed out. */
  readonly reads: readonly SettingKey[];
  /** GitLab's page on what it is about. */
  readonly source: string;
  check(question: LintQuestion): Iterable<LintFinding>;
}

export interface LintFinding {
  readonly job?: string;
  readonly span: Span;
  /** What it is about, where that is more than this place: the environment of several jobs. It is told once. */
  readonly cause?: string;
  readonly what: string;
  readonly why: string;
  readonly todo?: string;
  /** Where the rule's own severity does not fit this finding. */
  readonly severity?: Severity;
  /** Too fine for everybody, as a rule may be as a whole. */
  readonly strict?: true;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes?: readonly Fix[];
}

/** A change that would answer the finding. It is offered, never applied unasked. */
export interface Fix {
  readonly title: string;
  /** It does for all jobs of the finding what the one before it does for the first. */
  readonly forAll?: true;
  readonly edits: readonly Edit[];
}
