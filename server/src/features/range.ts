/** From spans of the engine to the ranges of the protocol. */
import type { Location, Range } from 'vscode-languageserver';
import type { Analysis } from '../engine/analysis.ts';
import { place, position, type SourceFile } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';

/** The address of a file of the configuration, for editors; `undefined` for one that no editor can open. */
export type UriOf = (path: string) => string | undefined;

export function toRange(file: SourceFile, span: Span): Range {
  const { start, end } = place(file, span);
  return { start: position(file, start), end: position(file, end) };
}

/** The file of the analysis that `span` is written in. */
export function fileOf({ pipeline }: Analysis, span: Span): SourceFile | undefined {
  return pipeline.config.files.get(span.piece.file);
}

export function toLocation(analysis: Analysis, span: Span, uriOf: UriOf): Location | undefined {
  const file = fileOf(analysis, span);
  const uri = file && uriOf(file.path);
  return file && uri !== undefined ? { uri, range: toRange(file, span) } : undefined;
}

/** Whether `offset` of `file` is inside `span` or at one of its ends: a cursor behind the last letter is still on the word. */
export function touches(file: SourceFile, span: Span, offset: number): boolean {
  if (span.piece.file !== file.path) return false;
  const { start, end } = place(file, span);
  return start <= offset && offset <= end;
}

/** Where a position of the protocol is in the text; one beyond a line's end counts as its end. */
export function offsetAt(
  { lines, text }: SourceFile,
  { line, character }: { readonly line: number; readonly character: number },
): number {
  const start = lines[line] ?? text.length;
  return Math.min(start + character, lines[line + 1] ?? text.length);
}

/** Whether two spans have a character in common, or one holds the other. */
export function touchesSpan(one: Span, other: Span): boolean {
  return one.piece === other.piece && one.start <= other.end && other.start <= one.end;
}
