/**
 * `changes DIR`: makes every change that is offered anywhere in the pipelines of a corpus, each on its own, and looks
 * at the file afterwards: it still parses, GitLab finds nothing new wrong with the pipeline, and nothing else in it
 * says something else.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import { answersTo } from '../../server/src/features/code-actions.ts';
import { refactorings } from '../../server/src/features/refactorings.ts';
import { checkoutReader } from '../../server/src/host/files.ts';
import { type SyncReader, settleSync } from '../../server/src/host/settle.ts';
import type { Fix } from '../../server/src/lint/rule.ts';
import { configContext } from '../../server/src/pipeline/context.ts';
import { readPipeline } from '../../server/src/pipeline/read.ts';
import type { Node } from '../../server/src/syntax/node.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { place, type SourceFile } from '../../server/src/syntax/source.ts';
import { type Entry, entriesOf, lintEntry } from '../precision/corpus.ts';

const [directory = ''] = process.argv.slice(2);
const texts = new WeakMap<Node, string>();
const readers = new Map<string, SyncReader>();
let made = 0;
const troubles: string[] = [];
for (const entry of entriesOf(directory)) {
  const { signedOut, signedIn } = lintEntry(directory, entry);
  for (const analysis of [signedOut, ...signedIn.slice(0, 1)]) tryAll(entry, analysis);
}
console.log(`${made} changes that are offered: ${troubles.length} go wrong`);
for (const it of troubles.slice(0, 2000)) console.log(it);
process.exit(troubles.length > 0 ? 1 : 0);

function tryAll(entry: Entry, analysis: Analysis): void {
  const seen = new Set<string>();
  const known = new Set(analysis.pipeline.errors.map((it) => messageOf(it.gitlab)));
  for (const change of offered(analysis)) {
    const key = JSON.stringify([
      change.title,
      change.edits.map(({ span, text }) => [span.piece.file, span.start, text]),
    ]);
    if (seen.has(key)) continue;
    seen.add(key);
    made += 1;
    const trouble = troubleWith(entry, analysis, change, known);
    if (trouble !== undefined) troubles.push(`${entry.root}: "${change.title}": ${trouble}`);
  }
}

function* offered(analysis: Analysis): Iterable<Fix> {
  for (const finding of analysis.lint) {
    const { own, all, ignore } = answersTo(analysis, finding);
    yield* own;
    yield* all;
    yield* ignore;
  }
  const { jobs, config } = analysis.pipeline;
  for (const { key, environment } of jobs) {
    for (const span of [key.span, ...(environment ? [environment.nameSpan] : [])]) {
      const file = config.files.get(span.piece.file);
      if (file) yield* refactorings(analysis, file.path, place(file, span).start);
    }
  }
}

/** What is wrong once `change` is made; `undefined` where nothing is. */
function troubleWith(
  { root, file: main }: Entry,
  { pipeline, attempt }: Analysis,
  change: Fix,
  known: ReadonlySet<string>,
): string | undefined {
  const changed = new Map<string, SourceFile>();
  for (const path of new Set(change.edits.map((it) => it.span.piece.file))) {
    const edits = change.edits.filter((it) => it.span.piece.file === path);
    const before = pipeline.config.files.get(path);
    if (!before) return `there is no file ${path}`;
    const places = edits.map((it) => ({ ...place(before, it.span), text: it.text }));
    const after = parse(path, applied(before.text, places), before);
    const told = troubleInFile(before, after, places);
    if (told !== undefined) return told;
    changed.set(path, after);
  }
  const errors = readAgain(root, main, changed, attempt).errors.map((it) => messageOf(it.gitlab));
  const fresh = errors.filter((it) => !known.has(it));
  return fresh.length > 0 ? `new errors: ${fresh.join('; ')}` : undefined;
}

/** Without the line, which moves. */
function messageOf(gitlab = ''): string {
  return gitlab.replaceAll(/ at line \d+ column \d+/g, '');
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function applied(text: string, changes: readonly Change[]): string {
  let result = text;
  // Of several insertions at one place the first comes first.
  for (const it of changes.toReversed().toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, it.start) + it.text + result.slice(it.end);
  }
  return result;
}

function troubleInFile(before: SourceFile, after: SourceFile, changes: readonly Change[]): string | undefined {
  if (after.problems.length > before.problems.length) return `problems: ${after.problems.at(-1)?.message}`;
  const lost = changes.find(({ start, end }) => /(^|\s)#/.test(before.text.slice(start, end)));
  if (lost) return `a comment is lost: ${before.text.slice(lost.start, lost.end)}`;
  const entries = before.root?.kind === 'map' ? [...before.root.entries] : [];
  for (const [n, [name, { key, value }]] of entries.entries()) {
    const from = place(before, key.span).start;
    const next = entries[n + 1]?.[1].key.span;
    const to = next ? place(before, next).start : before.text.length;
    if (changes.some((it) => it.end >= from && it.start <= to)) continue;
    const now = after.root?.kind === 'map' ? after.root.entries.get(name)?.value : undefined;
    if (!now || shown(now) !== shown(value)) return `\`${name}\` says something else`;
  }
  return undefined;
}

/** Everything that a value says, places aside. */
function shown(node: Node): string {
  const known = texts.get(node) ?? show(node);
  texts.set(node, known);
  return known;
}

function show(node: Node): string {
  switch (node.kind) {
    case 'map':
      return `{${[...node.entries].map(([name, { value }]) => `${JSON.stringify(name)}:${shown(value)}`).join()}}`;
    case 'seq':
      return `[${node.items.map(shown).join()}]`;
    case 'scalar':
      return JSON.stringify([node.type, String(node.value)]);
    case 'reference':
      return `!${node.written}`;
  }
}

function readAgain(root: string, main: string, changed: ReadonlyMap<string, SourceFile>, attempt: Analysis['attempt']) {
  const templates = join(directory, 'templates');
  const map = existsSync(templates) ? [`template=${templates}`] : [];
  const there = readers.get(root) ?? checkoutReader(join(directory, root), { map });
  readers.set(root, there);
  const reader: SyncReader = {
    find: (location) => {
      const own = location.kind === 'file' && !location.project ? changed.get(location.path) : undefined;
      return own ? { kind: 'file', file: own } : there.find(location);
    },
    list: (project) => there.list(project),
  };
  const { config } = settleSync({ kind: 'file', path: main }, reader, configContext(attempt));
  return readPipeline(config);
}
