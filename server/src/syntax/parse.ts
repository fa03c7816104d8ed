/** From the text of a file to its documents as nodes, keeping what did not change. */
import { t } from '@vscode/l10n';
import type { Piece } from '../text/span.ts';
import { type Anchors, type Composition, compose, composePairs, type Entries, hintAt, mergeBudget } from './compose.ts';
import { byteOrderMark, type Range, splitDocuments, splitEntries } from './documents.ts';
import type { MapNode, Node } from './node.ts';
import type { Raw } from './raw.ts';
import { type Read, type ReadError, read, tooDeep } from './read.ts';
import { type Recovered, recover } from './recover.ts';
import { isBlank } from './ruby.ts';
import type { Problem, SourceFile } from './source.ts';
import { sizeOf } from './weight.ts';

/**
 * Reads a file as GitLab does (config.md §1). Never throws: what GitLab would refuse is in `problems`, and what can be
 * read beside it is still there.
 *
 * @param path the key of the source (`locationKey`).
 * @param previous an earlier version of the same file: top-level entries whose text is the same keep their nodes.
 */
export function parse(path: string, text: string, previous?: SourceFile): SourceFile {
  const file: Reading = { path, text, starts: new Map(), known: piecesOf(previous) };
  const documents = splitDocuments(text).map((range) => readDocument(file, range));
  // Documents that are nothing are dropped: comments only, `null`, `{}`, white space.
  const kept = documents.filter((it) => !isBlank(it.root));
  const problems = [...documents.flatMap((it) => it.problems), ...kept.flatMap(formatProblems), ...markHints(file)];
  const { header, root } = chooseDocuments(kept.map((it) => walkable(it.root)));
  return {
    path,
    text,
    starts: file.starts,
    lines: linesOf(text),
    ...(header && { header }),
    ...(root && { root }),
    problems,
  };
}

/** A file while it is being read. */
interface Reading {
  readonly path: string;
  readonly text: string;
  readonly starts: Map<Piece, number>;
  /** Pieces of the previous version that are not used yet, by text. */
  readonly known: Map<string, Piece[]>;
}

interface Document {
  readonly root?: Node;
  readonly problems: readonly Problem[];
}

function piecesOf(previous: SourceFile | undefined): Map<string, Piece[]> {
  const known = new Map<string, Piece[]>();
  for (const piece of previous?.starts.keys() ?? []) {
    const same = known.get(piece.text);
    if (same) same.push(piece);
    else known.set(piece.text, [piece]);
  }
  return known;
}

/** The header exists where the first of at least two documents has the key `spec`; the last one is then the content. */
function chooseDocuments(roots: readonly (Node | undefined)[]): { readonly header?: MapNode; readonly root?: Node } {
  const [first] = roots;
  const last = roots.at(-1);
  if (roots.length > 1 && first?.kind === 'map' && first.entries.has('spec')) {
    return { header: first, ...(last && { root: last }) };
  }
  return first ? { root: first } : {};
}

function readDocument(file: Reading, { start, end }: Range): Document {
  const text = file.text.slice(start, end);
  const ranges = splitEntries(text);
  const [first, ...rest] = ranges.map((it) => pieceOf(file, text.slice(it.start, it.end), start + it.start));
  const pieces = first && ([first, ...rest] as const);
  if (pieces?.every(isMapping)) return join(pieces, []);
  const whole = first && rest.length === 0 ? first : pieceOf(file, text, start);
  const { error } = readOf(whole);
  if (!error) {
    for (const it of pieces ?? []) if (it !== whole) file.starts.delete(it);
    return single(whole);
  }
  const problem = syntaxProblem(whole, error);
  return pieces && rest.length > 0 ? join(pieces, [problem]) : single(whole, [problem]);
}

function isMapping(piece: Piece): boolean {
  const { root, error } = readOf(piece);
  return root?.kind === 'map' && error === undefined;
}

function syntaxProblem(piece: Piece, { gitlab, message, start, end }: ReadError): Problem {
  return { severity: 'error', gitlab, message: t(message), span: { piece, start, end } };
}

/** The piece with this text: the previous one where there is one, so that everything derived from it is kept. */
function pieceOf({ path, starts, known }: Reading, text: string, start: number): Piece {
  const piece = known.get(text)?.shift() ?? { file: path, text };
  starts.set(piece, start);
  return piece;
}

/** A document that is one piece. */
function single(piece: Piece, problems: readonly Problem[] = []): Document {
  const root = writtenIn(piece);
  if (!root) return { problems };
  const state: Composition = { piece, anchors: anchorsAfter(new Map()), problems: [], budget: mergeBudget };
  const node = compose(root, state);
  return { root: node, problems: [...problems, ...state.problems] };
}

/** A document of several pieces: their entries in order. Pieces that are no mapping are left out. */
function join(pieces: readonly [Piece, ...Piece[]], problems: readonly Problem[]): Document {
  const anchors = new Map<string, Node>();
  const all: Entries = { entries: new Map(), written: new Map() };
  const found: Problem[] = [...problems];
  let budget = mergeBudget;
  for (const piece of pieces) {
    const part = partOf(piece, anchors, budget);
    if (!part) continue;
    budget -= part.cost;
    for (const [name, node] of part.defines) anchors.set(name, node);
    for (const it of part.problems) found.push(it);
    append(part, all, found);
  }
  const [first] = pieces;
  const span = { piece: first, start: 0, end: first.text.length };
  return { root: { kind: 'map', entries: all.entries, span }, problems: found };
}

function append(part: Entries, { entries, written }: Entries, problems: Problem[]): void {
  for (const [name, entry] of part.entries) {
    const key = part.written.get(name);
    const earlier = key && written.get(name);
    if (key) written.set(name, key);
    if (earlier) hintAt(earlier, problems);
    entries.set(name, entry);
  }
}

/** What a piece adds to its document, for the anchors that stood before it. */
interface Part extends Entries {
  /** Anchors of earlier pieces that it asked for, and what they were. */
  readonly used: ReadonlyMap<string, Node | undefined>;
  readonly defines: ReadonlyMap<string, Node>;
  readonly problems: readonly Problem[];
  /** Entries that merge keys copied. */
  readonly cost: number;
}

const reads = new WeakMap<Piece, Read>();
const recovered = new WeakMap<Piece, Recovered>();
const parts = new WeakMap<Piece, Part>();

function readOf(piece: Piece): Read {
  const known = reads.get(piece);
  if (known) return known;
  const fresh = read(piece.text);
  reads.set(piece, fresh);
  return fresh;
}

/** What is written in a piece, aliases and tags as they stand; of a broken one, what can be made out. */
export function writtenIn(piece: Piece): Raw | undefined {
  const { root, error } = readOf(piece);
  if (root || error === tooDeep) return root;
  const known = recovered.get(piece);
  if (known) return known.root;
  const fresh = recover(piece.text);
  recovered.set(piece, fresh);
  return fresh.root;
}

/** Whether YAML can make nothing of a piece as it is: what `writtenIn` gives of it may lack some of its names. */
export function isBroken(piece: Piece): boolean {
  return readOf(piece).error !== undefined;
}

function partOf(piece: Piece, before: ReadonlyMap<string, Node>, budget: number): Part | undefined {
  const root = writtenIn(piece);
  if (root?.kind !== 'map') return undefined;
  const known = parts.get(piece);
  if (known && known.cost <= budget && [...known.used].every(([name, node]) => before.get(name) === node)) return known;
  const anchors = anchorsAfter(before);
  const state: Composition = { piece, anchors, problems: [], budget };
  const { entries, written } = composePairs(root.pairs, state);
  const fresh = { entries, written, ...anchors.record(), problems: state.problems, cost: budget - state.budget };
  parts.set(piece, fresh);
  return fresh;
}

interface RecordedAnchors extends Anchors {
  record(): Pick<Part, 'used' | 'defines'>;
}

/** Anchors of a piece on top of those `before` it, with a record of which of these were asked for. */
function anchorsAfter(before: ReadonlyMap<string, Node>): RecordedAnchors {
  const own = new Map<string, Node | 'open'>();
  const used = new Map<string, Node | undefined>();
  return {
    find: (name) => {
      if (own.has(name)) return own.get(name);
      const node = before.get(name);
      used.set(name, node);
      return node;
    },
    set: (name, node) => own.set(name, node),
    record: () => {
      const defines = new Map<string, Node>();
      for (const [name, node] of own) if (node !== 'open') defines.set(name, node);
      return { used, defines };
    },
  };
}

/** A byte order mark indents the first line, and the mapping that begins there has no other keys. */
function markHints({ text, starts }: Reading): readonly Problem[] {
  const [piece] = starts.keys();
  if (!piece || !text.startsWith(byteOrderMark) || /^.[ \t]*(?:#|\r|\n|$)/.test(text)) return [];
  const message = t(
    'The file starts with a byte order mark, which GitLab takes for indentation: of what follows it reads only the first key. Save the file as UTF-8 without BOM.',
  );
  return [{ severity: 'hint', message, span: { piece, start: 0, end: 1 } }];
}

function walkable(root: Node | undefined): Node | undefined {
  return root && sizeOf(root) !== 'endless' ? root : undefined;
}

/** What is wrong with a document as a whole. GitLab looks at every one of them, also at one it then ignores. */
function formatProblems({ root, problems }: Document): readonly Problem[] {
  // What has been made out of a broken one is none of GitLab's business.
  if (!root || problems.some((it) => it.severity === 'error')) return [];
  if (sizeOf(root) !== 'fine') {
    const gitlab = 'The parsed YAML is too big';
    const message = t(
      'GitLab refuses files that nest deeper than 100 levels or take more than 2 MiB once aliases are expanded.',
    );
    return [{ severity: 'error', gitlab, message, span: root.span }];
  }
  if (root.kind === 'map') return [];
  const message = t('GitLab expects keys here (`job: …`), and reads a list or a plain text.');
  return [{ severity: 'error', gitlab: 'Invalid configuration format', message, span: root.span }];
}

function linesOf(text: string): readonly number[] {
  const lines = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) lines.push(index + end.length);
  return lines;
}
