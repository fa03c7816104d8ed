/** The answer at the place where one looks: what becomes of the deploy job that is written here, or what a key means. */
import { t } from '@vscode/l10n';
import type { Hover } from 'vscode-languageserver';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { missingRemedy } from '../gates/words.ts';
import { answer, isOpen } from './answer.ts';
import { circumstances, type HoverOptions, headline, inFull, inShort, isInTheWay, mark } from './gate-words.ts';
import { type Found, gatesWords, keyHover } from './key-hover.ts';
import { deployJobsAt, gatesAt } from './place.ts';
import { fileOf, toRange } from './range.ts';
import { startedLists } from './started.ts';
import { ableWords, missingFacts } from './words.ts';

/** How many jobs of a template are named before the rest is counted. */
const shownJobs = 10;

/** How many of those who can run a job are named, and of those who nearly can. */
const shownNames = 8;
const shownNearly = 3;

/** How many reasons for not knowing are given. */
const shownReasons = 4;

/** So many gates are told in full, further ones by their headline: the rest is one click away. */
const shownInFull = 5;

/**
 * All gates of the deploy job whose name is at `offset` of `path`; what a keyword means there; elsewhere the gates that
 * come from what is written there, or nothing.
 */
export function hover(analysis: Analysis, path: string, offset: number, options: HoverOptions): Hover | undefined {
  const found = foundAt(analysis, path, offset, options);
  const file = found && fileOf(analysis, found.span);
  return file && { contents: { kind: 'markdown', value: found.value }, range: toRange(file, found.span) };
}

function foundAt(analysis: Analysis, path: string, offset: number, options: HoverOptions): Found | undefined {
  const file = analysis.pipeline.config.files.get(path);
  if (!file) return undefined;
  const named = jobsHover(analysis, path, offset, options);
  if (named) return named;
  const here = gatesAt(analysis, path, offset);
  const key = keyHover(analysis, file, offset, here?.gates ?? [], options);
  if (key) return key;
  const value = here && gatesWords(analysis, here.gates, options);
  return here && value !== undefined ? { span: here.span, value } : undefined;
}

/** At the name of a job; where several jobs share an environment or a trigger, there too. */
function jobsHover(analysis: Analysis, path: string, offset: number, options: HoverOptions): Found | undefined {
  const here = deployJobsAt(analysis, path, offset);
  if (!here) return undefined;
  const [first, ...others] = here.reports;
  if (first && others.length === 0) {
    const isName = here.span === first.job.job.key.span;
    return isName ? { span: here.span, value: whole(analysis, first, options) } : undefined;
  }
  return { span: here.span, value: overview(analysis, here.reports, options) };
}

/** One line for each of the jobs that share what is written here. */
function overview(analysis: Analysis, reports: readonly JobReport[], options: HoverOptions): string {
  const lines = reports
    .slice(0, shownJobs)
    .map((it) => `- ${mark(it.verdict.kind, options)}**${it.job.job.name}**: ${answer(analysis, it)}`);
  const rest = reports.length - lines.length;
  const more = rest > 0 ? [`- ${t`and ${rest} more`}`] : [];
  return [t`**${reports.length} jobs** are made from this:`, '', ...lines, ...more].join('\n');
}

/** First the answer, then what stands in the way, in the order it is met, then what does not, a line for each. */
function whole(analysis: Analysis, report: JobReport, options: HoverOptions): string {
  const { findings, verdict } = report;
  const rest = findings.filter((it) => !isInTheWay(it)).map((it) => inShort(it, options));
  return [
    `${mark(verdict.kind, options)}**${answer(analysis, report)}**`,
    circumstances(analysis, report, options),
    ...inTheWay(analysis, report, options),
    ...(rest.length > 0 ? [rest.join('  \n')] : []),
    ...notKnown(analysis, report),
    ...startedLists(analysis, report, {
      uriOf: options.uriOf,
      shown: shownJobs,
      mark: (it) => mark(it.verdict.kind, options),
    }),
    ...whoWords(report),
  ].join('\n\n');
}

/** What is not known is explained once for all gates, below. */
function inTheWay(analysis: Analysis, report: JobReport, options: HoverOptions): readonly string[] {
  let full = 0;
  return report.findings.filter(isInTheWay).map((it) => {
    if (isOpen(it) || full >= shownInFull) return headline(it, options);
    full++;
    return inFull(analysis, report, it, options);
  });
}

/** What is missing, and what would bring it. */
function notKnown(analysis: Analysis, { findings }: JobReport): readonly string[] {
  const facts = missingFacts(analysis, findings);
  if (facts.length === 0) return [];
  const rest = facts.length - shownReasons;
  const reasons = [...facts.slice(0, shownReasons), ...(rest > 0 ? [t`And ${rest} more.`] : [])].join(' ');
  const words = t`*Not known:* ${reasons}`;
  // Of mere risks nobody has to do anything about.
  const missing = findings.filter(isOpen).flatMap((it) => (it.verdict.kind === 'unknown' ? it.verdict.missing : []));
  return [missing.length === 0 ? words : `${words}  \n${t`*To do:* ${missingRemedy(missing)}`}`];
}

function whoWords(report: JobReport): readonly string[] {
  const able = ableWords(report, shownNames);
  const nearly = report.who.nearMisses
    .slice(0, shownNearly)
    .map((it) => `- ${t`nearly: \`${it.username}\` ${it.lacks}`}`);
  if (able === undefined && nearly.length === 0) return [];
  return [[t`**Who can run it:** ${able ?? t`not known`}.`, ...nearly].join('\n')];
}
