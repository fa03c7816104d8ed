/** Names of jobs: what can be needed, taken over, pointed at, or played to stop an environment. */
import { t } from '@vscode/l10n';
import { CompletionItemKind } from 'vscode-languageserver';
import type { Analysis } from '../../engine/analysis.ts';
import { isRootKeyword } from '../../pipeline/entries/root.ts';
import type { Job } from '../../pipeline/job.ts';
import { at, entryAt, type Node, text } from '../../syntax/node.ts';
import { toText } from '../../syntax/ruby.ts';
import { capital } from '../answer.ts';
import { heldWords } from '../held.ts';
import { waitingFor } from '../order.ts';
import type { Choice, Choosing } from './choice.ts';

/** Each job once; `parallel` makes several of one. */
function jobsOf({ pipeline }: Analysis): readonly Job[] {
  const all = new Map<string, Job>();
  for (const it of pipeline.jobs) if (!all.has(it.baseName)) all.set(it.baseName, it);
  return [...all.values()];
}

/** What this job may need: jobs of its own stage and of those before it that do not wait for it themselves. */
export function needChoices({ analysis, entry, slot }: Choosing): readonly Choice[] {
  const { stages } = analysis.pipeline;
  const own = stages.indexOf(stageOf(analysis, entry) ?? '');
  const behind = waitingFor(analysis, entry);
  const taken = new Set([entry, ...slot.before]);
  return jobsOf(analysis)
    .filter((it) => !taken.has(it.baseName) && !behind.has(it.baseName))
    .filter((it) => own < 0 || stages.indexOf(it.stage) <= own)
    .map((job) => {
      const distance = own < 0 ? 0 : own - stages.indexOf(job.stage);
      return {
        ...jobChoice(analysis, job),
        documentation: whatNeedingMeans(analysis, job),
        rank: distance === 0 ? 50 : distance,
      };
    });
}

/** Jobs whose artifacts can be fetched: those that are needed come first. */
export function dependencyChoices(choosing: Choosing): readonly Choice[] {
  const { analysis, entry } = choosing;
  const needed = new Set(
    analysis.pipeline.jobs
      .filter((it) => it.baseName === entry)
      .flatMap((it) => it.needs ?? [])
      .map((it) => it.kind !== 'bridge' && it.job),
  );
  const all = needChoices(choosing).map(({ documentation: _, ...it }) => it);
  const only = all.filter((it) => needed.has(it.name));
  // With `needs` nothing else may be fetched from.
  return needed.size > 0 ? only : all;
}

function jobChoice(analysis: Analysis, job: Job): Choice {
  const held = heldWords(analysis, job);
  return { name: job.baseName, kind: CompletionItemKind.Function, detail: [job.stage, ...held].join(' · '), rank: 0 };
}

/** What becomes of a job that needs this one. */
function whatNeedingMeans(analysis: Analysis, job: Job): string {
  const outcome = analysis.outcome.jobs.get(job.name);
  const [effect] = outcome?.possible ?? [];
  const words = heldWords(analysis, job).map((it) => `${capital(it)}.`);
  const name = `\`${job.baseName}\``;
  if (outcome?.included === false) {
    return [
      ...words,
      t('GitLab refuses a pipeline in which a job needs one that is not there, unless the need is `optional`.'),
    ].join('\n\n');
  }
  if (effect?.when === 'manual') {
    const then = effect.allowFailure
      ? t`A job that needs it is skipped until somebody has played ${name}.`
      : t`A job that needs it waits until somebody has started ${name}.`;
    return [...words, then].join('\n\n');
  }
  return [
    ...words,
    t`A job that needs it starts as soon as ${name} has succeeded, whatever stands between their stages.`,
  ].join('\n\n');
}

function stageOf(analysis: Analysis, entry: string): string | undefined {
  const job = analysis.pipeline.jobs.find((it) => it.baseName === entry);
  return job?.stage ?? text(at(entryAt(analysis.pipeline.config.root, entry)?.value, 'stage'));
}

/** Entries that can be extended: templates first, and none that extends this one. */
export function extendsChoices({ analysis, entry, slot }: Choosing): readonly Choice[] {
  const { root, extendsOf } = analysis.pipeline.config;
  const taken = new Set([entry, ...slot.before]);
  return [...root.entries.values()].flatMap(({ key, value }) => {
    const name = toText(key);
    if (value.kind !== 'map' || isRootKeyword(name) || taken.has(name)) return [];
    if (extendsOf.get(name)?.includes(entry)) return [];
    return [{ ...entryChoice(name, value), rank: name.startsWith('.') ? 0 : 1 }];
  });
}

/** Keys that decide about gates: what comes with them is worth knowing before. */
const gateKeys = [
  'environment',
  'rules',
  'when',
  'allow_failure',
  'needs',
  'resource_group',
  'trigger',
  'only',
  'except',
];

function entryChoice(name: string, value: Node): Choice {
  const keys = value.kind === 'map' ? [...value.entries.keys()] : [];
  const gates = keys.filter((it) => gateKeys.includes(it));
  const environment = text(at(value, 'environment')) ?? text(at(value, 'environment', 'name'));
  const where = environment === undefined ? [] : [t`It deploys to \`${environment}\`.`];
  const brings =
    gates.length > 0
      ? [t`It brings ${gates.map((it) => `\`${it}\``).join(', ')}.`]
      : [t('It brings nothing that decides who may run a job, or when.')];
  return {
    name,
    kind: name.startsWith('.') ? CompletionItemKind.Interface : CompletionItemKind.Function,
    detail: keys.filter((it) => it !== 'extends').join(', '),
    documentation: [...where, ...brings].join(' '),
    rank: 0,
  };
}

/** The parts of a `!reference`: entries first, then the keys under what is named so far. */
export function referenceChoices({ analysis, entry, slot }: Choosing): readonly Choice[] {
  const { root } = analysis.pipeline.config;
  const parts = slot.reference ?? [];
  // The key that the reference stands under is the one that is mostly wanted.
  const wanted = slot.path.filter((it) => typeof it === 'string').at(-1) ?? '';
  if (parts.length === 0) {
    return [...root.entries.values()].flatMap(({ key, value }) => {
      const name = toText(key);
      if (value.kind !== 'map' || name === entry) return [];
      const fits = value.entries.has(wanted) ? 0 : 2;
      return [{ ...entryChoice(name, value), rank: fits + (name.startsWith('.') ? 0 : 1) }];
    });
  }
  const target = at(root, ...parts);
  if (target?.kind !== 'map') return [];
  return [...target.entries.values()].map(({ key, value }) => {
    const name = toText(key);
    const detail =
      value.kind === 'scalar' ? toText(value) : value.kind === 'seq' ? t`a list of ${value.items.length}` : '';
    return { name, kind: CompletionItemKind.Property, detail, rank: name === wanted ? 0 : 1 };
  });
}

/** Jobs that stop the very environment that this job names, and no others: GitLab would not find them. */
export function stopChoices({ analysis, entry }: Choosing): readonly Choice[] {
  const job = analysis.pipeline.jobs.find((it) => it.baseName === entry);
  const written = entryAt(analysis.pipeline.config.root, entry)?.value;
  const name = job?.environment?.name ?? text(at(written, 'environment', 'name')) ?? '';
  return jobsOf(analysis)
    .filter(({ environment }) => environment?.action === 'stop' && environment.name === name)
    .map((it) => {
      const [effect] = analysis.outcome.jobs.get(it.name)?.possible ?? [];
      const isManual = effect?.when === 'manual';
      const documentation = isManual
        ? t`When somebody stops \`${name}\`, GitLab plays \`${it.baseName}\` of the same pipeline.`
        : t`\`${it.baseName}\` is not manual, so GitLab does not find it when somebody stops \`${name}\`.`;
      return { ...jobChoice(analysis, it), documentation, rank: isManual ? 0 : 1 };
    });
}

/** Jobs whose artifact a child pipeline can be made of. */
export function artifactChoices(choosing: Choosing): readonly Choice[] {
  return needChoices(choosing).map(({ documentation: _, ...it }) => it);
}
