/** `needs`, and each of them: whether it is there, what it waits for itself, and which gates the job goes past. */
import { forecastOf } from '../../gates/ahead.ts';
import { isUnknown } from '../../logic/tri.ts';
import type { Need } from '../../pipeline/job.ts';
import type { JobOutcome, Outcome } from '../../pipeline/outcome.ts';
import type { JobForecast } from '../../pipeline/process/forecast.ts';
import { afterWords, names } from '../../pipeline/process/words.ts';
import { missingInWords } from '../../pipeline/rules.ts';
import type { TableColumn } from '../../pipeline/table.ts';
import { attemptTable } from '../attempts.ts';
import { touchesSpan } from '../range.ts';
import { type About, holds, type KeyWords } from './about.ts';
import { absence } from './when.ts';

/** More needs than these are counted. */
const mostNeeds = 6;

/** The whole list, or the one that is pointed at. */
export const needsWords: KeyWords = (about) => {
  const needs = written(about);
  if (!needs) return undefined;
  const one = needs.find((it) => isPointedAt(it, about));
  if (one) return needWords(about, one);
  // A rule has needs for the attempts in which it decides.
  return (about.entry.key.value === 'rules' ? undefined : absence(about)) ?? listWords(about, needs);
};

/** Those of the rule where the place is in a rule. */
function written({ job: { job, possible }, node, entry }: About): readonly Need[] | undefined {
  if (entry.key.value !== 'rules') return possible[0]?.needs ?? job.needs;
  return job.rules?.find((it) => holds(it.node, node.span))?.needs;
}

function isPointedAt({ span }: Need, { node }: About): boolean {
  return touchesSpan(span, node.span);
}

function listWords(about: About, needs: readonly Need[]): string {
  if (needs.length === 0)
    return '**Starts as soon as the pipeline does:** it needs nothing, so no stage before it counts.';
  const jobs = needs.flatMap((it) => (it.kind === 'job' ? [it] : []));
  const head =
    jobs.length > 0
      ? `**Starts after ${names(jobs.map((it) => it.job))}**, whatever the other jobs of the stages before do.`
      : '**Starts as soon as the pipeline does:** artifacts of other pipelines hold nothing.';
  const lines = jobs.slice(0, mostNeeds).map((it) => `- ${stateOf(about, it)}`);
  const rest = jobs.length - lines.length;
  const past = bypassed(about);
  return [
    head,
    [...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n'),
    ...(past.length === 0
      ? []
      : [`It goes past ${names(past)}, which ${past.length === 1 ? 'stops' : 'stop'} what has no \`needs\`.`]),
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

function needWords(about: About, need: Need): string {
  if (need.kind === 'cross') {
    const from = need.project ?? need.pipeline ?? 'another pipeline';
    return `**Takes artifacts of \`${need.job}\` of \`${from}\`${need.ref === undefined ? '' : ` on \`${need.ref}\``}.** That holds nothing here: the job fails where they are not there.`;
  }
  if (need.kind === 'bridge') return `**Takes over the result of the pipeline \`${need.pipeline}\`.**`;
  const table = attemptTable(about.analysis, `\`${need.job}\``, (column) => needCell(about, column, need));
  return [`**${capital(stateOf(about, need))}**`, table].filter((it) => it !== '').join('\n\n');
}

type JobNeed = Extract<Need, { readonly kind: 'job' }>;

/** In this attempt: there or not, and how it comes to run. */
function stateOf({ analysis, job }: About, need: JobNeed): string {
  const found = named(analysis.outcome, need.job);
  const [first] = found;
  if (!first) return `\`${need.job}\` is no job of this pipeline${need.optional ? ', and optional' : ''}.`;
  if (found.every((it) => it.included === false)) {
    const so = job.included === false ? '' : missingNeed(need);
    return `\`${need.job}\` is not in this pipeline: ${first.because.text}${so}.`;
  }
  const open = found.find((it) => isUnknown(it.included));
  if (open && isUnknown(open.included)) {
    return `\`${need.job}\` is there or not, depending on ${missingInWords(open.included.missing)}${need.optional ? '; it is optional' : ''}.`;
  }
  const forecast = forecastOf(analysis).of(first.job.name);
  const several = found.length > 1 ? ` (${found.length} jobs)` : '';
  return `\`${need.job}\`${several} ${forecast ? fateWords(forecast) : 'is there'}.`;
}

function missingNeed({ optional }: JobNeed): string {
  return optional
    ? '; it is optional, so this job does not wait for it'
    : ', so GitLab creates no pipeline with this job';
}

/** What follows the name of a job. */
function fateWords({ fate, stop, ahead, after }: JobForecast): string {
  switch (fate) {
    case 'starts':
      return `runs by itself ${afterWords(after)}`;
    case 'stops':
      return stop === undefined ? 'stops when its turn comes' : stops[stop];
    case 'held':
      return `waits for ${names(ahead.map((it) => it.job.job.name))}`;
    case 'skipped':
      return `is skipped until somebody plays ${names(ahead.map((it) => it.job.job.name))}`;
    case 'needs-failure':
      return 'runs only after a failure';
  }
}

const stops = {
  manual: 'has to be started by hand',
  optional: 'has to be started by hand, and the pipeline goes on without it',
  delayed: 'starts when its timer ends',
  approval: 'has to be approved and started by hand',
  downstream: 'waits for its own pipeline, which stops',
} as const;

function needCell({ job }: About, { outcome }: TableColumn, need: JobNeed): string | undefined {
  const own = outcome.jobs.get(job.job.name);
  if (!own || own.included === false) return undefined;
  const found = named(outcome, need.job);
  if (found.length === 0 || found.every((it) => it.included === false)) {
    return need.optional ? 'not there; optional' : 'not there: no pipeline with this job';
  }
  const open = found.find((it) => isUnknown(it.included));
  return open && isUnknown(open.included) ? `depends on ${missingInWords(open.included.missing)}` : 'there';
}

/** The job of a name, or the instances that are made from it. */
function named({ jobs }: Outcome, name: string): readonly JobOutcome[] {
  const exact = jobs.get(name);
  return exact ? [exact] : [...jobs.values()].filter((it) => it.job.baseName === name);
}

/** Jobs of earlier stages that hold what waits for stages, and not this one. */
function bypassed({ analysis, job: { job } }: About): readonly string[] {
  const { pipeline } = analysis;
  const forecast = forecastOf(analysis);
  const own = forecast.of(job.name);
  if (!own) return [];
  const stage = pipeline.stages.indexOf(job.stage);
  const ahead = new Set(own.ahead.map((it) => it.job.job.name));
  return forecast
    .stops()
    .holders.map((it) => it.job.job)
    .filter((it) => pipeline.stages.indexOf(it.stage) < stage && !ahead.has(it.name))
    .map((it) => it.name);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
