/** The jobs of one pipeline in the order they get their turns, and who stands before whom. */
import type { CompleteStatus } from './status.ts';
import { type AtTurn, type Turn, turn } from './turn.ts';

/**
 * With `strategy: mirror` a pipeline that waits for somebody makes its trigger job a manual one, too. One in which
 * nothing runs by itself is `skipped`: so is a job that mirrors it, and one that depends on it is `failed`.
 */
export type Meanwhile = 'running' | 'manual' | 'failed' | 'skipped';

/** A job that is in the pipeline, as far as processing looks at it. */
export interface ProcessJob extends Omit<AtTurn, 'needsMode' | 'enqueueImmediately'> {
  readonly name: string;
  /** Stages run in this order. */
  readonly stage: number;
  readonly allowFailure: boolean;
  /** What it needs; names that are not in the pipeline do not count. `undefined`: all stages before. */
  readonly needs?: readonly string[];
  /** A trigger job that waits for its pipeline, where that stops: its own status until somebody sees to that. */
  readonly meanwhile?: Meanwhile;
  /** Gets its turn like the others, but nobody waits for it: a job, or a variant of one, that is only asked about. */
  readonly ghost?: boolean;
}

/** Jobs by their index in `jobs`. Immutable, made once for any number of plays. */
export interface Cast {
  readonly jobs: readonly ProcessJob[];
  /** Ghosts are not in it. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** Stage by stage; inside a stage what is needed comes first. */
  readonly order: readonly number[];
  /** The needed jobs of each job; `undefined` where it waits for stages. */
  readonly needs: readonly (readonly number[] | undefined)[];
  /** Which jobs need each job, directly. */
  readonly neededBy: readonly (readonly number[])[];
}

export function castOf(jobs: readonly ProcessJob[]): Cast {
  const indexOf = new Map<string, number>();
  for (const [n, job] of jobs.entries()) if (!job.ghost) indexOf.set(job.name, n);
  const needs = jobs.map((job) => job.needs?.map((it) => indexOf.get(it)).filter((it) => it !== undefined));
  const neededBy: number[][] = jobs.map(() => []);
  needs.forEach((needed, n) => {
    if (jobs[n]?.ghost) return;
    for (const it of needed ?? []) neededBy[it]?.push(n);
  });
  return { jobs, indexOf, needs, neededBy, order: orderOf(jobs, needs) };
}

type Turns = Partial<Record<CompleteStatus, Turn>>;

/** Pipelines are played many times, so every turn is worked out once; most of those that are possible never come. */
const turns = new WeakMap<ProcessJob, Turns>();

/** What a job's turn comes to after jobs with this composite. */
export function turnAfter(job: ProcessJob, upstream: CompleteStatus): Turn {
  const known = turns.get(job) ?? {};
  turns.set(job, known);
  known[upstream] ??= turn({ ...job, needsMode: job.needs !== undefined }, upstream);
  return known[upstream];
}

/** Every job before which nothing of `from` has to wait, transitively: all that is behind it by `needs`. */
export function behindByNeeds({ neededBy }: Cast, from: number): ReadonlySet<number> {
  const found = new Set([from]);
  for (const it of found) for (const next of neededBy[it] ?? []) found.add(next);
  return found;
}

/** All jobs that come before `of`, by needs and by stages, transitively. */
export function aheadOf(cast: Cast, of: number): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [of];
  let wholeStages = Number.NEGATIVE_INFINITY;
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    const stage = cast.jobs[here]?.stage ?? 0;
    const needed = cast.needs[here] ?? (stage > wholeStages ? inStages(cast, stage) : []);
    if (!cast.needs[here]) wholeStages = Math.max(wholeStages, stage);
    for (const it of needed) {
      if (found.has(it)) continue;
      found.add(it);
      open.push(it);
    }
  }
  return found;
}

function inStages({ jobs }: Cast, before: number): readonly number[] {
  return jobs.flatMap((job, n) => (job.stage < before && !job.ghost ? n : []));
}

function orderOf(jobs: readonly ProcessJob[], needs: Cast['needs']): readonly number[] {
  const byStage = jobs.map((_, n) => n).sort((a, b) => (jobs[a]?.stage ?? 0) - (jobs[b]?.stage ?? 0) || a - b);
  const done = new Set<number>();
  for (const job of byStage) visit(job, jobs[job]?.stage, jobs, needs, done);
  return [...done];
}

/** Depth first, without recursion: a chain of needs may be as long as the pipeline. Circles, which GitLab refuses, are cut. */
function visit(
  first: number,
  stage: number | undefined,
  jobs: readonly ProcessJob[],
  needs: Cast['needs'],
  done: Set<number>,
): void {
  const path = [first];
  const seen = new Set<number>();
  for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
    seen.add(here);
    const next = needs[here]?.find((it) => jobs[it]?.stage === stage && !done.has(it) && !seen.has(it));
    if (next !== undefined) path.push(next);
    else {
      done.add(here);
      path.pop();
    }
  }
}
