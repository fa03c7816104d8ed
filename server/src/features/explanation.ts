/** The page behind "explain this job": for whom it is answered, on which knowledge, and every gate in full. */
import { t } from '@vscode/l10n';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { momentWords } from '../freeze/words.ts';
import { type Finding, settingWords } from '../gates/gate.ts';
import { later } from '../logic/later.ts';
import { isUnknown } from '../logic/tri.ts';
import type { SettingKey } from '../settings/settings.ts';
import { answer, capital } from './answer.ts';
import { basisWords } from './basis.ts';
import { origins } from './gate-words.ts';
import type { UriOf } from './range.ts';
import { startedLists } from './started.ts';
import { ableWords, destination, missingFacts, places, title } from './words.ts';

/** Previews of Markdown follow no links to files: places are told by name and line. */
const uriOf: UriOf = () => undefined;

/** More people than this say nothing more. */
const shownNames = 50;

/** @param job explains only this one; all deploy jobs where it is absent. @param timeZone the reader's. */
export function explanation(analysis: Analysis, job: string | undefined, timeZone: string): string {
  const reports = analysis.reports.filter((it) => job === undefined || it.job.job.name === job);
  const pages = reports.map((it) => page(analysis, it, timeZone));
  if (pages.length === 0)
    pages.push(job === undefined ? t`This pipeline deploys nothing.` : t`\`${job}\` deploys nothing.`);
  return [...pages, basis(analysis, timeZone)].join('\n\n---\n\n');
}

function page(analysis: Analysis, report: JobReport, timeZone: string): string {
  const { findings, job, verdict } = report;
  const facts = missingFacts(analysis, findings);
  const to = destination(report);
  const able = ableWords(report, shownNames);
  const nearly = report.who.nearMisses.map((it) => `- \`${it.username}\` ${it.lacks}`);
  return [
    `# ${job.job.name}`,
    `**${answer(analysis, report)}**`,
    [
      ...(to === '' ? [] : [`${capital(to)}.`]),
      `${capital(attemptWords(analysis, timeZone))}.`,
      ...(verdict.kind === 'absent'
        ? []
        : [
            isUnknown(job.included)
              ? t`Whether it is in this pipeline: ${report.because}.`
              : t`Why it is in this pipeline: ${report.because}.`,
          ]),
    ].join(' '),
    ...section(
      t`Gates, in the order they are met`,
      findings.map((it) => gate(analysis, report, it)),
    ),
    ...section(t`Who can run it`, [...(able === undefined ? [] : [`${capital(able)}.`]), ...asList(nearly)]),
    ...section(t`What it starts`, startedLists(analysis, report, { uriOf, shown: shownNames, mark: () => '' })),
    ...section(t`What is not known`, asList(facts.map((it) => `- ${it}`))),
  ].join('\n\n');
}

function gate(analysis: Analysis, report: JobReport, finding: Finding): string {
  const { verdict, what, why, todo, facts } = finding;
  const known = verdict.kind === 'unknown' ? [] : facts.map((it) => t`Known: ${it.detail}`);
  const more = [...places(analysis, finding, uriOf), ...known, ...origins(analysis, report, finding, uriOf)];
  return [
    `### ${title(finding)}: ${t(verdictWords[verdict.kind])}`,
    `${capital(what)}. ${why}`,
    ...(todo === undefined ? [] : [t`**What to do:** ${todo}`]),
    ...asList(more.map((it) => `- ${it}`)),
  ].join('\n\n');
}

const verdictWords = {
  pass: later('passes'),
  wait: later('waits'),
  unknown: later('not known'),
  deny: later('refused'),
} as const;

function section(heading: string, paragraphs: readonly string[]): readonly string[] {
  return paragraphs.length === 0 ? [] : [`## ${heading}`, ...paragraphs];
}

/** Items of one list belong to one paragraph. */
function asList(items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [items.join('\n')];
}

function attemptWords({ attempt: { actor, ref, tag, source, at } }: Analysis, timeZone: string): string {
  const who =
    actor.kind === 'user'
      ? `\`${actor.username}\``
      : actor.kind === 'role'
        ? t`somebody with access level ${actor.accessLevel}`
        : t`nobody in particular`;
  const moment = momentWords(at, timeZone);
  return tag
    ? t`for ${who}, ${source} on tag \`${ref}\`, at ${moment}`
    : t`for ${who}, ${source} on branch \`${ref}\`, at ${moment}`;
}

function basis({ snapshot }: Analysis, timeZone: string): string {
  const unread = (Object.keys(snapshot.settings) as SettingKey[]).filter((it) => !snapshot.settings[it].known);
  const isRead = snapshot.source !== 'none' && unread.length > 0;
  const rest = isRead ? ` ${t`Not readable with this token: ${unread.map(settingWords).join(', ')}.`}` : '';
  return `*${basisWords(snapshot, snapshot.instance.url, timeZone)}${rest}*`;
}
