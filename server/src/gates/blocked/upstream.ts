/** Jobs whose turn has not come, or was passed over: which jobs ahead hold them, or have had them skipped. */
import { t } from '@vscode/l10n';
import type { Missing } from '../../logic/tri.ts';
import { names } from '../../pipeline/process/words.ts';
import type { LiveJob } from '../../settings/live.ts';
import { sentence } from '../words.ts';
import type { Blocked } from './answer.ts';
import { effectFor, isComplete, type LiveCase, plannedFor, unreadPlan } from './case.ts';
import { answer, jobPage } from './frame.ts';
import { whatComesThen } from './turn.ts';

const source = 'https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs';

/** Directly before a job: what it needs, or all earlier stages. */
interface Before {
  readonly jobs: readonly LiveJob[];
  readonly mode: 'needs' | 'stages';
  /** Whether it has `needs` could not be read: by stages is a guess then. */
  readonly missing: readonly Missing[];
}

/** A job that is `created`. @param explain answers for a job ahead. */
export function upstream(it: LiveCase, explain: (ahead: LiveCase) => Blocked): Blocked {
  const before = beforeOf(it);
  const holders = holdersOf(it, new Set());
  const stopped = holders.filter(
    ({ status }) => status !== 'running' && status !== 'pending' && status !== 'preparing',
  );
  const shown = (stopped.length > 0 ? stopped : holders).map((job) => explain({ ...it, job }));
  const [first] = shown;
  const next = whatComesThen(it);
  const lost = alreadyLost(it, before);
  if (!first) return readyOrNot(it, before, next);
  return answer(it, {
    state: 'held',
    gate: 'upstream',
    verdict: before.missing.length > 0 ? 'unknown' : 'wait',
    what: waitsFor(names(shown.map((ahead) => ahead.job.name)), first),
    why: [
      how(it, before, shown),
      lost.length > 0
        ? t`${sentence(names(lost))} did not succeed: without that GitLab skips this job when the rest is done.`
        : '',
    ].join(' '),
    todo: [
      ...(stopped.length > 0
        ? firstSteps(shown)
        : lost.length > 0
          ? []
          : [t('Wait: nothing has to be done for that.')]),
      lost.length === 1 ? t`${sentence(names(lost))}: run it again.` : '',
      lost.length > 1 ? t`${sentence(names(lost))}: run them again.` : '',
    ],
    next,
    ahead: shown,
    who: first.who,
    missing: before.missing,
    source,
  });
}

/** With what the nearest one waits for itself. */
function waitsFor(list: string, { state, gate, what }: Blocked): string {
  if (state === 'goes-on') return t`waits for ${list}, which is under way`;
  const isOwnWait = gate === 'approval' || gate === 'resource-group' || gate === 'delayed';
  if (state !== 'held' || isOwnWait) return t`waits for ${list}, which ${what}`;
  return t`waits for ${list}, which somebody has to start`;
}

/** What is ahead of it has to be done first, in this order. */
function firstSteps(ahead: readonly Blocked[]): readonly string[] {
  return ahead.flatMap(({ job, todo }) => {
    const [first, ...rest] = todo;
    return first === undefined ? [] : [`\`${job.name}\`: ${first}`, ...rest];
  });
}

function how(it: LiveCase, { mode }: Before, ahead: readonly Blocked[]): string {
  const list = names(ahead.map(({ job }) => job.name));
  const one = ahead.length === 1;
  if (mode === 'needs') {
    const direct = ahead.every(({ job }) => beforeOf(it).jobs.some((row) => row.id === job.id));
    return direct ? t`It needs ${list}.` : t`It needs jobs that wait for ${list} themselves.`;
  }
  const stages = names([...new Set(ahead.map(({ job }) => job.stage))]);
  return one
    ? t`${sentence(list)} stands in an earlier stage (${stages}), and a job starts when all stages before its own are done.`
    : t`${sentence(list)} stand in an earlier stage (${stages}), and a job starts when all stages before its own are done.`;
}

/** What has failed already: when the rest is done the job is skipped for it, not started. */
function alreadyLost(it: LiveCase, { jobs }: Before): readonly string[] {
  const when = effectFor(it)?.when;
  if (when === 'always' || when === 'on_failure') return [];
  return jobs.filter((job) => ['failed', 'canceled'].includes(job.status) && !job.allowFailure).map(({ name }) => name);
}

/** Everything ahead seems done: GitLab works it off by itself, usually within seconds. */
function readyOrNot(it: LiveCase, { jobs, missing }: Before, next: string | undefined): Blocked {
  return answer(it, {
    state: 'held',
    gate: 'upstream',
    verdict: isListed(it) ? 'wait' : 'unknown',
    what: t('has not had its turn yet'),
    why: whyNotYet(it, jobs),
    todo: [t`Reload its page after a minute: ${jobPage(it)}`],
    next,
    missing,
    source,
  });
}

function whyNotYet(it: LiveCase, jobs: readonly LiveJob[]): string {
  if (!isListed(it)) return t('It waits for jobs ahead, and the jobs of its pipeline could not be read.');
  return jobs.length > 0
    ? t`Nothing ahead of it is open (${names(jobs.map((job) => job.name))}): GitLab starts it within seconds, or is behind with its work.`
    : t('Nothing ahead of it is open: GitLab starts it within seconds, or is behind with its work.');
}

function isListed({ run }: LiveCase): boolean {
  return run.jobs.known;
}

/** A job that was passed over. */
export function skipped(it: LiveCase, explain: (ahead: LiveCase) => Blocked): Blocked {
  const before = beforeOf(it);
  const causes = causesOf(it, new Set());
  const [first] = causes;
  const isManual = first?.status === 'manual';
  const next = whatComesThen(it);
  const ahead = causes.map((job) => explain({ ...it, job }));
  return answer(it, {
    state: 'held',
    gate: 'upstream',
    verdict: before.missing.length > 0 && !first ? 'unknown' : 'deny',
    ...(first ? skippedSince(causes) : skippedWithoutCause(it)),
    todo: first ? [...firstSteps(ahead), comesBack(isManual)] : [],
    next,
    ahead,
    missing: before.missing,
    source,
  });
}

type Words = Pick<Blocked, 'what' | 'why'>;

function skippedSince(causes: readonly LiveJob[]): Words {
  const list = names(causes.map((job) => job.name));
  const one = causes.length === 1;
  const why = t('GitLab skips what comes after a job that did not succeed.');
  switch (causes[0]?.status) {
    case 'manual':
      return {
        what: one ? t`was skipped, since ${list} was not started` : t`was skipped, since ${list} were not started`,
        why: t`It needs ${list}, an optional manual job that nobody has started: GitLab skips what needs it.`,
      };
    case 'canceled':
      return {
        what: one ? t`was skipped, since ${list} was canceled` : t`was skipped, since ${list} were canceled`,
        why,
      };
    default:
      return { what: t`was skipped, since ${list} failed`, why };
  }
}

function skippedWithoutCause(it: LiveCase): Words {
  return effectFor(it)?.when === 'on_failure'
    ? {
        what: t('was skipped, since nothing before it failed'),
        why: t('It is `when: on_failure`: it runs only when something before it fails.'),
      }
    : { what: t('was skipped'), why: t('What has had it skipped could not be read.') };
}

function comesBack(isManual: boolean): string {
  return isManual
    ? t('Once that has run, GitLab brings this job back: it then runs as whoever pressed Run.')
    : t('Once that succeeds, GitLab brings this job back: it then runs as whoever retried.');
}

function beforeOf(it: LiveCase): Before {
  const { run, job } = it;
  const all = run.jobs.known ? run.jobs.value : [];
  const missing = run.jobs.known ? [] : [unreadJobs(run.jobs)];
  const planned = plannedFor(it);
  if (!planned) {
    const open = unreadPlan(it, t`whether \`${job.name}\` has \`needs\``);
    return { jobs: earlierStages(it, all), mode: 'stages', missing: [...missing, open] };
  }
  const effect = effectFor(it);
  const needs = effect ? effect.needs : planned.job.needs;
  if (!needs) return { jobs: earlierStages(it, all), mode: 'stages', missing };
  const wanted = new Set(needs.flatMap((need) => (need.kind === 'job' ? instancesOf(it, need.job) : [])));
  return { jobs: all.filter(({ name }) => wanted.has(name)), mode: 'needs', missing };
}

function unreadJobs(jobs: LiveCase['run']['jobs']): Missing {
  const why = jobs.known ? 'not-asked' : jobs.why;
  return { kind: 'setting', setting: 'jobs', why, detail: t('the jobs of the pipeline') };
}

/** A job under its own name, or all instances of a `parallel` one. */
function instancesOf({ outcome }: LiveCase, name: string): readonly string[] {
  const jobs = [...(outcome?.jobs.values() ?? [])].filter(({ job }) => job.baseName === name || job.name === name);
  return jobs.length > 0 ? jobs.map(({ job }) => job.name) : [name];
}

/** In the order of the configuration; where that is not known in that of the jobs, which GitLab makes stage by stage. */
function earlierStages({ run, job }: LiveCase, all: readonly LiveJob[]): readonly LiveJob[] {
  const written = run.plan.known ? run.plan.value.stages : [];
  const stages = written.includes(job.stage) ? written : [...new Set(all.map(({ stage }) => stage))];
  const own = stages.indexOf(job.stage);
  return all.filter(({ stage }) => stages.includes(stage) && stages.indexOf(stage) < own);
}

/** The jobs that hold it, through those that only wait themselves. */
function holdersOf(it: LiveCase, seen: Set<number>): readonly LiveJob[] {
  const before = beforeOf(it);
  const open = before.jobs.filter((job) => !isComplete(job) && !isOptional(job) && !seen.has(job.id));
  const found: LiveJob[] = [];
  for (const job of open) {
    seen.add(job.id);
    if (job.status !== 'created') found.push(job);
    else found.push(...holdersOf({ ...it, job }, seen));
  }
  return found.length > 0 ? found : open.filter(({ status }) => status === 'created').slice(0, 1);
}

/** It holds nobody; who needs it is skipped. */
function isOptional({ status, allowFailure }: LiveJob): boolean {
  return status === 'manual' && allowFailure;
}

/** The jobs that have had it skipped, through those that were skipped themselves. */
function causesOf(it: LiveCase, seen: Set<number>): readonly LiveJob[] {
  const { jobs, mode } = beforeOf(it);
  const failed = jobs.filter((job) => ['failed', 'canceled'].includes(job.status) && !job.allowFailure);
  if (failed.length > 0 || mode === 'stages') return effectFor(it)?.when === 'on_failure' ? [] : failed;
  const optional = jobs.filter(isOptional);
  if (optional.length > 0) return optional;
  return jobs
    .filter((job) => job.status === 'skipped' && !seen.has(job.id))
    .flatMap((job) => {
      seen.add(job.id);
      return causesOf({ ...it, job }, seen);
    });
}
