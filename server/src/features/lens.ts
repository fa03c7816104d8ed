/** Over each deploy job, in one line: the verdict, who can run it, and when a freeze begins or ends for it. */
import { t } from '@vscode/l10n';
import type { CodeLens } from 'vscode-languageserver';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { freezeReaction } from '../pipeline/freeze-reaction.ts';
import { isRefusedPerson, list, shortAnswer } from './answer.ts';
import { freezeEvent } from './freeze-event.ts';
import { fileOf, toRange } from './range.ts';

/** What a lens opens: the explanation of one job. */
export const explainCommand = 'deployGates.explainJob';

/** Longer ones are cut: the rest is one click away. */
const maxLength = 140;

/** However long the rest is, this much of the verdict is shown. */
const leastVerdict = 60;

/** More people than these are told by their roles and groups. */
const mostPeople = 3;

const severity = { absent: 0, pass: 1, wait: 2, unknown: 3, deny: 4 } as const;

export interface LensOptions {
  /** Of the file, for the command. */
  readonly uri: string;
  /** The reader's. */
  readonly timeZone: string;
}

/** One lens for each deploy job that is written in `path`. */
export function lenses(analysis: Analysis, path: string, options: LensOptions): readonly CodeLens[] {
  const byPlace = new Map<object, JobReport[]>();
  for (const report of analysis.reports) {
    const { key } = report.job.job;
    if (key.span.piece.file !== path) continue;
    byPlace.set(key, [...(byPlace.get(key) ?? []), report]);
  }
  return [...byPlace.values()].map((it) => lens(analysis, it, options)).filter((it) => it !== undefined);
}

/** The instances of a matrix share one lens: that of the one that is worst off. */
function lens(analysis: Analysis, reports: readonly JobReport[], { uri, timeZone }: LensOptions): CodeLens | undefined {
  const worst = [...reports].sort((a, b) => severity[b.verdict.kind] - severity[a.verdict.kind])[0];
  const file = worst && fileOf(analysis, worst.job.job.key.span);
  if (!worst || !file) return undefined;
  const { name, key } = worst.job.job;
  const short = shortAnswer(analysis, worst);
  const verdict = plain(reports.length > 1 ? t`${name} and ${reports.length - 1} more: ${short}` : short);
  const rest = [whoWords(worst), nextWords(analysis, worst, timeZone)].filter((it) => it !== undefined).map(plain);
  return {
    range: toRange(file, key.span),
    command: { title: fitted(verdict, rest), command: explainCommand, arguments: [uri, name] },
  };
}

/** The verdict gives way to the rest down to what has to be seen of it; then the end of the line goes. */
function fitted(verdict: string, rest: readonly string[]): string {
  const tail = rest.map((it) => ` · ${it}`).join('');
  const room = Math.max(leastVerdict, maxLength - tail.length);
  return cut(cut(verdict, room) + tail, maxLength);
}

/** At the end of a word. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const whole = text.slice(0, length - 1).replace(/[\s,.:;·]+\S*$/, '');
  return `${whole}…`;
}

/** Whom to ask, or who can run it; nothing for a job that is not there, or that GitLab refuses to everybody. */
function whoWords(report: JobReport): string | undefined {
  const { verdict, who } = report;
  if (!isToRun(report)) return undefined;
  const people = who.users.map((it) => it.username);
  const rules = [...who.roles, ...who.groups.map((it) => t`members of ${it}`)];
  const several = people.length > mostPeople && rules.length > 0;
  const shown = several ? rules : people.length > 0 ? people : rules;
  if (shown.length === 0) return who.known ? t`nobody can run it` : undefined;
  const names =
    shown.length > mostPeople ? [...shown.slice(0, mostPeople), t`${shown.length - mostPeople} more`] : shown;
  if (verdict.kind === 'deny') return t`ask ${list(names, several ? 'and' : 'or')}`;
  const able = list(names, 'and');
  return who.known ? t`can run: ${able}` : t`can run: ${able}, perhaps others`;
}

/**
 * "frozen until Mon 07:00". What begins later matters to a job that looks at it; what holds now, also to one that runs
 * all the same.
 */
function nextWords(analysis: Analysis, report: JobReport, timeZone: string): string | undefined {
  const { job, findings } = report;
  const event = freezeEvent(analysis, timeZone);
  if (!event || event.kind === 'none') return undefined;
  const reacts = freezeReaction(analysis.pipeline, job.job).by !== 'nothing';
  if (event.kind === 'open') return reacts && event.soon ? t`freeze from ${event.from}` : undefined;
  const held = findings.some((it) => it.gate.id === 'freeze' && it.verdict.kind === 'wait');
  if (!reacts && !isToRun(report)) return undefined;
  return untilWords(reacts ? (held ? 'frozen' : 'freeze') : 'ignored', event.until);
}

function untilWords(state: 'frozen' | 'freeze' | 'ignored', until: string | undefined): string {
  switch (state) {
    case 'frozen':
      return until === undefined ? t`frozen` : t`frozen until ${until}`;
    case 'freeze':
      return until === undefined ? t`freeze` : t`freeze until ${until}`;
    case 'ignored':
      return until === undefined ? t`ignores the freeze` : t`ignores the freeze until ${until}`;
  }
}

/** Whether the job runs once somebody acts who may: neither kept out nor refused to everybody. */
function isToRun(report: JobReport): boolean {
  const { kind } = report.verdict;
  return kind !== 'absent' && (kind !== 'deny' || isRefusedPerson(report));
}

/** A lens shows neither Markdown nor more than one line. */
function plain(text: string): string {
  return text.replaceAll('`', '').replaceAll(/\s+/g, ' ').replace(/\.$/, '');
}
