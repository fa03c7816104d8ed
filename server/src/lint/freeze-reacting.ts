/** Jobs that look at the deploy freeze, and the place where they do: where a mistake in the freeze itself is told. */
import { freezeReaction } from '../pipeline/freeze-reaction.ts';
import type { Job } from '../pipeline/job.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Span } from '../text/span.ts';

export interface Reacting {
  readonly job: Job;
  readonly span: Span;
}

/** The first job whose rules, workflow or script look at the variable: the freeze is the project's, not each job's. */
export function firstReacting(pipeline: Pipeline): Reacting | undefined {
  for (const job of pipeline.jobs) {
    const reaction = freezeReaction(pipeline, job);
    if (reaction.by !== 'nothing') return { job, span: reaction.span };
  }
  return undefined;
}
