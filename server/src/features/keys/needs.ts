/** `needs`, and each of them: whether it is there, what it waits for itself, and which gates the job goes past. */
import { t } from '@vscode/l10n';
import { forecastOf } from '../../gates/ahead.ts';
import { later } from '../../logic/later.ts';
import { isUnknown } from '../../logic/tri.ts';
import type { Need } from '../../pipeline/job.ts';
import type { JobOutcome, Outcome } from '../../pipeline/outcome.ts';
import type { JobForecast } from '../../pipeline/process/forecast.ts';
import { names, runsAfter } from '../../pipeline/process/words.ts';
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
    return t('**Starts as soon as the pipeline does:** it needs nothing, so no stage before it counts.');
  const jobs = needs.flatMap((it) => (it.kind === 'job' ? [it] : []));
  const head =
    jobs.length > 0
      ? t`**Starts after ${names(jobs.map((it) => it.job))}**, whatever the other jobs of the stages before do.`
      : t('**Starts as soon as the pipeline does:** artifacts of other pipelines hold nothing.');
  const lines = jobs.slice(0, mostNeeds).map((it) => `- ${stateOf(about, it)}`);
  const rest = jobs.length - lines.length;
  const past = bypassed(about);
  return [
    head,
    [...lines, ...(rest > 0 ? [`- ${t`and ${rest} more`}`] : [])].join('\n'),
    ...(past.length === 0
      ? []
      : [
          past.length === 1
            ? t`It goes past ${names(past)}, which stops what has no \`needs\`.`
            : t`It goes past ${names(past)}, which stop what has no \`needs\`.`,
        ]),
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

function needWords(about: About, need: Need): string {
  if (need.kind === 'cross') {
    const from = need.project ?? need.pipeline ?? t('another pipeline');
    const what =
      need.ref === undefined
        ? t`**Takes artifacts of \`${need.job}\` of \`${from}\`.**`
        : t`**Takes artifacts of \`${need.job}\` of \`${from}\` on \`${need.ref}\`.**`;
    return `${what} ${t('That holds nothing here: the job fails where they are not there.')}`;
  }
  if (need.kind === 'bridge') return t`**Takes over the result of the pipeline \`${need.pipeline}\`.**`;
  const table = attemptTable(about.analysis, `\`${need.job}\``, (column) => needCell(about, column, need));
  return [`**${capital(stateOf(about, need))}**`, table].filter((it) => it !== '').join('\n\n');
}

type JobNeed = Extract<Need, { readonly kind: 'job' }>;

/** In this attempt: there or not, and how it comes to run. */
function stateOf({ analysis, job }: About, need: JobNeed): string {
  const found = named(analysis.outcome, need.job);
  const [first] = found;
  if (!first) {
    return need.optional
      ? t`\`${need.job}\` is no job of this pipeline, and optional.`
      : t`\`${need.job}\` is no job of this pipeline.`;
  }
  if (found.every((it) => it.included === false)) {
    return absentNeed(need, first.because.text, job.included !== false);
  }
  const open = found.find((it) => isUnknown(it.included));
  if (open && isUnknown(open.included)) {
    const missing = missingInWords(open.included.missing);
    return need.optional
      ? t`\`${need.job}\` is there or not, depending on ${missing}; it is optional.`
      : t`\`${need.job}\` is there or not, depending on ${missing}.`;
  }
  const forecast = forecastOf(analysis).of(first.job.name);
  const what = `\`${need.job}\`${found.length > 1 ? t` (${found.length} jobs)` : ''}`;
  return forecast ? fateWords(what, forecast) : t`${what} is there.`;
}

/** @param counts whether the job that needs it is there itself. */
function absentNeed({ job, optional }: JobNeed, because: string, counts: boolean): string {
  if (!counts) return t`\`${job}\` is not in this pipeline: ${because}.`;
  return optional
    ? t`\`${job}\` is not in this pipeline: ${because}; it is optional, so this job does not wait for it.`
    : t`\`${job}\` is not in this pipeline: ${because}, so GitLab creates no pipeline with this job.`;
}

function fateWords(job: string, { fate, stop, ahead, after }: JobForecast): string {
  switch (fate) {
    case 'starts':
      return `${job} ${runsAfter(after)}.`;
    case 'stops':
      return t(stops[stop ?? 'unknown'], job);
    case 'held':
      return t`${job} waits for ${names(ahead.map((it) => it.job.job.name))}.`;
    case 'skipped':
      return t`${job} is skipped until somebody plays ${names(ahead.map((it) => it.job.job.name))}.`;
    case 'needs-failure':
      return t`${job} runs only after a failure.`;
  }
}

const stops = {
  manual: later('{0} has to be started by hand.'),
  optional: later('{0} has to be started by hand, and the pipeline goes on without it.'),
  delayed: later('{0} starts when its timer ends.'),
  approval: later('{0} has to be approved and started by hand.'),
  downstream: later('{0} waits for its own pipeline, which stops.'),
  unknown: later('{0} stops when its turn comes.'),
} as const;

function needCell({ job }: About, { outcome }: TableColumn, need: JobNeed): string | undefined {
  const own = outcome.jobs.get(job.job.name);
  if (!own || own.included === false) return undefined;
  const found = named(outcome, need.job);
  if (found.length === 0 || found.every((it) => it.included === false)) {
    return need.optional ? t('not there; optional') : t('not there: no pipeline with this job');
  }
  const open = found.find((it) => isUnknown(it.included));
  return open && isUnknown(open.included) ? t`depends on ${missingInWords(open.included.missing)}` : t('there');
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
