/** Which deploy jobs are written at a place: at their name, their environment or their trigger, or by one of their gates. */
import type { Analysis, JobReport } from '../engine/analysis.ts';
import type { Finding } from '../gates/gate.ts';
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

/** A gate, and the job that it belongs to. */
export interface Written {
  readonly report: JobReport;
  readonly finding: Finding;
}

/** The gates that come from what is written at `offset` of `path`: from a `when`, a rule, a line of a script. */
export function gatesAt(
  analysis: Analysis,
  path: string,
  offset: number,
): { readonly span: Span; readonly gates: readonly Written[] } | undefined {
  const file = analysis.pipeline.config.files.get(path);
  if (!file) return undefined;
  const gates = analysis.reports.flatMap((report) =>
    report.findings.filter((it) => touches(file, it.span, offset)).map((finding) => ({ report, finding })),
  );
  const [innermost] = gates.map((it) => it.finding.span).sort((a, b) => a.end - a.start - (b.end - b.start));
  return innermost && { span: innermost, gates };
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
