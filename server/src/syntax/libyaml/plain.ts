/** Scalars without quotes. */
import { type Cursor, isBlank, isBlankOrEnd, isBreak, isTab } from './cursor.ts';
import type { Scalar } from './token.ts';

/** A scalar, and whether it ended with a line: a key may follow then. */
export interface ScannedPlain {
  readonly token: Scalar;
  readonly endsLine: boolean;
}

const colon = 58;
const hash = 35;

/**
 * Reads a plain scalar, over several lines where these are indented by `indent` at least (in flow collections by
 * anything). The cursor ends behind the white space and the line breaks that follow it.
 */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): ScannedPlain {
  const start = cursor.mark();
  let text = '';
  let end = start.at;
  let breaks = '';
  let endsLine = false;
  while (!cursor.isDocumentMark() && cursor.code() !== hash) {
    const from = cursor.at;
    const to = scanRun(cursor, start, inFlow);
    if (to > from) {
      text += endsLine ? fold(breaks) : '';
      text += cursor.text.slice(from, to);
      end = to;
      breaks = '';
      endsLine = false;
    }
    if (!isBreak(cursor.code())) break;
    breaks += scanBreaks(cursor, start, indent);
    endsLine = true;
    if (!inFlow && cursor.column() < indent) break;
  }
  return { token: { kind: 'scalar', start, end, text, plain: true }, endsLine };
}

/** One line break is a space, several are one less. A separator of lines or paragraphs stays what it is. */
export function fold(breaks: string): string {
  if (breaks === '\n') return ' ';
  return breaks.startsWith('\n') ? breaks.slice(1) : breaks;
}

/** What stands on one line, with the blanks in between; the cursor ends behind the blanks that follow. */
function scanRun(cursor: Cursor, start: Scalar['start'], inFlow: boolean): number {
  let to = cursor.at;
  for (;;) {
    to = inFlow ? scanFlowWord(cursor, start) : scanBlockWord(cursor);
    if (!isBlank(cursor.code())) return to;
    cursor.skipBlanks();
    const code = cursor.code();
    if (code === hash || isBlankOrEnd(code) || cursor.at === to || endsHere(cursor, inFlow)) return to;
  }
}

function endsHere(cursor: Cursor, inFlow: boolean): boolean {
  const code = cursor.code();
  return (code === colon && isBlankOrEnd(cursor.code(1))) || (inFlow && isFlowIndicator(code));
}

/** Up to white space, or a colon with white space behind it. */
function scanBlockWord(cursor: Cursor): number {
  for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
    if (code === colon && isBlankOrEnd(cursor.code(1))) break;
    cursor.at++;
  }
  return cursor.at;
}

function scanFlowWord(cursor: Cursor, start: Scalar['start']): number {
  for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
    if (code === colon && (isFlowIndicator(cursor.code(1)) || cursor.code(1) === questionMark)) {
      cursor.fail('while scanning a plain scalar', start, "found unexpected ':'");
    }
    if (isFlowIndicator(code) || (code === colon && isBlankOrEnd(cursor.code(1)))) break;
    cursor.at++;
  }
  return cursor.at;
}

const questionMark = 63;

/** `,`, `[`, `]`, `{`, `}`. */
function isFlowIndicator(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

/** Line breaks and the white space around them. */
function scanBreaks(cursor: Cursor, start: Scalar['start'], indent: number): string {
  let breaks = '';
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBreak(code)) {
      breaks += cursor.breakLine();
    } else {
      if (breaks !== '' && isTab(code) && cursor.column() < indent) {
        cursor.fail('while scanning a plain scalar', start, 'found a tab character that violates indentation');
      }
      cursor.at++;
    }
  }
  return breaks;
}
