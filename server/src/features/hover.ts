/** The answer at the place where one looks: what becomes of the deploy job that is written here. */
import type { Hover } from 'vscode-languageserver';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import type { Finding } from '../gates/gate.ts';
import type { Span } from '../text/span.ts';
import { answer, isOpen, isSignedOut, list } from './answer.ts';
import { explainCommand } from './lens.ts';
import { deployJobsAt, gatesAt, type Written } from './place.ts';
import { fileOf, toRange, type UriOf } from './range.ts';
import { startedLists } from './started.ts';
import { ableWords, destination, missingFacts, places, sentences, title } from './words.ts';

/** How many jobs of a template are named before the rest is counted. */
const shownJobs = 10;

/** How many of those who can run a job are named, and of those who nearly can. */
const shownNames = 8;
const shownNearly = 3;

/** How many reasons for not knowing are given. */
const shownReasons = 4;

export interface HoverOptions {
  readonly uriOf: UriOf;
  /** For VS Code: the file's address, for links that run the extension's commands; also, icons are shown. */
  readonly commandsFrom?: string;
}

/**
 * All gates of the job whose name, environment or trigger is at `offset` of `path`; elsewhere the gates that come from
 * what is written there, or nothing.
 */
export function hover(analysis: Analysis, path: string, offset: number, options: HoverOptions): Hover | undefined {
  const found = jobsHover(analysis, path, offset, options) ?? gatesHover(analysis, path, offset, options);
  const file = found && fileOf(analysis, found.span);
  return file && { contents: { kind: 'markdown', value: found.value }, range: toRange(file, found.span) };
}

type Found = { readonly span: Span; readonly value: string } | undefined;

function jobsHover(analysis: Analysis, path: string, offset: number, options: HoverOptions): Found {
  const here = deployJobsAt(analysis, path, offset);
  if (!here) return undefined;
  const [first, ...others] = here.reports;
  const one = others.length === 0 ? first : undefined;
  return { ...here, value: one ? whole(analysis, one, options) : overview(analysis, here.reports, options) };
}

function gatesHover(analysis: Analysis, path: string, offset: number, options: HoverOptions): Found {
  const here = gatesAt(analysis, path, offset);
  return here && { ...here, value: written(analysis, here.gates, options) };
}

/** What a rule or a key does to the jobs that it counts for; what it does to several of them is said once. */
function written(analysis: Analysis, gates: readonly Written[], options: HoverOptions): string {
  const groups = new Map<string, Written[]>();
  for (const it of gates) {
    const { gate, verdict, what } = it.finding;
    const key = JSON.stringify([gate.id, verdict.kind, what]);
    groups.set(key, [...(groups.get(key) ?? []), it]);
  }
  const [first, ...others] = new Set(gates.map((it) => it.report));
  const one = others.length === 0 ? first : undefined;
  return [
    ...[...groups.values()].flatMap(([it, ...more]) =>
      it ? [inFull(analysis, it.finding, options), ...(one ? [] : [`For ${jobNames([it, ...more])}.`])] : [],
    ),
    ...(one ? [circumstances(analysis, one, options)] : []),
  ].join('\n\n');
}

function jobNames(all: readonly Written[]): string {
  const names = [...new Set(all.map((it) => `\`${it.report.job.job.name}\``))];
  const rest = names.length - shownJobs;
  return list([...names.slice(0, shownJobs), ...(rest > 0 ? [`${rest} more`] : [])], 'and');
}

/** One line for each of the jobs that share what is written here. */
function overview(analysis: Analysis, reports: readonly JobReport[], options: HoverOptions): string {
  const lines = reports
    .slice(0, shownJobs)
    .map((it) => `- ${mark(it.verdict.kind, options)}**${it.job.job.name}**: ${answer(analysis, it)}`);
  const rest = reports.length - lines.length;
  const more = rest > 0 ? [`- and ${rest} more`] : [];
  return [`**${reports.length} jobs** are made from this:`, '', ...lines, ...more].join('\n');
}

/** First the answer, then what stands in the way, in the order it is met, then what does not, a line for each. */
function whole(analysis: Analysis, report: JobReport, options: HoverOptions): string {
  const { findings, verdict } = report;
  const rest = findings.filter((it) => !isInTheWay(it)).map((it) => inShort(it, options));
  return [
    `${mark(verdict.kind, options)}**${answer(analysis, report)}**`,
    circumstances(analysis, report, options),
    ...findings.filter(isInTheWay).map((it) => (isOpen(it) ? headline(it, options) : inFull(analysis, it, options))),
    ...(rest.length > 0 ? [rest.join('  \n')] : []),
    ...notKnown(missingFacts(analysis, findings)),
    ...startedLists(analysis, report, {
      uriOf: options.uriOf,
      shown: shownJobs,
      mark: (it) => mark(it.verdict.kind, options),
    }),
    ...whoWords(report),
  ].join('\n\n');
}

/** Whether a gate holds the job, or may. What is only a risk does not as long as it is not known. */
function isInTheWay(finding: Finding): boolean {
  const { kind } = finding.verdict;
  return kind === 'deny' || kind === 'wait' || isOpen(finding);
}

function headline(finding: Finding, options: HoverOptions): string {
  return `${mark(finding.verdict.kind, options)}**${title(finding)}**: ${finding.what}`;
}

function inFull(analysis: Analysis, finding: Finding, options: HoverOptions): string {
  const { verdict, why, todo } = finding;
  // Where GitLab refuses, its whole reason is given; all else is explained in full on its own page.
  const reason = verdict.kind === 'deny' ? why : sentences(why, 1);
  return [
    `${headline(finding, options)}. ${reason}`,
    ...(todo === undefined ? [] : [`*To do:* ${sentences(todo, 2)}`]),
    ...places(analysis, finding, options.uriOf),
  ].join('  \n');
}

/** A gate that lets the job pass, or that is a mere risk. */
function inShort(finding: Finding, options: HoverOptions): string {
  const { verdict, what, todo } = finding;
  const { kind } = verdict;
  const start = mark(kind, options) || (kind === 'pass' ? 'Passes: ' : 'Risk: ');
  const note = kind === 'pass' && todo !== undefined ? `. ${sentences(todo, 1)}` : '';
  return `${start}${title(finding)}: ${what}${note}`;
}

function circumstances(analysis: Analysis, report: JobReport, { commandsFrom }: HoverOptions): string {
  const { attempt, snapshot } = analysis;
  const { name } = report.job.job;
  const parts = [
    `\`${name}\` ${destination(report)}`.trimEnd(),
    `${attempt.source} on \`${attempt.ref}\``,
    ...(snapshot.source === 'none' ? [] : [`settings as of ${snapshot.takenAt.slice(11, 16)} UTC`]),
  ];
  if (commandsFrom !== undefined) {
    const args = encodeURIComponent(JSON.stringify([commandsFrom, name]));
    parts.push(`[Explain this job](command:${explainCommand}?${args})`);
    if (isSignedOut(analysis)) parts.push('[Sign in](command:deployGates.signIn)');
  }
  return parts.join(' · ');
}

function notKnown(facts: readonly string[]): readonly string[] {
  if (facts.length === 0) return [];
  const rest = facts.length - shownReasons;
  return [`*Not known:* ${facts.slice(0, shownReasons).join(' ')}${rest > 0 ? ` And ${rest} more.` : ''}`];
}

function whoWords(report: JobReport): readonly string[] {
  const able = ableWords(report, shownNames);
  const nearly = report.who.nearMisses.slice(0, shownNearly).map((it) => `- nearly: \`${it.username}\` ${it.lacks}`);
  if (able === undefined && nearly.length === 0) return [];
  return [[`**Who can run it:** ${able ?? 'not known'}.`, ...nearly].join('\n')];
}

const icons = { pass: 'pass', wait: 'watch', unknown: 'question', deny: 'circle-slash', absent: 'circle' } as const;

/** An icon where the client shows some; elsewhere the words say it all. */
function mark(kind: JobReport['verdict']['kind'], { commandsFrom }: HoverOptions): string {
  return commandsFrom === undefined ? '' : `$(${icons[kind]}) `;
}
