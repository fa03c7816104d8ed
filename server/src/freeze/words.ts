/** Moments as people read them. */
import { secondsPerDay, type WallTime, wallTime } from '../text/civil.ts';
import type { Instant } from '../text/instant.ts';
import { zoneOf } from './zone.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Mon 2026-11-23 07:00 (Europe/Berlin)"; in UTC where the zone is not one that GitLab knows. */
export function momentWords(at: Instant, timeZone: string): string {
  const wall = wallIn(at, timeZone);
  const date = `${days[wall.weekday]} ${wall.year}-${two(wall.month)}-${two(wall.day)}`;
  return `${date} ${clock(wall)} (${zoneWords(timeZone)})`;
}

/**
 * As short as it can be without saying something else: "Mon 07:00" within the next days, else "Mon 7 Dec 07:00".
 * The zone is not in it; `zoneWords` names it where that is needed.
 * @param from the moment at which it is read.
 */
export function shortMoment(at: Instant, from: Instant, timeZone: string): string {
  const wall = wallIn(at, timeZone);
  const day = days[wall.weekday];
  if (Math.abs(at - from) < 6 * secondsPerDay * 1000) return `${day} ${clock(wall)}`;
  const year = wall.year === wallIn(from, timeZone).year ? '' : ` ${wall.year}`;
  return `${day} ${wall.day} ${months[wall.month - 1]}${year} ${clock(wall)}`;
}

/** The zone as it is named beside a moment: UTC where it is not one that GitLab knows. */
export function zoneWords(timeZone: string): string {
  return zoneOf(timeZone) ? timeZone : 'UTC';
}

/** Whether the clocks of two zones show different times at a moment. */
export function differ(one: string, other: string, at: Instant): boolean {
  return offsetIn(one, at) !== offsetIn(other, at);
}

function offsetIn(timeZone: string, at: Instant): number {
  return zoneOf(timeZone)?.offsetAt(Math.floor(at / 1000)) ?? 0;
}

function wallIn(at: Instant, timeZone: string): WallTime {
  return wallTime(Math.floor(at / 1000) + offsetIn(timeZone, at));
}

function clock({ hour, minute }: WallTime): string {
  return `${two(hour)}:${two(minute)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
