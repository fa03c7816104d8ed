/** What every answer about a live job has: the job itself, addresses, and sentences that several answers share. */
import { t } from '@vscode/l10n';
import { frozenAt, windowAt } from '../../freeze/window.ts';
import { momentWords } from '../../freeze/words.ts';
import type { Missing } from '../../logic/tri.ts';
import type { Instant } from '../../text/instant.ts';
import { missingSentences } from '../words.ts';
import type { Blocked, BlockedJob } from './answer.ts';
import { deploymentFor, type LiveCase, placeFor } from './case.ts';

/** What differs from answer to answer; the rest is the job's. */
export type Part = Pick<Blocked, 'state' | 'verdict' | 'what' | 'why'> &
  Partial<Omit<Blocked, 'job' | 'notes' | 'unknown' | 'next' | 'you'>> & {
    readonly next?: string | undefined;
    readonly you?: string | undefined;
    readonly notes?: readonly (string | undefined)[];
    readonly missing?: readonly Missing[];
  };

/** An answer. Empty sentences are left out. */
export function answer(it: LiveCase, { missing = [], notes = [], ...part }: Part): Blocked {
  const { todo = [], next, you, why, ...rest } = part;
  const facts = missingSentences(missing);
  return {
    job: jobOf(it),
    who: [],
    ahead: [],
    api: [],
    ...rest,
    why: tidy(why),
    todo: todo.map(tidy).filter((step) => step !== ''),
    ...(next !== undefined && tidy(next) !== '' && { next: tidy(next) }),
    ...(you !== undefined && tidy(you) !== '' && { you: tidy(you) }),
    notes: notes.flatMap((note) => (note === undefined || note === '' ? [] : [note])),
    unknown: facts === '' ? [] : [facts],
  };
}

function tidy(text: string): string {
  return text.replaceAll(/ {2,}/g, ' ').trim();
}

function jobOf(it: LiveCase): BlockedJob {
  const { id, name, kind, stage, status, allowFailure, pipelineId, ref, user, url } = it.job;
  const place = placeFor(it);
  return {
    ...{ id, name, kind, stage, status, allowFailure, pipeline: pipelineId, ref },
    ...(user && { user: user.username }),
    ...(url !== undefined && { url }),
    ...(place.kind === 'environment' && { environment: place.name }),
  };
}

/** The job's page: where *Run*, *Retry* and *Cancel* are. */
export function jobPage({ job, reading }: LiveCase): string {
  return job.url ?? `${reading.base}/${reading.snapshot.project.path}/-/jobs/${job.id}`;
}

/** Where approvals are given; `undefined` without a deployment. */
export function deploymentPage(it: LiveCase): string | undefined {
  const deployment = deploymentFor(it);
  const { base, snapshot } = it.reading;
  return (
    deployment &&
    `${base}/${snapshot.project.path}/-/environments/${deployment.environment.id}/deployments/${deployment.iid}`
  );
}

/** `POST /projects/42/jobs/5014/play`, below `/api/v4`. */
export function apiCall({ reading }: LiveCase, path: string): string {
  const { id, path: name } = reading.snapshot.project;
  return `POST /projects/${id ?? encodeURIComponent(name)}${path}`;
}

/** What the pipeline does meanwhile, which `allow_failure` alone decides. */
export function meanwhile({ job }: LiveCase): string {
  return job.allowFailure
    ? t('The pipeline does not wait for it.')
    : t('The pipeline waits with it: what comes after it in the pipeline does not start.');
}

/** A freeze that holds at `at`: GitLab itself stops nothing for it, which few know. */
export function freezeNote(it: LiveCase, at: Instant, verb: 'holds' | 'held'): string | undefined {
  const { freezePeriods } = it.reading.snapshot.settings;
  if (!freezePeriods.known || placeFor(it).kind !== 'environment') return undefined;
  const period = freezePeriods.value.find((row) => frozenAt(row, at));
  const end = period && windowAt(period, at)?.end;
  if (!period || end === undefined) return undefined;
  const until = momentWords(end, period.timeZone);
  return verb === 'holds'
    ? t`A deploy freeze holds until ${until}. GitLab stops no job for it: only the job's own rules and script can.`
    : t`A deploy freeze held when it started, until ${until}: if its log speaks of a freeze, the script itself has refused.`;
}
