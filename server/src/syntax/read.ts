/**
 * Reads one piece of YAML as written, or says in GitLab's words why GitLab's reader stops.
 *
 * GitLab reads with libyaml, which is neither YAML 1.1 nor 1.2: it accepts what the `yaml` package refuses, stops where
 * that goes on, and names places of its own. So a piece is read here as libyaml does, and the package is asked for what
 * can be made out of one at which libyaml stops (`recover.ts`).
 */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { type Mark, YamlError } from './libyaml/cursor.ts';
import { readDocument, TooDeep } from './libyaml/grammar.ts';
import type { Raw } from './raw.ts';

export type Read =
  | { readonly root: Raw; readonly error?: undefined }
  | { readonly root?: undefined; readonly error: ReadError };

/** Offsets in the text that was read. */
export interface ReadError {
  readonly gitlab: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Characters that libyaml does not let in. */
const forbidden = /(?![\t\n\r\u0085])\p{Cc}|[\ufffe\uffff]|\p{Cs}/u;

/** libyaml decodes so many bytes at a time: it stumbles over a forbidden character that early. */
const chunk = 16_384;

/** The first document of the text, up to the first thing that GitLab would stop at. */
export function read(text: string): Read {
  const outcome = attempt(text);
  const control = forbidden.exec(text);
  if (!control || (outcome.error && outcome.error.start < chunkStart(text, control.index))) return outcome;
  return { error: forbiddenError(control[0], control.index) };
}

function forbiddenError(character: string, start: number): ReadError {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const problem = /\p{Cs}/u.test(character) ? 'invalid Unicode character' : 'control characters are not allowed';
  return {
    gitlab: `(<unknown>): ${problem} at line 1 column 1`,
    message: t`The character U+${code} is not allowed in YAML. Remove it, or write it as an escape in double quotes.`,
    start,
    end: start + character.length,
  };
}

function attempt(text: string): Read {
  try {
    return { root: readDocument(text) };
  } catch (error) {
    if (error instanceof YamlError) return { error: readError(text, error) };
    if (error instanceof TooDeep) return { error: tooDeep };
    throw error;
  }
}

/** Nothing is made out of such a text: whatever walks over it would go as deep. */
export const tooDeep: ReadError = {
  gitlab: 'The parsed YAML is too big',
  message: later('GitLab refuses files that nest deeper than 100 levels.'),
  start: 0,
  end: 0,
};

/** Where the chunk starts that holds the character, about: bytes are counted as characters. */
function chunkStart(text: string, at: number): number {
  const bytes = new TextEncoder().encode(text.slice(0, at)).length;
  return bytes - (bytes % chunk) === 0 ? 0 : at - (bytes % chunk);
}

function readError(text: string, { problem, context, mark, at }: YamlError): ReadError {
  const words = context === undefined ? problem : `${problem} ${context}`;
  const start = Math.min(at, text.length);
  const remedy = remedies[problem];
  const said = t`GitLab cannot read this as YAML: ${words}.`;
  return {
    gitlab: `(<unknown>): ${words} at ${lineAndColumn(text, mark)}`,
    message: remedy === undefined ? said : `${said} ${t(remedy)}`,
    start,
    end: Math.min(start + 1, text.length),
  };
}

const brackets = later('A bracket is not closed, or a comma is missing before this.');
const indentation = later('Check the indentation: this line fits none of those around it.');

/** What to do, by libyaml's words. */
const remedies: Readonly<Record<string, string>> = {
  'mapping values are not allowed in this context': later(
    'A colon with a space behind it makes a key, and no key can stand here. Put the text in quotes, or check the indentation.',
  ),
  "could not find expected ':'": later(
    'This line should be a key and has no colon. Check its indentation, and whether a quote is open above.',
  ),
  'did not find expected key': indentation,
  "did not find expected '-' indicator": indentation,
  "did not find expected ',' or ']'": brackets,
  "did not find expected ',' or '}'": brackets,
  'found unexpected end of stream': later('A quote is not closed.'),
  'found unknown escape character': later(
    'In double quotes a backslash starts an escape. Write two of them, or use single quotes.',
  ),
  'found character that cannot start any token': later(
    'Indent with spaces instead of tabs, and put texts in quotes that start with `@`, `%` or a back quote.',
  ),
  'found a tab character where an indentation space is expected': later('Indent with spaces instead of tabs.'),
  'block sequence entries are not allowed in this context': later('A list starts on a line of its own.'),
};

/** Counted as libyaml does, from 1 and in characters; where it names no place that comes out as the first. */
function lineAndColumn(text: string, mark: Mark | undefined): string {
  const column = mark ? [...text.slice(mark.lineStart, mark.at)].length : 0;
  return `line ${(mark?.line ?? 0) + 1} column ${column + 1}`;
}
