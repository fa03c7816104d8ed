/** What a lint rule is: a mistake in a deploy job that GitLab will not tell about, beside the verdicts. */

import type { Finding } from '../gates/gate.ts';
import type { Who } from '../gates/who.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SettingKey, Snapshot } from '../settings/settings.ts';
import type { Edit } from '../syntax/edit.ts';
import type { Span } from '../text/span.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

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
}

/** One declaration per rule: registry, settings, docs and tables are made from it. */
export interface Rule {
  /** `group/what`, such as `trigger/no-environment`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Settings without which it stays silent. Empty: works signed out. */
  readonly reads: readonly SettingKey[];
  /** GitLab's page on what it is about. */
  readonly source: string;
  check(question: LintQuestion): Iterable<LintFinding>;
}

export interface LintFinding {
  readonly job?: string;
  readonly span: Span;
  readonly what: string;
  readonly why: string;
  readonly todo?: string;
  /** Where the rule's own severity does not fit this finding. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes?: readonly Fix[];
}

/** A change that would answer the finding. It is offered, never applied unasked. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}
