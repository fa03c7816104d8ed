/** Comments that switch rules off where they stand: `# deploy-gates: ignore[freeze/ignored] docs may always be deployed`. */
import type { SourceFile } from '../syntax/source.ts';
import { lineOf } from '../syntax/source.ts';
import type { Piece, Span } from '../text/span.ts';

export interface IgnoreComment {
  readonly file: string;
  /** Ids or groups, as written. Empty where the comment names none. */
  readonly rules: readonly string[];
  readonly reason: string;
  /** Lines from 0 that it covers, both included. */
  readonly from: number;
  readonly to: number;
  /** Whether it stands above a job: then it covers what is said of that job in other files, too. */
  readonly wholeJob: boolean;
  readonly span: Span;
}

const comment =
  /(^\uFEFF?|[ \t])#[ \t]*deploy-gates:[ \t]*(ignore(?:-file)?)\b[ \t]*(?:\[([^\]\n]*)\])?[ \t]*([^\n\r]*)/gm;

const kept = new WeakMap<SourceFile, readonly IgnoreComment[]>();

/** All such comments of a file. */
export function ignoreCommentsOf(file: SourceFile): readonly IgnoreComment[] {
  const known = kept.get(file);
  if (known) return known;
  const found = file.text.includes('deploy-gates:') ? readAll(file) : [];
  kept.set(file, found);
  return found;
}

function readAll(file: SourceFile): readonly IgnoreComment[] {
  const layout = layoutOf(file.text.split(/\r?\n/));
  return [...file.text.matchAll(comment)].map((it) => read(file, layout, it));
}

/** The lines of a file, and what is asked of them for every comment. */
interface Layout {
  readonly lines: readonly string[];
  /** The first line with something on it that is no comment. */
  readonly head: number;
  /** For each line, the first from there on that is no comment. */
  readonly behind: readonly number[];
  /** By first line, the last line of what begins there. */
  readonly ends: Map<number, number>;
}

function layoutOf(lines: readonly string[]): Layout {
  const behind: number[] = [];
  for (let n = lines.length - 1; n >= 0; n -= 1) behind[n] = isComment(lines[n]) ? (behind[n + 1] ?? n + 1) : n;
  const head = lines.findIndex((it) => !isEmpty(it));
  return { lines, head: head < 0 ? lines.length : head, behind, ends: new Map() };
}

function read(file: SourceFile, layout: Layout, match: RegExpExecArray): IgnoreComment {
  const [, before = '', word = '', rules = '', reason = ''] = match;
  const start = match.index + before.length;
  const piece: Piece = { file: file.path, text: file.text };
  const line = lineOf(file, start);
  const scope = word === 'ignore-file' ? wholeFile(layout) : scopeOf(layout, line);
  return {
    file: file.path,
    rules: rules.split(',').flatMap((it) => it.trim() || []),
    reason: reason.trim(),
    ...scope,
    span: { piece, start, end: match.index + match[0].trimEnd().length },
  };
}

type Scope = Pick<IgnoreComment, 'from' | 'to' | 'wholeJob'>;

function wholeFile({ lines }: Layout): Scope {
  return { from: 0, to: lines.length, wholeJob: false };
}

/** Behind something: that line. Alone: what follows, with all that is indented deeper. At the head of a file: all of it. */
function scopeOf(layout: Layout, at: number): Scope {
  const { lines, head, behind, ends } = layout;
  if (!isComment(lines[at])) return { from: at, to: at, wholeJob: false };
  let next = behind[at] ?? at + 1;
  if (at < head && lines[next]?.trim() === '') return wholeFile(layout);
  while (isEmpty(lines[next])) next = behind[next + 1] ?? next + 1;
  const to = ends.get(next) ?? lastOf(lines, next);
  ends.set(next, to);
  return { from: at, to, wholeJob: indentOf(lines[next] ?? '') === 0 };
}

/** The last line of what begins at `first`: an entry, or the item of a list. */
function lastOf(lines: readonly string[], first: number): number {
  const head = lines[first] ?? '';
  let to = first;
  for (let n = first + 1; n < lines.length; n += 1) {
    const line = lines[n] ?? '';
    if (isEmpty(line)) continue;
    // The items of a list may stand as deep as the key that it belongs to.
    const deep =
      indentOf(line) > indentOf(head) || (indentOf(line) === indentOf(head) && isItem(line) && !isItem(head));
    if (!deep) break;
    to = n;
  }
  return to;
}

function isItem(line: string): boolean {
  return /^\s*- /.test(line);
}

function isEmpty(line: string | undefined): boolean {
  return line !== undefined && (line.trim() === '' || isComment(line));
}

function isComment(line: string | undefined): boolean {
  return line !== undefined && /^\s*#/.test(line);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
