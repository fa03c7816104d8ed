/** `stage`: where in the order it is, and what of the stages before stops the job. */
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
  const order = `Stage ${used.indexOf(job.job.stage) + 1} of the ${used.length} that have jobs in this pipeline`;
  if (absent !== undefined) return absent;
  const needs = job.possible[0]?.needs;
  if (needs) {
    return `**${order}.** The job has \`needs\`, so it starts by these and not by the stages before.`;
  }
  if (before.length === 0) return `**${order}.** Nothing is before it: the job starts with the pipeline.`;
  const ahead = forecastOf(analysis).of(job.job.name)?.ahead ?? [];
  const stops =
    ahead.length === 0
      ? 'Nothing there stops.'
      : `There ${names(ahead.map((it) => it.job.job.name))} ${ahead.length === 1 ? 'stops' : 'stop'} until somebody acts.`;
  return `**${order}.** The job starts when ${names(before)} ${before.length === 1 ? 'is' : 'are'} done. ${stops}`;
};

function isUsed({ outcome }: Parameters<typeof stageWords>[0]['analysis'], stage: string): boolean {
  return [...outcome.jobs.values()].some((it) => it.job.stage === stage && it.included !== false);
}
