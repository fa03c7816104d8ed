/** A time as people write it, in English or German, and as it is shown back to them. No clock and no editor here. */
import { casual as german } from 'chrono-node/de';
import { casual as english } from 'chrono-node/en';

export interface Moment {
  readonly at: Date;
  /** Whether a time of day was written; else one was assumed. */
  readonly timed: boolean;
}

/**
 * The moment that `text` names as a whole, seen from `now` in this machine's time zone: the next Friday, not the last.
 * `'now'` for the present, however late it is; `undefined` where any part of the text is not understood.
 * @param language of the editor, such as `de`: it is tried first.
 */
export function momentFrom(text: string, now: Date, language = 'en'): Moment | 'now' | undefined {
  const written = text.trim().replace(/[.,;]$/, '');
  if (/^(now|jetzt)$/i.test(written)) return 'now';
  if (written === '') return undefined;
  const parsers = language.startsWith('de') ? [german, english] : [english, german];
  for (const parser of parsers) {
    const [found, ...others] = parser.parse(written, now, { forwardDate: true });
    const isWhole = found !== undefined && others.length === 0 && rest(written, found) === '' && !found.end;
    if (isWhole) return { at: found.start.date(), timed: found.start.isCertain('hour') };
  }
  return undefined;
}

/** What the parser has left over, but for words that mean nothing by themselves. */
function rest(text: string, { index, text: taken }: { readonly index: number; readonly text: string }): string {
  const around = `${text.slice(0, index)} ${text.slice(index + taken.length)}`;
  return around.replaceAll(/\b(on|at|am|um|uhr|the)\b|,/gi, '').trim();
}

/** "Friday, 20 November 2026 at 18:00 CET": with its zone, so that nobody has to guess. */
export function wholeMoment(at: Date, locale?: string): string {
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  return `${day.format(at)}, ${time.format(at)}`;
}

/** "18:00" today, "Fri 18:00" in the coming days, else the date: for a narrow place. */
export function shortMoment(at: Date, now: Date, locale?: string): string {
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  if (at.toDateString() === now.toDateString()) return time;
  const ahead = at.getTime() - now.getTime();
  const day: Intl.DateTimeFormatOptions =
    ahead > 0 && ahead < sixDays
      ? { weekday: 'short' }
      : { day: 'numeric', month: 'short', ...(at.getFullYear() !== now.getFullYear() && { year: 'numeric' }) };
  return `${new Intl.DateTimeFormat(locale, day).format(at)} ${time}`;
}

/** Within these a weekday names one day only. In ms. */
const sixDays = 6 * 86_400_000;
