/** Block scalars: `|` and `>`. */
import {
  type Cursor,
  dash,
  end,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isSpace,
  isTab,
  type Mark,
} from './cursor.ts';
import type { Scalar } from './token.ts';

const scanning = 'while scanning a block scalar';
const pipe = 124;
const plus = 43;
const zero = 48;
const hash = 35;

/**
 * Reads a block scalar.
 *
 * @param parent the indentation that it has to exceed; -1 at the root.
 */
export function scanBlock(cursor: Cursor, parent: number): Scalar {
  const start = cursor.mark();
  const isLiteral = cursor.code() === pipe;
  cursor.at++;
  const { chomping, increment } = scanHeader(cursor, start);
  const headerEnd = cursor.at;
  skipRestOfLine(cursor, start);
  const given = increment === 0 ? 0 : Math.max(parent, 0) + increment;
  const first = scanIndent(cursor, given, parent, start);
  const { text, tail, contentEnd } = scanLines(cursor, { ...first, isLiteral, parent, start });
  const ending = chomping === 'strip' ? '' : tail.lineBreak + (chomping === 'keep' ? tail.breaks : '');
  return { kind: 'scalar', start, end: contentEnd ?? headerEnd, text: text + ending, plain: false };
}

interface Header {
  readonly chomping: 'strip' | 'clip' | 'keep';
  /** 0 where none is given. */
  readonly increment: number;
}

/** `+` or `-` and a digit, in either order. */
function scanHeader(cursor: Cursor, start: Mark): Header {
  let chomping: Header['chomping'] = scanChomping(cursor);
  const increment = scanIncrement(cursor, start);
  if (chomping === 'clip' && increment > 0) chomping = scanChomping(cursor);
  return { chomping, increment };
}

function scanChomping(cursor: Cursor): Header['chomping'] {
  const code = cursor.code();
  if (code !== plus && code !== dash) return 'clip';
  cursor.at++;
  return code === plus ? 'keep' : 'strip';
}

function scanIncrement(cursor: Cursor, start: Mark): number {
  const code = cursor.code();
  if (!isDigit(code)) return 0;
  if (code === zero) cursor.fail(scanning, start, 'found an indentation indicator equal to 0');
  cursor.at++;
  return code - zero;
}

function skipRestOfLine(cursor: Cursor, start: Mark): void {
  cursor.skipBlanks();
  if (cursor.code() === hash) cursor.skipToBreak();
  if (!isBreakOrEnd(cursor.code())) cursor.fail(scanning, start, 'did not find expected comment or line break');
  if (isBreak(cursor.code())) cursor.breakLine();
}

interface Indent {
  readonly indent: number;
  /** Empty lines that stood before. */
  readonly breaks: string;
}

/** Steps over empty lines and the indentation of the next one; finds the indentation out where it is 0. */
function scanIndent(cursor: Cursor, indent: number, parent: number, start: Mark): Indent {
  let deepest = 0;
  let breaks = '';
  for (;;) {
    while ((indent === 0 || cursor.column() < indent) && isSpace(cursor.code())) cursor.at++;
    deepest = Math.max(deepest, cursor.column());
    if ((indent === 0 || cursor.column() < indent) && isTab(cursor.code())) {
      cursor.fail(scanning, start, 'found a tab character where an indentation space is expected');
    }
    if (!isBreak(cursor.code())) break;
    breaks += cursor.breakLine();
  }
  return { indent: indent === 0 ? Math.max(deepest, parent + 1, 1) : indent, breaks };
}

interface Lines {
  readonly text: string;
  readonly tail: { readonly lineBreak: string; readonly breaks: string };
  /** Behind the last character of the last line that is not empty. */
  readonly contentEnd?: number;
}

interface Style extends Indent {
  readonly isLiteral: boolean;
  readonly parent: number;
  readonly start: Mark;
}

function scanLines(cursor: Cursor, { indent, breaks: first, isLiteral, parent, start }: Style): Lines {
  let text = '';
  let lineBreak = '';
  let breaks = first;
  let afterBlank = false;
  let contentEnd: number | undefined;
  while (cursor.column() === indent && cursor.code() !== end) {
    const startsBlank = isBlank(cursor.code());
    // Lines that start with white space are never folded, nor are those around them.
    if (!isLiteral && lineBreak.startsWith('\n') && !afterBlank && !startsBlank) text += breaks === '' ? ' ' : breaks;
    else text += lineBreak + breaks;
    afterBlank = startsBlank;
    const from = cursor.at;
    cursor.skipToBreak();
    text += cursor.text.slice(from, cursor.at);
    contentEnd = cursor.at;
    lineBreak = isBreak(cursor.code()) ? cursor.breakLine() : '';
    breaks = scanIndent(cursor, indent, parent, start).breaks;
  }
  return { text, tail: { lineBreak, breaks }, ...(contentEnd !== undefined && { contentEnd }) };
}
