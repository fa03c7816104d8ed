/** What GitLab says about pipelines that exist, read once for one explanation. Plain immutable data, as a snapshot is. */
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Instant } from '../text/instant.ts';
import type { ApprovalRule, Known, Snapshot } from './settings.ts';

/** One reading: what was asked about, and everything that explains it. */
export interface LiveReading {
  /** The instance, such as `https://gitlab.com`. */
  readonly base: string;
  readonly readAt: Instant;
  readonly snapshot: Snapshot;
  /** Newest first; several only where the address names an environment. */
  readonly runs: readonly LiveRun[];
  /** The environment that the address names. */
  readonly environment?: LiveEnvironment;
  /** Of that environment, the newest. */
  readonly lastDeployment?: LiveDeployment;
}

/** One pipeline with its jobs, and which of them are asked about. */
export interface LiveRun {
  readonly pipeline: LivePipeline;
  /** Ids; `held`: every deploy job that does not go on by itself. */
  readonly asked: readonly number[] | 'held';
  /** Without those that were retried since, in the order they were made, which is that of the stages. */
  readonly jobs: Known<readonly LiveJob[]>;
  /** Of jobs of this pipeline. */
  readonly deployments: readonly LiveDeployment[];
  /** Known: these are all of them, so that a job without one has none. */
  readonly allDeployments: Known<true>;
  /** The configuration at the pipeline's commit. */
  readonly plan: Known<Pipeline>;
  /** What the token's user may do, by job id, as GitLab itself says it. */
  readonly mine: ReadonlyMap<number, LiveRights>;
  /** The last successful deployment of an environment, by its name: `undefined` where it has none. */
  readonly newest: ReadonlyMap<string, Known<LiveDeployment | undefined>>;
  /** The resource group that a job waits for, by job id. */
  readonly resources: ReadonlyMap<number, Known<LiveResource>>;
}

export interface LivePipeline {
  readonly id: number;
  readonly status: string;
  /** GitLab's word for how it was started. */
  readonly source: string;
  /** Branch or tag; of a merge request `refs/merge-requests/7/head`. */
  readonly ref: string;
  readonly tag: boolean;
  readonly sha: string;
  readonly user?: LiveUser;
  readonly url?: string;
  readonly createdAt?: Instant;
  /** What GitLab did not like about the configuration. */
  readonly error?: string;
}

export interface LiveUser {
  readonly id?: number;
  readonly username: string;
  readonly name?: string;
}

export interface LiveJob {
  readonly id: number;
  readonly name: string;
  readonly kind: 'build' | 'trigger';
  readonly stage: string;
  /** GitLab's: `created`, `manual`, `waiting_for_resource` … */
  readonly status: string;
  readonly allowFailure: boolean;
  /** GitLab's code; of failed jobs. */
  readonly failureReason?: string;
  /** As whom it runs. */
  readonly user?: LiveUser;
  readonly ref: string;
  readonly tag: boolean;
  readonly pipelineId: number;
  readonly url?: string;
  readonly createdAt?: Instant;
  readonly startedAt?: Instant;
  readonly archived?: boolean;
  /** Tags that its runner must have. */
  readonly runnerTags?: readonly string[];
  /** What a trigger job has started. */
  readonly downstream?: { readonly id: number; readonly status: string; readonly url?: string };
}

export interface LiveEnvironment {
  readonly id: number;
  readonly name: string;
  readonly state?: string;
}

export interface LiveDeployment {
  readonly id: number;
  /** The number in addresses of the web interface. */
  readonly iid: number;
  readonly status: string;
  readonly environment: LiveEnvironment;
  readonly sha: string;
  /** Whose deployment it is: who may not approve it. */
  readonly user?: LiveUser;
  readonly createdAt?: Instant;
  readonly jobId?: number;
  readonly pipelineId?: number;
  /** Absent where it was not asked for. */
  readonly approvals?: Known<LiveApprovals>;
}

/** The state of a deployment's approvals, as GitLab counts them. */
export interface LiveApprovals {
  /** Over all rules. */
  readonly pending: number;
  readonly rules: readonly LiveApprovalRule[];
  readonly given: readonly LiveApproval[];
}

/** A rule of the project or of a group; GitLab does not say of which. */
export interface LiveApprovalRule extends ApprovalRule {
  readonly given: readonly LiveApproval[];
}

export interface LiveApproval {
  readonly user: LiveUser;
  readonly status: 'approved' | 'rejected';
  readonly comment?: string;
}

/** Absent: GitLab did not say. */
export interface LiveRights {
  /** The job is in a state in which somebody could start it. */
  readonly playable?: boolean;
  /** `playable`, and the token's user may. */
  readonly canPlay?: boolean;
  /** When the timer of a delayed job ends. */
  readonly scheduledAt?: Instant;
}

export interface LiveResource {
  readonly key: string;
  readonly mode?: string;
  /** Who has it now; absent where nobody has. */
  readonly holder?: LiveJob;
  /** Who gets it next, in GitLab's order, as far as it was read. */
  readonly queue: readonly LiveJob[];
}
