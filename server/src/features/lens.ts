/** The verdict over each deploy job, in words. */
import type { CodeLens } from 'vscode-languageserver';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { answer } from './answer.ts';
import { fileOf, toRange } from './range.ts';

/** What a lens opens: the explanation of one job. */
export const explainCommand = 'deployGates.explainJob';

/** Longer ones are cut: the rest is one click away. */
const maxLength = 140;

const severity = { absent: 0, pass: 1, wait: 2, unknown: 3, deny: 4 } as const;

/** One lens for each deploy job that is written in `path`; `uri` is the file's, for the command. */
export function lenses(analysis: Analysis, path: string, uri: string): readonly CodeLens[] {
  const byPlace = new Map<object, JobReport[]>();
  for (const report of analysis.reports) {
    const { key } = report.job.job;
    if (key.span.piece.file !== path) continue;
    byPlace.set(key, [...(byPlace.get(key) ?? []), report]);
  }
  return [...byPlace.values()].map((it) => lens(analysis, it, uri)).filter((it) => it !== undefined);
}

/** The instances of a matrix share one lens: that of the one that is worst off. */
function lens(analysis: Analysis, reports: readonly JobReport[], uri: string): CodeLens | undefined {
  const worst = [...reports].sort((a, b) => severity[b.verdict.kind] - severity[a.verdict.kind])[0];
  const file = worst && fileOf(analysis, worst.job.job.key.span);
  if (!worst || !file) return undefined;
  const { name, key } = worst.job.job;
  const prefix = reports.length > 1 ? `${name} and ${reports.length - 1} more: ` : '';
  return {
    range: toRange(file, key.span),
    command: { title: plain(prefix + answer(analysis, worst)), command: explainCommand, arguments: [uri, name] },
  };
}

/** A lens shows neither Markdown nor more than one line. */
function plain(text: string): string {
  const sentence = text.replaceAll('`', '').replaceAll(/\s+/g, ' ').replace(/\.$/, '');
  return sentence.length > maxLength ? `${sentence.slice(0, maxLength - 1)}…` : sentence;
}
