/** Which part each job of an outcome plays when its pipeline is processed, also where its rules are not decided. */
import { isUnknown, type Missing, type Tri } from '../../logic/tri.ts';
import type { Effect, JobOutcome, Outcome } from '../outcome.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Meanwhile, ProcessJob } from './cast.ts';

/** What is needed to process the pipeline of an attempt. */
export interface Scene {
  readonly pipeline: Pipeline;
  readonly outcome: Outcome;
  /** Whether a job's environment waits for approvals, by job name. */
  readonly held: (job: string) => Tri;
  /** What becomes of the pipeline that a trigger job waits for; absent for all other jobs. */
  readonly awaited?: (job: string) => AwaitedPipeline | undefined;
}

/** A pipeline that a trigger job waits for (`strategy`). */
export interface AwaitedPipeline {
  /** Whether it stops until somebody does something or a timer ends. */
  readonly stops: Tri;
  readonly meanwhile: Meanwhile;
}

/** How to settle what is not decided: in favour of the jobs behind (`least` holding), or against them. */
export type Mood = 'least' | 'most';

/** The jobs of a cast, and where in it a job stands with each effect it may have. */
export interface Roles {
  readonly jobs: readonly ProcessJob[];
  readonly places: ReadonlyMap<string, readonly Place[]>;
}

interface Place {
  readonly index: number;
  readonly effect: Effect;
}

/** Whether something about the pipeline is not decided: then the two moods differ. */
export function hasOpenJobs(scene: Scene): boolean {
  return [...scene.outcome.jobs.values()].some((it) => isOpen(scene, it));
}

/** Whether it is not decided that the job is there, what it gets, or whether approvals hold it. */
export function isOpen(scene: Scene, { job, included, possible }: JobOutcome): boolean {
  if (included === false) return false;
  if (isUnknown(scene.awaited?.(job.name)?.stops ?? false)) return true;
  return isUnknown(included) || possible.length > 1 || isUnknown(scene.held(job.name));
}

/** What would settle an open job. */
export function missingFor(scene: Scene, { job, included, possible }: JobOutcome): readonly Missing[] {
  const facts: readonly Tri[] = [included, scene.held(job.name), scene.awaited?.(job.name)?.stops ?? false];
  const missing = facts.flatMap((it) => (isUnknown(it) ? it.missing : []));
  if (missing.length > 0 || possible.length < 2) return missing;
  return [{ kind: 'runtime', detail: `which rule of \`${job.name}\` matches` }];
}

/**
 * All jobs in GitLab's order. One that is not (certainly) there, and effects that another one goes before, stand in
 * as ghosts, so that they can be asked about as well.
 */
export function rolesOf(scene: Scene, mood: Mood): Roles {
  const jobs: ProcessJob[] = [];
  const places = new Map<string, readonly Place[]>();
  for (const { name } of scene.pipeline.jobs) {
    const job = scene.outcome.jobs.get(name);
    if (!job || places.has(name)) continue;
    const there = job.included === true || (job.included !== false && mood === 'most');
    const played = there ? effectIn(mood, job) : undefined;
    const effects = job.possible.length > 0 ? job.possible : [asWritten(job)];
    places.set(
      name,
      effects.map((effect, n) => ({ index: jobs.length + n, effect })),
    );
    jobs.push(...effects.map((it) => processJob(scene, mood, job, it, it !== played)));
  }
  return { jobs, places };
}

/** Where `job` stands with `effect`; with its likeliest one where none is given. */
export function placeOf({ places }: Roles, job: string, effect?: Effect): number | undefined {
  const of = places.get(job);
  return (of?.find((it) => it.effect === effect) ?? of?.[0])?.index;
}

/** What a job would get that its rules keep out. */
function asWritten({ job }: JobOutcome): Effect {
  return {
    when: job.when === 'never' ? 'on_success' : job.when,
    allowFailure: job.allowFailure.value,
    ...(job.startIn !== undefined && { startIn: job.startIn }),
    ...(job.needs && { needs: job.needs }),
  };
}

/** By effect, which belongs to one job. Two moods that see it alike share what it plays. */
const kept = new WeakMap<Effect, ProcessJob>();

/** The same object as long as nothing about it changes: with it stays what its turn comes to. */
function processJob(
  { pipeline, held, awaited }: Scene,
  mood: Mood,
  { job }: JobOutcome,
  effect: Effect,
  ghost: boolean,
): ProcessJob {
  const waits = held(job.name);
  const stage = pipeline.stages.indexOf(job.stage);
  const needsApproval = isUnknown(waits) ? mood === 'most' : waits;
  const meanwhile = meanwhileIn(mood, awaited?.(job.name));
  const last = kept.get(effect);
  const same = last?.stage === stage && last.needsApproval === needsApproval && (last.ghost ?? false) === ghost;
  if (last && same && last.meanwhile === meanwhile) return last;
  const needs = effect.needs?.flatMap((it) => (it.kind === 'job' ? it.job : []));
  const made: ProcessJob = {
    name: job.name,
    kind: job.kind,
    stage,
    when: effect.when,
    allowFailure: effect.allowFailure,
    ...(effect.startIn !== undefined && { startIn: effect.startIn }),
    ...(needs && { needs }),
    ...(job.environment && { action: job.environment.action }),
    needsApproval,
    ...(meanwhile && { meanwhile }),
    ...(ghost && { ghost }),
  };
  kept.set(effect, made);
  return made;
}

function meanwhileIn(mood: Mood, awaited: AwaitedPipeline | undefined): Meanwhile | undefined {
  if (!awaited) return undefined;
  const stops = isUnknown(awaited.stops) ? mood === 'most' : awaited.stops;
  return stops ? awaited.meanwhile : undefined;
}

/** Of the possible effects the one that holds those behind it least, or most; the likelier one where they are equal. */
function effectIn(mood: Mood, { possible }: JobOutcome): Effect | undefined {
  const sign = mood === 'least' ? 1 : -1;
  return possible.toSorted((a, b) => sign * (holding(a) - holding(b)))[0];
}

function holding({ when, allowFailure }: Effect): number {
  if (when === 'manual') return allowFailure ? 2 : 4;
  if (when === 'delayed') return 3;
  return when === 'on_failure' ? 1 : 0;
}
