/** What rules ask about the jobs of an attempt: which deploy, where to, and whether that is production. */
import type { DeploymentTier } from '../pipeline/job.ts';
import type { Effect, EnvironmentOutcome, JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { LintQuestion } from './rule.ts';

/** A job that starts an environment, with what it gets in this attempt. */
export interface Deployment {
  readonly job: JobOutcome;
  /** The decided effect, or the likeliest. */
  readonly effect: Effect;
  readonly environment: EnvironmentOutcome;
}

/** The jobs that start an environment, those included that this attempt leaves out. */
export function deploymentsOf({ outcome }: { readonly outcome: Outcome }): readonly Deployment[] {
  return [...outcome.jobs.values()].flatMap((job) => {
    const [effect] = job.possible;
    if (job.job.environment?.action !== 'start' || !effect?.environment) return [];
    return { job, effect, environment: effect.environment };
  });
}

/** Those of them that certainly are in the pipeline of this attempt. */
export function certainDeployments(question: { readonly outcome: Outcome }): readonly Deployment[] {
  return deploymentsOf(question).filter(({ job }) => job.included === true && job.possible.length === 1);
}

/** The tier that counts: the stored one, once the environment exists. `undefined` where it is not known. */
export function tierOf({ name, tier }: EnvironmentOutcome, { settings }: Snapshot): DeploymentTier | undefined {
  const stored = settings.environments.known ? settings.environments.value.find((it) => it.name === name) : undefined;
  if (stored?.tier) return stored.tier;
  return typeof tier === 'string' ? tier : undefined;
}

/** Whether the tier that counts is production. */
export function isProduction({ environment }: Deployment, { snapshot }: Pick<LintQuestion, 'snapshot'>): boolean {
  return tierOf(environment, snapshot) === 'production';
}

/** The expanded name where it is known. */
export function nameOf({ name }: EnvironmentOutcome): string | undefined {
  return typeof name === 'string' ? name : undefined;
}
