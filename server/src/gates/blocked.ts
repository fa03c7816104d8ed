/** Which gate holds a job that exists, now: by the state it is in, asked in the order in which GitLab asks. */
import { isUnknown } from '../logic/tri.ts';
import type { Blocked } from './blocked/answer.ts';
import { approval, waitsForApproval } from './blocked/approval.ts';
import type { LiveCase } from './blocked/case.ts';
import { delayed } from './blocked/delayed.ts';
import { failed } from './blocked/failure.ts';
import { manual } from './blocked/manual.ts';
import { canceled, succeeded } from './blocked/over.ts';
import { skipped, upstream } from './blocked/upstream.ts';
import { pending, resource, underWay } from './blocked/waits.ts';

/**
 * Explains one job as it stands. Never guesses: what could not be read is listed with its reason, and a verdict that
 * hangs on it is `unknown`.
 * @see gates.md §2, §3.2, §6.3, §7, §8.1
 */
export function blockedBy(it: LiveCase): Blocked {
  switch (it.job.status) {
    case 'created':
      return upstream(it, blockedBy);
    case 'manual':
      return byHand(it);
    case 'scheduled':
      return delayed(it);
    case 'waiting_for_resource':
      return resource(it);
    case 'pending':
      return pending(it);
    case 'failed':
      return failed(it);
    case 'skipped':
      return skipped(it, blockedBy);
    case 'canceled':
      return canceled(it);
    case 'success':
      return succeeded(it);
    default:
      return underWay(it);
  }
}

/** GitLab shows approvals first: while they are missing nobody can start the job, whatever his rights. */
function byHand(it: LiveCase): Blocked {
  const waits = waitsForApproval(it);
  return waits === true || isUnknown(waits) ? approval(it) : manual(it);
}

/** Whether somebody or something has to act before the job goes on, or a gate has refused it. */
export function isHeld({ state, gate }: Blocked): boolean {
  return state === 'held' || (state === 'failed' && gate !== undefined);
}
