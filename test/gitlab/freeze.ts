/** Whether a freeze period holds at a moment, for GraphQL's `deployFreezes`: plain five-field cron, minute by minute. */
import type { FreezePeriod } from './world.ts';

const minute = 60_000;
/** How far to look for the last start or the next end: thirteen months. */
const horizon = 400 * 24 * 60;

export function freezeAt({ start, end, tz, status }: FreezePeriod, now: number) {
  const starts = cron(start, tz);
  const ends = cron(end, tz);
  const began = starts.before(now);
  const over = began === undefined ? undefined : ends.after(began);
  const holds = began !== undefined && over !== undefined && now <= over;
  const active = status === undefined ? holds : status === 'active';
  return {
    startCron: start,
    endCron: end,
    cronTimezone: tz,
    status: active ? 'ACTIVE' : 'INACTIVE',
    startTime: iso(active ? began : starts.after(now)),
    endTime: iso(ends.after(now)),
  };
}

function iso(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

interface Cron {
  before(time: number): number | undefined;
  after(time: number): number | undefined;
}

/** @throws for anything but five fields of numbers, names, ranges, lists and steps. */
function cron(text: string, zone: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) throw new Error(`the stand-in does not read \`${text}\`: state the period's \`status\``);
  const [minutes, hours, days, months, weekdays] = fields.map((it, n) => numbers(it, n));
  const clock = clockIn(zone);
  return {
    before: (time) => search(Math.floor((time - 1000) / minute) * minute, -minute),
    after: (time) => search((Math.floor(time / minute) + 1) * minute, minute),
  };

  function search(from: number, step: number): number | undefined {
    for (let time = from, n = 0; n < horizon; time += step, n++) if (hits(time)) return time;
    return undefined;
  }

  function hits(time: number): boolean {
    const at = clock(time);
    if (!minutes?.has(at.getUTCMinutes()) || !hours?.has(at.getUTCHours())) return false;
    if (!months?.has(at.getUTCMonth() + 1)) return false;
    const day = days?.has(at.getUTCDate()) ?? false;
    const weekday = weekdays?.has(at.getUTCDay()) ?? false;
    return fields[2] === '*' || fields[4] === '*' ? day && weekday : day || weekday;
  }
}

const ranges: readonly (readonly [low: number, high: number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];
const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function numbers(field: string, n: number): ReadonlySet<number> {
  const [low, high] = ranges[n] ?? [0, 0];
  const result = new Set<number>();
  for (const part of field.toLowerCase().split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [first = '', last] = range === '*' ? [String(low), String(high)] : range.split('-');
    const to = last === undefined ? numberOf(first) : numberOf(last);
    for (let value = numberOf(first); value <= to; value += Number(step)) result.add(n === 4 ? value % 7 : value);
  }
  return result;
}

function numberOf(word: string): number {
  const value = names.includes(word) ? names.indexOf(word) : Number(word || Number.NaN);
  if (!Number.isInteger(value))
    throw new Error(`the stand-in does not read \`${word}\`: state the period's \`status\``);
  return value;
}

/** A time as the clocks on the wall show it, in a date whose UTC fields are theirs. Offsets are kept by the hour. */
function clockIn(zone: string): (time: number) => Date {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const offsets = new Map<number, number>();
  return (time) => {
    // Clocks change on the quarter at the finest.
    const slot = Math.floor(time / (15 * minute));
    const offset =
      offsets.get(slot) ?? Date.parse(`${format.format(slot * 15 * minute).replace(' ', 'T')}Z`) - slot * 15 * minute;
    offsets.set(slot, offset);
    return new Date(time + offset);
  };
}
