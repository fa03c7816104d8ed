/** All names that are written in a file, found once for each piece of it. */
import { ownOf } from '../../logic/own.ts';
import { isRootKeyword } from '../../pipeline/entries/root.ts';
import { writtenIn } from '../../syntax/parse.ts';
import type { Raw, RawMap, RawScalar, RawSeq } from '../../syntax/raw.ts';
import { place, type SourceFile } from '../../syntax/source.ts';
import type { Piece } from '../../text/span.ts';
import type { Mention, NameKind, Style } from './mention.ts';
import { namesIn } from './texts.ts';

const byFile = new WeakMap<SourceFile, readonly Mention[]>();
const byPiece = new WeakMap<Piece, readonly Mention[]>();

/** In the order in which they stand, aliases and merge keys as written. */
export function mentionsIn(file: SourceFile): readonly Mention[] {
  const known = byFile.get(file);
  if (known) return known;
  const headers = headerPieces(file);
  const all = piecesOf(file).flatMap((it) => (headers.has(it) ? mentionsOfHeader(it) : mentionsOf(it)));
  byFile.set(file, all);
  return all;
}

/** The name at `offset`; of one inside another, the inner one. A cursor behind the last letter is still on the name. */
export function mentionAt(file: SourceFile, offset: number): Mention | undefined {
  let best: Mention | undefined;
  for (const it of mentionsIn(file)) {
    const { start, end } = place(file, it.span);
    if (start > offset || offset > end) continue;
    if (!best || it.span.end - it.span.start < best.span.end - best.span.start) best = it;
  }
  return best;
}

/** In their order. Of a broken file there is also one that holds the others, for the error. */
export function piecesOf({ starts }: SourceFile): readonly Piece[] {
  const sorted = [...starts].sort(([a, from], [b, to]) => from - to || b.text.length - a.text.length);
  return sorted
    .filter(([piece, start], n) => (sorted[n + 1]?.[1] ?? Number.POSITIVE_INFINITY) >= start + piece.text.length)
    .map(([piece]) => piece);
}

function headerPieces({ header }: SourceFile): ReadonlySet<Piece> {
  return new Set([...(header?.entries.values() ?? [])].map(({ key }) => key.span.piece));
}

function mentionsOfHeader(piece: Piece): readonly Mention[] {
  const walk = newWalk(piece);
  const spec = pairs(writtenIn(piece)).find(({ key }) => nameOf(key) === 'spec')?.value;
  const inputs = pairs(spec).find(({ key }) => nameOf(key) === 'inputs')?.value;
  for (const { key } of pairs(inputs)) add(walk, 'input', key, { by: 'inputs', defines: true });
  return walk.found;
}

function mentionsOf(piece: Piece): readonly Mention[] {
  const known = byPiece.get(piece);
  if (known) return known;
  const walk = newWalk(piece);
  for (const { key, value } of pairs(writtenIn(piece))) {
    const entry = nameOf(key);
    const inside = { ...walk, entry };
    if (!isRootKeyword(entry)) add(inside, 'job', key, { by: entry, defines: true });
    visit(key, [], inside);
    visit(value, isRootKeyword(entry) ? [`/${entry}`] : ['job'], inside);
  }
  byPiece.set(piece, walk.found);
  return walk.found;
}

interface Walk {
  readonly piece: Piece;
  readonly entry: string;
  readonly found: Mention[];
  /** Inside brackets. */
  readonly flow: boolean;
}

function newWalk(piece: Piece): Walk {
  return { piece, entry: '', found: [], flow: false };
}

/** Keys on the way, without indices: `job` for every job, `/variables` for the keyword at the top. */
type Path = readonly string[];

function visit(raw: Raw, path: Path, walk: Walk): void {
  if (raw.kind !== 'alias' && raw.anchor !== undefined) addAnchor(raw.anchor, raw.start, walk);
  const { text } = walk.piece;
  const inside = { ...walk, flow: walk.flow || /^[[{]/.test(text.slice(raw.start, raw.start + 1)) };
  switch (raw.kind) {
    case 'alias':
      add(walk, 'anchor', raw, { by: '*', defines: false });
      return;
    case 'scalar':
      visitScalar(raw, path, walk);
      return;
    case 'seq':
      if (raw.tag === '!reference') addReference(raw, inside);
      else for (const it of raw.items) visit(it, path, inside);
      return;
    case 'map':
      visitMap(raw, path, inside);
  }
}

/** What a plain text is the name of, by the keys above it. */
const named: Readonly<Record<string, NameKind>> = {
  '/stages': 'stage',
  'job.stage': 'stage',
  'job.extends': 'job',
  'job.needs': 'job',
  'job.needs.job': 'job',
  'job.rules.needs': 'job',
  'job.rules.needs.job': 'job',
  'job.dependencies': 'job',
  'job.environment.on_stop': 'job',
  'job.trigger.include.job': 'job',
  'job.environment': 'environment',
  'job.environment.name': 'environment',
  'job.inherit.variables': 'variable',
};

/** Mappings whose keys are variables; those of `needs` name the variables of another job. */
const variableMaps: Readonly<Record<string, boolean>> = {
  '/variables': true,
  '/workflow.rules.variables': true,
  'job.variables': true,
  'job.rules.variables': true,
  'job.parallel.matrix': true,
  'job.secrets': true,
  'job.id_tokens': true,
  '/default.id_tokens': true,
  'job.needs.parallel.matrix': false,
  'job.rules.needs.parallel.matrix': false,
};

function visitScalar(raw: RawScalar, path: Path, walk: Walk): void {
  const kind = ownOf(named, path.join('.'));
  const by = path.at(-1) ?? '';
  if (kind !== undefined && raw.text !== '' && !/^(?:true|false)$/.test(raw.text)) {
    const defines = kind === 'environment' || by === '/stages';
    add(walk, kind, raw, { by: by === 'job' ? (path.at(-2) ?? by) : by.replace('/', ''), defines });
  }
  const written = walk.piece.text.slice(raw.start, raw.end);
  const sort = by === 'if' ? 'expression' : /script$/.test(by) ? 'script' : 'text';
  for (const it of namesIn(written, sort)) {
    const start = raw.start + it.at;
    const span = { piece: walk.piece, start, end: start + it.name.length };
    const { entry, found } = walk;
    found.push({ kind: it.kind, name: it.name, defines: false, by, span, style: 'bare', entry });
  }
}

function visitMap(raw: RawMap, path: Path, walk: Walk): void {
  const here = path.join('.');
  const variables = ownOf(variableMaps, here);
  const before = walk.found.length;
  for (const { key, value } of raw.pairs) {
    const name = nameOf(key);
    if (key.kind === 'alias') visit(key, path, walk);
    else if (variables !== undefined && name !== '<<')
      add(walk, 'variable', key, { by: 'variables', defines: variables });
    visit(value, name === '<<' ? path : [...path, name], walk);
  }
  const values = new Map(raw.pairs.map(({ key, value }) => [nameOf(key), nameOf(value)]));
  // What another project or pipeline calls so is no name of this one.
  const isElsewhere = here.endsWith('.needs') && (values.has('project') || values.has('pipeline'));
  const stays = here === 'job.environment' && (values.get('action') ?? 'start') !== 'start';
  if (!isElsewhere && !stays) return;
  const found = walk.found.splice(before);
  const kept = isElsewhere ? found.filter(({ kind, by }) => kind !== 'job' || by !== 'needs') : found;
  walk.found.push(...kept.map((it) => (stays && it.kind === 'environment' ? { ...it, defines: false } : it)));
}

function nameOf(raw: Raw): string {
  return raw.kind === 'scalar' ? raw.text : '';
}

/** `!reference [job, variables, NAME]`: the job, and the variable where it leads to one. */
function addReference({ items }: RawSeq, walk: Walk): void {
  for (const [n, it] of items.entries()) {
    const before = items[n - 1];
    if (n === 0) add(walk, 'job', it, { by: '!reference', defines: false });
    else if (before && nameOf(before) === 'variables') {
      add(walk, 'variable', it, { by: '!reference', defines: false });
    }
  }
}

function addAnchor(name: string, before: number, { piece, entry, found }: Walk): void {
  const at = piece.text.lastIndexOf(`&${name}`, before);
  if (at < 0) return;
  const span = { piece, start: at + 1, end: at + 1 + name.length };
  found.push({ kind: 'anchor', name, defines: true, by: '&', span, style: 'bare', entry });
}

function add(walk: Walk, kind: NameKind, raw: Raw, { by, defines }: Pick<Mention, 'by' | 'defines'>): void {
  const { piece, entry, found } = walk;
  const first = piece.text[raw.start] ?? '';
  if (raw.kind === 'alias') {
    const start = raw.start + (first === '*' ? 1 : 0);
    const span = { piece, start, end: start + raw.name.length };
    found.push({ kind: 'anchor', name: raw.name, defines: false, by: '*', span, style: 'bare', entry });
    return;
  }
  if (raw.kind !== 'scalar' || /[|>]/.test(first) || raw.text === '') return;
  const quoted = !raw.plain && (first === '"' || first === "'");
  const closed = quoted && raw.end > raw.start + 1 && piece.text[raw.end - 1] === first;
  const span = { piece, start: raw.start + (quoted ? 1 : 0), end: raw.end - (closed ? 1 : 0) };
  found.push({ kind, name: raw.text, defines, by, span, style: styleOf(first, quoted, walk), entry });
}

function styleOf(first: string, quoted: boolean, { flow }: Walk): Style {
  if (quoted) return first === '"' ? 'double' : 'single';
  return flow ? 'flow' : 'plain';
}

function pairs(raw: Raw | undefined): RawMap['pairs'] {
  return raw?.kind === 'map' ? raw.pairs : [];
}
