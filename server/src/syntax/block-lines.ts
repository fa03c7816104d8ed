/** The lines of a block collection, as an editor of text sees them: indentation, comments, line ends. */

/** One line. Offsets in the text; `end` is before the line break. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** Column of the first character that is no space; the length of a blank line. */
  readonly indent: number;
  readonly kind: 'blank' | 'comment' | 'item' | 'closing' | 'other';
}

export function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const rawEnd = newline < 0 ? text.length : newline;
  const end = rawEnd > start && text[rawEnd - 1] === '\r' ? rawEnd - 1 : rawEnd;
  let at = start;
  while (at < end && text[at] === ' ') at++;
  return { start, end, indent: at - start, kind: kindOf(text, at, end) };
}

function kindOf(text: string, at: number, end: number): Line['kind'] {
  const first = text[at];
  if (at === end || text.slice(at, end).trim() === '') return 'blank';
  if (first === '#') return 'comment';
  if (first === ']' || first === '}') return 'closing';
  const isItem = first === '-' && (at + 1 === end || text[at + 1] === ' ' || text[at + 1] === '\t');
  return isItem ? 'item' : 'other';
}

/** The lines behind the one that ends at `offset`, from top to bottom. */
export function* linesAfter(text: string, offset: number): Iterable<Line> {
  for (let newline = text.indexOf('\n', offset); newline >= 0 && newline + 1 < text.length; ) {
    const line = lineAt(text, newline + 1);
    yield line;
    newline = text.indexOf('\n', line.end);
  }
}

/** The end of lines that this text uses. */
export function lineEnd(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}
