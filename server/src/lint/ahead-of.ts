/** The jobs that certainly have been started before a job is: those it needs, or all of earlier stages. */
import type { JobOutcome } from '../pipeline/outcome.ts';
import type { LintQuestion } from './rule.ts';

export function aheadOf({ outcome, pipeline: { stages } }: LintQuestion, job: JobOutcome): readonly JobOutcome[] {
  const all = [...outcome.jobs.values()].filter((it) => it.included !== false);
  const found = new Set<JobOutcome>([job]);
  for (const it of found) {
    const needs = it.possible[0]?.needs;
    const names = new Set(needs?.flatMap((need) => (need.kind === 'job' ? need.job : [])));
    const own = stages.indexOf(it.job.stage);
    for (const other of all) {
      if (needs ? names.has(other.job.name) : stages.indexOf(other.job.stage) < own) found.add(other);
    }
  }
  found.delete(job);
  return [...found];
}
