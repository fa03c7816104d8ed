/** Time zones as GitLab names them. The rules of the zones are the platform's own (`Intl`). */
import { ownOf } from '../logic/own.ts';
import { daysTo, secondsPerDay } from '../text/civil.ts';
import { railsZones } from './rails-zones.ts';

export interface Zone {
  /** Name in the tz database, or the offset as written. */
  readonly name: string;
  /** Seconds that local time is ahead of UTC at `seconds` since 1970. */
  offsetAt(seconds: number): number;
}

/** What fugit reads as a zone behind a cron line (gates.md §4.3). */
const zoneName = /^[A-Z][a-zA-Z0-9+-]+(?:\/[A-Z][a-zA-Z0-9+_-]+){0,2}$/;
const zoneOffset = /^([+-])([01]\d|2[0-4]):?(00|15|30|45)$/;

/** The zone that GitLab means by `name`: a Rails name, a name of the tz database, or an offset; else `undefined`. */
export function zoneOf(name: string): Zone | undefined {
  const known = ownOf(railsZones, name) ?? name;
  const fixed = zoneOffset.exec(known);
  if (fixed) {
    const [, sign, hours, minutes] = fixed;
    const seconds = (Number(hours) * 60 + Number(minutes)) * 60 * (sign === '-' ? -1 : 1);
    return { name: known, offsetAt: () => seconds };
  }
  if (!zoneName.test(known)) return undefined;
  const formatter = formatterOf(known);
  return formatter && { name: known, offsetAt: offsetsOf(formatter) };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Offsets by day: a day that begins and ends with the same offset has no clock change, so it is asked only once. */
function offsetsOf(formatter: Intl.DateTimeFormat): (seconds: number) => number {
  const atMidnight = new Map<number, number>();
  const midnight = (day: number): number => {
    const known = atMidnight.get(day) ?? offset(formatter, day * secondsPerDay);
    atMidnight.set(day, known);
    return known;
  };
  return (seconds) => {
    const day = Math.floor(seconds / secondsPerDay);
    const before = midnight(day);
    return before === midnight(day + 1) ? before : offset(formatter, seconds);
  };
}

function offset(formatter: Intl.DateTimeFormat, seconds: number): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatter.formatToParts(seconds * 1000)) part[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return daysTo(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second - seconds;
}
