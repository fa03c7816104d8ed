/** What there is to say about one job that exists: what holds it now, who can lift that, and how. Plain JSON. */
import type { GateId } from '../gate.ts';
import type { VerdictKind } from '../verdict.ts';

export interface Blocked {
  readonly job: BlockedJob;
  /** `held`: it waits for somebody or something; `failed`: it is over, for a reason that `what` names. */
  readonly state: 'held' | 'failed' | 'goes-on' | 'over';
  /** The gate that holds it now, or has failed it. Absent: none does. */
  readonly gate?: GateId;
  /** For the person who asks. */
  readonly verdict: VerdictKind;
  /** GitLab's own code, of failed jobs. */
  readonly reason?: string;
  /** Completes "this job …", without a final stop. */
  readonly what: string;
  /** Sentences. */
  readonly why: string;
  /** What to do now, and whom to ask: one sentence or two for each step. */
  readonly todo: readonly string[];
  /** Sentences: what comes once this is lifted. */
  readonly next?: string;
  /** A sentence: what the person who asks may do about it. */
  readonly you?: string;
  /** Who can lift it, as far as the settings name people. */
  readonly who: readonly Lifter[];
  /** Rule by rule, where approvals are asked for. */
  readonly approvals?: readonly ApprovalState[];
  /** The jobs ahead that hold it. */
  readonly ahead: readonly Blocked[];
  /** The same by GitLab's API, for somebody with the right: `POST /projects/42/jobs/5014/play`. */
  readonly api: readonly string[];
  /** Sentences about circumstances that hold nothing. */
  readonly notes: readonly string[];
  /** Sentences: what could not be read, and why. */
  readonly unknown: readonly string[];
  /** GitLab's page on the gate. */
  readonly source?: string;
}

export interface BlockedJob {
  readonly id: number;
  readonly name: string;
  readonly kind: 'build' | 'trigger';
  readonly stage: string;
  readonly status: string;
  readonly allowFailure: boolean;
  readonly pipeline: number;
  readonly ref: string;
  /** As whom it runs. */
  readonly user?: string;
  readonly url?: string;
  readonly environment?: string;
}

export interface Lifter {
  readonly username: string;
  readonly name?: string;
}

export interface ApprovalState {
  /** "direct members of `acme/ops`". */
  readonly by: string;
  readonly required: number;
  readonly pending: number;
  /** Usernames. */
  readonly approved: readonly string[];
  readonly rejected: readonly string[];
  /** Who can still approve, as far as the settings name people. */
  readonly eligible: readonly Lifter[];
  /** Whether they are enough. Absent: not known. */
  readonly enough?: boolean;
}
