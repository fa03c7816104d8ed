/** A report in words: what the terminal prints and the hover shows. */
import { t } from '@vscode/l10n';
import type { Finding } from '../gates/gate.ts';
import type { Who } from '../gates/who.ts';
import { isUnknown } from '../logic/tri.ts';
import { conditionsInWords } from '../pipeline/rules.ts';
import type { Analysis, DownstreamAnalysis, JobReport } from './analysis.ts';
import { locate } from './report.ts';

/** How many deciding gates a headline names. */
const shownGates = 3;

/** One line that answers: what the gates that decide the verdict do. */
export function headline({ verdict, findings, because, starts }: JobReport): string {
  if (verdict.kind === 'absent') return `Not in this pipeline: ${because}`;
  if (verdict.kind === 'pass') {
    // What lets pass and still wants to be heard: a freeze that is ignored, a trigger past every gate.
    const note = findings.find((it) => it.todo !== undefined && !it.gate.risk);
    return capital(note?.what ?? starts ?? 'will run');
  }
  const deciding = findings.filter(
    (it) => it.verdict.kind === verdict.kind && !(it.gate.risk && verdict.kind === 'unknown'),
  );
  if (deciding.length === 0) return `Not known: ${because}`;
  const more = deciding.length > shownGates ? ` (and ${deciding.length - shownGates} more)` : '';
  return `${capital(
    deciding
      .slice(0, shownGates)
      .map((it) => it.what)
      .join(verdict.kind === 'wait' ? ', then ' : '; '),
  )}${more}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A report as plain text, for the terminal and the pages of gates. A gate that lets pass has one line, unless there is
 * something to do about it all the same.
 */
export function renderText(analysis: Analysis, report: JobReport): string {
  const { job } = report.job;
  const where = locate(analysis.pipeline, job.key.span);
  const title = `${job.name}${environmentWords(report)}: ${report.verdict.kind}   (${where.file}:${where.line})`;
  const isAbsent = report.verdict.kind === 'absent';
  const findings = isAbsent ? report.findings.filter(keepsOut) : report.findings;
  const width = Math.max(0, ...findings.map((it) => it.gate.id.length));
  // Gates tell of a job that is there; whether it is, is the first question.
  const open = isUnknown(report.job.included) ? [`  may not be in this pipeline: ${report.because}`] : [];
  const lines = [title, ...open, ...findings.flatMap((it) => findingLines(analysis, it, width))];
  if (isAbsent) return [title, `  ${whyAbsent(report)}`, ...lines.slice(1)].join('\n');
  const who = whoWords(report.who);
  if (who) lines.push(`  who can run it: ${who}`);
  return [...lines, ...startedBy(analysis, report).flatMap(startedLines)].join('\n');
}

/** Fewer jobs are told one by one. */
const manyAbsent = 4;

/** Reports as plain text: what is there first, and of many jobs that are not there only the names, by reason. */
export function renderAll(analysis: Analysis, reports: readonly JobReport[]): readonly string[] {
  const absent = reports.filter((it) => it.verdict.kind === 'absent' && !it.findings.some(keepsOut));
  if (absent.length < manyAbsent) return reports.map((it) => renderText(analysis, it));
  const there = reports.filter((it) => !absent.includes(it)).map((it) => renderText(analysis, it));
  const byReason = new Map<string, string[]>();
  for (const it of absent) {
    const reason = whyAbsent(it);
    byReason.set(reason, [...(byReason.get(reason) ?? []), it.job.job.name]);
  }
  const lines = [...byReason].flatMap(([reason, names]) => [`  ${reason}`, ...wrapped(names, '    ')]);
  return [...there, [`absent: ${absent.length} deploy jobs are not in this pipeline`, ...lines].join('\n')];
}

/** Names in lines of a readable length. */
function wrapped(names: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [n, name] of names.entries()) {
    const next = n === names.length - 1 ? name : `${name},`;
    if (line !== '' && line.length + next.length > 100) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? indent + next : `${line} ${next}`;
  }
  return [...lines, line];
}

/** A rule that stands alone is told with what it asks for. */
function whyAbsent({ because: text, job: { job, because } }: JobReport): string {
  const [rule, ...others] = job.rules ?? [];
  if (because.kind !== 'no-rule-matches' || !rule || others.length > 0 || text !== because.text) return text;
  return `${text}: ${conditionsInWords(rule)}`;
}

/** Of a job that is not there only a gate is told that took it out for a time. */
function keepsOut({ gate, verdict }: Finding): boolean {
  return gate.id === 'freeze' && verdict.kind === 'wait';
}

/** What a trigger job starts, as far as it was read and deploys something. Nothing where the job itself is refused. */
export function startedBy({ downstream }: Analysis, { job, findings }: JobReport): readonly Started[] {
  if (findings.some((it) => it.gate.id === 'trigger' && it.verdict.kind === 'deny')) return [];
  return downstream.flatMap((it) => {
    const { analysis } = it;
    return it.job === job.job.name && analysis && analysis.reports.length > 0 ? [{ ...it, analysis }] : [];
  });
}

interface Started extends DownstreamAnalysis {
  readonly analysis: Analysis;
}

/** "a child pipeline on `main` (`ci/child.yml`)", without the marks of Markdown. */
function startedWords({ kind, project, ref, entry }: DownstreamAnalysis): string {
  const what = kind === 'child' ? 'a child pipeline' : `a pipeline in ${project}`;
  return `${what}${ref === undefined ? '' : ` on ${ref}`}${entry === '' ? '' : ` (${entry})`}`;
}

/** Its deploy jobs, each as a job of its own is told, further to the right. */
function startedLines(started: Started): readonly string[] {
  const { analysis } = started;
  const jobs = analysis.reports.flatMap((it) => renderText(analysis, it).split('\n'));
  return [`  starts ${startedWords(started)}:`, ...jobs.map((it) => `    ${it}`)];
}

function findingLines(analysis: Analysis, finding: Finding, width: number): readonly string[] {
  const { gate, verdict, what, why, todo, related = [] } = finding;
  const first = `  ${gate.id.padEnd(width)}  ${verdict.kind.padEnd(7)}  ${what}`;
  if (verdict.kind === 'pass' && todo === undefined) return [first];
  const indent = ' '.repeat(width + 13);
  const places = related.map((it) => {
    const { file, line } = locate(analysis.pipeline, it.span);
    return `${file}:${line}: ${it.message}`;
  });
  return [first, ...[why, ...(todo === undefined ? [] : [todo]), ...places].map((it) => indent + it)];
}

function environmentWords({ job }: JobReport): string {
  const effect = job.possible[0]?.environment;
  if (job.job.environment) return ` to ${effect?.shown ?? job.job.environment.name}`;
  const to = job.job.trigger?.project;
  return to !== undefined ? ` starts ${to}` : '';
}

/** Who can run a job, in one sentence; `undefined` where there is nothing to say. */
export function whoWords({ known, users, roles, groups, unknown }: Who): string | undefined {
  const named = [...users.map((it) => it.username), ...roles, ...groups.map((it) => `members of ${it}`)];
  if (named.length === 0)
    return known ? 'nobody' : unknown && unknown.length > 0 ? `not known: ${unknown.join('; ')}` : undefined;
  const shown = named.slice(0, 8).join(', ');
  const more = named.length > 8 ? ` and ${named.length - 8} more` : '';
  return `${shown}${more}${known ? '' : ', perhaps others'}`;
}

const badges = { pass: '✓', wait: '⏸', unknown: '?', deny: '✗', absent: '–' } as const;

/** A report as Markdown: what a hover shows. Two screens at most. */
export function renderMarkdown(
  analysis: Analysis,
  report: JobReport,
  linkTo?: (file: string, line: number) => string,
): string {
  const { job } = report.job;
  const blocks = [`**${badges[report.verdict.kind]} ${job.name}**${environmentWords(report)} — ${headline(report)}`];
  for (const finding of report.findings) blocks.push(findingMarkdown(analysis, finding, linkTo));
  const who = whoWords(report.who);
  if (who) blocks.push(`**Who can run it:** ${who}`);
  const near = report.who.nearMisses.slice(0, 3).map((it) => `- \`${it.username}\` ${it.lacks}`);
  if (near.length > 0) blocks.push(`Nearly:\n${near.join('\n')}`);
  for (const it of startedBy(analysis, report)) blocks.push(startedMarkdown(it, linkTo));
  return blocks.join('\n\n');
}

/** One line for each of its deploy jobs. Files of other projects have no link: nothing here can open them. */
function startedMarkdown(started: Started, linkTo: ((file: string, line: number) => string) | undefined): string {
  const { analysis, kind } = started;
  const lines = analysis.reports.map((it) => {
    const { file, line } = locate(analysis.pipeline, it.job.job.key.span);
    const name = linkTo && kind === 'child' ? `[${it.job.job.name}](${linkTo(file, line)})` : it.job.job.name;
    return `- ${badges[it.verdict.kind]} **${name}**${environmentWords(it)} — ${headline(it)}`;
  });
  return [`**Starts ${startedWords(started)}:**`, '', ...lines].join('\n');
}

function findingMarkdown(
  analysis: Analysis,
  finding: Finding,
  linkTo?: (file: string, line: number) => string,
): string {
  const { gate, verdict, what, why, todo, related } = finding;
  const lines = [`${badges[verdict.kind]} **${t(gate.title)}** — ${what}. ${why}`];
  if (todo) lines.push(`*To do:* ${todo}`);
  for (const it of related ?? []) {
    const { file, line } = locate(analysis.pipeline, it.span);
    const where = `${file}:${line}`;
    lines.push(`${linkTo ? `[${where}](${linkTo(file, line)})` : where} ${it.message}`);
  }
  lines.push(`[GitLab's page](${gate.source})`);
  return lines.join('  \n');
}
