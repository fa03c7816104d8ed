/** What becomes of each job of a pipeline when everything ordinary succeeds and nobody presses anything. */
import type { Missing, Tri } from '../../logic/tri.ts';
import type { Effect, JobOutcome, Outcome } from '../outcome.ts';
import type { Pipeline } from '../pipeline.ts';
import { aheadOf, type Cast, type ProcessJob } from './cast.ts';
import { compositeOfAll } from './player.ts';
import {
  type AwaitedPipeline,
  hasOpenJobs,
  isOpen,
  type Mood,
  missingFor,
  placeOf,
  type Roles,
  rolesOf,
  type Scene,
} from './roles.ts';
import type { Status } from './status.ts';
import { type World, worldFor } from './world.ts';

/**
 * How a job stops when its turn comes. `optional`: by hand, and the pipeline goes on without it. `downstream`: it starts,
 * and waits for its own pipeline, which stops.
 */
export type Stop = 'manual' | 'optional' | 'delayed' | 'approval' | 'downstream';

export type Fate =
  /** It runs by itself. */
  | 'starts'
  /** Its turn comes and it stops there: `stop` says how. */
  | 'stops'
  /** Its turn does not come before somebody presses the jobs in `ahead`, or their timers end. */
  | 'held'
  /** It is skipped, and comes back when somebody plays the optional manual jobs in `ahead`. */
  | 'skipped'
  /** It never runs, unless something fails: it, or a job it needs, is `when: on_failure`. */
  | 'needs-failure';

export interface JobForecast {
  readonly job: JobOutcome;
  readonly fate: Fate;
  /** How it stops when its turn comes, whatever is ahead. */
  readonly stop?: Stop;
  /** The jobs that hold it, over needs and over stages, transitively, nearest first. */
  readonly ahead: readonly Holder[];
  /** What it comes after, directly. */
  readonly after: After;
  /** With `needs-failure`: the job that waits for a failure; the job itself, or one that it needs. */
  readonly waitsForFailure?: JobOutcome;
  /** Facts about jobs ahead that are not known and would change `fate` or `ahead`. */
  readonly missing: readonly Missing[];
}

export interface Holder {
  readonly job: JobOutcome;
  readonly stop: Stop;
  /** What it does to the job behind it: lets it wait, or has it skipped until somebody plays it. */
  readonly does: 'holds' | 'skips';
  /** Whether it certainly stands there: rules that are not decided may remove it, or let it run by itself. */
  readonly certain: boolean;
}

export type After =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'needs'; readonly jobs: readonly string[] }
  /** All stages up to this one, the last before the job's own that has jobs. */
  | { readonly kind: 'stage'; readonly stage: string };

export interface Change {
  readonly job: JobOutcome;
  readonly from: Fate;
  readonly to: Fate;
}

export interface Stops {
  readonly holders: readonly Holder[];
  /** What would settle those that are not certain, and how it ends. */
  readonly missing: readonly Missing[];
  /** GitLab's status of the whole while nobody does anything. Two: it is not decided which. */
  readonly statuses: readonly Status[];
  /** Optional manual jobs whose turn has come: they hold nothing up, and run only when somebody presses them. */
  readonly optional: readonly JobOutcome[];
}

export interface Forecast {
  /**
   * @param effect one of the job's possible ones; the likeliest where absent. A job that is not in this pipeline is
   *   answered as if it were.
   * @returns `undefined` for a name that is no job's.
   */
  of(job: string, effect?: Effect): JobForecast | undefined;
  /** What keeps the pipeline from coming to its end while nobody does anything, in GitLab's order. */
  stops(): Stops;
  /** What changes when `job`, which stops, is pressed and succeeds, and nothing else is pressed. */
  pressing(job: string): readonly Change[];
}

/**
 * @param held whether a job's environment waits for approvals, by job name: such a job becomes a manual one when its
 * turn comes, blocking unless it may fail (gates.md §3.2).
 * @param awaited the pipeline that a trigger job waits for, by job name. Without it no job waits for one.
 */
export function forecast(
  pipeline: Pipeline,
  outcome: Outcome,
  held: (job: string) => Tri,
  awaited?: (job: string) => AwaitedPipeline | undefined,
): Forecast {
  const scene: Scene = { pipeline, outcome, held, ...(awaited && { awaited }) };
  const least = stageOf(scene, 'least');
  const most = hasOpenJobs(scene) ? stageOf(scene, 'most') : least;
  return {
    of: (name, effect) => {
      const job = outcome.jobs.get(name);
      return job && tell(least, most, job, effect);
    },
    stops: () => stopsOf(least, most),
    pressing: (name) => changes(least, name),
  };
}

/** The pipeline as it is played in one mood. */
interface Stage {
  readonly scene: Scene;
  readonly roles: Roles;
  readonly world: World;
  /** For each job how many others have to run one after the other before it. */
  readonly depth: () => readonly number[];
  /** For each stage the last one before it that has jobs. */
  readonly before: () => ReadonlyMap<number, number>;
}

function stageOf(scene: Scene, mood: Mood): Stage {
  const roles = rolesOf(scene, mood);
  const world = worldFor(roles.jobs);
  return { scene, roles, world, depth: once(() => depths(world)), before: once(() => stagesBefore(world.cast)) };
}

/** Most forecasts are about pipelines in which nothing stops, and need none of this. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function stagesBefore({ jobs }: Cast): ReadonlyMap<number, number> {
  const before = new Map<number, number>();
  let last: number | undefined;
  for (const it of [...new Set(jobs.map(({ stage }) => stage))].sort((a, b) => a - b)) {
    if (last !== undefined) before.set(it, last);
    if (jobs.some(({ stage, ghost }) => stage === it && !ghost)) last = it;
  }
  return before;
}

function tell(least: Stage, most: Stage, job: JobOutcome, effect?: Effect): JobForecast | undefined {
  const index = placeOf(least.roles, job.job.name, effect);
  if (index === undefined) return undefined;
  const certain = holders(least, index);
  const possible = least === most ? certain : holders(most, index);
  const lost = certain.filter((it) => !same(possible, it));
  const ahead = [...possible, ...lost].map((it): Holder => {
    const surely = same(certain, it);
    return surely && !lost.includes(it) ? { ...surely, certain: true } : { ...it, certain: false };
  });
  const fate = fateIn(least.world, least.world.untouched, index);
  const open = fate !== fateIn(most.world, most.world.untouched, index) || ahead.some((it) => !it.certain);
  const stop = stopIn(least.world, index);
  const waitsForFailure = fate === 'needs-failure' ? failureFor(least, index) : undefined;
  return {
    job,
    fate,
    ...(stop && { stop }),
    ahead,
    after: afterIn(least, index),
    ...(waitsForFailure && { waitsForFailure }),
    missing: open ? missingAhead(most, index, ahead) : [],
  };
}

type Standing = Omit<Holder, 'certain'>;

function same(holding: readonly Standing[], { job }: Standing): Standing | undefined {
  return holding.find((it) => it.job === job);
}

function fateIn(world: World, played: readonly Status[], index: number): Fate {
  const status = played[index];
  if (world.pressed[index] === 'skipped') return 'needs-failure';
  // A trigger job that is not through yet has started all the same, unless it has to be pressed itself.
  if (status === 'success' || status === 'running' || isStarted(world, index, status)) return 'starts';
  if (status === 'skipped') return 'skipped';
  return status === 'created' ? 'held' : 'stops';
}

/** Whether a trigger job has the status that its pipeline gives it. */
function isStarted({ cast, holdersOf }: World, index: number, status: Status | undefined): boolean {
  const job = cast.jobs[index];
  if (!job || !stopsBelow(job) || status !== job.meanwhile) return false;
  return status !== 'skipped' || holdersOf(index).length === 0;
}

function stopIn({ cast }: World, index: number): Stop | undefined {
  const job = cast.jobs[index];
  if (job?.needsApproval && job.action) return 'approval';
  if (job?.when === 'manual') return job.allowFailure ? 'optional' : 'manual';
  if (job?.when === 'delayed' && job.kind === 'build') return 'delayed';
  return job && stopsBelow(job) ? 'downstream' : undefined;
}

/** Whether the job starts by itself, and what it starts stops. */
function stopsBelow({ meanwhile, when, needsApproval, action }: ProcessJob): boolean {
  return meanwhile !== undefined && when !== 'manual' && !(needsApproval && action);
}

function stopsOf(least: Stage, most: Stage): Stops {
  const certain = stopping(least);
  const possible = least === most ? certain : stopping(most);
  const both = possible.filter((it) => same(certain, it));
  const some = [...possible, ...certain].filter((it) => !same(both, it));
  const all = [
    ...both.map((it): Holder => ({ ...it, certain: true })),
    ...some.map((it): Holder => ({ ...it, certain: false })),
  ];
  const { scene } = most;
  const statuses = [...new Set([statusOf(least), statusOf(most)])];
  const open = some.map((it) => it.job).filter((it) => isOpen(scene, it));
  const isSettled = some.length === 0 && statuses.length === 1;
  const asked = open.length === 0 && !isSettled ? [...scene.outcome.jobs.values()] : open;
  return {
    holders: all,
    missing: asked.filter((it) => isOpen(scene, it)).flatMap((it) => missingFor(scene, it)),
    statuses,
    optional: optionalIn(most),
  };
}

function statusOf({ world: { cast, untouched } }: Stage): Status {
  return compositeOfAll(cast, untouched);
}

function optionalIn({ scene, world: { cast, untouched } }: Stage): readonly JobOutcome[] {
  return cast.jobs.flatMap(({ ghost, allowFailure }, index) => {
    const job = outcomeAt(scene, cast, index);
    return job && !ghost && allowFailure && untouched[index] === 'manual' ? [job] : [];
  });
}

/** The jobs whose turn has come and that are not done. */
function stopping({ scene, world }: Stage): readonly Standing[] {
  return world.untouched.flatMap((status, index) => {
    const of = world.cast.jobs[index];
    const job = outcomeAt(scene, world.cast, index);
    const stop = stopIn(world, index);
    if (!of || of.ghost || !job || !stop || (status === 'manual' && of.allowFailure)) return [];
    return status === 'manual' || status === 'scheduled' || status === 'running' ? [{ job, stop, does: 'holds' }] : [];
  });
}

/** Nearest first: what comes later in the pipeline is nearer, and side by side they stand as in the file. */
function holders({ scene, world, depth }: Stage, index: number): readonly Standing[] {
  const { cast } = world;
  const found = world.holdersOf(index);
  if (found.length === 0) return [];
  const levels = depth();
  return found
    .toSorted((a, b) => (levels[b] ?? 0) - (levels[a] ?? 0) || a - b)
    .flatMap((it) => {
      const job = outcomeAt(scene, cast, it);
      const stop = stopIn(world, it);
      const does = world.without(it)[index] === 'skipped' ? 'skips' : 'holds';
      return job && stop ? [{ job, stop, does } as const] : [];
    });
}

function depths({ cast }: World): readonly number[] {
  const depth: number[] = [];
  let before = 0;
  let here = 0;
  let stage: number | undefined;
  for (const index of cast.order) {
    if (cast.jobs[index]?.stage !== stage) before = here;
    stage = cast.jobs[index]?.stage;
    const own = cast.needs[index]?.reduce((most, it) => Math.max(most, (depth[it] ?? 0) + 1), 0) ?? before;
    depth[index] = own;
    if (!cast.jobs[index]?.ghost) here = Math.max(here, own + 1);
  }
  return depth;
}

function failureFor({ scene: { outcome }, world: { cast, pressed } }: Stage, from: number): JobOutcome | undefined {
  const seen = new Set([from]);
  for (const index of seen) {
    const job = cast.jobs[index];
    if (job?.when === 'on_failure') return outcome.jobs.get(job.name);
    for (const it of cast.needs[index] ?? []) if (pressed[it] === 'skipped') seen.add(it);
  }
  return undefined;
}

function afterIn({ scene: { pipeline }, world: { cast }, before }: Stage, index: number): After {
  const needed = cast.needs[index]?.flatMap((it) => cast.jobs[it]?.name ?? []);
  if (needed) return needed.length > 0 ? { kind: 'needs', jobs: needed } : { kind: 'nothing' };
  const stage = pipeline.stages[before().get(cast.jobs[index]?.stage ?? 0) ?? -1];
  return stage === undefined ? { kind: 'nothing' } : { kind: 'stage', stage };
}

/** What would settle the holders that are not certain; where they are decided themselves, all that is ahead. */
function missingAhead({ scene, world: { cast } }: Stage, from: number, ahead: readonly Holder[]): readonly Missing[] {
  const uncertain = ahead.filter((it) => !it.certain).map((it) => it.job);
  const enough = uncertain.length > 0 && uncertain.every((it) => isOpen(scene, it));
  const jobs = enough ? uncertain : [...aheadOf(cast, from)].flatMap((it) => outcomeAt(scene, cast, it) ?? []);
  const missing = jobs.filter((it) => isOpen(scene, it)).flatMap((it) => missingFor(scene, it));
  return [...new Map([...new Set(missing)].map((it) => [JSON.stringify(it), it])).values()];
}

function outcomeAt({ outcome }: Scene, { jobs }: Cast, index: number): JobOutcome | undefined {
  return outcome.jobs.get(jobs[index]?.name ?? '');
}

function changes({ scene: { outcome }, roles, world }: Stage, name: string): readonly Change[] {
  const pressed = placeOf(roles, name);
  if (pressed === undefined) return [];
  const played = world.with(pressed);
  return [...world.cast.indexOf].flatMap(([it, index]) => {
    const job = outcome.jobs.get(it);
    const from = fateIn(world, world.untouched, index);
    const to = fateIn(world, played, index);
    return !job || it === name || from === to ? [] : [{ job, from, to }];
  });
}
