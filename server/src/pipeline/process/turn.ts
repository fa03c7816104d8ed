/** What becomes of a job in the moment all jobs before it are done. */
import type { EnvironmentAction, When } from '../job.ts';
import { isComplete, type Status } from './status.ts';

/** All that decides about a job when its turn comes. What is absent does not apply. */
export interface AtTurn {
  readonly kind: 'build' | 'trigger';
  readonly when: When;
  /** Whether it waits for what it needs, not for the stages before. */
  readonly needsMode: boolean;
  readonly startIn?: string;
  /** `undefined` without environment. */
  readonly action?: EnvironmentAction;
  /** The environment's approval rules ask for at least one approval. */
  readonly needsApproval?: boolean;
  /** Feature flag `prevent_blocking_non_deployment_jobs`: approvals then hold `start` jobs only. Off by default. */
  readonly approvalHoldsStartOnly?: boolean;
  /** The environment is protected from the job's user. */
  readonly protectedFrom?: boolean;
  readonly outdated?: boolean;
  readonly resourceGroup?: boolean;
  /** A retry of a job that somebody starts by hand: it does not stop a second time. */
  readonly enqueueImmediately?: boolean;
}

export interface Turn {
  readonly status: Status;
  /** `manual` where approvals made it so, else the job's own. */
  readonly when: When;
  readonly failureReason?: 'protected_environment_failure' | 'failed_outdated_deployment_job';
  /** Status of the deployment that GitLab records; absent where it records none. */
  readonly deployment?: 'created' | 'blocked' | 'failed' | 'skipped';
}

/**
 * A job's turn (gates.md §2.6, §6.3).
 *
 * @param upstream composite of the jobs before it; `undefined` where there are none.
 */
export function turn(job: AtTurn, upstream: Status | undefined): Turn {
  const { when } = job;
  const before = upstream ?? 'success';
  if (!isComplete(before)) return { status: 'created', when };
  const decided = decide(job, before);
  return job.action === 'start' ? { ...decided, deployment: deploymentStatus(decided.status) } : decided;
}

function decide(job: AtTurn, before: Status): Turn {
  const { when } = job;
  if (!accepts(job, before)) return { status: 'skipped', when };
  if (approvalHolds(job)) return { status: 'manual', when: 'manual' };
  if (job.enqueueImmediately) return enqueue(job);
  if (when === 'delayed' && job.kind === 'build') return { status: job.startIn ? 'scheduled' : 'manual', when };
  if (when === 'manual') return { status: 'manual', when };
  return enqueue(job);
}

/** The deployment is made before anything else is decided, and then follows its job. */
function deploymentStatus(status: Status): NonNullable<Turn['deployment']> {
  if (status === 'manual') return 'blocked';
  return status === 'failed' || status === 'skipped' ? status : 'created';
}

/** Whether a job with this `when` runs after `before` (app/services/ci/process_build_service.rb). */
function accepts({ when, needsMode }: AtTurn, before: Status): boolean {
  switch (when) {
    case 'on_success':
    case 'manual':
    case 'delayed':
      return before === 'success' || (before === 'skipped' && !needsMode);
    case 'on_failure':
      return before === 'failed';
    case 'always':
      return before !== 'canceled';
    case 'never':
      return false;
  }
}

function approvalHolds(job: AtTurn): boolean {
  if (!job.needsApproval || job.action === undefined) return false;
  return job.action === 'start' || !job.approvalHoldsStartOnly;
}

function enqueue(job: AtTurn): Turn {
  const { when } = job;
  if (job.protectedFrom && job.action)
    return { status: 'failed', when, failureReason: 'protected_environment_failure' };
  if (job.outdated && job.action === 'start')
    return { status: 'failed', when, failureReason: 'failed_outdated_deployment_job' };
  return { status: job.resourceGroup ? 'waiting_for_resource' : 'pending', when };
}
