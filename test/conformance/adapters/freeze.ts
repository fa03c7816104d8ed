/** Freeze periods and their cron lines. */
import { checkCron, isValidPeriod, nextOccurrence, windowAt } from '../../../server/src/freeze/window.ts';
import type { FreezePeriod } from '../../../server/src/settings/settings.ts';
import type { Adapter } from '../adapters.ts';

interface GivenPeriod {
  readonly freeze_start: string;
  readonly freeze_end: string;
  readonly cron_timezone: string;
}

export const freezeAdapters: Readonly<Record<string, Adapter>> = {
  freeze_window: (given) => {
    const period = periodOf(given as unknown as GivenPeriod);
    if (!isValidPeriod(period)) return { valid: false };
    return { valid: true, ...windowAnswer(period, given['now']) };
  },
  freeze: (given) => {
    const periods = (given['freeze_periods'] as readonly GivenPeriod[]).map(periodOf);
    const answers = periods.map((it) => windowAnswer(it, given['now']));
    const active = answers.some((it) => it.active);
    return { ...answers[0], active, ci_deploy_freeze: active ? 'true' : null };
  },
  cron_valid: (given) => {
    const { valid, zone } = checkCron(String(given['cron']), String(given['cron_timezone']));
    return { valid, resolved_timezone: zone };
  },
  cron_next: (given) => ({
    next: iso(
      nextOccurrence(String(given['cron']), String(given['cron_timezone']), Date.parse(String(given['from_']))),
    ),
  }),
};

function periodOf(given: GivenPeriod): FreezePeriod {
  return { start: given.freeze_start, end: given.freeze_end, timeZone: given.cron_timezone };
}

function windowAnswer(period: FreezePeriod, now: unknown) {
  const window = windowAt(period, Date.parse(String(now)));
  return {
    active: window?.active ?? false,
    time_start: iso(window?.start),
    time_end_from_start: iso(window?.end),
    next_time_start: iso(window?.nextStart),
    time_end_from_now: iso(window?.nextEnd),
  };
}

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');
}
