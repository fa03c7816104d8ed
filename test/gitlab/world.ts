/** What the stand-in GitLab knows: a scenario with its references resolved and ids given. Immutable. */
import type { FaultSpec, FeatureSpec, FreezePeriodSpec, Tier, Visibility } from './scenario.ts';

export interface World {
  readonly instance: Instance;
  readonly users: readonly User[];
  readonly tokens: readonly Token[];
  readonly groups: readonly Group[];
  readonly projects: readonly Project[];
  readonly templates: Readonly<Record<string, string>>;
  readonly faults: readonly FaultSpec[];
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Instance {
  readonly version: string;
  readonly enterprise: boolean;
  readonly licensed: ReadonlySet<string>;
  /** Empty, or `/gitlab`. */
  readonly root: string;
  readonly adminMode: boolean;
  readonly features: readonly FeatureSpec[];
  readonly rateLimit?: { readonly limit: number; readonly remaining: number };
}

export interface User {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly state: 'active' | 'blocked' | 'deactivated';
  readonly admin: boolean;
  readonly bot: boolean;
  readonly external: boolean;
  readonly confirmed: boolean;
}

export interface Token {
  readonly id: number;
  readonly text: string;
  readonly kind: 'pat' | 'oauth' | 'job';
  readonly user: User;
  readonly scopes: readonly string[];
  readonly state: 'active' | 'expired' | 'revoked';
  readonly expiresAt?: string;
  /** Of a job token. */
  readonly project?: Project;
}

export interface Member {
  readonly id: number;
  readonly user: User;
  readonly level: number;
  readonly expiresAt?: string;
  readonly custom?: { readonly name: string; readonly abilities: readonly string[] };
}

export interface Share {
  readonly group: Group;
  readonly level: number;
  readonly expiresAt?: string;
}

export interface Group {
  readonly kind: 'group';
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly visibility: Visibility;
  readonly parent?: Group;
  readonly members: readonly Member[];
  /** Groups invited into this one. */
  readonly sharedWith: readonly Share[];
  readonly protectedEnvironments: readonly ProtectedEnvironment[];
  readonly protectedBranches: readonly ProtectedBranch[];
}

export interface Project {
  readonly kind: 'project';
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly visibility: Visibility;
  /** Undefined: the repository is empty. */
  readonly defaultBranch?: string;
  /** A group, or the user whose namespace it is in. */
  readonly group?: Group;
  readonly owner?: User;
  readonly members: readonly Member[];
  readonly sharedWith: readonly Share[];
  readonly environments: readonly Environment[];
  readonly protectedEnvironments: readonly ProtectedEnvironment[];
  readonly protectedBranches: readonly ProtectedBranch[];
  readonly protectedTags: readonly ProtectedTag[];
  readonly freezePeriods: readonly FreezePeriod[];
  readonly pipelines: readonly Pipeline[];
  readonly deployments: readonly Deployment[];
  readonly schedules: readonly Schedule[];
  readonly resourceGroups: readonly { readonly id: number; readonly key: string; readonly processMode: string }[];
  /** Names only. */
  readonly variables: readonly string[];
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** All keys of `project-settings.ts`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly jobToken: {
    readonly inbound: boolean;
    readonly projects: readonly Project[];
    readonly groups: readonly Group[];
  };
  readonly lint: Readonly<Record<string, unknown>>;
  readonly oldPaths: readonly string[];
}

/** One of user, group, deploy key and role; what is set first in this order counts. */
export interface AccessRow {
  readonly id: number;
  readonly user?: User;
  readonly group?: Group;
  readonly deployKey?: number;
  readonly level?: number;
  /** Group rows of protected environments: inherited members count too. */
  readonly inherits: boolean;
}
export interface ApprovalRule extends AccessRow {
  readonly required: number;
}
export interface ProtectedEnvironment {
  readonly id: number;
  /** Exact name in a project, a tier in a group. */
  readonly name: string;
  readonly container: Group | Project;
  readonly deploy: readonly AccessRow[];
  readonly approve: readonly ApprovalRule[];
}
export interface ProtectedBranch {
  readonly id: number;
  readonly name: string;
  readonly push: readonly AccessRow[];
  readonly merge: readonly AccessRow[];
  readonly force: boolean;
  readonly codeOwners: boolean;
}
export interface ProtectedTag {
  readonly name: string;
  readonly create: readonly AccessRow[];
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly tier: Tier;
  readonly state: 'available' | 'stopping' | 'stopped';
  readonly externalUrl?: string;
}
export interface FreezePeriod extends FreezePeriodSpec {
  readonly id: number;
  readonly tz: string;
}
export interface Pipeline {
  readonly id: number;
  readonly iid: number;
  readonly ref: string;
  readonly tag: boolean;
  readonly sha: string;
  readonly status: string;
  readonly source: string;
  readonly user: User;
  readonly jobs: readonly Job[];
}
export interface Job {
  readonly id: number;
  readonly name: string;
  readonly stage: string;
  readonly status: string;
  readonly manual: boolean;
  readonly allowFailure: boolean;
  readonly failureReason?: string;
  readonly user: User;
  readonly environment?: string;
  readonly scheduledAt?: string;
  /** A trigger job. */
  readonly bridge: boolean;
  /** The pipeline that it has started. */
  readonly downstream?: { readonly pipeline: number; readonly status: string };
  readonly resourceGroup?: string;
  readonly tags: readonly string[];
  readonly archived: boolean;
  readonly startedAt?: string;
}
export interface Deployment {
  readonly id: number;
  readonly iid: number;
  readonly environment: Environment;
  readonly status: string;
  readonly ref: string;
  readonly tag: boolean;
  readonly sha: string;
  readonly user: User;
  readonly job?: { readonly job: Job; readonly pipeline: Pipeline };
  readonly createdAt: string;
  readonly approvals: readonly Approval[];
}
export interface Approval {
  readonly user: User;
  readonly status: 'approved' | 'rejected';
  readonly comment: string;
}
export interface Schedule {
  readonly id: number;
  readonly description: string;
  readonly ref: string;
  readonly cron: string;
  readonly tz: string;
  readonly active: boolean;
  readonly owner: User;
}

/** When everything without a date of its own was made. */
export const founded = '2026-01-05T09:00:00.000Z';

/** The group and its ancestors, innermost first. */
export function lineage(group: Group | undefined): readonly Group[] {
  return group ? [group, ...lineage(group.parent)] : [];
}

/** Finds a project or group by numeric id or full path, as they stand in a URL. Paths are compared without case. */
export function byIdOrPath<T extends { readonly id: number; readonly path: string }>(
  all: readonly T[],
  key: string,
): T | undefined {
  if (/^\d+$/.test(key)) return all.find((it) => it.id === Number(key));
  return all.find((it) => it.path.toLowerCase() === key.toLowerCase());
}
