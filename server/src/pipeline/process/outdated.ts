/** Whether GitLab refuses a deployment because a newer one is already there. */
import type { EnvironmentAction } from '../job.ts';
import { isComplete, type Status } from './status.ts';

export interface DeploymentRow {
  /** Given when the job's turn came, not when its pipeline was made; `undefined` before. */
  readonly id: number | undefined;
  readonly sha: string;
}

/**
 * Whether "prevent outdated deployment jobs" stops a job (gates.md §7.2): its deployment is older than the last
 * successful one of the environment, and of another commit.
 *
 * @param last the environment's successful deployment that finished last.
 */
export function isOutdated(
  job: { readonly action: EnvironmentAction; readonly status: Status; readonly deployment: DeploymentRow },
  last: DeploymentRow | undefined,
  settings: { readonly enabled: boolean; readonly rollbackAllowed: boolean },
): boolean {
  if (job.action !== 'start' || !settings.enabled) return false;
  if (settings.rollbackAllowed && isComplete(job.status)) return false;
  const { id, sha } = job.deployment;
  if (id === undefined || last?.id === undefined || last.sha === sha) return false;
  return id < last.id;
}
