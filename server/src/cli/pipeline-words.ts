/** A pipeline as the terminal prints it: stage by stage, with what becomes of each job in the attempt. */
import { locate } from '../engine/report.ts';
import { isUnknown } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { count } from './words.ts';

export function pipelineText(pipeline: Pipeline, attempt: Attempt, outcome: Outcome): string {
  const created = isUnknown(outcome.created)
    ? 'not known'
    : outcome.created
      ? 'yes'
      : `no: ${outcome.message ?? outcome.reason ?? ''}`;
  const lines = [
    `${pipeline.config.entry} with ${count(pipeline.config.files.size, 'file')}: ${pipeline.errors.length === 0 ? 'valid' : 'not valid'}`,
    ...pipeline.errors.map((it) => `  ${placeOf(pipeline, it.span)} ${it.gitlab}`),
    ...pipeline.config.open.flatMap((it) =>
      it.kind === 'include' ? [`  not included: ${it.location} (${it.why})`] : [],
    ),
    `${attempt.source} ${attempt.tag ? 'of tag' : 'on'} ${attempt.ref}: created: ${created}`,
  ];
  for (const stage of pipeline.stages) {
    const jobs = [...outcome.jobs.values()].filter((it) => it.job.stage === stage);
    if (jobs.length === 0) continue;
    lines.push(`${stage}`, ...jobs.map((it) => `  ${jobLine(it)}`));
  }
  return `${lines.join('\n')}\n`;
}

function placeOf(pipeline: Pipeline, span: Parameters<typeof locate>[1]): string {
  const { file, line, column } = locate(pipeline, span);
  return `${file}:${line}:${column}`;
}

function jobLine({ job, included, possible, because }: JobOutcome): string {
  const to = possible[0]?.environment?.shown ?? job.environment?.name;
  const environment = to === undefined ? '' : ` → ${to}`;
  if (included === false) return `- ${job.name}${environment}: ${because.text}`;
  const whens = [
    ...new Set(possible.map((it) => `${it.when}${it.when === 'manual' && it.allowFailure ? ' (optional)' : ''}`)),
  ];
  const sure = isUnknown(included) || possible.length > 1 ? '? ' : '';
  return `${job.kind === 'trigger' ? '▸' : '•'} ${job.name}${environment}: ${sure}${whens.join(' or ')}; ${because.text}`;
}
