/** The next moment at which a deploy freeze begins or ends, as a few words in the zone of whoever reads it. */
import type { Analysis } from '../engine/analysis.ts';
import { holding, type Window, windowsFrom } from '../freeze/calendar.ts';
import { differ, shortMoment, zoneWords } from '../freeze/words.ts';
import type { FreezePeriod } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';

/** What the periods say at the attempt's moment. */
export type FreezeEvent =
  /** `until`: "Mon 07:00"; absent where the freeze has no end. */
  | { readonly kind: 'frozen'; readonly until?: string }
  /** `from`: "Fri 18:00"; `soon`: within a week. */
  | { readonly kind: 'open'; readonly from: string; readonly to?: string; readonly soon: boolean }
  /** No freeze is planned any more. */
  | { readonly kind: 'none' };

/** What begins later than this many ms from now is not worth a word over every job. */
const soonest = 7 * 86_400_000;

/** How many windows are looked at. One that follows another without a gap, or lies in it, makes a freeze longer. */
const lookedAt = 8;

const kept = new WeakMap<Analysis, { readonly timeZone: string; readonly event: FreezeEvent | undefined }>();

/** @returns `undefined` where the periods could not be read, or there are none. */
export function freezeEvent(analysis: Analysis, timeZone: string): FreezeEvent | undefined {
  const known = kept.get(analysis);
  if (known?.timeZone === timeZone) return known.event;
  const { freezePeriods } = analysis.snapshot.settings;
  const periods = freezePeriods.known ? freezePeriods.value : [];
  const event = periods.length === 0 ? undefined : eventOf(periods, analysis.attempt.at, timeZone);
  kept.set(analysis, { timeZone, event });
  return event;
}

function eventOf(periods: readonly FreezePeriod[], at: Instant, timeZone: string): FreezeEvent {
  const windows = windowsFrom(periods, at, lookedAt);
  const now = holding(windows, at);
  if (now.length > 0) return frozen(lastEnd(now, windows), at, timeZone);
  const next = windows.find((it) => it.start > at);
  if (!next) return { kind: 'none' };
  const end = lastEnd([next], windows);
  return {
    kind: 'open',
    from: localMoment(next.start, next.period, at, timeZone),
    ...(end && { to: localMoment(end.end, end.period, at, timeZone) }),
    soon: next.start - at < soonest,
  };
}

function frozen(end: Ended | undefined, at: Instant, timeZone: string): FreezeEvent {
  return { kind: 'frozen', ...(end && { until: localMoment(end.end, end.period, at, timeZone) }) };
}

type Ended = Window & { readonly end: Instant };

/** Where the freeze that begins with `first` is over: other windows that begin before its end make it longer. */
function lastEnd(first: readonly Window[], all: readonly Window[]): Ended | undefined {
  let last: Ended | undefined;
  for (const it of [...first, ...all]) {
    const joins = first.includes(it) || (last !== undefined && it.start <= last.end);
    if (!joins) continue;
    if (it.end === undefined) return undefined;
    if (!last || it.end > last.end) last = { ...it, end: it.end };
  }
  return last;
}

/** "Mon 07:00", and the zone where the clocks of the reader and of the project differ. */
function localMoment(moment: Instant, period: FreezePeriod, from: Instant, timeZone: string): string {
  const words = shortMoment(moment, from, timeZone);
  return differ(timeZone, period.timeZone, moment) ? `${words} (${zoneWords(timeZone)})` : words;
}
