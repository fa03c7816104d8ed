/** What a job comes after and what comes after it, as a hierarchy of calls, with the gates on the way. */
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from 'vscode-languageserver';
import type { Analysis } from '../engine/analysis.ts';
import type { Job } from '../pipeline/job.ts';
import { at } from '../syntax/node.ts';
import { heldWords } from './held.ts';
import { type Around, fileAt, symbolAt } from './names/scope.ts';
import { type Edge, waitedForBy, waitsFor } from './order.ts';
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
  return waitedForBy(around.analysis, item.name).flatMap((it) => {
    const from = itemOf(around, it.from);
    return from ? [{ from, fromRanges: rangesOf(around, it, from) }] : [];
  });
}

/** The jobs that this one comes after. */
export function outgoingCalls(around: Around, item: CallHierarchyItem): readonly CallHierarchyOutgoingCall[] {
  return waitsFor(around.analysis, item.name).flatMap((it) => {
    const to = itemOf(around, it.to);
    return to ? [{ to, fromRanges: rangesOf(around, it, item) }] : [];
  });
}

function jobOf({ pipeline }: Analysis, name: string): Job | undefined {
  return pipeline.jobs.find((it) => it.baseName === name) ?? pipeline.jobs.find((it) => it.name === name);
}

function jobAround(around: Around, offset: number): Job | undefined {
  const file = fileAt(around);
  const entries = file?.root?.kind === 'map' ? [...file.root.entries.values()] : [];
  const here = entries.filter(
    ({ key: { span }, value }) =>
      file && value.span.piece === span.piece && touches(file, { ...span, end: value.span.end }, offset),
  );
  return around.analysis.pipeline.jobs.find(({ key: { span } }) => here.some((it) => it.key.span === span));
}

/** `undefined` where the job is written in a file that no editor can open. */
function itemOf({ analysis, uriOf }: Around, job: Job): CallHierarchyItem | undefined {
  const file = fileOf(analysis, job.key.span);
  const uri = file && uriOf(file.path);
  if (!file || uri === undefined) return undefined;
  const range = toRange(file, job.key.span);
  const isDeploy = deployNames(analysis).has(job.baseName);
  return {
    name: job.baseName,
    kind: isDeploy ? SymbolKind.Event : SymbolKind.Function,
    detail: [job.stage, ...heldWords(analysis, job)].join(' · '),
    uri,
    range,
    selectionRange: range,
  };
}

const deploying = new WeakMap<Analysis, ReadonlySet<string>>();

function deployNames(analysis: Analysis): ReadonlySet<string> {
  const known = deploying.get(analysis) ?? new Set(analysis.reports.map((it) => it.job.job.baseName));
  deploying.set(analysis, known);
  return known;
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
