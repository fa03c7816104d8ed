/** Plays a pipeline forward: what each job's status is, and what an event makes of all of them. */
import { behindByNeeds, type Cast, type ProcessJob, turnAfter } from './cast.ts';
import { jobUser } from './job-user.ts';
import { compositeOf, isComplete, maskOf, type Status } from './status.ts';
import { type Turn, turn } from './turn.ts';

/** One moment of a pipeline. Immutable. Arrays go by the index of the job in the cast. */
export interface Play<User = unknown> {
  readonly cast: Cast;
  readonly statuses: readonly Status[];
  readonly users: readonly User[];
  readonly pipeline: Status;
}

export type ProcessEvent<User = unknown> =
  | {
      readonly kind: 'enqueue' | 'run' | 'success' | 'drop' | 'cancel' | 'skip';
      readonly jobs: readonly string[];
    }
  /** Somebody presses *Run* or *Run again*. */
  | { readonly kind: 'play' | 'retry'; readonly jobs: readonly string[]; readonly by: User }
  | { readonly kind: 'retry-pipeline'; readonly by: User };

/** What to make of a job that starts or stops, in place of the status GitLab gives it. Lets one pass play far ahead. */
export type Hands = (job: number, decided: Turn) => Status;

/** The pipeline right after it was created: everything that can start has started. */
export function start<User>(cast: Cast, user: User): Play<User> {
  const statuses = settle(cast);
  const users = cast.jobs.map(() => jobUser({ kind: 'created', pipelineUser: user }).job);
  return { cast, statuses, users, pipeline: moved('created', compositeOfAll(cast, statuses)) };
}

/**
 * The pipeline after an event, with everything that follows from it. A transition that GitLab's state machine refuses
 * (success of a job that has not started) changes nothing.
 */
export function after<User>(play: Play<User>, event: ProcessEvent<User>): Play<User> {
  const draft = new Draft(play);
  if (event.kind === 'retry-pipeline') draft.retryAll(event.by);
  else for (const name of event.jobs) apply(draft, event, draft.cast.indexOf.get(name));
  draft.process();
  return draft.done();
}

/**
 * Gives every job that is still `created` its turn, once, in order: afterwards nothing is left to be decided.
 *
 * @param from statuses to go on from; all `created` at first.
 * @returns one status for each job of the cast.
 */
export function settle(
  cast: Cast,
  from?: readonly Status[],
  hands: Hands = (_, { status }) => status,
  immediately?: ReadonlySet<number>,
): readonly Status[] {
  const statuses: Status[] = from ? [...from] : cast.jobs.map(() => 'created');
  const masks = new StageMasks();
  for (const index of cast.order) {
    const job = cast.jobs[index];
    if (!job) continue;
    masks.enter(job.stage);
    if (statuses[index] === 'created') {
      const decided = turnOf(cast, index, upstreamOf(cast, statuses, index, masks), immediately);
      if (decided) statuses[index] = hands(index, decided);
    }
    if (!job.ghost) masks.add(maskOf(statuses[index] ?? 'created', job.allowFailure));
  }
  return statuses;
}

function upstreamOf(cast: Cast, statuses: readonly Status[], index: number, masks: StageMasks): Status {
  const needed = cast.needs[index];
  const mask = needed ? maskOfAll(cast, statuses, needed) : masks.before;
  return compositeOf(mask, needed !== undefined) ?? 'success';
}

/** `undefined`: not yet. */
function turnOf(
  cast: Cast,
  index: number,
  upstream: Status,
  immediately: ReadonlySet<number> | undefined,
): Turn | undefined {
  const job = cast.jobs[index];
  if (!job || !isComplete(upstream)) return undefined;
  if (!immediately?.has(index)) return turnAfter(job, upstream);
  return turn({ ...job, needsMode: cast.needs[index] !== undefined, enqueueImmediately: true }, upstream);
}

/** The joined mask of all jobs in earlier stages, kept while the jobs go by stage by stage. */
class StageMasks {
  /** Of all stages before the one that was entered. */
  before = 0;
  #here = 0;
  #stage: number | undefined;

  enter(stage: number): void {
    if (stage === this.#stage) return;
    this.before |= this.#here;
    this.#here = 0;
    this.#stage = stage;
  }

  add(mask: number): void {
    this.#here |= mask;
  }
}

function maskOfAll(cast: Cast, statuses: readonly Status[], indexes: readonly number[]): number {
  let mask = 0;
  for (const it of indexes) mask |= maskOf(statuses[it] ?? 'created', cast.jobs[it]?.allowFailure ?? false);
  return mask;
}

/** What a pipeline is called whose jobs are in these statuses. */
export function compositeOfAll(cast: Cast, statuses: readonly Status[]): Status {
  return compositeOf(maskOfAll(cast, statuses, [...cast.indexOf.values()]), false) ?? 'success';
}

/** The pipeline's own status follows the composite, but one that was done before is `running` again, not `pending`. */
function moved(from: Status, to: Status): Status {
  if (to === 'created') return from;
  if (to !== 'pending') return to;
  if (from === 'running' || from === 'waiting_for_callback') return from;
  return from === 'success' || from === 'failed' || from === 'canceled' || from === 'canceling' ? 'running' : 'pending';
}

const transitions = {
  enqueue: new Set<Status>(['created', 'skipped', 'manual', 'scheduled']),
  run: new Set<Status>(['pending']),
  success: new Set<Status>([
    'created',
    'waiting_for_resource',
    'preparing',
    'waiting_for_callback',
    'pending',
    'running',
  ]),
  drop: new Set<Status>([
    'created',
    'waiting_for_resource',
    'preparing',
    'waiting_for_callback',
    'pending',
    'running',
    'manual',
    'scheduled',
  ]),
  cancel: new Set<Status>([
    'created',
    'waiting_for_resource',
    'preparing',
    'waiting_for_callback',
    'pending',
    'running',
    'manual',
    'scheduled',
  ]),
  skip: new Set<Status>(['created', 'waiting_for_resource', 'preparing', 'pending']),
} as const;

const results = {
  enqueue: 'pending',
  run: 'running',
  success: 'success',
  drop: 'failed',
  cancel: 'canceled',
  skip: 'skipped',
} as const satisfies Record<keyof typeof transitions, Status>;

function apply<User>(
  draft: Draft<User>,
  event: Exclude<ProcessEvent<User>, { readonly kind: 'retry-pipeline' }>,
  job: number | undefined,
): void {
  if (job === undefined) return;
  if (event.kind === 'play') draft.playJob(job, event.by);
  else if (event.kind === 'retry') draft.retry(job, event.by);
  else draft.move(job, event.kind);
}

/** Whether somebody who retries the job has thereby also said that it shall start (app/models/ci/build.rb). */
function isAction(job: ProcessJob | undefined): boolean {
  return job?.when === 'manual' || (job?.when === 'delayed' && job.kind === 'build');
}

/** One event in the making. */
class Draft<User> {
  readonly cast: Cast;
  #statuses: Status[];
  readonly #users: User[];
  #pipeline: Status;
  readonly #immediately = new Set<number>();

  constructor({ cast, statuses, users, pipeline }: Play<User>) {
    this.cast = cast;
    this.#statuses = [...statuses];
    this.#users = [...users];
    this.#pipeline = pipeline;
  }

  done(): Play<User> {
    return { cast: this.cast, statuses: this.#statuses, users: this.#users, pipeline: this.#pipeline };
  }

  process(): void {
    this.#statuses = [...settle(this.cast, this.#statuses, undefined, this.#immediately)];
    this.#pipeline = moved(this.#pipeline, compositeOfAll(this.cast, this.#statuses));
  }

  move(job: number, kind: keyof typeof transitions): boolean {
    const status = this.#statuses[job];
    if (!status || !transitions[kind].has(status)) return false;
    const waits = kind === 'enqueue' && this.cast.jobs[job]?.resourceGroup;
    this.#statuses[job] = waits ? 'waiting_for_resource' : results[kind];
    return true;
  }

  /** app/services/ci/play_build_service.rb: a job that has run already is retried. */
  playJob(job: number, by: User): void {
    const user = this.#users[job];
    if (user === undefined || !this.move(job, 'enqueue')) {
      this.retry(job, by);
      return;
    }
    this.#users[job] = jobUser({ kind: 'played', by, user }).job;
    this.#resetBehind(job, by);
  }

  /** app/services/ci/retry_job_service.rb: the new job has its turn first, then the skipped ones behind it come back. */
  retry(job: number, by: User): void {
    const status = this.#statuses[job];
    if (!status || !isComplete(status) || status === 'skipped') return;
    this.#again(job, by);
    if (isAction(this.cast.jobs[job])) this.#immediately.add(job);
    this.process();
    this.#resetBehind(job, by);
  }

  /** app/services/ci/retry_pipeline_service.rb: what failed or was canceled is made anew, and what was skipped is back. */
  retryAll(by: User): void {
    this.#statuses.forEach((status, job) => {
      if (status === 'failed' || status === 'canceled') this.#again(job, by);
      if (status === 'skipped') this.#reset(job, by);
    });
  }

  #again(job: number, by: User): void {
    this.#statuses[job] = 'created';
    this.#users[job] = jobUser({ kind: 'retried', by }).job;
  }

  /** app/services/ci/reset_skipped_jobs_service.rb: by needs, and everything in later stages. */
  #resetBehind(job: number, by: User): void {
    const needing = behindByNeeds(this.cast, job);
    const stage = this.cast.jobs[job]?.stage ?? 0;
    this.cast.jobs.forEach((it, n) => {
      if (this.#statuses[n] === 'skipped' && (needing.has(n) || it.stage > stage)) this.#reset(n, by);
    });
  }

  #reset(job: number, by: User): void {
    const user = this.#users[job];
    this.#statuses[job] = 'created';
    if (user !== undefined) this.#users[job] = jobUser({ kind: 'behind', by, user, wasSkipped: true }).job;
  }
}
