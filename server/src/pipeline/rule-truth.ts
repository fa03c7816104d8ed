/** What each single rule of a list says in an attempt, whether or not it is reached. */
import type { Tri } from '../logic/tri.ts';
import type { Attempt } from './attempt.ts';
import { ruleHolds } from './conditions.ts';
import type { Job, RuleSpec } from './job.ts';
import type { Outcome } from './outcome.ts';
import type { Pipeline } from './pipeline.ts';
import { jobVariables, pipelineVariables } from './variables.ts';

/** An attempt and what came of it. */
export interface Tried {
  readonly attempt: Attempt;
  readonly outcome: Pick<Outcome, 'workflowVariables'>;
  readonly files?: readonly string[] | 'unresolved' | undefined;
}

/** For each rule of a job whether its conditions hold, as `evaluate` sees them (config.md §5.4). */
export function rulesHold(pipeline: Pipeline, job: Job, { attempt, outcome, files }: Tried): readonly Tri[] {
  const variables = jobVariables(pipeline, job, attempt, outcome.workflowVariables);
  return (job.rules ?? []).map((it) => ruleHolds(it, { attempt, variables, files }));
}

/** The same for the rules of the workflow, which see no job (config.md §5.7). */
export function workflowRulesHold(pipeline: Pipeline, { attempt, files }: Omit<Tried, 'outcome'>): readonly Tri[] {
  const rules: readonly RuleSpec[] = pipeline.workflow?.rules ?? [];
  const variables = pipelineVariables(pipeline, attempt);
  return rules.map((it) => ruleHolds(it, { attempt, variables, files }));
}
