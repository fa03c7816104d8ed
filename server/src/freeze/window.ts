/** Freeze periods: whether one holds at a moment, until when, and when the next begins (gates.md §4.2). */
import type { FreezePeriod } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import { type Cron, parseCron } from './cron.ts';
import { nextTime, previousTime } from './occurrence.ts';
import { type Zone, zoneOf } from './zone.ts';

/** Moments in ms. Absent: there is none (within the steps that GitLab walks). */
export interface FreezeWindow {
  readonly active: boolean;
  /** The last start before the moment. The very second of a start does not count yet. */
  readonly start?: Instant;
  /** The first end after that start; itself still frozen. */
  readonly end?: Instant;
  /** The next start after the moment. */
  readonly nextStart?: Instant;
  /** The first end after the moment. */
  readonly nextEnd?: Instant;
}

interface Schedule {
  readonly zone: Zone;
  readonly start: Cron;
  readonly end: Cron;
}

/** Read once per period; periods are immutable parts of a snapshot. */
const schedules = new WeakMap<FreezePeriod, { readonly schedule: Schedule | undefined }>();

function scheduleOf(period: FreezePeriod): Schedule | undefined {
  const known = schedules.get(period);
  if (known) return known.schedule;
  const zone = zoneOf(period.timeZone.trim());
  const start = parseCron(period.start);
  const end = parseCron(period.end);
  const schedule = zone && start && end ? { zone, start, end } : undefined;
  schedules.set(period, { schedule });
  return schedule;
}

/** Whether GitLab accepts the period: both cron lines and the zone. */
export function isValidPeriod(period: FreezePeriod): boolean {
  return scheduleOf(period) !== undefined;
}

/** Whether GitLab accepts a cron line in a zone; and the zone's tz name. */
export function checkCron(cron: string, timeZone: string): { readonly valid: boolean; readonly zone?: string } {
  const zone = zoneOf(timeZone.trim());
  return { valid: zone !== undefined && parseCron(cron) !== undefined, ...(zone && { zone: zone.name }) };
}

/** The next time a cron line fires after `from`, in ms; `undefined` where it is invalid or never fires. */
export function nextOccurrence(cron: string, timeZone: string, from: Instant): Instant | undefined {
  const zone = zoneOf(timeZone.trim());
  const parsed = parseCron(cron);
  return zone && parsed ? inMs(nextTime(parsed, zone, from / 1000)) : undefined;
}

/** The period around `at`, or `undefined` where GitLab would not accept the period. */
export function windowAt(period: FreezePeriod, at: Instant): FreezeWindow | undefined {
  const schedule = scheduleOf(period);
  if (!schedule) return undefined;
  const { zone, start: starts, end: ends } = schedule;
  const start = inMs(previousTime(starts, zone, at / 1000));
  const end = start === undefined ? undefined : inMs(nextTime(ends, zone, start / 1000));
  const nextStart = inMs(nextTime(starts, zone, at / 1000));
  const nextEnd = inMs(nextTime(ends, zone, at / 1000));
  return {
    active: start !== undefined && end !== undefined && start <= at && at <= end,
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(nextStart !== undefined && { nextStart }),
    ...(nextEnd !== undefined && { nextEnd }),
  };
}

/** Whether the period holds at `at`: the one thing that sets `CI_DEPLOY_FREEZE`. An invalid period never does. */
export function frozenAt(period: FreezePeriod, at: Instant): boolean {
  return windowAt(period, at)?.active ?? false;
}

function inMs(seconds: number | undefined): Instant | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
