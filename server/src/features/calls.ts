/** What a job comes after and what comes after it, as a hierarchy of calls, with the gates on the way. */
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from 'vscode-languageserver';
import type { Analysis } from '../engine/analysis.ts';
import type { Job, Need } from '../pipeline/job.ts';
import type { JobOutcome, Outcome } from '../pipeline/outcome.ts';
import { at } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';
import { answer } from './answer.ts';
import { type Around, fileAt, symbolAt } from './names/scope.ts';
import { fileOf, toRange, touches } from './range.ts';

/** The job that is named at `offset`, or that is written around it. */
export function prepareCalls(around: Around, offset: number): readonly CallHierarchyItem[] {
  const symbol = symbolAt(around, offset);
  const named = symbol?.kind === 'job' ? jobOf(around.analysis, symbol.name) : undefined;
  const job = named ?? jobAround(around, offset);
  const item = job && itemOf(around, job);
  return item ? [item] : [];
}

/** The jobs that come after this one: they need it, or stand in the stage behind it. */
export function incomingCalls(around: Around, item: CallHierarchyItem): readonly CallHierarchyIncomingCall[] {
  const { edges } = graphOf(around.analysis);
  return edges
    .filter((it) => it.to.baseName === item.name)
    .flatMap((it) => {
      const from = itemOf(around, it.from);
      return from ? [{ from, fromRanges: rangesOf(around, it, from) }] : [];
    });
}

/** The jobs that this one comes after. */
export function outgoingCalls(around: Around, item: CallHierarchyItem): readonly CallHierarchyOutgoingCall[] {
  const { edges } = graphOf(around.analysis);
  return edges
    .filter((it) => it.from.baseName === item.name)
    .flatMap((it) => {
      const to = itemOf(around, it.to);
      return to ? [{ to, fromRanges: rangesOf(around, it, item) }] : [];
    });
}

/** `from` waits for `to`. */
interface Edge {
  readonly from: Job;
  readonly to: Job;
  /** Where it says so; absent where the order of stages does. */
  readonly spans: readonly Span[];
}

interface Graph {
  readonly edges: readonly Edge[];
}

const graphs = new WeakMap<Outcome, Graph>();

/** Of the attempt; the jobs that `parallel` makes of one stand as one. */
function graphOf({ pipeline, outcome }: Analysis): Graph {
  const known = graphs.get(outcome);
  if (known) return known;
  const first = new Map<string, Job>();
  for (const it of pipeline.jobs) if (!first.has(it.baseName)) first.set(it.baseName, it);
  const jobs = [...first.values()];
  const byName = new Map(pipeline.jobs.map((it) => [it.name, first.get(it.baseName) ?? it]));
  const edges = jobs.flatMap((from) => {
    const needs = outcome.jobs.get(from.name)?.possible[0]?.needs ?? from.needs;
    if (needs) return needed(from, needs, byName);
    return stageBefore(pipeline.stages, from, jobs, outcome).map((to) => ({ from, to, spans: [] }));
  });
  const graph = { edges };
  graphs.set(outcome, graph);
  return graph;
}

function needed(from: Job, needs: readonly Need[], byName: ReadonlyMap<string, Job>): readonly Edge[] {
  const edges = new Map<Job, Edge>();
  for (const need of needs) {
    const to = need.kind === 'job' ? byName.get(need.job) : undefined;
    if (to && !edges.has(to)) edges.set(to, { from, to, spans: [need.span] });
  }
  return [...edges.values()];
}

/** The jobs of the nearest stage before that has some in this attempt. */
function stageBefore(
  stages: readonly string[],
  { stage }: Job,
  jobs: readonly Job[],
  { jobs: outcomes }: Outcome,
): readonly Job[] {
  const earlier = stages.slice(0, Math.max(stages.indexOf(stage), 0)).reverse();
  for (const it of earlier) {
    const found = jobs.filter((job) => job.stage === it && outcomes.get(job.name)?.included !== false);
    if (found.length > 0) return found;
  }
  return [];
}

function jobOf({ pipeline }: Analysis, name: string): Job | undefined {
  return pipeline.jobs.find((it) => it.baseName === name) ?? pipeline.jobs.find((it) => it.name === name);
}

function jobAround(around: Around, offset: number): Job | undefined {
  const file = fileAt(around);
  if (!file) return undefined;
  return around.analysis.pipeline.jobs.find(({ key: { span } }) => {
    const own = file.starts.has(span.piece) ? file.root : undefined;
    const value = own?.kind === 'map' ? [...own.entries.values()].find((it) => it.key.span === span)?.value : undefined;
    return value?.span.piece === span.piece && touches(file, { ...span, end: value.span.end }, offset);
  });
}

/** `undefined` where the job is written in a file that no editor can open. */
function itemOf({ analysis, uriOf }: Around, job: Job): CallHierarchyItem | undefined {
  const file = fileOf(analysis, job.key.span);
  const uri = file && uriOf(file.path);
  if (!file || uri === undefined) return undefined;
  const range = toRange(file, job.key.span);
  const isDeploy = analysis.reports.some((it) => it.job.job.baseName === job.baseName);
  return {
    name: job.baseName,
    kind: isDeploy ? SymbolKind.Event : SymbolKind.Function,
    detail: [job.stage, ...gatesOf(analysis, job)].join(' · '),
    uri,
    range,
    selectionRange: range,
  };
}

/** What a job stops at, by itself: the whole answer for one that deploys. */
function gatesOf(analysis: Analysis, job: Job): readonly string[] {
  const report = analysis.reports.find((it) => it.job.job === job || it.job.job.baseName === job.baseName);
  if (report) return [answer(analysis, report).replaceAll('`', '').replace(/\.$/, '')];
  const outcome = analysis.outcome.jobs.get(job.name);
  return outcome ? heldBy(outcome) : [];
}

function heldBy({ included, possible: [effect], because }: JobOutcome): readonly string[] {
  if (included === false) return [`not in this pipeline: ${because.text.replaceAll('`', '')}`];
  switch (effect?.when) {
    case 'manual':
      return [effect.allowFailure ? 'manual, optional: nothing waits for it' : 'manual: what comes after it waits'];
    case 'delayed':
      return [`delayed${effect.startIn === undefined ? '' : ` by ${effect.startIn}`}`];
    case 'on_failure':
      return ['only when a job before it fails'];
    default:
      return [];
  }
}

/** In the file of the one that waits: its `needs`, its `stage`, or its name. */
function rangesOf({ analysis, uriOf }: Around, { from, spans }: Edge, { uri, selectionRange }: CallHierarchyItem) {
  const stage = at(from.body, 'stage');
  const all = spans.length > 0 ? spans : stage ? [stage.span] : [];
  const ranges = all.flatMap((span) => {
    const file = fileOf(analysis, span);
    return file && uriOf(file.path) === uri ? [toRange(file, span)] : [];
  });
  return ranges.length > 0 ? ranges : [selectionRange];
}
