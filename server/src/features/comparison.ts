/** The page behind "compare attempts": every deploy job in the usual ways of starting the pipeline, side by side. */
import { t } from '@vscode/l10n';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { momentWords } from '../freeze/words.ts';
import { words } from '../gates/gate.ts';
import { aRole } from '../gates/words.ts';
import { later } from '../logic/later.ts';
import { isUnknown, type Tri } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import { answer, capital, list, together } from './answer.ts';
import { basisWords } from './basis.ts';
import { attemptWords, missingFacts } from './words.ts';

export interface Compared {
  /** "push to `main`". */
  readonly title: string;
  readonly analysis: Analysis;
}

/** @param usual the usual attempts; that of `current` stands before them. @param timeZone the reader's. */
export function comparison(current: Analysis, usual: readonly Compared[], timeZone: string): string {
  const columns = [{ title: t`chosen: ${attemptTitle(current.attempt)}`, analysis: current }, ...usual];
  const jobs = [...new Set(columns.flatMap((it) => it.analysis.reports.map((report) => report.job.job.name)))];
  if (jobs.length === 0) return t`This pipeline deploys nothing.`;
  const header = [t`job`, ...columns.map((it) => it.title)];
  const rows = [
    [t`*the pipeline itself*`, ...columns.map((it) => created(it.analysis.outcome.created))],
    ...jobs.map((name) => [`[${name}](#${anchor(name)})`, ...columns.map((it) => cell(reportIn(it, name)))]),
  ];
  return [
    `# ${t`Attempts compared`}`,
    capital(t`as ${person(current.attempt)}, at ${momentWords(current.attempt.at, timeZone)}, in every column.`),
    table(header, rows),
    ...jobs.flatMap((it) => [`## ${it}`, details(columns, it)]),
    `*${basisWords(current.snapshot, current.snapshot.instance.url, timeZone)}*`,
  ].join('\n\n');
}

/** "push to `main`", "merge request from `topic` into `main`". */
function attemptTitle(attempt: Attempt): string {
  const { ref, tag, source, targetBranch } = attempt;
  if (isMergeRequest(attempt)) {
    if (targetBranch === undefined) return t`merge request from \`${ref}\``;
    return t`merge request from \`${ref}\` into \`${targetBranch}\``;
  }
  if (source === 'push') return tag ? t`tag \`${ref}\`` : t`push to \`${ref}\``;
  if (source === 'web') return tag ? t`run by hand on tag \`${ref}\`` : t`run by hand on \`${ref}\``;
  return attemptWords({ attempt });
}

function person({ actor }: Attempt): string {
  if (actor.kind === 'user') return `\`${actor.username}\``;
  return actor.kind === 'role' ? aRole(actor.accessLevel) : t`nobody in particular`;
}

function reportIn({ analysis }: Compared, name: string): JobReport | undefined {
  return analysis.reports.find((it) => it.job.job.name === name);
}

function created(it: Tri): string {
  if (isUnknown(it)) return t`? perhaps`;
  return it ? t`✓ created` : t`– not created`;
}

const verdicts = {
  pass: later('✓ runs'),
  wait: later('… waits'),
  unknown: later('? not known'),
  deny: later('✗ refused'),
  absent: later('– not there'),
};

function cell(report: JobReport | undefined): string {
  if (!report || report.verdict.kind === 'absent') return t(verdicts.absent);
  const ways = [...new Set(report.job.possible.map((it) => wayOf(it.when, it.allowFailure)))];
  const names = ways.map((it) => `\`${it}\``);
  return [t(verdicts[report.verdict.kind]), ...(names.length === 0 ? [] : [together(names, 'or')])].join('<br>');
}

function wayOf(when: string, allowFailure: unknown): string {
  return allowFailure === true ? t`${when}, may fail` : when;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((it) => it.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What each column says, and rests on; columns that say the same are told once. */
function details(columns: readonly Compared[], name: string): string {
  const titles = new Map<string, string[]>();
  for (const column of columns) {
    const report = reportIn(column, name);
    const text = report ? whole(column.analysis, report) : t`Not in this pipeline.`;
    titles.set(text, [...(titles.get(text) ?? []), column.title]);
  }
  return [...titles].map(([text, those]) => `- **${capital(list(those, 'and'))}**: ${text}`).join('\n');
}

function whole(analysis: Analysis, report: JobReport): string {
  const open = [report.job.included, analysis.outcome.created].filter(isUnknown).flatMap((it) => it.missing);
  const reasons = new Set([...missingFacts(analysis, report.findings), ...open.map((it) => `${capital(words(it))}.`)]);
  const facts = [...reasons].map((it) => `\n  - ${t`Depends on: ${it}`}`);
  return `${answer(analysis, report)}${facts.join('')}`;
}

/** As Markdown previews make it of a heading. */
function anchor(heading: string): string {
  return encodeURIComponent(
    heading
      .trim()
      .toLowerCase()
      .replaceAll(/\s+/g, '-')
      .replaceAll(/[\]['!/"#$%&()*+,.:;<=>?@\\^{|}~`]/g, ''),
  );
}
