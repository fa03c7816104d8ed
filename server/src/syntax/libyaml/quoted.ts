/** Scalars in single or double quotes. */
import { type Cursor, end, isBlank, isBlankOrEnd, isBreak, type Mark } from './cursor.ts';
import { fold } from './plain.ts';
import type { Scalar } from './token.ts';

const backslash = 92;
const singleQuote = 39;
const doubleQuote = 34;
const scanning = 'while scanning a quoted scalar';
const parsing = 'while parsing a quoted scalar';

/** Reads a quoted scalar. Its lines may be indented by anything: only the marks of documents stop it. */
export function scanQuoted(cursor: Cursor): Scalar {
  const start = cursor.mark();
  const quote = cursor.code();
  cursor.at++;
  let text = '';
  for (;;) {
    if (cursor.isDocumentMark()) cursor.fail(scanning, start, 'found unexpected document indicator');
    if (cursor.code() === end) cursor.fail(scanning, start, 'found unexpected end of stream');
    const word = scanWord(cursor, quote, start);
    text += word.text;
    if (cursor.code() === quote) break;
    text += scanGap(cursor, word.endsLine);
  }
  cursor.at++;
  return { kind: 'scalar', start, end: cursor.at, text, plain: false };
}

interface Word {
  readonly text: string;
  /** A backslash stood before a line break, which is then nothing. */
  readonly endsLine: boolean;
}

/** Up to white space or the closing quote. */
function scanWord(cursor: Cursor, quote: number, start: Mark): Word {
  let text = '';
  let from = cursor.at;
  for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
    if (code === quote) {
      if (quote === doubleQuote || cursor.code(1) !== singleQuote) break;
      text += cursor.text.slice(from, cursor.at + 1);
      cursor.at += 2;
      from = cursor.at;
    } else if (code === backslash && quote === doubleQuote) {
      text += cursor.text.slice(from, cursor.at);
      if (isBreak(cursor.code(1))) {
        cursor.at++;
        cursor.breakLine();
        return { text, endsLine: true };
      }
      text += scanEscape(cursor, start);
      from = cursor.at;
    } else {
      cursor.at++;
    }
  }
  return { text: text + cursor.text.slice(from, cursor.at), endsLine: false };
}

/** White space between words: as it is on one line, folded over several. */
function scanGap(cursor: Cursor, afterEscapedBreak: boolean): string {
  const from = cursor.at;
  cursor.skipBlanks();
  if (!isBreak(cursor.code())) return afterEscapedBreak ? '' : cursor.text.slice(from, cursor.at);
  let breaks = '';
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBreak(code)) breaks += cursor.breakLine();
    else cursor.at++;
  }
  // The first break has been taken by the backslash already.
  return afterEscapedBreak ? breaks : fold(breaks);
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};

const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function scanEscape(cursor: Cursor, start: Mark): string {
  const letter = cursor.text[cursor.at + 1] ?? '';
  const plain = escapes[letter];
  if (plain !== undefined) {
    cursor.at += 2;
    return plain;
  }
  const length = codeLengths[letter];
  if (length === undefined) cursor.fail(parsing, start, 'found unknown escape character');
  cursor.at += 2;
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  if (!/^[\da-fA-F]+$/.test(digits) || digits.length < length) {
    cursor.fail(parsing, start, 'did not find expected hexdecimal number');
  }
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    cursor.fail(parsing, start, 'found invalid Unicode character escape code');
  }
  cursor.at += length;
  return String.fromCodePoint(code);
}
