/** What a job stops at by itself, in a few words: for lists of jobs. */
import type { Analysis } from '../engine/analysis.ts';
import type { Job } from '../pipeline/job.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import { answer } from './answer.ts';

/** Plain words without Markdown: the answer of one that deploys, else how it starts; nothing for an ordinary job. */
export function heldWords(analysis: Analysis, job: Job): readonly string[] {
  const report = analysis.reports.find((it) => it.job.job.baseName === job.baseName);
  if (report) return [answer(analysis, report).replaceAll('`', '').replace(/\.$/, '')];
  const outcome = analysis.outcome.jobs.get(job.name);
  return outcome ? startWords(outcome) : [];
}

function startWords({ included, possible: [effect], because }: JobOutcome): readonly string[] {
  if (included === false) return [`not in this pipeline: ${because.text.replaceAll('`', '')}`];
  switch (effect?.when) {
    case 'manual':
      return [effect.allowFailure ? 'manual, optional: nothing waits for it' : 'manual: what comes after it waits'];
    case 'delayed':
      return [`delayed${effect.startIn === undefined ? '' : ` by ${effect.startIn}`}`];
    case 'on_failure':
      return ['only when a job before it fails'];
    default:
      return [];
  }
}
