/** One file as it was read: its text, its pieces, and its documents as nodes. */
import type { Piece, Place, Span } from '../text/span.ts';
import type { MapNode, Node } from './node.ts';

export interface SourceFile {
  /** Key of the source (`locationKey`); the path inside the checkout for its own files. */
  readonly path: string;
  readonly text: string;
  /** Where each piece starts in `text`. Holds every piece that a node of this file names. */
  readonly starts: ReadonlyMap<Piece, number>;
  /** Offset of each line's first character, in order; the first is 0. */
  readonly lines: readonly number[];
  /** The `spec` document, where there is one (config.md §1.2). */
  readonly header?: MapNode;
  /** The configuration document. `undefined` where nothing of it could be read or it is blank. A `Node` that is no map is an error that `problems` names. */
  readonly root?: Node;
  readonly problems: readonly Problem[];
}

/** Something about a file that its reader wants to know, in GitLab's own words where it has some. */
export interface Problem {
  readonly severity: 'error' | 'hint';
  /** Which kind of remark it is, for those that want to tell. */
  readonly kind?: 'duplicate-key';
  /**
   * GitLab's own message, exactly, where GitLab would stop here; `undefined` for what only we say.
   * Without the prefix that GitLab adds for included files.
   */
  readonly gitlab?: string;
  /** What we say: a sentence, with the remedy. */
  readonly message: string;
  readonly span: Span;
}

/** Each problem once, the first of those that say the same of the same place: GitLab has two texts for some causes. */
export function toldOnce<T extends Problem>(problems: readonly T[]): readonly T[] {
  const told = new Map<Piece, Set<string>>();
  return problems.filter(({ message, span: { piece, start, end } }) => {
    const known = told.get(piece) ?? new Set();
    told.set(piece, known);
    const before = known.size;
    return known.add(`${start}:${end}:${message}`).size > before;
  });
}

/** The span in its file. `file` is the current version of the file that the span's piece belongs to. */
export function place(file: SourceFile, { piece, start, end }: Span): Place {
  const base = file.starts.get(piece) ?? 0;
  return { file: file.path, start: base + start, end: base + end };
}

/** The line of an offset, from 0. */
export function lineOf(file: Pick<SourceFile, 'lines'>, offset: number): number {
  return position(file, offset).line;
}

/** Line and column of an offset, both from 0, in UTF-16 units: what LSP counts in. */
export function position(
  { lines }: Pick<SourceFile, 'lines'>,
  offset: number,
): { readonly line: number; readonly character: number } {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - (lines[low] ?? 0) };
}
