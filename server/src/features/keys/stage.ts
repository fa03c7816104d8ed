/** `stage`: where in the order it is, and what of the stages before stops the job. */
import { t } from '@vscode/l10n';
import { forecastOf } from '../../gates/ahead.ts';
import { names } from '../../pipeline/process/words.ts';
import type { KeyWords } from './about.ts';
import { absence } from './when.ts';

export const stageWords: KeyWords = (about) => {
  const { analysis, job } = about;
  const { stages } = analysis.pipeline;
  const index = stages.indexOf(job.job.stage);
  if (index < 0) return undefined;
  const absent = absence(about);
  const used = stages.filter((it) => isUsed(about.analysis, it));
  const before = used.filter((it) => stages.indexOf(it) < index);
  const order = t`**Stage ${used.indexOf(job.job.stage) + 1} of the ${used.length} that have jobs in this pipeline.**`;
  if (absent !== undefined) return absent;
  const needs = job.possible[0]?.needs;
  if (needs) {
    return `${order} ${t('The job has `needs`, so it starts by these and not by the stages before.')}`;
  }
  if (before.length === 0) return `${order} ${t('Nothing is before it: the job starts with the pipeline.')}`;
  const ahead = forecastOf(analysis).of(job.job.name)?.ahead ?? [];
  const start =
    before.length === 1
      ? t`The job starts when ${names(before)} is done.`
      : t`The job starts when ${names(before)} are done.`;
  return `${order} ${start} ${stopsWords(ahead.map((it) => it.job.job.name))}`;
};

/** What of the stages before has to be started, approved and so on. */
function stopsWords(jobs: readonly string[]): string {
  if (jobs.length === 0) return t('Nothing there stops.');
  return jobs.length === 1
    ? t`There ${names(jobs)} stops until somebody acts.`
    : t`There ${names(jobs)} stop until somebody acts.`;
}

function isUsed({ outcome }: Parameters<typeof stageWords>[0]['analysis'], stage: string): boolean {
  return [...outcome.jobs.values()].some((it) => it.job.stage === stage && it.included !== false);
}
