/** Lengths of time as people write them in a configuration: `30 minutes`, `1 day`, `2h 30m`, `3:41:59`, `90`. */

const secondsOf: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
  weeks: 7 * 86_400,
  months: 30 * 86_400,
  years: 31_557_600,
};

const unitOf: Readonly<Record<string, string>> = spelled({
  seconds: 'seconds second secs sec s',
  minutes: 'minutes minute mins min m',
  hours: 'hours hour hrs hr h',
  days: 'days day dy d',
  weeks: 'weeks week wks wk w',
  months: 'months month mos mo',
  years: 'years year yrs yr y',
});

/** Units of `1:02:03`, from the right. */
const clockUnits = ['seconds', 'minutes', 'hours', 'days', 'months', 'years'];
const joinWords = ['and', 'with', 'plus'];

const numerals: ReadonlyMap<string, number> = new Map([
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, n): [string, number] => [word, n]),
  ...'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, n): [string, number] => [word, 20 + 10 * n]),
]);

/**
 * Seconds, or `undefined` where GitLab reads no duration: an unknown word, nothing, or zero.
 * Source: the gem gitlab_chronic_duration 0.12 that GitLab parses `start_in`, `timeout` and `expire_in` with.
 */
export function parseDuration(text: string): number | undefined {
  const words = unitsAndNumbers(clock(digits(text.toLowerCase())));
  if (!words) return undefined;
  let total = 0;
  words.forEach((word, n) => {
    if (typeof word !== 'number') return;
    const next = words[n + 1];
    total += word * (next === undefined ? 1 : typeof next === 'string' ? (secondsOf[next] ?? 0) : 0);
  });
  return total === 0 ? undefined : total;
}

export function isDuration(text: string): boolean {
  return parseDuration(text) !== undefined;
}

/** Number words become digits: `two hours`, `forty-five minutes`. */
function digits(text: string): string {
  return text
    .replace(/(\D)-(\D)/g, '$1 $2')
    .replace(/\b([a-z]+)(?: ([a-z]+))?\b/g, (whole, first: string, second?: string) => {
      const [ones, more] = [numerals.get(first), second === undefined ? undefined : numerals.get(second)];
      if (ones === undefined) return more === undefined ? whole : `${first} ${more}`;
      if (second === undefined) return String(ones);
      if (more !== undefined && more < 10 && ones >= 20) return String(ones + more);
      return `${ones} ${more ?? second}`;
    });
}

/** `3:41:59` becomes `3 hours 41 minutes 59 seconds`. */
function clock(text: string): string {
  const tight = text.replaceAll(' ', '');
  if (!/[0-9]*\.?[0-9]+(:[0-9]*\.?[0-9]+)+/.test(tight)) return text;
  const parts = tight.split(':').reverse();
  if (parts.length > clockUnits.length) return '?';
  return parts
    .map((part, n) => `${part} ${clockUnits[n]}`)
    .reverse()
    .join(' ');
}

/** The numbers and the units in order, other words dropped; `undefined` with a word that is none of them. */
function unitsAndNumbers(text: string): readonly (number | string)[] | undefined {
  const words = text.replace(/[0-9]*\.?[0-9]+/g, ' $& ').split(/\s+/);
  const meanings = words.filter((it) => it !== '').map(meaning);
  if (meanings.includes(undefined)) return undefined;
  const found = meanings.flatMap((it) => (it === undefined || it === '' ? [] : it));
  return typeof found[0] === 'string' ? [1, ...found] : found;
}

/** A number, a unit, or nothing (an empty text) for a word that only joins. */
function meaning(word: string): number | string | undefined {
  if (/[0-9]/.test(word)) return Number.parseFloat(word);
  const plain = word.replace(/^,|,$/g, '');
  if (Object.hasOwn(unitOf, plain)) return unitOf[plain];
  return joinWords.includes(plain) ? '' : undefined;
}

function spelled(spellings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(spellings).flatMap(([unit, words]) => words.split(' ').map((word) => [word, unit])),
  );
}
