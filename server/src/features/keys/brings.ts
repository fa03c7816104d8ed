/** `extends`, `!reference` and `include`: what they bring that matters for deploying, and where it stands. */
import { t } from '@vscode/l10n';
import type { IncludeSite } from '../../config/config.ts';
import { locationKey } from '../../config/sources.ts';
import type { Analysis, JobReport } from '../../engine/analysis.ts';
import { obstacleWords } from '../../gates/gate.ts';
import { later } from '../../logic/later.ts';
import { at, type Entry, entryAt, type MapNode, type Node, text } from '../../syntax/node.ts';
import { answer, list } from '../answer.ts';
import { type HoverOptions, mark, placeLink } from '../gate-words.ts';
import { holds, type KeyWords } from './about.ts';

/** The keywords that decide about a deployment, in the order in which they are told. */
const matters = [
  'environment',
  'rules',
  'only',
  'except',
  'when',
  'allow_failure',
  'needs',
  'stage',
  'trigger',
  'resource_group',
  'variables',
  'before_script',
  'script',
] as const;

/** More jobs than these of an included file are counted. */
const mostJobs = 8;

/** The template that is pointed at. */
export const extendsWords: KeyWords = ({ analysis, node, entry: { key, value }, job, options }) => {
  const isKey = node.span.piece === key.span.piece && node.span.start === key.span.start;
  const pointed = isKey ? (value.kind === 'seq' ? value.items : [value]) : [node];
  const names = pointed.map(text).filter((it) => it !== undefined);
  return names.map((it) => templateWords(analysis, it, job.job.body, options)).join('\n\n') || undefined;
};

function templateWords(analysis: Analysis, name: string, body: MapNode, options: HoverOptions): string {
  const entry = entryAt(analysis.pipeline.config.root, name);
  if (!entry) return t`**\`${name}\` is not defined** in any file that was read.`;
  const link = placeLink(analysis, entry.key.span, options.uriOf);
  const brought = matters.flatMap((key) => {
    const own = entryAt(entry.value, key);
    return own ? [`- \`${key}\`${valueWords(own.value)}${usedBy(own, entryAt(body, key))}`] : [];
  });
  const head = t`**\`${name}\`** in ${link} brings:`;
  if (brought.length === 0) return t`**\`${name}\`** in ${link} brings nothing that decides about deploying.`;
  return [head, brought.join('\n')].join('\n\n');
}

/** Whether the job has it from there, wholly or in part. */
function usedBy({ value }: Entry, inJob: Entry | undefined): string {
  if (!inJob) return `; ${t('this job takes it away')}`;
  const parts = leaves(value);
  const kept = parts.filter((it) => holds(inJob.value, it.span)).length;
  if (parts.length === 0 || kept === parts.length) return '';
  return `; ${kept === 0 ? t('this job has its own instead') : t('this job changes some of it')}`;
}

function leaves(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'map':
      return [...node.entries.values()].flatMap((it) => leaves(it.value));
    case 'seq':
      return node.items.flatMap(leaves);
    default:
      return [node];
  }
}

/** Short values as they are, long ones by their number. */
function valueWords(value: Node): string {
  if (value.kind === 'scalar') return oneLine(String(value.value));
  if (value.kind === 'seq') return `: ${value.items.length === 1 ? t('1 entry') : t`${value.items.length} entries`}`;
  const name = value.kind === 'map' ? text(at(value, 'name')) : undefined;
  return name === undefined ? '' : oneLine(name);
}

function oneLine(value: string): string {
  return value.length > 60 || value.includes('\n') ? '' : `: \`${value.replaceAll('`', "'")}\``;
}

/** What `!reference [name, key, …]` stands for. */
export function referenceWords(analysis: Analysis, path: readonly string[], options: HoverOptions): string {
  const [name = '', ...keys] = path;
  let entry = entryAt(analysis.pipeline.config.root, name);
  for (const key of keys) entry = entryAt(entry?.value, key);
  if (!entry) return t`**\`${path.join('`, `')}\` is not defined** in any file that was read.`;
  const what = keys.at(-1) ?? name;
  const link = placeLink(analysis, entry.key.span, options.uriOf);
  return t`**Stands for \`${what}\`** of \`${name}\`${valueWords(entry.value)}, written in ${link}.`;
}

const states = {
  'skipped-by-rules': later('Its rules leave it out in this attempt.'),
  absent: later('There is no such file.'),
  unresolved: later('It could not be read.'),
  undecided: later('Whether it is included depends on what is not known here.'),
  invalid: later('GitLab does not accept it.'),
} as const;

/** The files that one `include` brings, and the deploy jobs in them. */
export function includeWords(analysis: Analysis, sites: readonly IncludeSite[], options: HoverOptions): string {
  const keys = sites.flatMap((it) => (it.state === 'included' && it.location ? [locationKey(it.location)] : []));
  const troubles = sites.flatMap((it) =>
    it.state === 'included' ? [] : [`${t(states[it.state])}${whyUnread(analysis, it)}`],
  );
  const files = keys.map((it) => `[${it}](${options.uriOf(it) ?? ''})`);
  const reports = analysis.reports.filter((it) => keys.includes(it.job.job.key.span.piece.file));
  const shownFiles = files.slice(0, mostJobs);
  const more = files.length - shownFiles.length;
  return [
    ...(files.length === 0
      ? []
      : [bringsWords(analysis, list([...shownFiles, ...(more > 0 ? [t`${more} more`] : [])], 'and'), keys)]),
    ...(reports.length === 0 ? [] : [reportLines(analysis, reports, options)]),
    ...new Set(troubles),
  ].join('\n\n');
}

/** @param shown the files as they are listed. */
function bringsWords({ pipeline }: Analysis, shown: string, files: readonly string[]): string {
  const jobs = new Set(pipeline.jobs.filter((it) => files.includes(it.key.span.piece.file)).map((it) => it.baseName));
  if (jobs.size === 0) return t`**Brings** ${shown}, with templates and settings alone.`;
  return jobs.size === 1 ? t`**Brings** ${shown}, with 1 job.` : t`**Brings** ${shown}, with ${jobs.size} jobs.`;
}

function reportLines(analysis: Analysis, reports: readonly JobReport[], options: HoverOptions): string {
  const lines = reports
    .slice(0, mostJobs)
    .map((it) => `- ${mark(it.verdict.kind, options)}**${it.job.job.name}**: ${answer(analysis, it)}`);
  const rest = reports.length - lines.length;
  return [...lines, ...(rest > 0 ? [`- ${t`and ${rest} more`}`] : [])].join('\n');
}

/** The reason that is kept with what could not be included. */
function whyUnread({ pipeline: { config } }: Analysis, { state, location }: IncludeSite): string {
  if (state !== 'unresolved' || !location) return '';
  const key = locationKey(location);
  const open = config.open.find((it) => it.kind === 'include' && (it.location === key || key.includes(it.location)));
  return open?.kind === 'include' ? ` (${obstacleWords(open.why)})` : '';
}
