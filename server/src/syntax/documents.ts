/** Cuts a file into documents and these into pieces, on the text alone, before any YAML reader runs. */

/** Half open, offsets in the file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** GitLab allows a header and a configuration; one more slot takes what stands before a leading `---`. */
const maxDocuments = 3;
const divider = /^---[ \t\r\n\f\v]+/gm;

/**
 * The documents of a file as GitLab cuts them (config.md §1.2): at `---` and white space at the start of a line,
 * into three parts at most. A blank first part is dropped; the divider and the white space after it belong to none.
 *
 * @see lib/gitlab/config/loader/multi_doc_yaml.rb
 */
export function splitDocuments(text: string): readonly Range[] {
  const ranges: Range[] = [];
  let start = 0;
  if (text.includes('---')) {
    for (const match of text.matchAll(divider)) {
      if (ranges.length === maxDocuments - 1) break;
      if (!atLineStart(text, match.index)) continue;
      ranges.push({ start, end: match.index });
      start = match.index + match[0].length;
    }
  }
  ranges.push({ start, end: text.length });
  return ranges;
}

/** Ruby's `^` knows only the line feed as the end of a line. */
function atLineStart(text: string, offset: number): boolean {
  return offset === 0 || text.charCodeAt(offset - 1) === lineFeed;
}

/** More pieces than these cost more than they save. GitLab refuses most files of this size. */
const maxPieces = 20_000;

const lineFeed = 10;
export const byteOrderMark = '\ufeff';

/**
 * The top-level entries of a block mapping, as far as its text tells: a piece starts at each line whose first character
 * can only begin a key. Empty where the document has to be read as a whole: its first line is indented, it is a
 * flow collection or a list, it uses directives, document marks or explicit keys, there are no keys at column 0 or very
 * many, or there are line breaks of another kind.
 *
 * That each piece then reads as a mapping at column 0 is for the reader to find out; where one does not, the cut was
 * wrong or the file is broken.
 */
export function splitEntries(text: string): readonly Range[] {
  if (otherBreaks.test(text)) return [];
  const starts: number[] = [];
  for (let at = 0; at < text.length; ) {
    const kind = kindOf(text, at);
    if (kind === 'whole') return [];
    if (kind === 'key') starts.push(at);
    // What is indented before the first key might be the mapping itself.
    else if (kind === 'continued' && starts.length === 0) return [];
    const next = text.indexOf('\n', at);
    if (next < 0) break;
    at = next + 1;
  }
  if (starts.length === 0 || starts.length > maxPieces) return [];
  starts[0] = 0;
  return starts.map((start, n) => ({ start, end: starts[n + 1] ?? text.length }));
}

/** What starts a line for libyaml, too; the search below sees line feeds alone. */
const otherBreaks = /\r(?!\n)|[\u0085\u2028\u2029]/;

type LineKind = 'key' | 'continued' | 'blank' | 'whole';

function kindOf(text: string, at: number): LineKind {
  const first = text[at] ?? '\n';
  if (keyStart.test(first) && !text.startsWith('...', at)) return 'key';
  switch (first) {
    case '\n':
    case '\r':
    case '#':
      return 'blank';
    case ' ':
    case '\t':
      return isBlankLine(text, at) ? 'blank' : 'continued';
    case ']':
    case '}':
    case ',':
      return 'continued';
    case '-':
      return text.startsWith('---', at) ? 'whole' : 'continued';
    case byteOrderMark:
      // It indents what stands behind it.
      return isBlankLine(text, at + 1) ? 'blank' : 'whole';
    default:
      return text.startsWith('<<:', at) ? 'key' : 'whole';
  }
}

/** Letters, digits, and the other characters that people start job names with. */
const keyStart = /[\p{L}\p{N}_"'./$(+~\\^;=]/u;

function isBlankLine(text: string, at: number): boolean {
  for (let n = at; n < text.length; n++) {
    const character = text[n];
    if (character === '\n' || character === '#') return true;
    if (character !== ' ' && character !== '\t' && character !== '\r') return false;
  }
  return true;
}
