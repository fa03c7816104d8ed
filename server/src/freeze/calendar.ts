/** The freeze periods of a project together: whether one holds, until when, and which windows come next. */
import type { FreezePeriod } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import { windowAt } from './window.ts';

/** One stretch of time in which a period holds. */
export interface Window {
  readonly period: FreezePeriod;
  readonly start: Instant;
  /** Absent: it never ends (within the steps that GitLab walks). */
  readonly end?: Instant;
}

/** Just after a start the window counts: GitLab leaves out the very second. In ms. */
const justAfter = 1000;

/**
 * The windows that hold at `at` and those that come after, by their start.
 * @param count how many at most; none of a period that GitLab would not accept.
 */
export function windowsFrom(periods: readonly FreezePeriod[], at: Instant, count: number): readonly Window[] {
  return periods
    .flatMap((it) => windowsOf(it, at, count))
    .toSorted((a, b) => a.start - b.start)
    .slice(0, count);
}

/** Those of `windows` that hold at `at`. */
export function holding(windows: readonly Window[], at: Instant): readonly Window[] {
  return windows.filter((it) => it.start <= at && (it.end === undefined || at <= it.end));
}

function windowsOf(period: FreezePeriod, at: Instant, count: number): readonly Window[] {
  const found: Window[] = [];
  let here = windowAt(period, at);
  if (here?.active && here.start !== undefined) found.push(windowOf(period, here.start, here.end));
  while (found.length < count && here?.nextStart !== undefined) {
    const start: Instant = here.nextStart;
    here = windowAt(period, start + justAfter);
    found.push(windowOf(period, start, here?.end));
  }
  return found;
}

function windowOf(period: FreezePeriod, start: Instant, end: Instant | undefined): Window {
  return { period, start, ...(end !== undefined && { end }) };
}
