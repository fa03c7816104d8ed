/**
 * Changes to a file that keep its style: comments, anchors, indentation and line ends stay as they are, and an edit
 * is made where the key really stands. What cannot be edited safely is left alone: the answer is then `undefined`.
 */
import type { Piece, Span } from '../text/span.ts';
import { type Line, lineAt, lineEnd, linesAfter } from './block-lines.ts';
import type { MapNode, Node, ScalarNode, SeqNode } from './node.ts';

/** Replace what stands at `span` by `text`. Several edits of one fix do not overlap. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/**
 * Adds a key to a block mapping.
 *
 * @param owner the key whose value the mapping is; `undefined` for the root. Of a mapping that was put together from
 *   several places only what is written under this key counts.
 * @param lines the new entry: `key: value`, and lines of the value under it, indented from the key's column.
 * @param after the key behind which it goes, where that one is written there; else it goes behind the last one.
 */
export function addEntry(
  map: MapNode,
  owner: ScalarNode | undefined,
  lines: readonly string[],
  after?: string,
): Edit | undefined {
  const block = owner ? blockOf(owner) : rootBlock(map);
  if (!block || !covers(block, map)) return undefined;
  const entries = entriesIn(block).map((it) => ({ ...it, name: keyAt(map, block.piece, it.start) }));
  // A key that is written a second time would put the first one out of force.
  const name = /^["']?([^"':]+)["']?:/.exec(lines[0] ?? '')?.[1];
  if (entries.some((it) => it.name === name && name !== undefined)) return undefined;
  const entry = entries.find((it) => it.name === after && after !== undefined) ?? entries.at(-1);
  return entry && insertAfter(block.piece, entry.end, block.indent, lines);
}

/** Replaces a scalar, or a collection in brackets. One that has an anchor may be used elsewhere and stays. */
export function replaceValue({ span, kind }: Node, text: string): Edit | undefined {
  const { piece, start, end } = span;
  const written = piece.text.slice(start, end);
  if (start === end) return piece.text[start - 1] === ':' ? { span, text: ` ${text}` } : undefined;
  if (/&[\w-]+[ \t]+$/.test(piece.text.slice(lineAt(piece.text, start).start, start))) return undefined;
  const isFlow = written.startsWith('[') || written.startsWith('{');
  if (kind === 'scalar' ? /^[|>]/.test(written) : !isFlow) return undefined;
  return { span, text };
}

/**
 * Adds an item to a list.
 *
 * @param lines the item: its first line follows the dash, the others stand under it.
 */
export function addItem(seq: SeqNode, lines: readonly string[], at: 'first' | 'last'): Edit | undefined {
  const { piece, start } = seq.span;
  const { text } = piece;
  if (text[start] === '[') return addToFlow(seq, lines, at);
  const first = lineAt(text, start);
  if (first.kind !== 'item' || first.start + first.indent !== start) return undefined;
  const item = lines.map((it, n) => (n === 0 ? `- ${it}` : `  ${it}`));
  if (at === 'first') {
    const break_ = `${lineEnd(text)}${' '.repeat(first.indent)}`;
    return { span: { piece, start, end: start }, text: `${item.join(break_)}${break_}` };
  }
  const end = endOf(
    text,
    first,
    (line) => line.indent > first.indent || (line.indent === first.indent && line.kind === 'item'),
  );
  return end < seq.span.end ? undefined : insertAfter(piece, end, first.indent, item);
}

function addToFlow({ span, items }: SeqNode, lines: readonly string[], at: 'first' | 'last'): Edit | undefined {
  const { piece, start, end } = span;
  const [item, ...others] = lines;
  const isPlain = item !== undefined && others.length === 0 && !/^[&*!|>%@`]|[,[\]{}#]|:(?: |$)/.test(item);
  const isQuoted = item !== undefined && others.length === 0 && /^(?:"[^"]*"|'[^']*')$/.test(item);
  if (!(isPlain || isQuoted) || piece.text[end - 1] !== ']') return undefined;
  if (items.length === 0) return { span: { piece, start: start + 1, end: end - 1 }, text: item };
  if (at === 'first') return { span: { piece, start: start + 1, end: start + 1 }, text: `${item}, ` };
  const last = piece.text.slice(start, end - 1).trimEnd().length + start;
  if (piece.text[last - 1] === ',') return undefined;
  return { span: { piece, start: last, end: last }, text: `, ${item}` };
}

/** Removes an entry with its lines. The last one stays: without it there would be no mapping. */
export function removeEntry(map: MapNode, owner: ScalarNode | undefined, name: string): Edit | undefined {
  const block = owner ? blockOf(owner) : rootBlock(map);
  if (!block || !covers(block, map)) return undefined;
  const entries = entriesIn(block);
  const entry = entries.find((it) => keyAt(map, block.piece, it.start) === name);
  if (!entry || entries.length < 2) return undefined;
  const { piece } = block;
  const lineStart = lineAt(piece.text, entry.start).start;
  const newline = piece.text.indexOf('\n', entry.end);
  const end = newline < 0 ? piece.text.length : newline + 1;
  return { span: { piece, start: lineStart, end }, text: '' };
}

/** The lines of a block mapping. */
interface Block {
  readonly piece: Piece;
  /** Column of its keys. */
  readonly indent: number;
  readonly first: Line;
  /** End of the last line. */
  readonly end: number;
}

/** The lines that stand under a key, deeper than it; nothing where its value is on the same line. */
function blockOf({ span: { piece, start, end } }: ScalarNode): Block | undefined {
  const { text } = piece;
  const own = lineAt(text, start);
  // Only properties and a comment may follow the colon.
  const rest = text.slice(end, lineAt(text, end).end);
  if (!/^[ \t]*:(?:[ \t]+[&!][^\s,[\]{}]*)*[ \t]*(?:#.*)?$/.test(rest)) return undefined;
  const column = start - own.start;
  for (const line of linesAfter(text, lineAt(text, end).end)) {
    if (line.kind === 'blank' || line.kind === 'comment') continue;
    if (line.indent <= column || line.kind !== 'other') return undefined;
    return { piece, indent: line.indent, first: line, end: endOf(text, line, (it) => it.indent > column) };
  }
  return undefined;
}

/** The last piece of a file's root. */
function rootBlock({ entries }: MapNode): Block | undefined {
  const key = [...entries.values()].at(-1)?.key;
  if (!key) return undefined;
  const { piece, start } = key.span;
  const first = lineAt(piece.text, start);
  if (first.start + first.indent !== start || first.kind !== 'other') return undefined;
  return { piece, indent: first.indent, first, end: endOf(piece.text, first, () => true) };
}

/** Whether the values that are written in the block end in it: not where a text goes on with less indentation. */
function covers({ piece, first, end }: Block, { entries }: MapNode): boolean {
  return [...entries.values()].every(({ key, value }) => {
    const isHere = key.span.piece === piece && key.span.start >= first.start && key.span.start < end;
    const isWrittenHere = value.span.piece === piece && value.span.start >= key.span.end;
    return !isHere || !isWrittenHere || value.span.end <= end || value.span.start >= end;
  });
}

interface WrittenEntry {
  /** Where the key starts. */
  readonly start: number;
  /** End of the last line that belongs to it. */
  readonly end: number;
}

function entriesIn({ piece, indent, first, end }: Block): readonly WrittenEntry[] {
  const { text } = piece;
  const entries: WrittenEntry[] = [];
  const starts = [first, ...linesAfter(text, first.end)].filter(
    (it) => it.start < end && it.indent === indent && it.kind === 'other',
  );
  for (const line of starts) {
    const stop = endOf(text, line, (it) => it.indent > indent || (it.indent === indent && it.kind !== 'other'));
    entries.push({ start: line.start + line.indent, end: Math.min(stop, end) });
  }
  return entries;
}

function keyAt({ entries }: MapNode, piece: Piece, start: number): string | undefined {
  for (const [name, { key }] of entries) if (key.span.piece === piece && key.span.start === start) return name;
  return undefined;
}

/**
 * The end of the last line, from `first` on, that still belongs: `goesOn` says so of a line with content. Comments and
 * blank lines belong when a line with content follows them, comments also where they are as deep as the content.
 */
function endOf(text: string, first: Line, goesOn: (line: Line) => boolean): number {
  let { end } = first;
  let keepsBlanks = keepsTrailingBlanks(text, first);
  for (const line of linesAfter(text, first.end)) {
    if (line.kind === 'blank') {
      if (keepsBlanks) end = line.end;
    } else if (line.kind === 'comment') {
      if (line.indent > first.indent) end = line.end;
    } else {
      if (!goesOn(line)) break;
      end = line.end;
      keepsBlanks ||= keepsTrailingBlanks(text, line);
    }
  }
  return end;
}

/** A block scalar with `+` has its blank lines as part of its text. */
function keepsTrailingBlanks(text: string, { start, end }: Line): boolean {
  return /[|>](?:\d?\+|\+\d?)[ \t]*(?:#.*)?$/.test(text.slice(start, end));
}

function insertAfter(piece: Piece, end: number, indent: number, lines: readonly string[]): Edit {
  const text = lines.map((it) => `${lineEnd(piece.text)}${' '.repeat(indent)}${it}`).join('');
  return { span: { piece, start: end, end }, text };
}
