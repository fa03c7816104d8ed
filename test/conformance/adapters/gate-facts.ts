/** What the rows of the gates' topics are given, translated into the engine's own people and settings. */
import type { JobAbility } from '../../../server/src/gates/abilities.ts';
import type { Approval } from '../../../server/src/gates/approvals.ts';
import type { approve } from '../../../server/src/gates/approve.ts';
import type { Person } from '../../../server/src/gates/person.ts';
import type { RefSettings } from '../../../server/src/gates/refs.ts';
import type { DeploymentTier } from '../../../server/src/pipeline/job.ts';
import type {
  AccessRow,
  ApprovalRule,
  Known,
  ProtectedEnvironment,
  ProtectedRef,
  RefAccessRow,
  Snapshot,
} from '../../../server/src/settings/settings.ts';

export interface RawActor {
  readonly id: number;
  readonly state?: string;
  readonly admin?: boolean;
  readonly admin_mode?: boolean;
  readonly project_level: number;
  readonly groups: Readonly<Record<string, { readonly direct?: number; readonly effective?: number }>>;
}

export interface RawRow {
  readonly user_id?: number | null;
  readonly group_id?: number | null;
  readonly access_level?: number | null;
  readonly group_inheritance_type?: number | null;
}

export interface RawRule extends RawRow {
  readonly required_approvals: number;
  readonly name?: string;
}

export interface RawProtection {
  readonly level: 'project' | 'group';
  readonly group_id?: number;
}

export interface EnvironmentAccess {
  readonly licensed?: boolean;
  readonly environment: { readonly name: string; readonly tier: DeploymentTier };
  readonly ancestor_group_ids?: readonly number[];
  readonly protected_environments?: readonly (RawProtection & {
    readonly name: string;
    readonly deploy_access_levels: readonly RawRow[];
    readonly approval_rules: readonly RawRule[];
  })[];
  readonly actor: RawActor | null;
}

export interface RawRef {
  readonly name: string;
  readonly push_access_levels?: readonly RawRefRow[];
  readonly merge_access_levels?: readonly RawRefRow[];
  readonly create_access_levels?: readonly RawRefRow[];
}

export interface RawRefRow extends RawRow {
  readonly deploy_key_id?: number | null;
}

export interface RefRules {
  readonly protected_branches?: readonly RawRef[];
  readonly protected_tags?: readonly RawRef[];
  readonly invited_groups?: readonly { readonly group_id: number; readonly group_access: number }[];
  readonly deploy_keys?: readonly { readonly id: number; readonly user_id: number; readonly can_push: boolean }[];
}

export interface JobQuestion {
  readonly ability: JobAbility;
  readonly job: {
    readonly type: string;
    readonly ref: string;
    readonly tag: boolean;
    readonly environment: string | null;
    readonly outdated?: boolean;
    readonly archived?: boolean;
    readonly own?: boolean;
    readonly downstream?: { readonly exists?: boolean; readonly can_update_branch?: boolean };
  };
  readonly ci_restrict_pipeline_cancellation_role?: string;
}

export interface RawApproval {
  readonly rule: number;
  readonly user_id?: number;
  readonly status: Approval['status'];
}

export interface ApproveQuestion {
  readonly licensed: boolean;
  readonly protected: boolean;
  readonly status: string;
  readonly actor: RawActor | null;
  readonly deployment_user_id: number;
  readonly allow_pipeline_trigger_approve_deployment: boolean;
  readonly approval_rules: readonly RawRule[];
  readonly approvals: readonly RawApproval[];
  readonly represented_as?: string;
}

export interface PipelineQuestion extends RefRules {
  readonly role: string | null;
  readonly ref: string;
  readonly tag?: boolean;
  readonly merge_request?: {
    readonly source_branch?: string;
    readonly fork?: boolean;
    readonly from_fork?: boolean;
    readonly same_project?: boolean;
  };
  readonly mirror_update?: boolean;
  readonly pending_delete?: boolean;
  readonly builds_enabled?: boolean;
  readonly import_in_progress?: boolean;
  readonly job_token_push?: boolean;
}

export interface BridgeQuestion {
  readonly upstream_role: string | null;
  readonly confirmed?: boolean;
  readonly trigger_self?: boolean;
  readonly downstream: {
    readonly exists?: boolean;
    readonly readable?: boolean;
    readonly can_read?: boolean;
    readonly role?: string;
    readonly can_create_pipeline?: boolean;
    readonly can_update_branch?: boolean;
    readonly ref_writable?: boolean;
  };
}

export function personFrom(actor: RawActor | null): Person | undefined {
  if (!actor) return undefined;
  const group = (id: number) => actor.groups[String(id)];
  return {
    label: 'the actor',
    id: actor.id,
    admin: actor.admin ?? false,
    adminMode: (actor.admin ?? false) && (actor.admin_mode ?? false),
    projectLevel: actor.project_level,
    active: (actor.state ?? 'active') === 'active',
    confirmed: true,
    isViewer: false,
    groupDirect: (id) => group(id)?.direct ?? 0,
    groupEffective: (id) => group(id)?.effective ?? group(id)?.direct ?? 0,
  };
}

const levels: Readonly<Record<string, number>> = {
  guest: 10,
  planner: 15,
  reporter: 20,
  security_manager: 25,
  developer: 30,
  maintainer: 40,
  owner: 50,
};

export const stranger: Person = personWithRole(null);

export function personWithRole(role: string | null): Person {
  const admin = role === 'admin';
  return {
    label: role ?? 'a stranger',
    id: 1,
    admin,
    adminMode: admin,
    projectLevel: levels[role ?? ''] ?? 0,
    active: true,
    confirmed: true,
    isViewer: false,
    groupDirect: () => 0,
    groupEffective: () => 0,
  };
}

export function rowFrom({ user_id, group_id, access_level, group_inheritance_type }: RawRow): AccessRow {
  return {
    ...(typeof user_id === 'number' && { userId: user_id }),
    ...(typeof group_id === 'number' && { groupId: group_id }),
    ...(typeof access_level === 'number' && { accessLevel: access_level }),
    inheritance: group_inheritance_type === 1 ? 'all' : 'direct',
  };
}

export function ruleFrom(rule: RawRule): ApprovalRule {
  return { ...rowFrom(rule), required: rule.required_approvals };
}

export function approvalFrom({ rule, status, user_id }: RawApproval): Approval {
  return { rule, status, ...(user_id !== undefined && { userId: user_id }) };
}

export function containerFrom({ level, group_id }: RawProtection): Pick<ProtectedEnvironment, 'level' | 'groupId'> {
  return { level, ...(group_id !== undefined && { groupId: group_id }) };
}

export function targetFrom({ name, tier }: EnvironmentAccess['environment']) {
  return { name, shown: name, tier };
}

export function refsFrom({ protected_branches, protected_tags, invited_groups, deploy_keys }: RefRules): RefSettings {
  return {
    protectedBranches: known((protected_branches ?? []).map(refFrom)),
    protectedTags: known((protected_tags ?? []).map(refFrom)),
    invitedGroups: known(
      (invited_groups ?? []).map((it) => ({
        groupId: it.group_id,
        path: `group-${it.group_id}`,
        accessLevel: it.group_access,
      })),
    ),
    archived: false,
    deployKeys: (deploy_keys ?? []).map((it) => ({ id: it.id, userId: it.user_id, canPush: it.can_push })),
  };
}

function refFrom(raw: RawRef): ProtectedRef {
  return {
    name: raw.name,
    push: (raw.push_access_levels ?? []).map(refRowFrom),
    merge: (raw.merge_access_levels ?? []).map(refRowFrom),
    create: (raw.create_access_levels ?? []).map(refRowFrom),
  };
}

function refRowFrom({ deploy_key_id, user_id, group_id, access_level }: RawRefRow): RefAccessRow {
  return {
    ...(typeof deploy_key_id === 'number' && { deployKeyId: deploy_key_id }),
    ...(typeof user_id === 'number' && { userId: user_id }),
    ...(typeof group_id === 'number' && { groupId: group_id }),
    ...(typeof access_level === 'number' && { accessLevel: access_level }),
  };
}

function known<T>(value: T): Known<T> {
  return { known: true, value };
}

/** A private project with just these protections. */
export function snapshotFrom(it: Partial<EnvironmentAccess>): Snapshot {
  const all = (it.protected_environments ?? []).map(
    (raw): ProtectedEnvironment => ({
      name: raw.name,
      ...containerFrom(raw),
      level: raw.level,
      deployAccess: raw.deploy_access_levels.map(rowFrom),
      approvalRules: raw.approval_rules.map(ruleFrom),
    }),
  );
  const listing = (level: string) => known({ items: all.filter((row) => row.level === level), complete: true });
  const unasked = { known: false, why: 'not-asked' } as const;
  return {
    version: 1,
    instance: { url: '' },
    project: { path: 'group/project' },
    takenAt: '',
    source: 'snapshot',
    settings: {
      project: known({ id: 1, path: 'group/project', visibility: 'private' }),
      protectedEnvironmentsLicensed: known(it.licensed ?? true),
      ancestorGroups: known((it.ancestor_group_ids ?? []).map((id) => ({ id, path: `group-${id}` }))),
      protectedEnvironments: listing('project'),
      groupProtectedEnvironments: listing('group'),
      environments: unasked,
      freezePeriods: unasked,
      protectedBranches: unasked,
      protectedTags: unasked,
      currentUser: unasked,
      members: unasked,
      groupMembers: unasked,
      invitedGroups: unasked,
      selfApproval: unasked,
      forwardDeployment: unasked,
      resourceGroups: unasked,
      resourceGroupDefaultMode: unasked,
      jobTokenPushAllowed: unasked,
      jobTokenInbound: unasked,
    },
  };
}

export function outcomeOf(outcome: ReturnType<typeof approve>): object {
  if (!outcome.ok) return outcome;
  const { rule, pendingAfter, jobStatus, failureReason: reason } = outcome;
  return { ok: true, rule, pending_after: pendingAfter, job_status: jobStatus, failure_reason: reason };
}

export function mergeRequestFrom({ merge_request }: PipelineQuestion): { source_branch?: string; fork: boolean } {
  const { source_branch, fork, from_fork, same_project } = merge_request ?? {};
  return { ...(source_branch !== undefined && { source_branch }), fork: fork ?? from_fork ?? same_project === false };
}
