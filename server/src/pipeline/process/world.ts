/** One pipeline in which nothing fails, and what becomes of it depending on who presses what. */
import type { Cast } from './cast.ts';
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
