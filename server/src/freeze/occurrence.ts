/**
 * When a cron line fires, forwards and backwards, in a zone with clock changes: fugit's walk, step by step.
 *
 * What it does at a clock change is part of GitLab's answer, so the steps are fugit 1.11.2's: going to the next larger
 * unit that fits, in real seconds (gates.md §4.4).
 */
import { daysTo, secondsPerDay, type WallTime, wallTime } from '../text/civil.ts';
import type { Cron, WeekDay } from './cron.ts';
import type { Zone } from './zone.ts';

/** fugit gives up after as many steps. */
const maxSteps = 2048;
const week = 7 * secondsPerDay;

/** A moment (whole seconds since 1970) with its wall clock. */
interface Cursor {
  readonly at: number;
  readonly wall: WallTime;
}

/** The first moment after `from` (seconds since 1970, fractions allowed) at which `cron` fires; `undefined` if there is none. */
export function nextTime(cron: Cron, zone: Zone, from: number): number | undefined {
  let start = cursorAt(zone, Math.floor(from));
  let at = start;
  for (let step = 0; step < maxSteps; step++) {
    const onwards = at.at === start.at ? at.at + 1 : forwards(cron, zone, at);
    if (onwards === undefined) {
      // Where the clock goes back, the same wall time comes twice: the second does not count.
      if (!sameWall(at.wall, start.wall) || zone.offsetAt(at.at) === zone.offsetAt(start.at)) return at.at;
      start = at;
    } else at = cursorAt(zone, onwards);
  }
  return undefined;
}

/** The last moment at or before one second before `from` at which `cron` fired; `undefined` if there is none. */
export function previousTime(cron: Cron, zone: Zone, from: number): number | undefined {
  let at = cursorAt(zone, Math.floor(from - 1));
  for (let step = 0; step < maxSteps; step++) {
    const back = backwards(cron, zone, at);
    if (back === undefined) return at.at;
    at = cursorAt(zone, back);
  }
  return undefined;
}

function cursorAt(zone: Zone, at: number): Cursor {
  return { at, wall: wallTime(at + zone.offsetAt(at)) };
}

/** Where to look next, or `undefined` where `cron` fires right here. */
function forwards(cron: Cron, zone: Zone, { at, wall }: Cursor): number | undefined {
  if (!fits(cron.months, wall.month)) return startOfNextMonth(zone, wall);
  if (!dayFits(cron, zone, wall)) return startOfNextDay(zone, { at, wall });
  if (!fits(cron.hours, wall.hour)) return at + (60 - wall.minute) * 60 - wall.second;
  if (!fits(cron.minutes, wall.minute)) return at + 60 - wall.second;
  if (!fits(cron.seconds, wall.second)) {
    const later = cron.seconds?.find((it) => it > wall.second);
    return later === undefined ? at + 60 - wall.second + (cron.seconds?.[0] ?? 0) : at + later - wall.second;
  }
  return undefined;
}

/** Steps back in real seconds as if every day had 24 hours: over a clock change it lands an hour off, as fugit does. */
function backwards(cron: Cron, zone: Zone, { at, wall }: Cursor): number | undefined {
  const sinceMidnight = wall.hour * 3600 + wall.minute * 60 + wall.second;
  if (!fits(cron.months, wall.month)) return at - (wall.day - 1) * secondsPerDay - sinceMidnight - 1;
  if (!dayFits(cron, zone, wall)) return at - sinceMidnight - 1;
  if (!fits(cron.hours, wall.hour)) return at - wall.minute * 60 - wall.second - 1;
  if (!fits(cron.minutes, wall.minute)) return at - wall.second - 1;
  if (!fits(cron.seconds, wall.second)) {
    const target = cron.seconds?.findLast((it) => it < wall.second) ?? cron.seconds?.at(-1) ?? 0;
    return at + target - wall.second - (wall.second > target ? 0 : 60);
  }
  return undefined;
}

function startOfNextMonth(zone: Zone, { year, month }: WallTime): number {
  const [nextYear, nextMonth] = month === 12 ? [year + 1, 1] : [year, month + 1];
  const first = daysTo(nextYear, nextMonth, 1) * secondsPerDay;
  // A midnight that a clock change leaves out: the first moment after it.
  return fromWall(zone, first) ?? first - zone.offsetAt(first - secondsPerDay);
}

function startOfNextDay(zone: Zone, { at, wall }: Cursor): number {
  const next = at + (24 - wall.hour) * 3600 - wall.minute * 60 - wall.second;
  const { year, month, day, hour } = wallTime(next + zone.offsetAt(next));
  if (hour === 0) return next;
  const midnight = hour < 12 ? fromWall(zone, daysTo(year, month, day) * secondsPerDay) : undefined;
  return midnight ?? next + (24 - hour) * 3600;
}

/** The (first) moment at which the wall clock shows `local` seconds, or `undefined` where a clock change leaves it out. */
function fromWall(zone: Zone, local: number): number | undefined {
  for (const near of [local - secondsPerDay, local + secondsPerDay]) {
    const at = local - zone.offsetAt(near);
    if (at + zone.offsetAt(at) === local) return at;
  }
  return undefined;
}

function sameWall(a: WallTime, b: WallTime): boolean {
  return (
    a.second === b.second &&
    a.minute === b.minute &&
    a.hour === b.hour &&
    a.day === b.day &&
    a.month === b.month &&
    a.year === b.year
  );
}

function fits(values: readonly number[] | undefined, value: number): boolean {
  return values === undefined || values.includes(value);
}

/** Either day field may match when both are restricted, unless `&` asks for both. */
function dayFits(cron: Cron, zone: Zone, wall: WallTime): boolean {
  const { weekDays, monthDays, bothDays } = cron;
  if (weekDays && monthDays && !bothDays) {
    return weekDayFits(weekDays, zone, wall) || monthDayFits(monthDays, zone, wall);
  }
  return (!weekDays || weekDayFits(weekDays, zone, wall)) && (!monthDays || monthDayFits(monthDays, zone, wall));
}

function weekDayFits(weekDays: readonly WeekDay[], zone: Zone, wall: WallTime): boolean {
  // Only the first entry of a weekday counts.
  const entry = weekDays.find((it) => it.day === wall.weekday);
  if (!entry) return false;
  const { nth, every } = entry;
  if (every) return modulo(weekSince2019(zone, wall), every.weeks) === every.plus % every.weeks;
  if (nth === undefined) return true;
  if (nth > 0) return Math.ceil(wall.day / 7) === nth;
  const length = daysTo(wall.year, wall.month + 1, 1) - daysTo(wall.year, wall.month, 1);
  return -Math.ceil((length - wall.day + 1) / 7) === nth;
}

/** Weeks of real time since the first noon of 2019, from 1. */
function weekSince2019(zone: Zone, { year, month, day }: WallTime): number {
  const noon = (days: number) => {
    const local = days * secondsPerDay + secondsPerDay / 2;
    return fromWall(zone, local) ?? local;
  };
  return Math.floor((noon(daysTo(year, month, day)) - noon(daysTo(2019, 1, 1))) / week) + 1;
}

/** The last day is 24 hours before the next month: a day early where the clock goes forward on it. */
function monthDayFits(monthDays: readonly number[], zone: Zone, wall: WallTime): boolean {
  if (monthDays.includes(wall.day)) return true;
  if (monthDays.every((it) => it > 0)) return false;
  const eve = startOfNextMonth(zone, wall) - secondsPerDay;
  const last = wallTime(eve + zone.offsetAt(eve)).day;
  return monthDays.some((it) => it < 0 && last + 1 + it === wall.day);
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}
