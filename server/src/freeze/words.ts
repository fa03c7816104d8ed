/** Moments as people read them. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { secondsPerDay, type WallTime, wallTime } from '../text/civil.ts';
import type { Instant } from '../text/instant.ts';
import { zoneOf } from './zone.ts';

const days = [later('Sun'), later('Mon'), later('Tue'), later('Wed'), later('Thu'), later('Fri'), later('Sat')];

/** Days of each month, as they are told without a year. */
const dates = [
  later('{0} Jan'),
  later('{0} Feb'),
  later('{0} Mar'),
  later('{0} Apr'),
  later('{0} May'),
  later('{0} Jun'),
  later('{0} Jul'),
  later('{0} Aug'),
  later('{0} Sep'),
  later('{0} Oct'),
  later('{0} Nov'),
  later('{0} Dec'),
];

/** "Mon 2026-11-23 07:00 (Europe/Berlin)"; in UTC where the zone is not one that GitLab knows. */
export function momentWords(at: Instant, timeZone: string): string {
  const wall = wallIn(at, timeZone);
  const { year, month, day } = wall;
  return t`${dayWords(wall)} ${year}-${two(month)}-${two(day)} ${clock(wall)} (${zoneWords(timeZone)})`;
}

/** `momentWords` without the day: "07:00 (Europe/Berlin)". */
export function timeWords(at: Instant, timeZone: string): string {
  return `${clock(wallIn(at, timeZone))} (${zoneWords(timeZone)})`;
}

/** Whether two moments are on the same day of a zone. */
export function isSameDay(one: Instant, other: Instant, timeZone: string): boolean {
  const [a, b] = [wallIn(one, timeZone), wallIn(other, timeZone)];
  return a.year === b.year && a.month === b.month && a.day === b.day;
}

/**
 * As short as it can be without saying something else: "Mon 07:00" within the next days, else "Mon 7 Dec 07:00".
 * The zone is not in it; `zoneWords` names it where that is needed.
 * @param from the moment at which it is read.
 */
export function shortMoment(at: Instant, from: Instant, timeZone: string): string {
  const wall = wallIn(at, timeZone);
  const day = dayWords(wall);
  if (Math.abs(at - from) < 6 * secondsPerDay * 1000) return `${day} ${clock(wall)}`;
  const date = t(dates[wall.month - 1] ?? '', wall.day);
  if (wall.year === wallIn(from, timeZone).year) return `${day} ${date} ${clock(wall)}`;
  return t`${day} ${date} ${wall.year} ${clock(wall)}`;
}

function dayWords({ weekday }: WallTime): string {
  return t(days[weekday] ?? '');
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
