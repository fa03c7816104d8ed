/** What rules ask about the jobs of an attempt: which deploy, where to, and whether that is production. */
import { isProtected } from '../gates/protection.ts';
import { deploymentOf } from '../gates/subject.ts';
import { later } from '../logic/later.ts';
import { type Tri, unknown } from '../logic/tri.ts';
import type { DeploymentTier, Job } from '../pipeline/job.ts';
import type { Effect, EnvironmentOutcome, JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { Span } from '../text/span.ts';
import { deploysBy } from './deploy-commands.ts';
import { matches } from './glob.ts';
import { onlyBuilds, onlySpeaks, rehearsalOf } from './rehearsals.ts';
import { removesBy } from './removals.ts';
import type { LintQuestion } from './rule.ts';

/** A job that starts an environment, with what it gets in this attempt. */
export interface Deployment {
  readonly job: JobOutcome;
  /** The decided effect, or the likeliest. */
  readonly effect: Effect;
  readonly environment: EnvironmentOutcome;
}

/**
 * The jobs that start an environment. One that this attempt leaves out is among them where its name is plain: with
 * variables it would have the name that it gets in a pipeline in which it never is.
 */
export function deploymentsOf({ outcome }: { readonly outcome: Outcome }): readonly Deployment[] {
  const known = deployments.get(outcome) ?? findDeployments(outcome);
  deployments.set(outcome, known);
  return known;
}

/** Nearly every rule asks for them. */
const deployments = new WeakMap<Outcome, readonly Deployment[]>();

function findDeployments(outcome: Outcome): readonly Deployment[] {
  return [...outcome.jobs.values()].flatMap((job) => {
    const [effect] = job.possible;
    const written = job.job.environment;
    if (written?.action !== 'start' || !effect?.environment) return [];
    if (isLeftOut(outcome, job) && /[$%]/.test(written.name)) return [];
    return { job, effect, environment: effect.environment };
  });
}

function isLeftOut({ created, reason }: Outcome, { included }: JobOutcome): boolean {
  return included === false || (created === false && reason === 'filtered_by_workflow_rules');
}

/** Those of them that certainly are in the pipeline of this attempt. */
export function certainDeployments(question: { readonly outcome: Outcome }): readonly Deployment[] {
  return deploymentsOf(question).filter((it) => isCertain(question, it.job));
}

/**
 * Those of them whose script may change something there: one that only prints, plans, builds or takes something down is
 * recorded, and no more.
 */
export function realDeploymentsOf(question: { readonly outcome: Outcome }): readonly Deployment[] {
  return deploymentsOf(question).filter(({ job: { job, included } }) => {
    if (isSpare({ job, included })) return false;
    const takesDown = removesBy(job) !== undefined && deploysBy(job) === undefined;
    return !(takesDown || onlySpeaks(job) || onlyBuilds(job) || rehearsalOf(job));
  });
}

/** Templates of GitLab's own have jobs for every platform there is. Of those, one that does not certainly run is nobody's. */
export function isSpare({ job, included }: Pick<JobOutcome, 'job' | 'included'>): boolean {
  return included !== true && isOfTemplate(job);
}

/** Whether a template of GitLab's own brings the job. */
export function isOfTemplate({ key }: Job): boolean {
  return key.span.piece.file.startsWith('template:');
}

/** Whether the job certainly is in the pipeline, and it is certain what it gets there. */
export function isCertain({ outcome }: { readonly outcome: Outcome }, { included, possible }: JobOutcome): boolean {
  return outcome.created !== false && included === true && possible.length === 1;
}

/** The tier that counts: the stored one, once the environment exists. `undefined` where it is not known. */
function tierOf({ name, tier }: EnvironmentOutcome, { settings }: Snapshot): DeploymentTier | undefined {
  const stored = settings.environments.known ? settings.environments.value.find((it) => it.name === name) : undefined;
  if (stored?.tier) return stored.tier;
  return typeof tier === 'string' ? tier : undefined;
}

/** Whether the tier that counts is production, or the project says that the environment is. */
export function isProduction(
  { environment }: Deployment,
  { snapshot, knowledge }: Pick<LintQuestion, 'snapshot' | 'knowledge'>,
): boolean {
  const { name } = environment;
  if (typeof name === 'string' && knowledge?.productionEnvironments.some((it) => matches(it, name))) return true;
  return tierOf(environment, snapshot) === 'production';
}

/**
 * Where it is said that this job is a deployment: its own `environment`; the job, where a template brings it that
 * others share. Only the first is to be changed for this job alone.
 */
export function ownEnvironment({ environment, key }: Job): { readonly span: Span; readonly own: boolean } {
  const own = environment?.key.span.piece === key.span.piece && environment.key.span.start > key.span.start;
  return { span: own ? environment.nameSpan : key.span, own };
}

/** The name as people know it: expanded where the job is in the pipeline, else as it is written. */
export function nameFor({ job, included, possible }: JobOutcome): string {
  const expanded = included === false ? undefined : possible[0]?.environment?.shown;
  return expanded ?? job.environment?.name ?? '';
}

/** The expanded name where it is known. */
export function nameOf({ name }: EnvironmentOutcome): string | undefined {
  return typeof name === 'string' ? name : undefined;
}

/** Whether some protection stands before the environment: the project's by name, a group's by tier. */
export function isGuarded({ job, effect }: Deployment, { snapshot }: Pick<LintQuestion, 'snapshot'>): Tri {
  const deployment = deploymentOf({ job, effect, snapshot });
  return deployment
    ? isProtected(deployment.protections)
    : unknown({ kind: 'runtime', detail: later('its environment') });
}
