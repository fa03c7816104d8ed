/** The freeze calendar: four weeks of days in the reader's zone, and how much of each is frozen. */
import type { MapFreeze, MapPeriod } from '../../../server/src/lsp/protocol.ts';
import { escaped, marked } from './text.ts';

export interface Day {
  /** `2026-11-20`. */
  readonly date: string;
  /** Of the month. */
  readonly day: number;
  readonly month: string;
  readonly isToday: boolean;
  /** Before today, or after the four weeks: not looked at. */
  readonly isOutside: boolean;
  /** Parts of the day from 0 to 1, in order. */
  readonly frozen: readonly { readonly from: number; readonly to: number }[];
  /** "Frozen from 18:00"; empty for a day without a freeze. */
  readonly words: string;
}

type Known = Extract<MapFreeze, { readonly known: true }>;

const dayLength = 24 * 3600 * 1000;
const days = 28;

const weekDays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** Weeks from Monday to Sunday: from that of `at` on, until four weeks are full. @param zone of the reader, by its tz name. */
export function weeksOf(periods: readonly MapPeriod[], at: number, zone: string): readonly (readonly Day[])[] {
  const clock = clockOf(zone);
  const today = clock.day(at);
  const monday = today - ((clock.weekday(today) + 6) % 7);
  const count = Math.ceil((today + days - monday) / 7);
  const windows = periods.flatMap((it) => it.windows);
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (__, n) => {
      const number = monday + week * 7 + n;
      const isOutside = number < today || number >= today + days;
      return dayOf(number, { clock, windows: isOutside ? [] : windows, isToday: number === today, isOutside });
    }),
  );
}

interface About {
  readonly clock: Clock;
  readonly windows: MapPeriod['windows'];
  readonly isToday: boolean;
  readonly isOutside: boolean;
}

function dayOf(number: number, { clock, windows, isToday, isOutside }: About): Day {
  const [start, end] = [clock.midnight(number), clock.midnight(number + 1)];
  const part = (at: number) => (Math.min(end, Math.max(start, at)) - start) / (end - start);
  const inside = windows.filter((it) => it.from < end && it.to > start);
  const frozen = merged(inside.map((it) => ({ from: part(it.from), to: part(it.to) })));
  const times = inside.length === 0 ? '' : frozenWords(inside, start, end, clock);
  const date = new Date(number * dayLength);
  return {
    date: date.toISOString().slice(0, 10),
    day: date.getUTCDate(),
    month: date.toLocaleString('en', { month: 'short', timeZone: 'UTC' }),
    ...{ isToday, isOutside, frozen, words: times },
  };
}

function merged(parts: readonly { readonly from: number; readonly to: number }[]): Day['frozen'] {
  const found: { from: number; to: number }[] = [];
  for (const it of [...parts].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && it.from <= last.to) last.to = Math.max(last.to, it.to);
    else found.push({ ...it });
  }
  return found;
}

function frozenWords(inside: MapPeriod['windows'], start: number, end: number, clock: Clock): string {
  const spans = inside.map((it) => {
    const from = it.from <= start ? '' : `from ${clock.time(it.from)}`;
    const to = it.to >= end ? '' : `until ${clock.time(it.to)}`;
    return [from, to].filter((word) => word !== '').join(' ');
  });
  if (spans.includes('')) return 'Frozen all day';
  return `Frozen ${[...new Set(spans)].join(', ')}`;
}

/** Days are counted from 1970-01-01, as the calendar of the zone has them. */
interface Clock {
  day(at: number): number;
  /** 0 is Sunday. */
  weekday(day: number): number;
  /** The moment at which a day begins. */
  midnight(day: number): number;
  time(at: number): string;
}

function clockOf(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  /** What the clock on the wall shows, as if it were UTC. */
  const wall = (at: number): number => {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  const day = (at: number) => Math.floor(wall(at) / dayLength);
  return {
    day,
    weekday: (it) => new Date(it * dayLength).getUTCDay(),
    midnight: (it) => {
      const guess = it * dayLength;
      const offset = wall(guess) - guess;
      // The offset at midnight itself may be another one, where the clocks change on that day.
      const near = guess - offset;
      return guess - (wall(near) - near);
    },
    time: (at) => new Date(wall(at)).toISOString().slice(11, 16),
  };
}

/** "Fri 20 Nov, 18:00", as the reader's clock shows it. */
export function momentIn(zone: string, at: number): string {
  const clock = clockOf(zone);
  const date = new Date(clock.day(at) * dayLength);
  const day = date.toLocaleString('en', { weekday: 'short', timeZone: 'UTC' });
  return `${day} ${date.getUTCDate()} ${date.toLocaleString('en', { month: 'short', timeZone: 'UTC' })}, ${clock.time(at)}`;
}

export const reactionWords: Readonly<Record<Known['jobs'][number]['by'], string>> = {
  rules: 'Its rules look at `CI_DEPLOY_FREEZE`.',
  workflow: 'The rules of the workflow look at `CI_DEPLOY_FREEZE`.',
  script: 'Its script looks at `CI_DEPLOY_FREEZE` when it runs.',
  nothing: 'Ignores it: it runs during a freeze, too.',
};

/** Zones that the periods are set in, each once. */
export function zonesOf(periods: readonly MapPeriod[]): readonly string[] {
  return [...new Set(periods.map((it) => it.timeZone))];
}

/** The section of the page. */
export function calendarHtml(freeze: MapFreeze, at: number, zone: string): string {
  if (!freeze.known) return `<p>When deployments are frozen is not known: ${marked(freeze.why)}.</p>`;
  const { periods, jobs } = freeze;
  if (periods.length === 0)
    return '<p>The project has no freeze periods: nothing is frozen in the next four weeks.</p>';
  return [
    `<p>Times are yours, in <strong>${escaped(zone)}</strong>. The project sets its freeze periods in <strong>${zonesOf(periods).map(escaped).join(', ')}</strong>.</p>`,
    monthTable(weeksOf(periods, at, zone)),
    '<h2 class="small">Freeze periods</h2>',
    `<ul>${periods.map((it) => `<li>${marked(periodWords(it))}</li>`).join('')}</ul>`,
    windowTable(periods, zone),
    ...(jobs.length === 0 ? [] : ['<h2 class="small">What the deploy jobs do about it</h2>', jobTable(jobs)]),
  ].join('\n');
}

export function periodWords({ start, end, timeZone, valid }: MapPeriod): string {
  const refusal = valid ? '' : ' GitLab does not accept it, so it never holds.';
  return `From \`${start}\` to \`${end}\` (cron), in ${timeZone}.${refusal}`;
}

function monthTable(weeks: readonly (readonly Day[])[]): string {
  const head = weekDays.map((it) => `<th scope="col"><abbr title="${it}">${it.slice(0, 3)}</abbr></th>`).join('');
  const rows = weeks.map((week) => `<tr>${week.map(dayCell).join('')}</tr>`).join('');
  return `<table class="month"><caption class="unseen">The next four weeks, a row for each week</caption><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
}

function dayCell({ date, day, month, isToday, isOutside, frozen, words }: Day): string {
  const classes = [isOutside ? 'outside' : '', isToday ? 'today' : '', frozen.length > 0 ? 'frozen' : ''];
  const name = `<time datetime="${date}">${day}${day === 1 || isToday ? ` ${month}` : ''}</time>${isToday ? ' <span class="tag">this attempt</span>' : ''}`;
  const bars = frozen.map(({ from, to }) => {
    const [x, width] = [percent(from), percent(to - from)];
    return `<rect x="${x}" width="${width}" y="0" height="8"/>`;
  });
  const bar = isOutside
    ? ''
    : `<svg class="hours" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" width="100" height="8"/>${bars.join('')}</svg>`;
  return `<td class="${classes.filter((it) => it !== '').join(' ')}"><div>${name}</div>${bar}<div class="words">${words}</div></td>`;
}

function percent(part: number): number {
  return Math.round(part * 1000) / 10;
}

function windowTable(periods: readonly MapPeriod[], zone: string): string {
  const windows = periods.flatMap((it) => it.windows).sort((a, b) => a.from - b.from);
  if (windows.length === 0) return '<p>None of them holds in the next four weeks.</p>';
  const rows = windows.map(
    ({ from, to, fromWords, toWords }) =>
      `<tr><td>${momentIn(zone, from)}</td><td>${momentIn(zone, to)}</td><td>${escaped(fromWords)} – ${escaped(toWords)}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">Begins</th><th scope="col">Ends</th><th scope="col">In the project's zone</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function jobTable(jobs: Known['jobs']): string {
  const rows = jobs.map(
    ({ name, environment, by }) =>
      `<tr><th scope="row"><code>${escaped(name)}</code></th><td>${escaped(environment)}</td><td>${marked(reactionWords[by])}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">Job</th><th scope="col">Environment</th><th scope="col">In a freeze</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
