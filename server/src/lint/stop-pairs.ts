/** Jobs that deploy, each with the job that its `on_stop` names. */
import type { JobOutcome } from '../pipeline/outcome.ts';
import { at } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';
import type { LintQuestion } from './rule.ts';

export interface StopPair {
  readonly start: JobOutcome;
  readonly stop: JobOutcome;
  /** The value of `on_stop`. */
  readonly span: Span;
}

export function stopPairs({ outcome }: Pick<LintQuestion, 'outcome'>): readonly StopPair[] {
  return [...outcome.jobs.values()].flatMap((start) => {
    const environment = start.job.environment;
    const stop = environment?.onStop === undefined ? undefined : outcome.jobs.get(environment.onStop);
    if (environment?.action !== 'start' || stop?.job.environment?.action !== 'stop') return [];
    return [{ start, stop, span: at(environment.node, 'on_stop')?.span ?? environment.nameSpan }];
  });
}
