/** The rows of the tree, as values: what each says, how it looks, and what it leads to. Knows nothing of the editor. */
import { l10n } from 'vscode';
import type {
  DeployJob,
  JobGate,
  Outlook,
  TreeEnvironment,
  TreeRoot,
  Written,
} from '../../../server/src/lsp/protocol.ts';

export interface Row {
  /** The same row from one reading to the next, so that it stays open. */
  readonly id: string;
  readonly kind: 'root' | 'environment' | 'job' | 'gate';
  readonly label: string;
  /** Stands behind the label, less strong. */
  readonly description: string;
  /** What is read aloud. */
  readonly spoken: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly verdict: Outlook;
  readonly children: readonly Row[];
  readonly place?: Written;
  /** The address of a page in GitLab. */
  readonly page?: string;
  /** A job that can be explained: a file of its pipeline, and its name. */
  readonly explains?: { readonly uri: string; readonly job: string };
}

/** How many jobs are refused, and how many wait. */
export interface Counts {
  readonly refused: number;
  readonly waiting: number;
}

function verdictWords(verdict: Outlook): string {
  switch (verdict) {
    case 'pass':
      return l10n.t('passes');
    case 'wait':
      return l10n.t('waits');
    case 'unknown':
      return l10n.t('not known');
    case 'deny':
      return l10n.t('refused');
    case 'absent':
      return l10n.t('not in this pipeline');
  }
}

/** The top of the tree: the environments; the checkouts above them where there are several. */
export function rowsOf(roots: readonly TreeRoot[]): readonly Row[] {
  const withTree = roots.filter((it) => it.tree);
  if (withTree.length <= 1) return withTree.flatMap((it) => environmentRows(it));
  return withTree.map((it): Row => {
    const children = environmentRows(it);
    const where = it.tree?.project ?? '';
    return {
      ...{ id: it.uri, kind: 'root', label: it.name, description: where, children, tooltip: it.tree?.attempt ?? '' },
      verdict: children[0]?.verdict ?? 'absent',
      spoken: sentence([l10n.t('Checkout {0}', it.name), where, countWords(countIn(allJobs([it])))]),
    };
  });
}

export function allJobs(roots: readonly TreeRoot[]): readonly DeployJob[] {
  return roots.flatMap((it) => it.tree?.environments ?? []).flatMap((it) => it.jobs);
}

export function countIn(jobs: readonly DeployJob[]): Counts {
  return {
    refused: jobs.filter((it) => it.verdict === 'deny').length,
    waiting: jobs.filter((it) => it.verdict === 'wait').length,
  };
}

/** "2 refused, 1 waiting"; empty where there is neither. */
export function countWords({ refused, waiting }: Counts): string {
  const parts = [refused > 0 ? l10n.t('{0} refused', refused) : '', waiting > 0 ? l10n.t('{0} waiting', waiting) : ''];
  return parts.filter((it) => it !== '').join(', ');
}

function environmentRows({ uri, tree }: TreeRoot): readonly Row[] {
  return (tree?.environments ?? []).map((it) => environmentRow(uri, it));
}

function environmentRow(parent: string, environment: TreeEnvironment): Row {
  const { name, project, tier, verdict, jobs, page } = environment;
  const id = `${parent}\n${project ?? ''}\n${name}`;
  const label = name === '' ? l10n.t('No environment') : name;
  const tierWords = tier === undefined ? '' : l10n.t('{0} tier', tier);
  const where = project === undefined ? '' : l10n.t('in {0}', project);
  const counts = countWords(countIn(jobs));
  const subject = name === '' ? l10n.t('Jobs without environment') : l10n.t('Environment {0}', name);
  return {
    ...{ id, kind: 'environment', label, verdict },
    description: [tier ?? '', where, counts].filter((it) => it !== '').join(' · '),
    spoken: sentence([subject, tierWords, where, verdictWords(verdict), counts]),
    tooltip: [
      `**${label}** ${[tierWords, where].filter((it) => it !== '').join(' ')}`.trim(),
      ...jobs.map(jobLine),
    ].join('\n\n'),
    children: jobs.map((it) => jobRow(id, it)),
    ...(page !== undefined && { page }),
  };
}

function jobLine({ name, answer }: DeployJob): string {
  return `\`${name}\`: ${answer}`;
}

function jobRow(parent: string, job: DeployJob): Row {
  const { name, stage, verdict, answer, gates, place, uri, startedBy } = job;
  const id = `${parent}\n${startedBy ?? ''}\n${name}`;
  const origin =
    startedBy === undefined
      ? l10n.t('Stage `{0}`.', stage)
      : l10n.t('Stage `{0}`, started by `{1}`.', stage, startedBy);
  return {
    ...{ id, kind: 'job', label: name, verdict },
    description: plain(answer),
    spoken: sentence([l10n.t('Job {0}', name), verdictWords(verdict), plain(answer)]),
    tooltip: [`**${name}**: ${answer}`, origin].join('\n\n'),
    children: gates.map((it) => gateRow(id, it)),
    ...(place && { place }),
    ...(uri !== undefined && { explains: { uri, job: name } }),
  };
}

function gateRow(parent: string, gate: JobGate): Row {
  const { id, title, verdict, what, why, todo, source, page, place } = gate;
  return {
    ...{ id: `${parent}\n${id}`, kind: 'gate', label: title, verdict, children: [] },
    description: plain(what),
    spoken: sentence([l10n.t('Gate {0}', title), verdictWords(verdict), plain(what)]),
    tooltip: [
      `**[${title}](${source})** ${what}`,
      why,
      ...(todo === undefined ? [] : [`**${l10n.t('What to do:')}** ${todo}`]),
      ...(page === undefined ? [] : [`[${l10n.t('Open the setting in GitLab')}](${page})`]),
    ].join('\n\n'),
    ...(place && { place }),
    ...(page !== undefined && { page }),
  };
}

/** A row shows no Markdown. */
function plain(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replace(/\.$/, '');
}

function sentence(parts: readonly string[]): string {
  return parts.filter((it) => it !== '').join(', ');
}
