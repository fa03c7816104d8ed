/** What a hover says of one gate, in Markdown: all that holds a job in full, the rest in a line. */
import { t } from '@vscode/l10n';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { locate } from '../engine/report.ts';
import { isSameDay, momentWords, timeWords } from '../freeze/words.ts';
import type { Finding } from '../gates/gate.ts';
import { isOpen, isSignedOut, together } from './answer.ts';
import { timeOf } from './basis.ts';
import { explainCommand } from './lens.ts';
import type { UriOf } from './range.ts';
import { settingsLinks } from './settings-links.ts';
import { attemptWords, destination, places, sentences, title } from './words.ts';

export interface HoverOptions {
  readonly uriOf: UriOf;
  /** The reader's. */
  readonly timeZone: string;
  /** For VS Code: the file's address, for links that run the extension's commands; also, icons are shown. */
  readonly commandsFrom?: string;
}

/** Whether a gate holds the job, or may. What is only a risk does not as long as it is not known. */
export function isInTheWay(finding: Finding): boolean {
  const { kind } = finding.verdict;
  return kind === 'deny' || kind === 'wait' || isOpen(finding);
}

export function headline(finding: Finding, options: HoverOptions): string {
  return `${mark(finding.verdict.kind, options)}**${title(finding)}**: ${finding.what}`;
}

/**
 * Why, what to do, where else to look, where it is written and where it is set.
 * @param place `here`: the reader is pointing at where it is written.
 */
export function inFull(
  analysis: Analysis,
  report: JobReport,
  finding: Finding,
  options: HoverOptions,
  place: 'here' | 'elsewhere' = 'elsewhere',
): string {
  const { verdict, why, todo } = finding;
  // Where GitLab refuses, its whole reason is given; all else is explained in full on its own page.
  const reason = verdict.kind === 'deny' ? why : sentences(why, 1);
  return [
    `${headline(finding, options)}. ${reason}`,
    ...(todo === undefined ? [] : [t`*To do:* ${sentences(todo, 2)}`]),
    ...places(analysis, finding, options.uriOf),
    ...origins(analysis, report, finding, options.uriOf, place),
  ].join('  \n');
}

/** "Written in [ci/production.yml:9](…), set in [Protected environments](…)". */
export function origins(
  analysis: Analysis,
  report: JobReport,
  finding: Finding,
  uriOf: UriOf,
  place: 'here' | 'elsewhere' = 'elsewhere',
): readonly string[] {
  const { span } = finding;
  const isName = place === 'here' || span === report.job.job.key.span;
  const set = settingsLinks(analysis, report, finding);
  const words = [
    ...(isName ? [] : [t`written in ${placeLink(analysis, span, uriOf)}`]),
    ...(set.length > 0 ? [t`set in ${together(set)}`] : []),
  ].join(', ');
  return words === '' ? [] : [`*${words.charAt(0).toUpperCase()}${words.slice(1)}*`];
}

/** `[ci/production.yml:9](file:…#L9)`. */
export function placeLink(analysis: Analysis, span: Finding['span'], uriOf: UriOf): string {
  const { file, line } = locate(analysis.pipeline, span);
  const uri = uriOf(span.piece.file);
  return uri === undefined ? `\`${file}:${line}\`` : `[${file}:${line}](${uri}#L${line})`;
}

/** A gate that lets the job pass, or that is a mere risk. */
export function inShort(finding: Finding, options: HoverOptions): string {
  const { verdict, what, todo } = finding;
  const { kind } = verdict;
  const icon = mark(kind, options);
  const note = kind === 'pass' && todo !== undefined ? `. ${sentences(todo, 1)}` : '';
  const words = `${title(finding)}: ${what}${note}`;
  if (icon !== '') return icon + words;
  return kind === 'pass' ? t`Passes: ${words}` : t`Risk: ${words}`;
}

/** For which job and attempt it is answered, on which knowledge, and the way to more. */
export function circumstances(analysis: Analysis, report: JobReport, options: HoverOptions): string {
  const { commandsFrom } = options;
  const { name } = report.job.job;
  const parts = [
    `\`${name}\` ${destination(report)}`.trimEnd(),
    attemptWords(analysis),
    ...knowledge(analysis, options),
  ];
  if (commandsFrom !== undefined) {
    const args = encodeURIComponent(JSON.stringify([commandsFrom, name]));
    parts.push(`[${t`Explain this job`}](command:${explainCommand}?${args})`);
    if (isSignedOut(analysis)) parts.push(`[${t`Sign in`}](command:deployGates.signInHere)`);
  }
  return parts.join(' · ');
}

const day = 86_400_000;

/** How old the settings are: the time alone where it is that of the same day. */
export function knowledge(
  { snapshot, attempt }: Analysis,
  { timeZone }: Pick<HoverOptions, 'timeZone'>,
): readonly string[] {
  const at = timeOf(snapshot.takenAt);
  if (snapshot.source === 'none' || at === undefined) return [];
  const words = isSameDay(at, attempt.at, timeZone) ? timeWords(at, timeZone) : momentWords(at, timeZone);
  const age = Math.floor((attempt.at - at) / day);
  if (age < 1) return [t`settings as of ${words}`];
  if (age === 1) return [t`settings as of ${words}, 1 day before this attempt`];
  return [t`settings as of ${words}, ${age} days before this attempt`];
}

const icons = { pass: 'pass', wait: 'watch', unknown: 'question', deny: 'circle-slash', absent: 'circle' } as const;

/** An icon where the client shows some; elsewhere the words say it all. */
export function mark(kind: JobReport['verdict']['kind'], { commandsFrom }: HoverOptions): string {
  return commandsFrom === undefined ? '' : `$(${icons[kind]}) `;
}
