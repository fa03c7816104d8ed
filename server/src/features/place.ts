/** Which deploy jobs are written at a place: at their name, their environment or their trigger. */
import type { Analysis, JobReport } from '../engine/analysis.ts';
import type { SourceFile } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import { touches } from './range.ts';

export interface Here {
  readonly span: Span;
  /** At least one; several for a matrix, and for a template that several jobs extend. */
  readonly reports: readonly JobReport[];
}

/** The deploy jobs that `offset` of `path` is about, and what of them is written there. */
export function deployJobsAt(analysis: Analysis, path: string, offset: number): Here | undefined {
  const file = analysis.pipeline.config.files.get(path);
  if (!file) return undefined;
  const here = analysis.reports
    .map((report) => ({ report, span: spansOf(report).find((it) => touches(file, it, offset)) }))
    .filter((it) => it.span !== undefined);
  const [first] = here;
  return first?.span && { span: first.span, reports: here.map((it) => it.report) };
}

/** The deploy job whose lines hold `offset`, wherever in it: for a cursor that is just somewhere in the job. */
export function deployJobAround(analysis: Analysis, path: string, offset: number): JobReport | undefined {
  const file = analysis.pipeline.config.files.get(path);
  const exact = deployJobsAt(analysis, path, offset)?.reports[0];
  return exact ?? (file && analysis.reports.find((it) => holds(file, it, offset)));
}

function holds(file: SourceFile, { job: { job } }: JobReport, offset: number): boolean {
  const { span } = job.body;
  return touches(file, { piece: span.piece, start: Math.min(job.key.span.start, span.start), end: span.end }, offset);
}

/** Where somebody points who means this job. */
function spansOf({ job: { job } }: JobReport): readonly Span[] {
  const { key, environment, trigger } = job;
  return [
    key.span,
    ...(environment ? [environment.key.span, environment.nameSpan] : []),
    ...(trigger ? [trigger.key.span, ...(trigger.node.kind === 'scalar' ? [trigger.node.span] : [])] : []),
  ];
}
