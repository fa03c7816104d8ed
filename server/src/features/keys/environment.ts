/** `environment` and its name: where the job deploys to, and everything that protects that. */
import { t } from '@vscode/l10n';
import type { JobReport } from '../../engine/analysis.ts';
import { later } from '../../logic/later.ts';
import { answer, list } from '../answer.ts';
import { inFull, inShort, isInTheWay, mark } from '../gate-words.ts';
import type { About, KeyWords } from './about.ts';

const doing = {
  start: later('`{0}` deploys to it'),
  stop: later('`{0}` stops it'),
  prepare: later('`{0}` prepares it'),
  verify: later('`{0}` verifies it'),
  access: later('`{0}` accesses it'),
} as const;

/** More jobs of the same environment than these are counted. */
const mostJobs = 4;

export const environmentWords: KeyWords = (about) => {
  const { analysis, report, options, entry } = about;
  if (!report) return undefined;
  const gates = report.findings.filter(({ span }) => isWithin(span, entry));
  const rest = gates.filter((it) => !isInTheWay(it)).map((it) => inShort(it, options));
  return [
    `${mark(report.verdict.kind, options)}**${answer(analysis, report)}**`,
    ...expandedName(about),
    ...gates.filter(isInTheWay).map((it) => inFull(analysis, report, it, options, 'here')),
    ...(rest.length > 0 ? [rest.join('  \n')] : []),
    ...othersOf(about),
  ].join('\n\n');
};

/** What the name comes to, where it holds variables. */
export function expandedName({ job: { job, possible } }: Pick<About, 'job'>): readonly string[] {
  const { environment } = job;
  const effect = possible[0]?.environment;
  if (!environment || !effect || effect.shown === environment.name) return [];
  return [
    typeof effect.name === 'string'
      ? t`\`${environment.name}\` is \`${effect.shown}\` here.`
      : t`\`${environment.name}\` is \`${effect.shown}\` here, as far as its variables are known.`,
  ];
}

/** Whether a gate comes from the value of a key, or the key. */
export function isWithin(
  { piece, start }: JobReport['findings'][number]['span'],
  { key, value }: About['entry'],
): boolean {
  const from = key.span.piece === piece ? key.span.start : value.span.start;
  return value.span.piece === piece && start >= from && start <= value.span.end;
}

function othersOf({ analysis: { outcome }, job }: About): readonly string[] {
  const name = job.possible[0]?.environment?.name;
  if (typeof name !== 'string') return [];
  const others = [...outcome.jobs.values()].filter(
    (it) => it.job.baseName !== job.job.baseName && it.possible[0]?.environment?.name === name,
  );
  if (others.length === 0) return [];
  const words = others.slice(0, mostJobs).map((it) => t(doing[it.job.environment?.action ?? 'start'], it.job.name));
  const rest = others.length - words.length;
  return [t`Also of this environment: ${list([...words, ...(rest > 0 ? [t`${rest} more`] : [])], 'and')}.`];
}
