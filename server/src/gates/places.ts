/** Where in the files a thing about a job is said. */
import type { Job } from '../pipeline/job.ts';
import type { Effect } from '../pipeline/outcome.ts';
import { at } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';

/** The `when` that counts: the rule's where it has one, else the job's, else the job's name. */
export function whenSpan(job: Job, effect: Effect | undefined): Span {
  const rule = effect?.rule && job.rules?.[effect.rule.index];
  if (rule?.when !== undefined) return at(rule.node, 'when')?.span ?? rule.node.span;
  return job.whenSpan ?? job.key.span;
}
