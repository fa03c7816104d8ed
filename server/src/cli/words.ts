/** Reports and findings as the terminal prints them. */
import { locationKey } from '../config/sources.ts';
import type { Analysis, JobReport, RuleFinding } from '../engine/analysis.ts';
import { headline, renderAll, renderMarkdown, whoWords } from '../engine/render.ts';
import { isoTime, locate } from '../engine/report.ts';
import { settingWords, words } from '../gates/gate.ts';
import type { Who } from '../gates/who.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { SettingKey } from '../settings/settings.ts';
import { toldOnce } from '../syntax/source.ts';
import { whyUnread } from './unread.ts';

/** What was assumed and what is not known: the head of every answer. */
function circumstances({ attempt, snapshot }: Analysis): string {
  const { actor } = attempt;
  const who =
    actor.kind === 'user'
      ? actor.username
      : actor.kind === 'role'
        ? `somebody with access level ${actor.accessLevel}`
        : 'nobody in particular';
  const on = `${attempt.source} ${attempt.tag ? 'of tag' : 'on'} ${attempt.ref}`;
  const settings =
    snapshot.source === 'none' || whyUnread(snapshot) !== undefined
      ? 'no settings'
      : `settings of ${snapshot.project.path} as of ${snapshot.takenAt.slice(0, 16).replace('T', ' ')} UTC`;
  return `as ${who} · ${on} · at ${isoTime(attempt.at).slice(0, 16).replace('T', ' ')} UTC · ${settings}`;
}

/** Settings that could not be read, by reason; empty where everything is known. */
function unreadWords({ snapshot }: Analysis): string {
  const { settings, source } = snapshot;
  if (source === 'none' || whyUnread(snapshot) !== undefined) return '';
  const unread = (Object.keys(settings) as SettingKey[]).filter((it) => !settings[it].known);
  return unread.length === 0 ? '' : `not readable with this token: ${unread.map(settingWords).join(', ')}`;
}

export function problemLines({ pipeline }: Analysis): readonly string[] {
  return toldOnce(pipeline.errors).map((it) => {
    const { file, line, column } = locate(pipeline, it.span);
    const own = it.message === it.gitlab ? '' : `\n  ${it.message}`;
    return `${file}:${line}:${column}: error: ${it.gitlab}${own}`;
  });
}

/** Includes that could not be read, where they are written. What they may define is unknown. */
export function unresolvedLines({ pipeline }: Analysis): readonly string[] {
  const { includes, open } = pipeline.config;
  return includes.flatMap(({ span, state, location }) => {
    const missing = open.find((it) => it.kind === 'include' && location && it.location === locationKey(location));
    if (state !== 'unresolved' || !missing) return [];
    const { file, line, column } = locate(pipeline, span);
    return [`${file}:${line}:${column}: ${words(missing)}`];
  });
}

/** `explain` as text. */
export function explanation(analysis: Analysis, reports: readonly JobReport[]): string {
  const unread = unreadWords(analysis);
  const head = [circumstances(analysis), ...(unread === '' ? [] : [unread])].join('\n');
  const problems = problemLines(analysis);
  const body = [...renderAll(analysis, reports)];
  if (body.length === 0) body.push('No job of this pipeline deploys.');
  const refusal = problems.length > 0 ? [`GitLab refuses this pipeline:\n${problems.join('\n')}`] : [];
  const unresolved = unresolvedLines(analysis);
  const open = unresolved.length > 0 ? [[...unresolved, remedyForIncludes].join('\n')] : [];
  return `${[head, ...refusal, ...open, ...body].join('\n\n')}\n`;
}

export const remedyForIncludes =
  'What they may define is unknown. Sign in to have them read, or say with --map where they are on disk.';

/** `explain` as Markdown. */
export function explanationMarkdown(analysis: Analysis, reports: readonly JobReport[]): string {
  const problems = [...problemLines(analysis), ...unresolvedLines(analysis)].map((it) => `- ${it}`);
  return `${[circumstances(analysis), ...problems, ...reports.map((it) => renderMarkdown(analysis, it))].join('\n\n')}\n`;
}

/** `who`: the people alone; who can run the job, and then who may do each single step. */
export function whoText(report: JobReport, attempt: Attempt): string {
  const { who, job, may } = report;
  const { start, play, approve, stop } = may;
  const on = `${attempt.tag ? 'the tag ' : ''}${attempt.ref}`;
  const lines = [
    `${job.job.name}: ${headline(report)}`,
    ...peopleLines('can run it', who, 'cannot'),
    ...stepLines(`may start a pipeline on ${on}`, start),
    ...(play ? stepLines('may play the job', play) : []),
    ...(approve ? stepLines('may approve the deployment', approve) : []),
    ...(approve?.rules ?? []).map((it) => `  ${it.required} by ${it.by}: ${whoWords(it) ?? 'not known'}`),
    ...(stop ? stepLines('may stop the environment', stop) : []),
    ...(stop?.plays === undefined ? [] : [stopLine(stop.plays, stop.runsAs)]),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines(heading: string, who: Who): readonly string[] {
  return ['', ...peopleLines(heading, who, 'may not')];
}

function peopleLines(heading: string, who: Who, others: string): readonly string[] {
  const able = whoWords(who);
  // What is missing has lines of its own below.
  const isOpen = able === undefined || able.startsWith('not known');
  const lines = [`${heading}: ${isOpen ? 'not known' : able}`];
  for (const it of who.users) lines.push(`  ${it.username} (${it.via})`);
  if (who.nearMisses.length > 0) lines.push(`${others}:`);
  for (const it of who.nearMisses) lines.push(`  ${it.username} ${it.lacks}`);
  for (const it of who.unknown ?? []) lines.push(`not known: ${it}`);
  return lines;
}

function stopLine(job: string, username: string | undefined): string {
  const whom = username === undefined ? "the pipeline's user" : `${username}, the pipeline's user`;
  return `GitLab then plays ${job} as ${whom}, whoever stops it.`;
}

/** What a finding says of its job, as a sentence without its stop. */
export function findingHeadline({ job, what }: Pick<RuleFinding, 'job' | 'what'>): string {
  return job === undefined ? `This ${what}` : `\`${job}\` ${what}`;
}

/**
 * One finding of `lint`, as compilers print theirs, with the other jobs that it speaks of.
 *
 * @param told explanations that stand further up already: of several findings of one kind the first explains all
 */
export function findingText({ pipeline }: Analysis, finding: RuleFinding, told = new Set<string>()): string {
  const { rule, severity, job, what, why, todo, span, related = [] } = finding;
  const { file, line, column } = locate(pipeline, span);
  const head = `${file}:${line}:${column}: ${severity ?? rule.severity}: ${job === undefined ? '' : `\`${job}\` `}${what} [${rule.id}]`;
  const others = related.map((it) => {
    const there = locate(pipeline, it.span);
    return `  ${there.file}:${there.line}: ${it.message}`;
  });
  const details = [`  ${why}`, ...(todo === undefined ? [] : [`  ${todo}`])].join('\n');
  const isTold = told.has(`${rule.id}\n${details}`);
  told.add(`${rule.id}\n${details}`);
  return [head, ...others, ...(isTold ? [] : [details])].join('\n');
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
