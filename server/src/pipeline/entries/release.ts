/** `release`. */
import { t } from '@vscode/l10n';
import { keys, optional, optionalOrBlank, required, self } from './checks.ts';
import type { EntryType, Validator } from './entry.ts';
import { isHash, stringOf } from './shape.ts';
import { allowedKeys, array, arrayOfHashes, arrayOfStringsOrString, hash, presence, string } from './validators.ts';

const links: EntryType = { word: 'links', checks: [self(array, presence)] };

const assets: EntryType = {
  word: 'assets',
  checks: [self(hash), self(allowedKeys('links')), required('links', arrayOfHashes, presence)],
  children: keys({ links }),
};

/** With anything but a mapping, GitLab fails before it can say what is wrong. */
const isMapping: Validator = (value) =>
  isHash(value)
    ? undefined
    : { text: 'should be a hash', advice: t('has to be a mapping with `tag_name` and `description`.'), crash: true };

export const release: EntryType = {
  word: 'release',
  checks: [
    self(isMapping),
    self(allowedKeys('tag_name', 'tag_message', 'name', 'description', 'ref', 'released_at', 'milestones', 'assets')),
    required('tag_name', string, presence),
    optionalOrBlank('tag_message', string),
    required('description', string, presence),
    optionalOrBlank('milestones', arrayOfStringsOrString),
    optional('released_at', (value) =>
      isDateTime(stringOf(value) ?? '')
        ? undefined
        : {
            text: 'must be a valid datetime',
            advice: t('has to be a moment such as `"2026-03-15T08:00:00Z"`, in quotes.'),
          },
    ),
    optional('ref', (value) =>
      isRef(stringOf(value) ?? '')
        ? undefined
        : { text: 'must be a valid ref', advice: t('has to be a commit, a branch or a tag as git names them.') },
    ),
  ],
  children: keys({ assets }),
};

/** ISO 8601: a date, with or without a time and an offset; basic and extended form. */
function isDateTime(text: string): boolean {
  const found =
    /^\s*([-+]?\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?(?:Z|[-+]\d\d(?::?\d\d)?)?)?\s*$/i.exec(
      text,
    );
  if (!found) return false;
  const [year, month, day, hour, minute, second] = found.slice(1).map((it) => Number(it ?? 0));
  return isDay(year ?? 0, month ?? 0, day ?? 0) && (hour ?? 0) <= 24 && (minute ?? 0) < 60 && (second ?? 0) < 60;
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

/** A commit, or a name that git takes for a branch (git-check-ref-format). */
function isRef(text: string): boolean {
  if (/^[0-9a-f]{7,64}$/i.test(text)) return true;
  if (text === '' || text === 'HEAD' || /^(refs\/heads\/|refs\/remotes\/|-)/.test(text)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git refuses exactly these
  if (/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$/.test(text)) return false;
  return text.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}
