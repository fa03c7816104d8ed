/** Jobs ahead that stop: manual ones, delayed ones, and those that wait for approvals. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import type { Fate, Holder, JobForecast } from '../pipeline/process/forecast.ts';
import { names } from '../pipeline/process/words.ts';
import type { Span } from '../text/span.ts';
import { approvalReads, forecastFor } from './ahead.ts';
import { failsWith, waitsFor } from './awaited.ts';
import { type Answer, type Fact, factsOf, type Gate, type Question } from './gate.ts';
import { whenSpan } from './places.ts';
import { missingRemedy, missingSentences, sentence } from './words.ts';

/**
 * Names the nearest job ahead that holds this one, over needs and over stages; ordinary jobs ahead are no gate.
 * Everything it says comes from playing the pipeline forward.
 * @see gates.md §6.2 to §6.4; app/services/ci/process_build_service.rb (18.9)
 */
export const upstream: Gate = {
  id: 'upstream',
  title: later('Jobs ahead'),
  source: 'https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs',
  reads: approvalReads,
  ask(question) {
    const forecast = forecastFor(question);
    if (!forecast) return undefined;
    const certain = forecast.ahead.filter((it) => it.certain);
    if (forecast.fate === 'needs-failure') return onFailure(question, forecast);
    if (certain.length > 0) return held(question, forecast, certain);
    return forecast.missing.length > 0 ? undecided(question, forecast) : undefined;
  },
};

function held(question: Question, { ahead, fate, missing }: JobForecast, certain: readonly Holder[]): Answer {
  const [nearest] = certain;
  const rest = certain.length - 1;
  const perhaps = ahead.filter((it) => !it.certain).map((it) => it.job.job.name);
  const others = rest > 0 ? ` ${t`Further ahead: ${certain.slice(1).map(inShort).join(', ')}.`}` : '';
  const open = perhaps.length > 0 ? ` ${t`Perhaps also ${names(perhaps)}: ${missingSentences(missing)}`}` : '';
  return {
    verdict: { kind: 'wait' },
    what: nearest ? whatHolds(question, nearest, rest) : t('waits'),
    why: nearest ? `${because(question, nearest)}${others}${open}` : '',
    todo: `${remedy(certain)}${asWhom(certain, fate)}`,
    span: whereItWaits(question, nearest),
    related: ahead.map((it) => ({ span: stopSpan(it), message: it.certain ? inShort(it) : perhapsShort(it) })),
    facts: certain.flatMap(approvalFact),
  };
}

function whatHolds(question: Question, nearest: Holder, rest: number): string {
  const what = action(question, nearest);
  return rest > 0 ? t`${what}, and for ${rest} more ahead of that` : what;
}

/** What the nearest one does to this job: completes "this job …". */
function action({ below }: Question, nearest: Holder): string {
  const { job, stop, does } = nearest;
  const { name } = job.job;
  if (does === 'holds') return t`waits for ${waitsFor(nearest, below)}`;
  if (stop === 'downstream') return t`is skipped until the pipeline that \`${name}\` starts gets through`;
  return stop === 'approval'
    ? t`is skipped until \`${name}\`, an optional manual job that it needs, is approved and started`
    : t`is skipped until somebody plays the optional manual job \`${name}\``;
}

function because(question: Question, { job: { job }, stop, does }: Holder): string {
  const { name } = job;
  const needed = question.effect.needs?.some((it) => it.kind === 'job' && it.job === job.name);
  const how = needed ? t('this job needs it') : t`it stands ahead of this job, in stage \`${job.stage}\``;
  if (stop === 'downstream') return `${becauseOfStrategy(question, job, does)} ${sentence(how)}.`;
  if (does === 'skips') {
    return t`\`${name}\` may be left out, and ${how}: GitLab skips what needs a manual job that nobody has played.`;
  }
  if (stop === 'delayed') return t`\`${name}\` is delayed, and ${how}.`;
  if (stop === 'approval') return t`The environment of \`${name}\` asks for approvals, and ${how}.`;
  return t`\`${name}\` is a blocking manual job, and ${how}.`;
}

/** A mirrored pipeline that waits makes its trigger job a manual one. */
function becauseOfStrategy({ below }: Question, { name, trigger }: Job, does: Holder['does']): string {
  const strategy = trigger?.strategy ?? 'depend';
  const fails = below?.startedBy(name).some((it) => it.pipeline && failsWith(it.pipeline.end, trigger?.strategy));
  if (fails) {
    return t`Nothing in the pipeline of \`${name}\` runs by itself: GitLab calls it skipped, and with \`strategy: ${strategy}\` \`${name}\` fails.`;
  }
  return does === 'skips'
    ? t`With \`strategy: ${strategy}\` \`${name}\` waits as its pipeline does, and it may be left out: GitLab skips what needs it.`
    : t`With \`strategy: ${strategy}\` \`${name}\` is not done before its pipeline is.`;
}

function inShort({ job: { job }, stop, does }: Holder): string {
  switch (stop) {
    case 'manual':
      return t`\`${job.name}\` is a blocking manual job`;
    case 'optional':
      return does === 'skips'
        ? t`\`${job.name}\` is an optional manual job that is needed`
        : t`\`${job.name}\` is an optional manual job`;
    case 'delayed':
      return t`\`${job.name}\` is a delayed job`;
    case 'approval':
      return t`\`${job.name}\` is a job that waits for approvals`;
    case 'downstream':
      return t`\`${job.name}\` is a trigger job that waits for its pipeline`;
  }
}

function perhapsShort(holder: Holder): string {
  return t`${inShort(holder)}, perhaps`;
}

/** In the order in which they have to be pressed: what is nearest to this job comes last. */
function remedy(certain: readonly Holder[]): string {
  const pressed = certain.filter(isPressed).map((it) => it.job.job.name);
  const awaited = certain.filter((it) => it.stop === 'downstream').map((it) => it.job.job.name);
  const below = awaited.length > 0 ? seeTo(awaited) : '';
  if (pressed.length === 0) return below || t('Wait, or start the delayed job before its time.');
  const order = names(pressed.toReversed());
  const start = pressed.length === 1 ? t`Start ${order} first.` : t`Start ${order} first, in this order.`;
  return `${start}${below && ` ${below}`}`;
}

function seeTo(awaited: readonly string[]): string {
  return awaited.length === 1
    ? t`See to the pipeline that ${names(awaited)} waits for.`
    : t`See to the pipeline that ${names(awaited)} wait for.`;
}

function isPressed({ stop }: Holder): boolean {
  return stop !== 'delayed' && stop !== 'downstream';
}

/** Folklore has it that whoever presses is the user from then on: only of jobs that had been skipped (gates.md §2.5). */
function asWhom(certain: readonly Holder[], fate: Fate): string {
  if (!certain.some(isPressed)) return '';
  return fate === 'skipped'
    ? ` ${t('This job then runs as whoever pressed.')}`
    : ` ${t('This job still runs as the user of the pipeline then, not as whoever pressed.')}`;
}

function onFailure(question: Question, { waitsForFailure, missing }: JobForecast): Answer {
  const { job } = question.job;
  const other = waitsForFailure && waitsForFailure.job.name !== job.name ? waitsForFailure : undefined;
  const name = other?.job.name ?? '';
  return {
    verdict: missing.length > 0 ? { kind: 'unknown', missing } : { kind: 'wait' },
    what: other
      ? t`is skipped unless something fails, since it needs \`${name}\``
      : t('runs only when a job before it fails'),
    why: other
      ? t`\`${name}\` is \`when: on_failure\`; while everything succeeds GitLab skips it, and with it what needs it.`
      : t('It is `when: on_failure`: while everything before it succeeds GitLab skips it.'),
    span: other ? whereItWaits(question, { job: other }) : whenSpan(job, question.effect),
    ...(other && {
      related: [
        { span: whenSpan(other.job, other.possible[0]), message: t`\`${name}\` runs only when a job before it fails` },
      ],
    }),
    facts: factsOf(missing),
  };
}

function undecided(question: Question, { ahead, missing }: JobForecast): Answer {
  const [nearest] = ahead;
  const who = names(ahead.map((it) => it.job.job.name));
  return {
    verdict: { kind: 'unknown', missing },
    what: nearest ? t`may have to wait for ${who}` : t('may have to wait for jobs ahead'),
    why: missingSentences(missing),
    todo: missingRemedy(missing),
    span: whereItWaits(question, nearest),
    related: ahead.map((it) => ({ span: stopSpan(it), message: perhapsShort(it) })),
    facts: factsOf(missing),
  };
}

function approvalFact({ job: { job }, stop }: Holder): readonly Fact[] {
  if (stop !== 'approval') return [];
  return [{ setting: 'protectedEnvironments', detail: t`the environment of \`${job.name}\` asks for approvals` }];
}

/** The entry of `needs` that leads there, where there is one; else the job's own name. */
function whereItWaits({ effect, job }: Question, holder: Pick<Holder, 'job'> | undefined): Span {
  const need = effect.needs?.find((it) => it.kind === 'job' && it.job === holder?.job.job.name);
  return need?.span ?? job.job.key.span;
}

function stopSpan({ job: { job, possible }, stop }: Holder): Span {
  if (stop === 'downstream') return job.trigger?.key.span ?? job.key.span;
  return stop === 'approval' && job.environment ? job.environment.nameSpan : whenSpan(job, possible[0]);
}
