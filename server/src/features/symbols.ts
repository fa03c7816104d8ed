/** The outline of a file: its stages with their jobs, what deploys and where, templates and variables. */
import { t } from '@vscode/l10n';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { isRootKeyword } from '../pipeline/entries/root.ts';
import type { Job } from '../pipeline/job.ts';
import type { Entry, MapNode } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';
import { place, position, type SourceFile } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import { answer } from './answer.ts';
import { type Around, fileAt } from './names/scope.ts';
import { toRange } from './range.ts';

/** Stages in the pipeline's order, each with the jobs that are written in this file; then templates and variables. */
export function documentSymbols(around: Around): readonly DocumentSymbol[] {
  const file = fileAt(around);
  if (file?.root?.kind !== 'map') return [];
  const { stages } = around.analysis.pipeline;
  const jobs = jobsByName(around.analysis);
  const byStage = new Map<string, DocumentSymbol[]>(stages.map((it) => [it, []]));
  const others: DocumentSymbol[] = [];
  for (const entry of entriesOf(file, file.root)) {
    const name = toText(entry.key);
    const [job] = jobs.get(name) ?? [];
    if (job) {
      const list = byStage.get(job.stage) ?? [];
      byStage.set(job.stage, list);
      list.push(jobSymbol(around.analysis, file, entry, job));
    } else if (name === 'variables') others.push(variablesSymbol(file, entry));
    else if (!isRootKeyword(name)) others.push(symbol(file, entry, SymbolKind.Interface, t`template`));
  }
  const shown = [...byStage].filter(([, its]) => its.length > 0);
  return [...shown.map(([stage, its]) => stageSymbol(stage, its)), ...others];
}

/** The jobs of a pipeline by the name that they are written under; `parallel` makes several of one. */
function jobsByName({ pipeline: { jobs } }: Analysis): ReadonlyMap<string, readonly Job[]> {
  const all = new Map<string, Job[]>();
  for (const it of jobs) all.set(it.baseName, [...(all.get(it.baseName) ?? []), it]);
  return all;
}

/** Entries that are written here: a merge key at the top brings others. */
function entriesOf(file: SourceFile, root: MapNode): readonly Entry[] {
  return [...root.entries.values()].filter(({ key }) => file.starts.has(key.span.piece) && toText(key) !== '');
}

function stageSymbol(name: string, jobs: readonly DocumentSymbol[]): DocumentSymbol {
  const [first] = jobs;
  const selectionRange = first?.selectionRange ?? { start: origin, end: origin };
  const lines = jobs.map((it) => it.range);
  const start = lines.reduce((least, it) => (it.start.line < least.line ? it.start : least), selectionRange.start);
  const end = lines.reduce((most, it) => (it.end.line > most.line ? it.end : most), selectionRange.end);
  const detail = jobs.length === 1 ? t`stage, 1 job` : t`stage, ${jobs.length} jobs`;
  return { name, detail, kind: SymbolKind.Namespace, range: { start, end }, selectionRange, children: [...jobs] };
}

const origin = { line: 0, character: 0 };

/** By analysis: the reports of each job, under the name that it is written under. */
const grouped = new WeakMap<Analysis, ReadonlyMap<string, readonly JobReport[]>>();

function reportsByName(analysis: Analysis): ReadonlyMap<string, readonly JobReport[]> {
  const known = grouped.get(analysis);
  if (known) return known;
  const byName = new Map<string, JobReport[]>();
  for (const it of analysis.reports) {
    const { baseName } = it.job.job;
    const same = byName.get(baseName);
    if (same) same.push(it);
    else byName.set(baseName, [it]);
  }
  grouped.set(analysis, byName);
  return byName;
}

function jobSymbol(analysis: Analysis, file: SourceFile, entry: Entry, job: Job): DocumentSymbol {
  const reports = reportsByName(analysis).get(job.baseName) ?? [];
  const made = symbol(
    file,
    entry,
    reports.length > 0 ? SymbolKind.Event : SymbolKind.Function,
    detailOf(analysis, reports),
  );
  const { environment } = job;
  // Of a template it stands elsewhere, and a child stands inside its parent.
  if (!environment || !isInside(file, environment.nameSpan, entry)) return made;
  const [effect] = reports[0]?.job.possible ?? [];
  const tier = effect?.environment?.tier;
  const child: DocumentSymbol = {
    name: environment.name,
    detail: [
      t`environment`,
      ...(typeof tier === 'string' ? [t`tier ${tier}`] : []),
      ...actionWords(environment.action),
    ].join(', '),
    kind: SymbolKind.Package,
    range: toRange(file, environment.nameSpan),
    selectionRange: toRange(file, environment.nameSpan),
  };
  return { ...made, children: [child] };
}

function actionWords(action: string): readonly string[] {
  return action === 'start' ? [] : [action];
}

/** Where it deploys to and what becomes of it; of a matrix how many there are. */
function detailOf(analysis: Analysis, reports: readonly JobReport[]): string {
  const [first] = reports;
  if (!first) return '';
  const words = answer(analysis, first).replaceAll('`', '').replace(/\.$/, '');
  return reports.length > 1 ? t`${reports.length} jobs: ${words}` : words;
}

function variablesSymbol(file: SourceFile, entry: Entry): DocumentSymbol {
  const made = symbol(file, entry, SymbolKind.Variable, '');
  const { value } = entry;
  if (value.kind !== 'map') return made;
  const children = [...value.entries.values()]
    .filter((it) => isInside(file, it.key.span, entry))
    .map((it) => symbol(file, it, SymbolKind.Variable, ''));
  return { ...made, children };
}

function isInside(file: SourceFile, span: Span, entry: Entry): boolean {
  const whole = wholeOf(entry);
  return (
    file.starts.has(span.piece) && span.piece === whole.piece && whole.start <= span.start && span.end <= whole.end
  );
}

/** From the key to the end of what is written under it. */
function wholeOf({ key, value }: Entry): Span {
  const { piece, start, end } = key.span;
  const isBelow = value.span.piece === piece && value.span.start >= start;
  return { piece, start, end: Math.max(end, isBelow ? value.span.end : 0) };
}

function symbol(file: SourceFile, entry: Entry, kind: SymbolKind, detail: string): DocumentSymbol {
  const { start, end } = place(file, wholeOf(entry));
  // What belongs to a block ends where its last line does.
  const last = start + file.text.slice(start, end).trimEnd().length;
  const range = { start: position(file, start), end: position(file, last) };
  return { name: toText(entry.key), detail, kind, range, selectionRange: toRange(file, entry.key.span) };
}
