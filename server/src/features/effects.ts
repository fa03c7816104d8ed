/** What a change to a file comes to: which of its entries say something else afterwards. */
import type { Analysis } from '../engine/analysis.ts';
import type { Fix } from '../lint/rule.ts';
import type { Edit } from '../syntax/edit.ts';
import type { Node } from '../syntax/node.ts';
import { parse } from '../syntax/parse.ts';
import { place, type SourceFile } from '../syntax/source.ts';

/**
 * Whether nothing changes but the entries in which a change is made: not those that take from them by an alias, and
 * the file parses as well as before.
 */
export function staysWhereItIs({ pipeline: { config } }: Analysis, { edits }: Fix): boolean {
  return [...new Set(edits.map((it) => it.span.piece.file))].every((path) => {
    const file = config.files.get(path);
    if (!file) return false;
    const own = edits.filter((it) => it.span.piece.file === path);
    const touched = entriesTouchedBy(file, own);
    return entriesChangedBy(file, own).every((it) => touched.has(it));
  });
}

/** A longer file that does not parse is mended first: reading it again for each change takes its time. */
const maxBroken = 200_000;

/** Names of the top-level entries that say something else once `edits` are made, or of all where the file breaks. */
export function entriesChangedBy(file: SourceFile, edits: readonly Edit[]): readonly string[] {
  const before = entriesOf(file);
  const isBroken = file.problems.some((it) => it.severity === 'error');
  if (isBroken && file.text.length > maxBroken) return [...before.keys(), ''];
  const after = parse(file.path, changed(file, edits), file);
  if (after.problems.length > file.problems.length) return [...before.keys(), ''];
  const now = entriesOf(after);
  return [...before].filter(([name, value]) => !saysTheSame(value, now.get(name))).map(([name]) => name);
}

/** Those in whose lines an edit is. */
function entriesTouchedBy(file: SourceFile, edits: readonly Edit[]): ReadonlySet<string> {
  const places = edits.map((it) => place(file, it.span));
  const starts = [...keysOf(file)].map(([name, start]) => ({ name, start })).sort((a, b) => a.start - b.start);
  const touched = starts.filter(({ start }, n) => {
    const end = starts[n + 1]?.start ?? file.text.length + 1;
    return places.some((it) => it.start < end && it.end >= start);
  });
  return new Set(touched.map((it) => it.name));
}

function changed(file: SourceFile, edits: readonly Edit[]): string {
  const places = edits.map((it) => ({ ...place(file, it.span), text: it.text }));
  let { text } = file;
  // Of several insertions at one place the first comes first.
  for (const it of places.reverse().sort((a, b) => b.start - a.start)) {
    text = text.slice(0, it.start) + it.text + text.slice(it.end);
  }
  return text;
}

function entriesOf({ root }: SourceFile): ReadonlyMap<string, Node> {
  return new Map(root?.kind === 'map' ? [...root.entries].map(([name, { value }]) => [name, value]) : []);
}

function keysOf(file: SourceFile): ReadonlyMap<string, number> {
  const { root } = file;
  const entries = root?.kind === 'map' ? [...root.entries] : [];
  return new Map(entries.map(([name, { key }]) => [name, place(file, key.span).start]));
}

function saysTheSame(one: Node, other: Node | undefined): boolean {
  if (one === other) return true;
  switch (one.kind) {
    case 'map':
      return (
        other?.kind === 'map' &&
        one.entries.size === other.entries.size &&
        [...one.entries].every(([name, { value }]) => saysTheSame(value, other.entries.get(name)?.value))
      );
    case 'seq':
      return (
        other?.kind === 'seq' &&
        one.items.length === other.items.length &&
        one.items.every((it, n) => saysTheSame(it, other.items[n]))
      );
    case 'scalar':
      return other?.kind === 'scalar' && one.type === other.type && String(one.value) === String(other.value);
    case 'reference':
      return other?.kind === 'reference' && one.written === other.written;
  }
}
