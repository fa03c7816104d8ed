/** Why a job that exists does not run: one call from an address or a pasted text to everything there is to say. */
import { t } from '@vscode/l10n';
import type { Blocked } from '../gates/blocked/answer.ts';
import type { LiveCase } from '../gates/blocked/case.ts';
import { blockedBy, isHeld } from '../gates/blocked.ts';
import { type Pasted, pastedText } from '../gates/pasted.ts';
import { type Person, personOf } from '../gates/person.ts';
import { deploysBy } from '../lint/deploy-commands.ts';
import type { Obstacle } from '../logic/tri.ts';
import { evaluate } from '../pipeline/evaluate.ts';
import type { Job } from '../pipeline/job.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { LiveJob, LiveReading, LiveRun } from '../settings/live.ts';
import {
  addressOf,
  addressTrouble,
  type LiveAddress,
  type LiveTarget,
  looksLikeAddress,
} from '../settings/live-address.ts';
import { attemptOf } from '../settings/live-attempt.ts';
import type { Known, Snapshot } from '../settings/settings.ts';
import { completeAttempt } from './complete.ts';

/** Plain JSON: what `why --format json` prints. */
export type LiveAnswer =
  | { readonly version: 1; readonly kind: 'live'; readonly url: string; readonly live: LiveExplanation }
  | { readonly version: 1; readonly kind: 'text'; readonly pasted: Pasted }
  /** It is an address, and shows neither job, pipeline, environment nor deployment. */
  | { readonly version: 1; readonly kind: 'no-target'; readonly url: string; readonly trouble: string }
  | {
      readonly version: 1;
      readonly kind: 'unread';
      readonly url: string;
      readonly why: Obstacle;
      readonly needs?: string;
      readonly detail?: string;
    };

export interface LiveExplanation {
  readonly project: string;
  /** ISO 8601. */
  readonly takenAt: string;
  /** Who asks, where that is known. */
  readonly as?: string;
  readonly pipelines: readonly PipelineExplanation[];
  /** Sentences about the whole: nothing waits, or what could not be read. */
  readonly notes: readonly string[];
}

export interface PipelineExplanation {
  readonly id: number;
  readonly status: string;
  readonly source: string;
  readonly ref: string;
  readonly tag: boolean;
  readonly user?: string;
  readonly url?: string;
  /** Asked for as a whole: then the jobs are those that do not go on. */
  readonly whole: boolean;
  readonly jobs: readonly Blocked[];
  /** Of a whole pipeline: its other deploy jobs. */
  readonly others: readonly { readonly name: string; readonly status: string; readonly what: string }[];
  readonly notes: readonly string[];
}

export interface LiveQuestion {
  /** Reads what an address shows: `readLive` of the host. */
  readonly read: (address: LiveAddress) => Promise<Known<LiveReading>>;
  /** Explains it for this user in place of the token's. */
  readonly as?: string;
}

/**
 * Explains an address of a job, pipeline, environment or deployment; anything else is taken for a text that GitLab,
 * git or a script has printed.
 */
export async function explainLive(asked: string, { read, as }: LiveQuestion): Promise<LiveAnswer> {
  const url = asked.trim();
  if (!looksLikeAddress(url)) return { version: 1, kind: 'text', pasted: pastedText(asked) };
  const address = addressOf(url);
  if (!address) return { version: 1, kind: 'no-target', url, trouble: addressTrouble(url) };
  const reading = await read(address);
  if (reading.known) return { version: 1, kind: 'live', url, live: explained(reading.value, address.target, as) };
  const { why, needs, detail } = reading;
  return {
    ...{ version: 1, kind: 'unread', url, why },
    ...(needs !== undefined && { needs }),
    ...(detail !== undefined && { detail }),
  };
}

function explained(reading: LiveReading, target: LiveTarget, as: string | undefined): LiveExplanation {
  const { snapshot, runs } = reading;
  const me = snapshot.settings.currentUser;
  const username = as ?? (me.known ? me.value.username : undefined);
  const person = personOf(username === undefined ? { kind: 'nobody' } : { kind: 'user', username }, snapshot);
  const pipelines = runs.map((run) => pipelineOf(reading, run, person));
  return {
    project: snapshot.project.path,
    takenAt: snapshot.takenAt,
    ...(username !== undefined && { as: username }),
    pipelines,
    notes: notesOn(reading, target, pipelines),
  };
}

/** Of an environment or deployment: where there is no job to explain, or none that waits. */
function notesOn(
  { environment, lastDeployment }: LiveReading,
  target: LiveTarget,
  pipelines: readonly PipelineExplanation[],
): readonly string[] {
  if (!environment) return [];
  const name = `\`${environment.name}\``;
  if (!lastDeployment) {
    return target.kind === 'deployment'
      ? [t`${name} has no deployment ${target.iid} among its last hundred`]
      : [
          t`Nothing has been deployed to ${name} yet`,
          t("GitLab records a deployment when a job's turn comes, and not before."),
        ];
  }
  const { iid, status, jobId } = lastDeployment;
  if (pipelines.length === 0) {
    const by = jobId === undefined ? t('It was recorded by API, without a job.') : t('Its pipeline could not be read.');
    return [t`Deployment ${iid} to ${name} is \`${status}\``, by];
  }
  const waits = pipelines.some(({ jobs }) => jobs.some((it) => it.state === 'held'));
  return target.kind === 'deployment' || waits ? [] : [t`Nothing waits for ${name}: this is its last deployment`];
}

function pipelineOf(reading: LiveReading, run: LiveRun, person: Person): PipelineExplanation {
  const { id, status, source, ref, tag, user, url, error } = run.pipeline;
  const outcome = outcomeOf(run, reading.snapshot);
  const caseOf = (job: LiveJob): LiveCase => ({ reading, run, job, person, ...(outcome && { outcome }) });
  const jobs = run.jobs.known ? run.jobs.value : [];
  const { asked } = run;
  const chosen =
    asked === 'held' ? jobs.filter((job) => isDeployJob(caseOf(job))) : jobs.filter(({ id: it }) => asked.includes(it));
  const answers = chosen.map((job) => blockedBy(caseOf(job)));
  const shown = asked === 'held' ? answers.filter(isHeld) : answers;
  const gates = asked === 'held' ? blockingJobs(jobs, shown).map((job) => blockedBy(caseOf(job))) : [];
  const notes = [error === undefined ? '' : t`GitLab did not like its configuration: ${error}`, unreadNote(run)];
  return {
    ...{ id, status, source, ref, tag },
    ...(user && { user: user.username }),
    ...(url !== undefined && { url }),
    whole: asked === 'held',
    jobs: [...gates, ...shown],
    others:
      asked === 'held'
        ? answers.filter((it) => !isHeld(it)).map(({ job, what }) => ({ name: job.name, status: job.status, what }))
        : [],
    notes: notes.filter((it) => it !== ''),
  };
}

/** Blocking manual jobs that hold the pipeline without deploying anything, unless they are explained already. */
function blockingJobs(jobs: readonly LiveJob[], shown: readonly Blocked[]): readonly LiveJob[] {
  const told = new Set(shown.flatMap((it) => [it.job.id, ...it.ahead.map(({ job }) => job.id)]));
  return jobs.filter(({ id, status, allowFailure }) => status === 'manual' && !allowFailure && !told.has(id));
}

function unreadNote({ jobs, plan, pipeline }: LiveRun): string {
  if (!jobs.known) return t`The jobs of the pipeline could not be read (${jobs.detail ?? jobs.why}).`;
  if (plan.known) return '';
  const why = plan.detail ?? plan.why;
  return pipeline.source === 'parent_pipeline'
    ? t`It is a child pipeline (${why}): what GitLab does not show of a job, such as \`needs\`, is not known.`
    : t`Its configuration could not be read (${why}): what GitLab does not show of a job, such as \`needs\`, is not known.`;
}

/** A job with an environment, a trigger job, or one that looks like a deployment (contracts §4). */
function isDeployJob({ run, job, outcome }: LiveCase): boolean {
  if (job.kind === 'trigger' || run.deployments.some((it) => it.jobId === job.id)) return true;
  const planned = outcome?.jobs.get(job.name)?.job;
  return planned !== undefined && (planned.environment !== undefined || deploysBy(planned) !== undefined);
}

/** The configuration evaluated for how the pipeline was started; `undefined` where it is not known. */
function outcomeOf({ plan, pipeline }: LiveRun, snapshot: Snapshot): Outcome | undefined {
  if (!plan.known) return undefined;
  // On a merge request GitLab shows the request's own ref: what hangs on the names of its branches is not known.
  if (pipeline.ref.startsWith('refs/')) return asWritten(plan.value);
  return evaluate(plan.value, completeAttempt(attemptOf(pipeline), snapshot));
}

/** Every job as it stands in the files, before any rule was asked. */
function asWritten({ jobs }: Pipeline): Outcome {
  const because = { kind: 'undecided', text: t('it is in the pipeline') } as const;
  const outcome = (job: Job) => ({ job, included: true, possible: [], because });
  return { created: true, jobs: new Map(jobs.map((job) => [job.name, outcome(job)])) };
}
