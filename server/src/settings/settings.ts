/** What GitLab says about a project, as plain immutable JSON: each fact known, or unread with a reason. */
import type { Obstacle } from '../logic/tri.ts';
import type { DeploymentTier } from '../pipeline/job.ts';

export type Known<T> =
  | { readonly known: true; readonly value: T }
  | {
      readonly known: false;
      readonly why: Obstacle;
      /** The right that would be needed: `Maintainer`. */
      readonly needs?: string;
      /** A sentence that says more about why, without a secret. */
      readonly detail?: string;
    };

/** GitLab's role numbers: 0 none, 5 minimal, 10 guest, 15 planner, 20 reporter, 30 developer, 40 maintainer, 50 owner, 60 admin (rows only). */
export type AccessLevel = number;

/** Everything read from GitLab about one project at one moment. JSON; checked by `schemas/snapshot.schema.json`. */
export interface Snapshot {
  readonly version: 1;
  readonly instance: InstanceFacts;
  readonly project: { readonly path: string; readonly id?: number };
  /** ISO 8601. */
  readonly takenAt: string;
  /** Where it came from: live, a file, or nothing was asked. */
  readonly source: 'gitlab' | 'snapshot' | 'none';
  readonly settings: { readonly [K in keyof Settings]: Known<Settings[K]> };
}

/** What is absent GitLab does not show to the reader. */
export interface InstanceFacts {
  readonly url: string;
  readonly version?: string;
  readonly enterprise?: boolean;
  /**
   * Whether the feature flag `prevent_blocking_non_deployment_jobs` is on for the project: approvals then hold jobs that
   * deploy, and leave alone those that only prepare, verify or stop. GitLab shows flags of projects to administrators.
   */
  readonly preventBlockingNonDeploymentJobs?: boolean;
}

export type SettingKey = keyof Settings;

/** One field for each thing a gate may read. Adding a field makes the compiler point at every place that must fetch it. */
export interface Settings {
  readonly project: ProjectAttributes;
  /** Whether protected environments are enforced for this project (licence probe, gates.md §1.3). False also on CE. */
  readonly protectedEnvironmentsLicensed: boolean;
  /** The project's group and all its ancestors, innermost first. Empty for personal namespaces. */
  readonly ancestorGroups: readonly GroupRef[];
  /** Project-level protections, by environment name. */
  readonly protectedEnvironments: Listing<ProtectedEnvironment>;
  /** Group-level protections of all ancestor groups; `name` is a tier. */
  readonly groupProtectedEnvironments: Listing<ProtectedEnvironment>;
  readonly environments: readonly StoredEnvironment[];
  readonly freezePeriods: readonly FreezePeriod[];
  /** Project rules and those inherited from the root group. */
  readonly protectedBranches: readonly ProtectedRef[];
  readonly protectedTags: readonly ProtectedRef[];
  /** The token's user. */
  readonly currentUser: CurrentUser;
  /** Everybody with access to the project, direct, inherited and shared, with the effective level. */
  readonly members: readonly Member[];
  /** Members of each group that a rule names and of each ancestor group that carries protections, by group id. */
  readonly groupMembers: Readonly<Record<string, GroupMembers>>;
  /** Groups invited to the project directly, as far as the reader may see them: others may be invited too. */
  readonly invitedGroups: readonly InvitedGroup[];
  /** `allow_pipeline_trigger_approve_deployment`. */
  readonly selfApproval: boolean;
  readonly forwardDeployment: { readonly enabled: boolean; readonly rollbackAllowed: boolean };
  readonly resourceGroups: readonly { readonly key: string; readonly processMode: string }[];
  readonly resourceGroupDefaultMode: string;
  readonly jobTokenPushAllowed: boolean;
  readonly jobTokenInbound: boolean;
}

/**
 * A list that may be known only in part. With `complete: false` it is exhaustive for the names in `covers` alone
 * (GraphQL shows protections of existing environments only): for others nothing is known.
 * `hidden: true`: rows that the reader may not see may exist even for names in `covers`.
 */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
  readonly covers?: readonly string[];
  readonly hidden?: boolean;
  /** Why the rest is not known, and the right that would be needed. */
  readonly why?: Obstacle;
  readonly needs?: string;
}

export interface GroupRef {
  readonly id: number;
  readonly path: string;
}

export interface ProjectAttributes {
  readonly id: number;
  readonly path: string;
  readonly webUrl?: string;
  readonly defaultBranch?: string;
  readonly ciConfigPath?: string;
  readonly archived?: boolean;
  readonly visibility?: 'public' | 'internal' | 'private';
  readonly jobsEnabled?: boolean;
  readonly emptyRepo?: boolean;
  readonly cancellationRole?: string;
  readonly pipelineVariablesRole?: string;
}

export interface ProtectedEnvironment {
  /** Exact environment name at project level; a tier at group level. */
  readonly name: string;
  readonly level: 'project' | 'group';
  readonly groupId?: number;
  readonly groupPath?: string;
  readonly deployAccess: readonly AccessRow[];
  readonly approvalRules: readonly ApprovalRule[];
  /** `required_approval_count` where it is not 0: an older setting that GitLab shows and no longer enforces. */
  readonly legacyApprovals?: number;
}

/**
 * One row: exactly one of user, group and role is meant; precedence user, group, role.
 * `hidden`: GraphQL showed none of the three: a group that the reader may not see, so he is no member of it.
 */
export interface AccessRow {
  readonly userId?: number;
  readonly username?: string;
  readonly groupId?: number;
  readonly groupPath?: string;
  readonly accessLevel?: AccessLevel;
  /** Group rows: only direct members count, or inherited ones too. `undefined` = not readable (GraphQL). */
  readonly inheritance?: 'direct' | 'all';
  readonly hidden?: boolean;
  /** What GitLab calls the row where it does: the name (not the path) of the user or group, or the role's. */
  readonly description?: string;
}

export interface ApprovalRule extends AccessRow {
  readonly required: number;
}

export interface StoredEnvironment {
  readonly name: string;
  readonly tier?: DeploymentTier;
  readonly state?: string;
  /**
   * Whether all protections of the environment together admit the token's user, as GitLab itself says. Only where the
   * lists leave it open, since several groups may protect the tier and not all of them are shown.
   */
  readonly admitsViewer?: boolean;
}

export interface FreezePeriod {
  /** Cron as GitLab accepts it (gates.md §4.3). */
  readonly start: string;
  readonly end: string;
  /** IANA or Rails zone name. */
  readonly timeZone: string;
}

export interface ProtectedRef {
  /** Name or pattern with `*`. */
  readonly name: string;
  readonly push?: readonly RefAccessRow[];
  readonly merge?: readonly RefAccessRow[];
  readonly create?: readonly RefAccessRow[];
  readonly allowForcePush?: boolean;
  readonly inherited?: boolean;
}

export interface RefAccessRow {
  readonly accessLevel?: AccessLevel;
  readonly userId?: number;
  readonly groupId?: number;
  readonly deployKeyId?: number;
  readonly description?: string;
}

export interface CurrentUser {
  readonly id: number;
  readonly username: string;
  readonly name?: string;
  readonly state?: string;
  readonly admin?: boolean;
  readonly bot?: boolean;
  /** Whether the e-mail address is confirmed; without that nobody creates pipelines. */
  readonly confirmed?: boolean;
  /** Effective level in the project (GraphQL `maxAccessLevel`, or members/all). */
  readonly projectLevel?: AccessLevel;
}

export interface Member {
  readonly id: number;
  readonly username: string;
  readonly name?: string;
  readonly state?: string;
  readonly accessLevel: AccessLevel;
  readonly expiresAt?: string;
  readonly customRole?: string;
}

/** Absent lists were not readable. `mine`: the token user's own level there, 0 for "not a member", where only that is known. */
export interface GroupMembers {
  readonly path?: string;
  readonly direct?: readonly Member[];
  readonly all?: readonly Member[];
  readonly mine?: { readonly direct?: AccessLevel; readonly all?: AccessLevel };
}

export interface InvitedGroup {
  readonly groupId: number;
  readonly path: string;
  readonly accessLevel: AccessLevel;
}
