/** One pipeline in which nothing fails, and what becomes of it depending on who presses what. */
import { type Cast, castOf, type ProcessJob } from './cast.ts';
import { settle } from './player.ts';
import type { Status } from './status.ts';

/**
 * A cast that is played with every ordinary job succeeding. What is asked for is played once and kept.
 * All answers come from the player: a job holds another exactly when the other does not get through without it.
 */
export interface World {
  readonly cast: Cast;
  /** Nobody presses anything: who runs is `success`, who waits is `manual` or `scheduled`, and `running` who waits for another pipeline. */
  readonly untouched: readonly Status[];
  /** Everything that stops is pressed, timers included. */
  readonly pressed: readonly Status[];
  /** Everything but `job` is pressed. */
  without(job: number): readonly Status[];
  /** Only `job` is pressed. */
  with(job: number): readonly Status[];
  /** The jobs that stop when their turn comes and without which `job` would not get as far as it can. */
  holdersOf(job: number): readonly number[];
}

/**
 * The last worlds of some jobs, one for each mood that a forecast is made in. By the first of the jobs and by the last,
 * so that they are found whichever of them is edited: most edits leave what the jobs do to each other as it is.
 */
const worlds = new WeakMap<ProcessJob, readonly World[]>();

/** The world in which just these jobs are played. The same one as long as the jobs play the same. */
export function worldFor(jobs: readonly ProcessJob[]): World {
  const ends = [jobs[0], jobs.at(-1)].filter((it) => it !== undefined);
  const known = ends.flatMap((it) => worlds.get(it) ?? []).find(({ cast }) => playAlike(cast.jobs, jobs));
  const world = known ?? worldOf(castOf(jobs));
  for (const it of ends) {
    const others = (worlds.get(it) ?? []).filter((other) => other !== world);
    worlds.set(it, [world, ...others].slice(0, 2));
  }
  return world;
}

function playAlike(some: readonly ProcessJob[], others: readonly ProcessJob[]): boolean {
  if (some.length !== others.length) return false;
  return some.every((it, n) => it === others[n] || JSON.stringify(it) === JSON.stringify(others[n]));
}

export function worldOf(cast: Cast): World {
  const stops = new Set<number>();
  const untouched = play(cast, () => false);
  const pressed = play(cast, (job) => {
    if (!cast.jobs[job]?.ghost) stops.add(job);
    return true;
  });
  const position = new Map(cast.order.map((job, n) => [job, n]));
  const kept = new Map<number, readonly Status[]>();
  const without = (job: number): readonly Status[] => {
    const known = kept.get(job);
    if (known) return known;
    // Whatever has its turn before that job is as it is when everything is pressed.
    const statuses = [...pressed];
    for (const it of cast.order.slice(position.get(job))) statuses[it] = 'created';
    const played = play(cast, (it) => it !== job, statuses);
    kept.set(job, played);
    return played;
  };
  return {
    cast,
    untouched,
    pressed,
    without,
    with: (job) => play(cast, (it) => it === job),
    // What is not ahead of a job makes no difference to it.
    holdersOf: (job) => [...stops].filter((it) => it !== job && without(it)[job] !== pressed[job]),
  };
}

/**
 * Jobs that start succeed at once; jobs that stop succeed where somebody presses them. A trigger job that waits for its
 * pipeline stops as long as that one does: whoever presses it gets that one through as well.
 */
function play(cast: Cast, presses: (job: number) => boolean, from?: readonly Status[]): readonly Status[] {
  return settle(cast, from, (job, { status }) => {
    if (status === 'pending' || status === 'waiting_for_resource') {
      const meanwhile = cast.jobs[job]?.meanwhile;
      return meanwhile && !presses(job) ? meanwhile : 'success';
    }
    if (status === 'manual' || status === 'scheduled') return presses(job) ? 'success' : status;
    return status;
  });
}
