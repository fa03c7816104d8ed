/** Which variables of an environment's name certainly do not exist in an attempt. */
import { mayRefer, referencesOf } from '../expression/expand.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { simpleVariables } from '../pipeline/variables.ts';
import type { Deployment } from './subject.ts';

interface Where {
  readonly pipeline: Pipeline;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
}

/** Their names, in the order in which the name leads to them, also over other variables. */
export function unsetVariables(
  { job: { job }, effect }: Pick<Deployment, 'job' | 'effect'>,
  { pipeline, attempt, outcome }: Where,
): readonly string[] {
  const written = job.environment?.name ?? '';
  if (!mayRefer(written)) return [];
  const rule = effect.rule && job.rules?.[effect.rule.index]?.variables;
  const { plain } = simpleVariables(pipeline, job, attempt, {
    when: effect.when,
    workflow: outcome.workflowVariables,
    rule,
  });
  const unset: string[] = [];
  const names = new Set(referencesOf(written));
  for (const name of names) {
    const value = plain(name);
    if (value === null) unset.push(name);
    else if (typeof value === 'string') for (const it of referencesOf(value)) names.add(it);
  }
  return unset;
}
