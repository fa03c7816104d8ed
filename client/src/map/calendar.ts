/** The freeze calendar: four weeks of days in the reader's zone, and how much of each is frozen. */
import * as l10n from '@vscode/l10n';
import type { MapFreeze, MapPeriod } from '../../../server/src/lsp/protocol.ts';
import { escaped, filled, marked } from './text.ts';

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

/** For whom times are written. */
export interface Reader {
  /** By its tz name. */
  readonly zone: string;
  /** `de`: that of the texts. */
  readonly language: string;
}

/** Weeks from Monday to Sunday: from that of `at` on, until four weeks are full. */
export function weeksOf(
  periods: readonly MapPeriod[],
  at: number,
  { zone, language }: Reader,
): readonly (readonly Day[])[] {
  const clock = clockOf(zone);
  const today = clock.day(at);
  const monday = today - ((clock.weekday(today) + 6) % 7);
  const count = Math.ceil((today + days - monday) / 7);
  const windows = periods.flatMap((it) => it.windows);
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (__, n) => {
      const number = monday + week * 7 + n;
      const isOutside = number < today || number >= today + days;
      return dayOf(number, {
        clock,
        language,
        windows: isOutside ? [] : windows,
        isToday: number === today,
        isOutside,
      });
    }),
  );
}

interface About {
  readonly clock: Clock;
  readonly language: string;
  readonly windows: MapPeriod['windows'];
  readonly isToday: boolean;
  readonly isOutside: boolean;
}

function dayOf(number: number, { clock, language, windows, isToday, isOutside }: About): Day {
  const [start, end] = [clock.midnight(number), clock.midnight(number + 1)];
  const part = (at: number) => (Math.min(end, Math.max(start, at)) - start) / (end - start);
  const inside = windows.filter((it) => it.from < end && it.to > start);
  const frozen = merged(inside.map((it) => ({ from: part(it.from), to: part(it.to) })));
  const times = inside.length === 0 ? '' : frozenWords(inside, start, end, clock);
  const date = new Date(number * dayLength);
  return {
    date: date.toISOString().slice(0, 10),
    day: date.getUTCDate(),
    month: monthOf(date, language),
    ...{ isToday, isOutside, frozen, words: times },
  };
}

function monthOf(date: Date, language: string): string {
  return date.toLocaleString(language, { month: 'short', timeZone: 'UTC' });
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
    const [from, to] = [clock.time(it.from), clock.time(it.to)];
    if (it.from <= start) return it.to >= end ? '' : l10n.t('until {0}', to);
    return it.to >= end ? l10n.t('from {0}', from) : l10n.t('from {0} until {1}', from, to);
  });
  if (spans.includes('')) return l10n.t('Frozen all day');
  return l10n.t('Frozen {0}', [...new Set(spans)].join(', '));
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
export function momentIn({ zone, language }: Reader, at: number): string {
  const clock = clockOf(zone);
  const date = new Date(clock.day(at) * dayLength);
  const day = date.toLocaleString(language, { weekday: 'short', timeZone: 'UTC' });
  return l10n.t('{0} {1} {2}, {3}', day, date.getUTCDate(), monthOf(date, language), clock.time(at));
}

/** What a job does in a freeze, in Markdown. */
export function reactionWords(by: Known['jobs'][number]['by']): string {
  switch (by) {
    case 'rules':
      return l10n.t('Its rules look at `CI_DEPLOY_FREEZE`.');
    case 'workflow':
      return l10n.t('The rules of the workflow look at `CI_DEPLOY_FREEZE`.');
    case 'script':
      return l10n.t('Its script looks at `CI_DEPLOY_FREEZE` when it runs.');
    case 'nothing':
      return l10n.t('Ignores it: it runs during a freeze, too.');
  }
}

/** Zones that the periods are set in, each once. */
export function zonesOf(periods: readonly MapPeriod[]): readonly string[] {
  return [...new Set(periods.map((it) => it.timeZone))];
}

/** The section of the page. */
export function calendarHtml(freeze: MapFreeze, at: number, reader: Reader): string {
  if (!freeze.known) {
    const words = l10n.t('When deployments are frozen is not known: {0}.');
    return `<p>${filled(words, marked(freeze.why))}</p>`;
  }
  const { periods, jobs } = freeze;
  if (periods.length === 0) {
    return paragraph(l10n.t('The project has no freeze periods: nothing is frozen in the next four weeks.'));
  }
  const zones = [reader.zone, zonesOf(periods).join(', ')].map((it) => `<strong>${escaped(it)}</strong>`);
  const whose = l10n.t('Times are yours, in {0}. The project sets its freeze periods in {1}.');
  return [
    `<p>${filled(whose, ...zones)}</p>`,
    monthTable(weeksOf(periods, at, reader), reader),
    smallHeading(l10n.t('Freeze periods')),
    `<ul>${periods.map((it) => `<li>${marked(periodWords(it))}</li>`).join('')}</ul>`,
    windowTable(periods, reader),
    ...(jobs.length === 0 ? [] : [smallHeading(l10n.t('What the deploy jobs do about it')), jobTable(jobs)]),
  ].join('\n');
}

function paragraph(words: string): string {
  return `<p>${escaped(words)}</p>`;
}

function smallHeading(words: string): string {
  return `<h2 class="small">${escaped(words)}</h2>`;
}

export function periodWords({ start, end, timeZone, valid }: MapPeriod): string {
  const period = l10n.t('From `{0}` to `{1}` (cron), in {2}.', start, end, timeZone);
  return valid ? period : `${period} ${l10n.t('GitLab does not accept it, so it never holds.')}`;
}

/** Some Monday, from which the days of a week are counted. */
const someMonday = Date.UTC(2024, 0, 1);

function weekDay(number: number, weekday: 'long' | 'short', language: string): string {
  return escaped(new Date(someMonday + number * dayLength).toLocaleString(language, { weekday, timeZone: 'UTC' }));
}

function monthTable(weeks: readonly (readonly Day[])[], { language }: Reader): string {
  const names = Array.from({ length: 7 }, (_, n) => [weekDay(n, 'long', language), weekDay(n, 'short', language)]);
  const head = names.map(([name, short]) => `<th scope="col"><abbr title="${name}">${short}</abbr></th>`).join('');
  const caption = escaped(l10n.t('The next four weeks, a row for each week'));
  const rows = weeks.map((week) => `<tr>${week.map(dayCell).join('')}</tr>`).join('');
  return `<table class="month"><caption class="unseen">${caption}</caption><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
}

function dayCell({ date, day, month, isToday, isOutside, frozen, words }: Day): string {
  const classes = [isOutside ? 'outside' : '', isToday ? 'today' : '', frozen.length > 0 ? 'frozen' : ''];
  const shown = day === 1 || isToday ? l10n.t('{0} {1}', day, month) : String(day);
  const tag = isToday ? ` <span class="tag">${escaped(l10n.t('this attempt'))}</span>` : '';
  const name = `<time datetime="${date}">${escaped(shown)}</time>${tag}`;
  const bars = frozen.map(({ from, to }) => {
    const [x, width] = [percent(from), percent(to - from)];
    return `<rect x="${x}" width="${width}" y="0" height="8"/>`;
  });
  const bar = isOutside
    ? ''
    : `<svg class="hours" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" width="100" height="8"/>${bars.join('')}</svg>`;
  return `<td class="${classes.filter((it) => it !== '').join(' ')}"><div>${name}</div>${bar}<div class="words">${escaped(words)}</div></td>`;
}

function percent(part: number): number {
  return Math.round(part * 1000) / 10;
}

function windowTable(periods: readonly MapPeriod[], reader: Reader): string {
  const windows = periods.flatMap((it) => it.windows).sort((a, b) => a.from - b.from);
  if (windows.length === 0) return paragraph(l10n.t('None of them holds in the next four weeks.'));
  const rows = windows.map(
    ({ from, to, fromWords, toWords }) =>
      `<tr><td>${escaped(momentIn(reader, from))}</td><td>${escaped(momentIn(reader, to))}</td><td>${escaped(fromWords)} – ${escaped(toWords)}</td></tr>`,
  );
  return tableWith([l10n.t('Begins'), l10n.t('Ends'), l10n.t("In the project's zone")], rows);
}

function jobTable(jobs: Known['jobs']): string {
  const rows = jobs.map(
    ({ name, environment, by }) =>
      `<tr><th scope="row"><code>${escaped(name)}</code></th><td>${escaped(environment)}</td><td>${marked(reactionWords(by))}</td></tr>`,
  );
  return tableWith([l10n.t('Job'), l10n.t('Environment'), l10n.t('In a freeze')], rows);
}

function tableWith(columns: readonly string[], rows: readonly string[]): string {
  const head = columns.map((it) => `<th scope="col">${escaped(it)}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
