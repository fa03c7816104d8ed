/**
 * The cron lines of freeze periods, as GitLab reads them.
 *
 * GitLab 18.9 uses fugit 1.11.2, whose grammar (negative days, `mon#2`, `tue%2+1`, `&`, wrapping ranges) no npm library
 * reads: of fugit's own syntax croner rejects 41 % and cron-parser 46 %. So this is ours. Grammar: gates.md §4.3.
 */

/** `undefined` in a field: any value matches. Values are sorted. */
export interface Cron {
  readonly seconds: readonly number[] | undefined;
  readonly minutes: readonly number[] | undefined;
  readonly hours: readonly number[] | undefined;
  /** 1 … 31, or −1 (last) … −31. */
  readonly monthDays: readonly number[] | undefined;
  readonly months: readonly number[] | undefined;
  readonly weekDays: readonly WeekDay[] | undefined;
  /** Both day fields must match (`&`) instead of either. */
  readonly bothDays: boolean;
}

/** A day of the week, 0 is Sunday; perhaps only its n-th in the month, or only in every m-th week. */
export interface WeekDay {
  readonly day: number;
  readonly nth?: number;
  readonly every?: { readonly weeks: number; readonly plus: number };
}

const shortcuts: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@noon': '0 12 * * *',
  '@hourly': '0 * * * *',
};

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const longestMonth = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The days of the week are apart: they know more than ranges and steps. */
interface Field {
  readonly min: number;
  readonly max: number;
  /** One bound, as a regular expression. */
  readonly bound: string;
  numberOf(bound: string): number;
}

const sixty: Field = { min: 0, max: 59, bound: '[0-5]?\\d', numberOf: Number };
const hour: Field = { min: 0, max: 23, bound: '2[0-4]|[01]?\\d', numberOf: Number };
const monthDay: Field = {
  min: 1,
  max: 31,
  bound: '-?(?:3[01]|[12]\\d|0?[1-9])|last|l',
  numberOf: (it) => (it.startsWith('l') ? -1 : Number(it)),
};
const month: Field = {
  min: 1,
  max: 12,
  bound: `1[0-2]|0?[1-9]|${monthNames.join('|')}`,
  numberOf: (it) => monthNames.indexOf(it) + 1 || Number(it),
};

/** The cron line that GitLab would read, or `undefined` where it calls the syntax invalid. */
export function parseCron(text: string): Cron | undefined {
  const line = text.trim();
  const [first = ''] = line.split(/\s/, 1);
  const written = (first.startsWith('@') ? (shortcuts[line] ?? '') : line).replaceAll(/,(?:[ \t]*,)+/g, ',');
  const fields = written.split(/[ \t]+/);
  if (fields.length === 5) fields.unshift('0');
  if (fields.length !== 6) return undefined;
  const [seconds = '', minutes = '', hours = '', days = '', months = '', weekDays = ''] = fields;
  const cron = {
    seconds: read(sixty, seconds),
    minutes: read(sixty, minutes),
    hours: read(hour, hours)?.map((it) => (it === 24 ? 0 : it)),
    monthDays: read(monthDay, days.replace(/&$/, '')),
    months: read(month, months),
    weekDays: readWeekDays(weekDays.replace(/&$/, '')),
  };
  if (Object.values(cron).includes(undefined)) return undefined;
  return withoutImpossibleDays({
    seconds: restrict(cron.seconds),
    minutes: restrict(cron.minutes),
    hours: restrict(cron.hours),
    monthDays: restrict(cron.monthDays),
    months: restrict(cron.months),
    weekDays: cron.weekDays?.length === 0 ? undefined : cron.weekDays,
    bothDays: written.includes('&'),
  });
}

/** The values of a field; empty for "any", `undefined` where the text is not of this field. */
function read({ min, max, bound, numberOf }: Field, text: string): readonly number[] | undefined {
  const element = new RegExp(`^(?:(?:\\*|(${bound})(?:-(${bound}))?)(?:/(\\d\\d?))?|/(\\d\\d?))$`, 'i');
  const values: number[] = [];
  let anything = false;
  for (const item of elements(text)) {
    const found = element.exec(item.toLowerCase());
    if (!found) return undefined;
    const [, from, to, step, stepAlone] = found;
    const expanded = expand(
      { min, max },
      from === undefined ? undefined : numberOf(from),
      to === undefined ? undefined : numberOf(to),
      (step ?? stepAlone) === undefined ? undefined : Number(step ?? stepAlone),
    );
    if (!expanded) return undefined;
    anything ||= expanded.length === 0;
    values.push(...expanded);
  }
  return anything ? [] : values;
}

/** Elements of a list; surplus commas do not count. An empty field has one empty element, which nothing matches. */
function elements(text: string): readonly string[] {
  const items = text.split(',').filter((it) => it !== '');
  return items.length > 0 ? items : [''];
}

/** One element's values; empty for "any". A range may wrap around the end; a step counts along it. */
function expand(
  { min, max }: { readonly min: number; readonly max: number },
  from: number | undefined,
  to: number | undefined,
  step: number | undefined,
): readonly number[] | undefined {
  const last = to ?? (step === undefined ? undefined : max);
  if (last === undefined) return from === undefined ? [] : [from];
  if (step === 0) return undefined;
  const start = from ?? min;
  const end = last < 0 && start > 0 ? max : last;
  if (start === min && end === max && (step ?? 1) === 1) return [];
  if (start < 0 !== end < 0) return undefined;
  const range = walk(start < 0 ? { min: -max, max: -1 } : { min, max }, start, end);
  return range?.filter((_, index) => index % (step ?? 1) === 0);
}

function walk({ min, max }: { readonly min: number; readonly max: number }, start: number, end: number) {
  const values = [start];
  let stop = end;
  let current = start;
  while (current !== stop) {
    current++;
    if (current > max) {
      current = min;
      if (stop > max) stop -= max + 1;
    }
    values.push(current);
    if (values.length > 2 * Math.max(max, -min)) return undefined;
  }
  return values;
}

const dayBound = `[0-7]|${dayNames.join('|')}`;
const nthElement = new RegExp(`^(${dayBound})#(-?[1-5]|last|l)$`);
const moduloElement = new RegExp(`^(${dayBound})%(\\d+)(?:\\+(\\d+))?$`);
const dayElement = new RegExp(`^(?:(?:\\*|(${dayBound})(?:-(${dayBound}))?)(?:/(\\d\\d?))?|/(\\d\\d?))$`);

/** The days of the week; empty for "any". */
function readWeekDays(text: string): readonly WeekDay[] | undefined {
  const days: WeekDay[] = [];
  for (const item of elements(text)) {
    const found = weekDaysOf(item.toLowerCase());
    if (!found) return undefined;
    days.push(...found);
  }
  const normal = days.map((it) => (it.day === 7 ? { ...it, day: 0 } : it));
  // fugit sorts them, and of several for one day only the first ever counts; it cannot sort `mon#1,mon%2`.
  if (normal.some((a) => normal.some((b) => a.day === b.day && a.nth !== undefined && b.every !== undefined))) {
    return undefined;
  }
  return normal.sort((a, b) => a.day - b.day || rank(a) - rank(b) || plus(a) - plus(b));
}

function rank({ nth, every }: WeekDay): number {
  return nth ?? every?.weeks ?? Number.NEGATIVE_INFINITY;
}

function plus({ every }: WeekDay): number {
  return every?.plus ?? 0;
}

function weekDaysOf(item: string): readonly WeekDay[] | undefined {
  const nth = nthElement.exec(item);
  if (nth?.[1] !== undefined && nth[2] !== undefined) {
    return [{ day: dayOf(nth[1]), nth: nth[2].startsWith('l') ? -1 : Number(nth[2]) }];
  }
  const modulo = moduloElement.exec(item);
  if (modulo?.[1] !== undefined) {
    const weeks = Number(modulo[2]);
    return weeks === 0 ? undefined : [{ day: dayOf(modulo[1]), every: { weeks, plus: Number(modulo[3] ?? 0) } }];
  }
  const plain = dayElement.exec(item);
  if (!plain) return undefined;
  const [, from, to, step, stepAlone] = plain;
  return plainDays(
    from === undefined ? undefined : dayOf(from),
    to === undefined ? undefined : dayOf(to),
    (step ?? stepAlone) === undefined ? undefined : Number(step ?? stepAlone),
  );
}

function plainDays(from: number | undefined, to: number | undefined, step: number | undefined): readonly WeekDay[] {
  const days: WeekDay[] = [];
  if (step !== undefined) {
    // A step does not wrap, and `a/n` without a range is `a` alone.
    for (let day = from ?? 0; day <= (to ?? from ?? 6); day += Math.max(step, 1)) days.push({ day });
  } else if (from !== undefined && to !== undefined) {
    const end = from > to ? to + 7 : to;
    for (let day = from; day <= end; day++) days.push({ day: day > 6 ? day - 7 : day });
  } else if (from !== undefined) days.push({ day: from });
  return days;
}

function dayOf(bound: string): number {
  const index = dayNames.indexOf(bound);
  return index < 0 ? Number(bound) : index;
}

function restrict(values: readonly number[] | undefined): readonly number[] | undefined {
  if (!values || values.length === 0) return undefined;
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Drops days that no chosen month has; nothing left is a syntax error, as for `31 2`. */
function withoutImpossibleDays(cron: Cron): Cron | undefined {
  const { months, monthDays } = cron;
  if (!months || !monthDays) return cron;
  const fits = (m: number, day: number) => day <= (longestMonth[m] ?? 0);
  const left = {
    months: months.filter((m) => monthDays.some((day) => fits(m, day))),
    monthDays: monthDays.filter((day) => months.some((m) => fits(m, day))),
  };
  return left.months.length > 0 && left.monthDays.length > 0 ? { ...cron, ...left } : undefined;
}
