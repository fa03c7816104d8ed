/** Changes that may be wanted where nothing is wrong: what the job at the cursor says of its environment, its gates, a freeze. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../engine/analysis.ts';
import {
  addToEnvironment,
  addToJob,
  fix,
  makeBlocking,
  makeOptional,
  quoted,
  quotedName,
  replaceIn,
} from '../lint/fixes.ts';
import { freezeRule, freezeWorkflow, neededBy } from '../lint/freeze-rule.ts';
import type { Fix } from '../lint/rule.ts';
import { pairWithStop } from '../lint/stop-job.ts';
import { ownEnvironment } from '../lint/subject.ts';
import { environmentsFor } from '../lint/trigger-no-environment.ts';
import { freezeReaction } from '../pipeline/freeze-reaction.ts';
import { actions, type DeploymentTier, type Job, tiers } from '../pipeline/job.ts';
import type { Effect } from '../pipeline/outcome.ts';
import type { SourceFile } from '../syntax/source.ts';
import { staysWhereItIs } from './effects.ts';
import { touches } from './range.ts';

/** More names are left to completion. */
const maxNames = 6;

/** What may be changed of the job whose lines hold `offset` of `path`: the likeliest first of each kind. */
export function refactorings(analysis: Analysis, path: string, offset: number): readonly Fix[] {
  const file = analysis.pipeline.config.files.get(path);
  if (!file) return [];
  const job = analysis.pipeline.jobs.find((it) => holds(file, it, offset));
  return job ? changesTo(analysis, file, job, offset).filter((it) => staysWhereItIs(analysis, it)) : [];
}

function changesTo(analysis: Analysis, file: SourceFile, job: Job, offset: number): readonly Fix[] {
  const effect = analysis.outcome.jobs.get(job.name)?.possible[0];
  if (!job.environment) return [...toEnvironments(analysis, job), ...pressing(job, effect)];
  const isThere = touches(file, job.environment.key.span, offset) || touches(file, job.environment.node.span, offset);
  const isAlone = ownEnvironment(job).own && !isBase(analysis, job);
  return [
    ...tierChanges(analysis, job, effect, isThere),
    ...(isAlone && isThere ? actionChanges(analysis, job) : []),
    ...(isAlone ? pairWithStop(analysis.pipeline, job) : []),
    ...pressing(job, effect),
    ...freezeChanges(analysis, job),
    ...oneAtATime(job),
  ];
}

function holds(file: SourceFile, { key, body: { span } }: Job, offset: number): boolean {
  return touches(file, { piece: span.piece, start: Math.min(key.span.start, span.start), end: span.end }, offset);
}

/** Those that the project has or protects, and what the job's name tells. */
function toEnvironments(analysis: Analysis, job: Job): readonly Fix[] {
  const { environments, protectedEnvironments } = analysis.snapshot.settings;
  const stored = environments.known ? environments.value.map((it) => it.name) : [];
  const guarded = protectedEnvironments.known ? protectedEnvironments.value.items.map((it) => it.name) : [];
  const names = [...environmentsFor(analysis, job), ...guarded, ...stored].filter((it) => !/[*$]/.test(it));
  return [...new Set(names)]
    .slice(0, maxNames)
    .flatMap((it) => fix(t`Add \`environment: ${it}\``, addToJob(job, [`environment: ${quoted(it)}`])));
}

function tierChanges(analysis: Analysis, job: Job, effect: Effect | undefined, isThere: boolean): readonly Fix[] {
  const declared = job.environment?.tier;
  const now = tierNow(analysis, effect);
  const others = isThere ? tiers.filter((it) => it !== (declared ?? now)) : [];
  if (declared !== undefined) {
    return others.flatMap((it) =>
      fix(t`Change \`deployment_tier\` to \`${it}\``, replaceIn(job, it, 'environment', 'deployment_tier')),
    );
  }
  return [
    ...(now === undefined ? [] : fix(t`Declare the tier that it has: \`${now}\``, addTier(job, now))),
    ...others.flatMap((it) => fix(t`Add \`deployment_tier: ${it}\``, addTier(job, it))),
  ];
}

function addTier(job: Job, tier: DeploymentTier) {
  return addToEnvironment(job, [`deployment_tier: ${tier}`]);
}

/** Once an environment exists it has the tier that GitLab has stored. */
function tierNow({ snapshot }: Analysis, effect: Effect | undefined): DeploymentTier | undefined {
  const { environments } = snapshot.settings;
  const { name, tier } = effect?.environment ?? {};
  const stored = environments.known ? environments.value.find((it) => it.name === name)?.tier : undefined;
  return stored ?? (typeof tier === 'string' ? tier : undefined);
}

/** Whether other jobs extend this one, and take its environment along. */
function isBase({ pipeline: { config } }: Analysis, { baseName }: Job): boolean {
  return [...config.extendsOf.values()].some((it) => it.includes(baseName));
}

/** A job that others name in `on_stop` has to stop. */
function actionChanges({ pipeline: { jobs } }: Analysis, job: Job): readonly Fix[] {
  const { environment } = job;
  if (jobs.some((it) => it.environment?.onStop === job.name)) return [];
  const others = actions.filter((it) => it !== environment?.action);
  const written = replaceIn(job, 'start', 'environment', 'action');
  return others.flatMap((it) =>
    written
      ? fix(t`Change \`action\` to \`${it}\``, replaceIn(job, it, 'environment', 'action'))
      : fix(t`Add \`action: ${it}\``, addToEnvironment(job, [`action: ${it}`])),
  );
}

/** Says of a manual job that the pipeline waits for it, or that it does not. */
function pressing(job: Job, effect: Effect | undefined): readonly Fix[] {
  if (effect?.when !== 'manual') return [];
  return effect.allowFailure ? makeBlocking(job, effect) : makeOptional(job, effect);
}

function freezeChanges({ pipeline }: Analysis, job: Job): readonly Fix[] {
  const { config } = pipeline;
  if (job.environment?.action !== 'start' || freezeReaction(pipeline, job).by !== 'nothing') return [];
  const root = config.files.get(config.entry)?.root;
  return [
    ...(neededBy(pipeline, job) ? [] : fix(t`Leave the job out during a freeze`, freezeRule(job, 'never'))),
    ...(job.when === 'manual' ? [] : fix(t`Make the job manual during a freeze`, freezeRule(job, 'manual'))),
    ...(root?.kind === 'map' ? fix(t`Create no pipeline during a freeze`, freezeWorkflow(config.root, root)) : []),
  ];
}

function oneAtATime(job: Job): readonly Fix[] {
  const { environment, resourceGroup } = job;
  if (!environment || resourceGroup !== undefined) return [];
  const { name } = environment;
  return fix(t`Add \`resource_group: ${name}\``, addToJob(job, [`resource_group: ${quotedName(name)}`], 'environment'));
}
