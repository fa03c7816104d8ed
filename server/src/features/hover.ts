/** The answer at the place where one looks: what becomes of the deploy job that is written here. */
import type { Hover } from 'vscode-languageserver';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import type { Finding } from '../gates/gate.ts';
import { answer, isOpen, isSignedOut } from './answer.ts';
import { explainCommand } from './lens.ts';
import { deployJobsAt } from './place.ts';
import { fileOf, toRange, type UriOf } from './range.ts';
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

/** The gates of the job at `offset` of `path`, or nothing where no deploy job is written. */
export function hover(analysis: Analysis, path: string, offset: number, options: HoverOptions): Hover | undefined {
  const here = deployJobsAt(analysis, path, offset);
  const file = here && fileOf(analysis, here.span);
  if (!here || !file) return undefined;
  const [first, ...others] = here.reports;
  const value =
    first && others.length === 0 ? whole(analysis, first, options) : overview(analysis, here.reports, options);
  return { contents: { kind: 'markdown', value }, range: toRange(file, here.span) };
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

/** First the answer, then what stands in the way, in the order it is met; what lets the job pass is only named. */
function whole(analysis: Analysis, report: JobReport, options: HoverOptions): string {
  const { findings, verdict } = report;
  const passing = findings.filter((it) => it.verdict.kind === 'pass');
  const noted = passing.filter((it) => it.todo !== undefined);
  const silent = passing.filter((it) => it.todo === undefined);
  const passes = mark('pass', options) || 'Passes: ';
  return [
    `${mark(verdict.kind, options)}**${answer(analysis, report)}**`,
    circumstances(analysis, report, options),
    ...findings.map((it) => inTheWay(analysis, it, options)).filter((it) => it !== undefined),
    ...noted.map((it) => `${passes}${title(it)}: ${it.what}. ${sentences(it.todo ?? '', 1)}`),
    ...(silent.length > 0 ? [`${passes}${silent.map(title).join(' · ')}`] : []),
    ...notKnown(missingFacts(analysis, findings)),
    ...whoWords(report),
  ].join('\n\n');
}

/** A gate that holds the job, or may. What is only a risk is left to the explanation while it is not known. */
function inTheWay(analysis: Analysis, finding: Finding, options: HoverOptions): string | undefined {
  const { verdict, what, why, todo } = finding;
  const head = `${mark(verdict.kind, options)}**${title(finding)}**: ${what}`;
  if (verdict.kind === 'unknown') return isOpen(finding) ? head : undefined;
  if (verdict.kind === 'pass') return undefined;
  // Where GitLab refuses, its whole reason is given; a wait is explained in full on its own page.
  const reason = verdict.kind === 'deny' ? why : sentences(why, 1);
  return [
    `${head}. ${reason}`,
    ...(todo === undefined ? [] : [`*To do:* ${sentences(todo, 2)}`]),
    ...places(analysis, finding, options.uriOf),
  ].join('  \n');
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
