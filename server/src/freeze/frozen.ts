/** The times in which a freeze period holds, over a stretch of time: what a calendar shows. */
import type { FreezePeriod } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import { windowAt } from './window.ts';

/** A time in which deployments are frozen, in ms; the end is still frozen. */
export interface Frozen {
  readonly from: Instant;
  readonly to: Instant;
}

/** A period that begins anew each minute would fill any list. */
const mostWindows = 1000;
const second = 1000;

/**
 * When `period` holds between two moments, in order; what overlaps is one. Empty for a period that GitLab would not
 * accept, or that never ends: that one never holds. What
 * holds at `from` is told from its last start on, and what holds at `until` to its end.
 */
export function frozenBetween(period: FreezePeriod, from: Instant, until: Instant): readonly Frozen[] {
  const found: Frozen[] = [];
  // The very second of a start does not count as frozen yet, so it is looked at a second later.
  let at = from - second;
  for (let count = 0; count < mostWindows; count++) {
    const window = windowAt(period, at);
    if (!window) break;
    const { active, start, end, nextStart } = window;
    if (active && start !== undefined && end !== undefined) add(found, { from: start, to: end });
    if (nextStart === undefined || nextStart > until) break;
    at = nextStart + second;
  }
  return found.filter((it) => it.to >= from);
}

function add(found: Frozen[], next: Frozen): void {
  const last = found.at(-1);
  if (last && next.from <= last.to) found[found.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  else found.push(next);
}
