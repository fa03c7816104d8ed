/** Everything the program does with a pipeline, in one call: from the files to what an editor and a terminal show. */
import assert from 'node:assert/strict';
import type { Analysis } from '../../server/src/engine/analysis.ts';
import { family } from '../../server/src/engine/family.ts';
import { renderText } from '../../server/src/engine/render.ts';
import { reportJson } from '../../server/src/engine/report.ts';
import { outcomeJson, resolveJson } from '../../server/src/engine/resolve-json.ts';
import { incomingCalls, outgoingCalls, prepareCalls } from '../../server/src/features/calls.ts';
import { codeActions } from '../../server/src/features/code-actions.ts';
import { completion } from '../../server/src/features/completion.ts';
import { definition } from '../../server/src/features/definition.ts';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import { explanation } from '../../server/src/features/explanation.ts';
import { hover } from '../../server/src/features/hover.ts';
import { inlayHints } from '../../server/src/features/inlay-hints.ts';
import { lenses } from '../../server/src/features/lens.ts';
import { links } from '../../server/src/features/links.ts';
import type { Around } from '../../server/src/features/names/scope.ts';
import { highlights, references } from '../../server/src/features/references.ts';
import { rename } from '../../server/src/features/rename.ts';
import { documentSymbols } from '../../server/src/features/symbols.ts';
import { treeOf } from '../../server/src/features/tree.ts';
import { workspaceSymbols } from '../../server/src/features/workspace-symbols.ts';
import { place, position, type SourceFile } from '../../server/src/syntax/source.ts';
import type { Span } from '../../server/src/text/span.ts';
import { nodesOf } from '../syntax/plain-values.ts';

const uriOf = (path: string): string => `file:///app/${path}`;
const timeZone = 'Europe/Berlin';
const hints = { kinds: { environmentName: true, tier: true, when: true, freeze: true }, timeZone };

/** What an editor shows of one file, and all that it asks at each of `offsets`. */
export function shown(analysis: Analysis, path: string, offsets: Iterable<number> = []): readonly unknown[] {
  const file = analysis.pipeline.config.files.get(path);
  if (!file) return [];
  const around: Around = { analysis, family: family(analysis), path, uriOf };
  const marks = diagnostics(analysis, path, uriOf);
  const whole = { start: { line: 0, character: 0 }, end: position(file, file.text.length) };
  return [
    marks,
    lenses(analysis, path, { uri: uriOf(path), timeZone }),
    inlayHints(analysis, path, hints),
    codeActions(analysis, path, whole, { uriOf, versionOf: () => 1, shown: marks, versioned: true }),
    [links(around), documentSymbols(around), treeOf(analysis, uriOf), workspaceSymbols(around, 'd')],
    ...[...offsets].map((it) => askedAt(around, file, it)),
  ];
}

function askedAt(around: Around, file: SourceFile, offset: number): readonly unknown[] {
  const { analysis, path } = around;
  const here = position(file, offset);
  return [
    hover(analysis, path, offset, { uriOf, timeZone, commandsFrom: uriOf(path) }),
    completion(around, offset, { schema: false, variables: false }),
    definition(around, offset),
    [references(around, offset, true), highlights(around, offset)],
    prepareCalls(around, offset).map((it) => [incomingCalls(around, it), outgoingCalls(around, it)]),
    rename(around, offset, 'renamed', { aside: [], versionOf: () => 1, versioned: true }),
    codeActions(analysis, path, { start: here, end: here }, { uriOf, versionOf: () => 1, shown: [], versioned: false }),
  ];
}

/** What the terminal prints and the editor's page says. The JSON comes back from its text as it went in. */
export function told(analysis: Analysis): { readonly report: unknown; readonly texts: readonly string[] } {
  const report = { ...reportJson(analysis, { all: true }) };
  for (const it of [report, resolveJson(analysis.pipeline), outcomeJson(analysis.outcome)]) {
    assert.deepEqual(JSON.parse(JSON.stringify(it)), it);
  }
  const texts = [...analysis.reports.map((it) => renderText(analysis, it)), explanation(analysis, undefined, 'UTC')];
  return { report, texts };
}

type Files = ReadonlyMap<string, SourceFile>;

/** Every place that an analysis names lies inside a file of its configuration. */
export function assertPlaces({ pipeline, reports, lint, downstream }: Analysis, above: Files = new Map()): void {
  const { config, errors, warnings, jobs } = pipeline;
  // The files of a pipeline that another one starts are named there.
  const files: Files = new Map([...above, ...config.files]);
  const findings = [...reports.flatMap((it) => it.findings), ...lint];
  const fixes = lint.flatMap((it) => it.fixes ?? []).flatMap((it) => it.edits);
  const related = findings.flatMap((it) => it.related ?? []);
  const ofJobs = jobs.flatMap((it) => [
    it.key.span,
    it.body.span,
    ...(it.environment ? [it.environment.nameSpan] : []),
  ]);
  const all = [...errors, ...warnings, ...config.hints, ...config.includes, ...findings, ...fixes, ...related];
  for (const { span } of all) assertPlace(files, config.entry, span);
  for (const span of ofJobs) assertPlace(files, config.entry, span);
  for (const { span } of nodesOf(config.root)) assertPlace(files, config.entry, span);
  for (const { analysis } of downstream) if (analysis) assertPlaces(analysis, files);
}

function assertPlace(files: Files, entry: string, span: Span): void {
  const { piece, start, end } = span;
  assert.ok(start >= 0 && start <= end && end <= piece.text.length, `${start} to ${end} of ${piece.text.length}`);
  const file = files.get(piece.file);
  if (file && piece.text !== '') assertHeld(file, span);
  // What nothing was read of is told of as a whole.
  else assert.ok(piece.text === '' && (file || piece.file === entry || piece.file === ''), `no file ${piece.file}`);
}

/** The piece is one of the file's, and says what the file says there. */
function assertHeld(file: SourceFile, span: Span): void {
  // What is searched in the text alone belongs to no piece of it.
  const base = file.starts.get(span.piece) ?? (span.piece.text === file.text ? 0 : undefined);
  assert.notEqual(base, undefined, `a piece of ${file.path} that it does not hold: ${span.piece.text.slice(0, 40)}`);
  const there = place(file, span);
  assert.equal(file.text.slice(there.start, there.end), span.piece.text.slice(span.start, span.end));
}
