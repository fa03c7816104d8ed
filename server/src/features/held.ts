/** What a job stops at by itself, in a few words: for lists of jobs. */
import { t } from '@vscode/l10n';
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
  if (included === false) return [t`not in this pipeline: ${because.text.replaceAll('`', '')}`];
  switch (effect?.when) {
    case 'manual':
      return [effect.allowFailure ? t`manual, optional: nothing waits for it` : t`manual: what comes after it waits`];
    case 'delayed':
      return [effect.startIn === undefined ? t`delayed` : t`delayed by ${effect.startIn}`];
    case 'on_failure':
      return [t`only when a job before it fails`];
    default:
      return [];
  }
}
