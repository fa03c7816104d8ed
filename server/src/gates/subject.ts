/** What a question is about, seen from GitLab: the environment with its protections, and how the job is started. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { all, any, isUnknown, type Tri, unknown } from '../logic/tri.ts';
import { isEnvironmentName, tierOf } from '../pipeline/environment.ts';
import type { EnvironmentSpec } from '../pipeline/job.ts';
import type { Effect, EnvironmentOutcome, JobOutcome } from '../pipeline/outcome.ts';
import type { Snapshot } from '../settings/settings.ts';
import { needsApproval } from './approvals.ts';
import type { Question } from './gate.ts';
import { type Protections, protectionsOf } from './protection.ts';
import { type Target, targetOf } from './tier.ts';

export interface Deployment {
  readonly environment: EnvironmentSpec;
  readonly target: Target;
  readonly protections: Protections;
}

type About = Pick<Question, 'job' | 'effect' | 'snapshot'>;

/** By environment as written and what came of it; asked for every person, so worked out once for each snapshot. */
const kept = new WeakMap<Snapshot, WeakMap<EnvironmentSpec | EnvironmentOutcome, Deployment | 'none'>>();

/** The environment a job deploys to, with what protects it; `undefined` where it has none or GitLab refuses its name. */
export function deploymentOf({ job, effect, snapshot }: About): Deployment | undefined {
  const { environment } = job.job;
  if (!environment) return undefined;
  const ofSnapshot = kept.get(snapshot) ?? new WeakMap();
  kept.set(snapshot, ofSnapshot);
  const key = effect.environment ?? environment;
  const found = ofSnapshot.get(key) ?? deploymentTo(environment, effect.environment, snapshot) ?? 'none';
  ofSnapshot.set(key, found);
  return found === 'none' ? undefined : found;
}

function deploymentTo(
  environment: EnvironmentSpec,
  outcome: EnvironmentOutcome | undefined,
  snapshot: Snapshot,
): Deployment | undefined {
  const target = targetOf(outcome ?? asWritten(environment), snapshot);
  return target && { environment, target, protections: protectionsOf(target, snapshot) };
}

/** For a job that its rules keep out: nobody has expanded its environment. */
function asWritten({ name, tier }: EnvironmentSpec): EnvironmentOutcome {
  const open = unknown({ kind: 'runtime', detail: t`the variables in \`${name}\`` });
  const hasVariables = /[$%]/.test(name);
  const declared = tier !== undefined && !/[$%]/.test(tier) ? tier : undefined;
  return {
    name: hasVariables ? open : name,
    shown: name,
    valid: hasVariables ? open : isEnvironmentName(name),
    tier: hasVariables && declared === undefined ? open : tierOf(name, declared),
    tierFrom: declared === undefined ? 'guessed' : 'declared',
    ...(tier !== undefined && { declaredTier: tier }),
  };
}

/**
 * Whether approvals turn the job into a manual one when its turn comes (gates.md §2.6). That hits every action, unless
 * GitLab's flag for jobs that deploy nothing is on.
 */
export function isHeldForApproval(job: JobOutcome, effect: Effect, snapshot: Snapshot): Tri {
  const deployment = deploymentOf({ job, effect, snapshot });
  if (!deployment) return false;
  return all([needsApproval(deployment.protections), holdsAction(deployment.environment.action, snapshot)]);
}

/**
 * Whether approval rules hold jobs with this action. Of those that deploy nothing a feature flag of the instance decides,
 * which GitLab shows to administrators alone: `GET /features`, read into the snapshot as `preventBlockingNonDeploymentJobs`.
 * GraphQL tells of flags for the person who asks and not for the project, from which nothing follows.
 * @see ee/app/services/ee/ci/process_build_service.rb, lib/api/features.rb (18.9)
 */
export function holdsAction(action: EnvironmentSpec['action'], { instance }: Snapshot): Tri {
  if (action === 'start') return true;
  const { preventBlockingNonDeploymentJobs: prevents } = instance;
  return prevents === undefined ? flagIsHidden : !prevents;
}

const flagIsHidden = unknown({
  kind: 'runtime',
  detail: later(
    'whether the feature flag `prevent_blocking_non_deployment_jobs` is on, which GitLab shows to instance administrators alone',
  ),
});

/** How the job comes to run: somebody presses it, a timer plays it, or GitLab starts it by itself. */
export interface Start {
  /** Whether a person has to press it. */
  readonly pressed: Tri;
  /** Builds alone can wait for a timer: a delayed trigger job starts at once. */
  readonly delayed: boolean;
}

export function startOf({ job, effect, snapshot }: About): Start {
  const pressed = any([effect.when === 'manual', isHeldForApproval(job, effect, snapshot)]);
  const delayed = effect.when === 'delayed' && job.job.kind === 'build' && pressed !== true;
  return { pressed, delayed };
}

/** `start` answers for all that may be pressed or not: the same either way, or not known. */
export function eitherWay(pressed: Tri, ifPressed: Tri, ifNot: Tri): Tri {
  if (!isUnknown(pressed)) return pressed ? ifPressed : ifNot;
  if (isUnknown(ifPressed) || isUnknown(ifNot)) {
    return { missing: [ifPressed, ifNot].flatMap((it) => (isUnknown(it) ? it.missing : [])) };
  }
  return ifPressed === ifNot ? ifPressed : pressed;
}
