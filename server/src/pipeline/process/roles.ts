/** Which part each job of an outcome plays when its pipeline is processed, also where its rules are not decided. */
import { t } from '@vscode/l10n';
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
  readonly places: ReadonlyMap<string, Place>;
}

/** Where the roles of one job begin, and with which effects it plays them. */
interface Place {
  readonly first: number;
  readonly effects: readonly Effect[];
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
  return [{ kind: 'runtime', detail: t`which rule of \`${job.name}\` matches` }];
}

/**
 * All jobs in GitLab's order. One that is not (certainly) there, and effects that another one goes before, stand in
 * as ghosts, so that they can be asked about as well.
 */
export function rolesOf(scene: Scene, mood: Mood): Roles {
  const { pipeline, outcome } = scene;
  const stages = new Map(pipeline.stages.map((it, rank) => [it, rank]));
  const jobs: ProcessJob[] = [];
  const places = new Map<string, Place>();
  for (const { name, stage } of pipeline.jobs) {
    const job = outcome.jobs.get(name);
    if (!job || places.has(name)) continue;
    const its = partOf(job, mood, seenAs(scene, mood, name, stages.get(stage) ?? -1));
    places.set(name, { first: jobs.length, effects: its.effects });
    for (const it of its.roles) jobs.push(it);
  }
  return { jobs, places };
}

/** Where `job` stands with `effect`; with its likeliest one where none is given. */
export function placeOf({ places }: Roles, job: string, effect?: Effect): number | undefined {
  const place = places.get(job);
  if (!place) return undefined;
  return place.first + (effect ? Math.max(0, place.effects.indexOf(effect)) : 0);
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

/** What decides about a job's roles besides its outcome. */
interface Seen {
  readonly stage: number;
  readonly needsApproval: boolean;
  readonly meanwhile: Meanwhile | undefined;
}

function seenAs({ held, awaited }: Scene, mood: Mood, job: string, stage: number): Seen {
  const waits = held(job);
  const needsApproval = isUnknown(waits) ? mood === 'most' : waits;
  return { stage, needsApproval, meanwhile: meanwhileIn(mood, awaited?.(job)) };
}

/** All roles of one job in one mood: one for each of its effects. */
interface Part {
  readonly seen: Seen;
  readonly effects: readonly Effect[];
  readonly roles: readonly ProcessJob[];
}

type Parts = Readonly<Record<Mood, WeakMap<JobOutcome, Part>>>;

/** The same roles as long as nothing about them changes: with them stays what their turns come to. */
const parts: Parts = { least: new WeakMap(), most: new WeakMap() };

function partOf(job: JobOutcome, mood: Mood, seen: Seen): Part {
  const known = parts[mood].get(job);
  if (known && isSame(known.seen, seen)) return known;
  const there = job.included === true || (job.included !== false && mood === 'most');
  const played = there ? effectIn(mood, job) : undefined;
  const effects = job.possible.length > 0 ? job.possible : [asWritten(job)];
  const part = { seen, effects, roles: effects.map((it) => processJob(job, it, seen, it !== played)) };
  parts[mood].set(job, part);
  return part;
}

function isSame(one: Seen, other: Seen): boolean {
  return one.stage === other.stage && one.needsApproval === other.needsApproval && one.meanwhile === other.meanwhile;
}

function processJob({ job }: JobOutcome, effect: Effect, seen: Seen, ghost: boolean): ProcessJob {
  const { stage, needsApproval, meanwhile } = seen;
  const needs = effect.needs?.flatMap((it) => (it.kind === 'job' ? it.job : []));
  return {
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
}

function meanwhileIn(mood: Mood, awaited: AwaitedPipeline | undefined): Meanwhile | undefined {
  if (!awaited) return undefined;
  const stops = isUnknown(awaited.stops) ? mood === 'most' : awaited.stops;
  return stops ? awaited.meanwhile : undefined;
}

/** Of the possible effects the one that holds those behind it least, or most; the likelier one where they are equal. */
function effectIn(mood: Mood, { possible }: JobOutcome): Effect | undefined {
  if (possible.length < 2) return possible[0];
  const sign = mood === 'least' ? 1 : -1;
  return possible.toSorted((a, b) => sign * (holding(a) - holding(b)))[0];
}

function holding({ when, allowFailure }: Effect): number {
  if (when === 'manual') return allowFailure ? 2 : 4;
  if (when === 'delayed') return 3;
  return when === 'on_failure' ? 1 : 0;
}
