/** Names that the pipeline itself has in use: stages, resource groups, projects that are triggered. */
import { t } from '@vscode/l10n';
import { CompletionItemKind } from 'vscode-languageserver';
import type { Analysis } from '../../engine/analysis.ts';
import { later } from '../../logic/later.ts';
import { ownOf } from '../../logic/own.ts';
import type { Job } from '../../pipeline/job.ts';
import { list } from '../answer.ts';
import { mentionsIn } from '../names/mentions.ts';
import { filesOf } from '../names/scope.ts';
import type { Choice, Choosing } from './choice.ts';

/** How many jobs are named before the rest is counted. */
const shownJobs = 5;

/** The stages of the pipeline in their order, each with what a job there waits for. */
export function stageChoices({ analysis }: Choosing): readonly Choice[] {
  const { stages, jobs } = analysis.pipeline;
  return stages.map((name, n) => {
    const own = jobs.filter((it) => it.stage === name);
    const held = blockingBefore(analysis, stages.slice(0, n));
    const sentences = [
      own.length === 0 ? t('No job is in this stage yet.') : t`In this stage: ${namesOf(own)}.`,
      ...(held.length > 0 ? [t`A job without \`needs\` waits here until somebody has started ${namesOf(held)}.`] : []),
    ];
    return {
      name,
      kind: CompletionItemKind.EnumMember,
      detail: own.length === 1 ? t('1 job') : t`${own.length} jobs`,
      documentation: sentences.join('\n\n'),
      rank: name === '.pre' || name === '.post' ? 1 : 0,
    };
  });
}

/** Blocking manual jobs of these stages: whatever stands in a stage after them waits. */
function blockingBefore({ outcome }: Analysis, stages: readonly string[]): readonly Job[] {
  const all = [...outcome.jobs.values()].filter(({ job, included, possible: [effect] }) => {
    return included === true && effect?.when === 'manual' && !effect.allowFailure && stages.includes(job.stage);
  });
  return all.map((it) => it.job);
}

function namesOf(jobs: readonly Job[]): string {
  const names = [...new Set(jobs.map((it) => `\`${it.baseName}\``))];
  const rest = names.length - shownJobs;
  return list([...names.slice(0, shownJobs), ...(rest > 0 ? [t`${rest} more`] : [])], 'and');
}

/** Stages that jobs name and that are not in the list: GitLab refuses such a pipeline. */
export function missingStageChoices({ analysis, slot }: Choosing): readonly Choice[] {
  const names = new Map<string, string[]>();
  for (const file of filesOf([analysis])) {
    for (const { kind, name, defines, entry } of mentionsIn(file)) {
      if (kind === 'stage' && !defines) names.set(name, [...(names.get(name) ?? []), entry]);
    }
  }
  const listed = new Set(analysis.pipeline.stages);
  const others = [...names].filter(([name]) => !slot.before.includes(name));
  return others.map(([name, jobs]) => ({
    name,
    kind: CompletionItemKind.EnumMember,
    detail: stageOf(jobs[0] ?? '', jobs.length - 1),
    rank: listed.has(name) ? 1 : 0,
  }));
}

function stageOf(job: string, others: number): string {
  return others > 0 ? t`stage of ${job} and ${others} more` : t`stage of ${job}`;
}

/** What each way of taking turns does, in GitLab's words for it. */
const modes: Readonly<Record<string, string>> = {
  unordered: later('in no order'),
  oldest_first: later('the oldest pipeline first'),
  newest_first: later('the newest pipeline first'),
  newest_ready_first: later('the newest job that is ready first'),
};

/** Resource groups of other jobs, and those that GitLab has. */
export function resourceGroupChoices({ analysis, entry }: Choosing): readonly Choice[] {
  const { pipeline, snapshot } = analysis;
  const stored = snapshot.settings.resourceGroups;
  const byName = new Map<string, Job[]>();
  for (const it of stored.known ? stored.value : []) byName.set(it.key, []);
  for (const it of pipeline.jobs) {
    if (it.resourceGroup === undefined || it.baseName === entry) continue;
    byName.set(it.resourceGroup, [...(byName.get(it.resourceGroup) ?? []), it]);
  }
  return [...byName].map(([name, jobs]) => {
    const mode = stored.known ? stored.value.find((it) => it.key === name)?.processMode : undefined;
    const order = mode === undefined ? [] : [t`Those that wait take turns: ${t(ownOf(modes, mode) ?? mode)}.`];
    const sharing = jobs.length === 0 ? [] : [t`It shares it with ${namesOf(jobs)}.`];
    return {
      name,
      kind: CompletionItemKind.Constant,
      detail:
        jobs.length === 0 ? t('in GitLab') : [...new Set(jobs.map((it) => it.baseName))].slice(0, shownJobs).join(', '),
      documentation: [t('One job at a time, in all pipelines of the project.'), ...sharing, ...order].join(' '),
      rank: entry.includes(name) ? 0 : jobs.length > 0 ? 1 : 2,
    };
  });
}

/** Projects that other trigger jobs start. */
export function projectChoices({ analysis, entry }: Choosing): readonly Choice[] {
  const byProject = new Map<string, string>();
  for (const { trigger, baseName } of analysis.pipeline.jobs) {
    if (trigger?.project !== undefined && baseName !== entry) byProject.set(trigger.project, baseName);
  }
  return [...byProject].map(([name, job]) => ({
    name,
    kind: CompletionItemKind.Module,
    detail: t`as in ${job}`,
    rank: 0,
  }));
}
