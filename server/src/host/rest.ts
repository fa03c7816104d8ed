/** GitLab's REST entities as our types (rest.md; lib/api/entities). Nothing beyond these functions sees a snake_case name. */
import type { DeploymentTier } from '../pipeline/job.ts';
import type {
  AccessRow,
  ApprovalRule,
  CurrentUser,
  FreezePeriod,
  GroupRef,
  InvitedGroup,
  Member,
  ProjectAttributes,
  ProtectedEnvironment,
  ProtectedRef,
  RefAccessRow,
  StoredEnvironment,
} from '../settings/settings.ts';
import { compact, flagOrNone, number, numberOrNone, type Raw, record, rows, text, textOrNone } from './payload.ts';

const tiers: readonly string[] = [
  'production',
  'staging',
  'testing',
  'development',
  'other',
] satisfies DeploymentTier[];

export function tierOf(value: unknown): DeploymentTier | undefined {
  const word = textOrNone(value)?.toLowerCase();
  return word !== undefined && tiers.includes(word) ? (word as DeploymentTier) : undefined;
}

/** A row of `/projects/:id/protected_environments`, or of a group's when `group` is given. */
export function protectedEnvironmentFrom(value: unknown, group?: GroupRef): ProtectedEnvironment {
  const raw = record(value);
  const legacyApprovals = numberOrNone(raw['required_approval_count']) ?? 0;
  return {
    name: text(raw['name']),
    level: group ? 'group' : 'project',
    ...(group && { groupId: group.id, groupPath: group.path }),
    deployAccess: rows(raw['deploy_access_levels'] ?? []).map(accessRowFrom),
    // Absent in versions that have no such rules.
    approvalRules: rows(raw['approval_rules'] ?? []).map(approvalRuleFrom),
    ...(legacyApprovals > 0 && { legacyApprovals }),
  };
}

/** Precedence user, group, role: a row may carry a role beside the group that is meant (gates.md §1.4). */
function accessRowFrom(value: unknown): AccessRow {
  const raw = record(value);
  const description = textOrNone(raw['access_level_description']);
  const userId = numberOrNone(raw['user_id']);
  if (userId !== undefined) return compact({ userId, description });
  const groupId = numberOrNone(raw['group_id']);
  if (groupId === undefined) return compact({ accessLevel: number(raw['access_level']), description });
  // 0 is the default; absent in older versions, where only direct members count.
  const inheritance = raw['group_inheritance_type'] === 1 ? 'all' : 'direct';
  return compact({ groupId, inheritance, description } as const);
}

/** A rule as protected environments and deployments list it. */
export function approvalRuleFrom(value: unknown): ApprovalRule {
  return { ...accessRowFrom(value), required: number(record(value)['required_approvals']) };
}

export function environmentFrom(value: unknown): StoredEnvironment {
  const raw = record(value);
  return compact({ name: text(raw['name']), tier: tierOf(raw['tier']), state: textOrNone(raw['state']) });
}

export function freezePeriodFrom(value: unknown): FreezePeriod {
  const raw = record(value);
  return {
    start: text(raw['freeze_start']),
    end: text(raw['freeze_end']),
    timeZone: textOrNone(raw['cron_timezone']) ?? 'UTC',
  };
}

/** A protected branch or tag. */
export function protectedRefFrom(value: unknown): ProtectedRef {
  const raw = record(value);
  const levels = (key: string) => (raw[key] === undefined ? undefined : rows(raw[key]).map(refAccessRowFrom));
  return compact({
    name: text(raw['name']),
    push: levels('push_access_levels'),
    merge: levels('merge_access_levels'),
    create: levels('create_access_levels'),
    allowForcePush: flagOrNone(raw['allow_force_push']),
    inherited: flagOrNone(raw['inherited']),
  });
}

/** All keys are kept: what is meant is found by the precedence deploy key, user, group, role (gates.md §7.3). */
function refAccessRowFrom(value: unknown): RefAccessRow {
  const raw = record(value);
  return compact({
    accessLevel: numberOrNone(raw['access_level']),
    userId: numberOrNone(raw['user_id']),
    groupId: numberOrNone(raw['group_id']),
    deployKeyId: numberOrNone(raw['deploy_key_id']),
    description: textOrNone(raw['access_level_description']),
  });
}

export function groupFrom(value: unknown): GroupRef {
  const raw = record(value);
  return { id: number(raw['id']), path: text(raw['full_path']) };
}

export function memberFrom(value: unknown): Member {
  const raw = record(value);
  const role = raw['member_role'];
  return compact({
    id: number(raw['id']),
    username: text(raw['username']),
    name: textOrNone(raw['name']),
    state: textOrNone(raw['state']),
    accessLevel: number(raw['access_level']),
    expiresAt: textOrNone(raw['expires_at']),
    customRole: typeof role === 'object' && role !== null ? textOrNone(record(role)['name']) : undefined,
  });
}

/** `is_admin` is sent to admins only, so that its absence means "no admin" (rest.md F.5). */
export function currentUserFrom(value: unknown): CurrentUser {
  const raw = record(value);
  return compact({
    id: number(raw['id']),
    username: text(raw['username']),
    name: textOrNone(raw['name']),
    state: textOrNone(raw['state']),
    admin: raw['is_admin'] === true,
    bot: flagOrNone(raw['bot']),
    confirmed: 'confirmed_at' in raw ? raw['confirmed_at'] !== null : undefined,
  });
}

export function resourceGroupFrom(value: unknown): { readonly key: string; readonly processMode: string } {
  const raw = record(value);
  return { key: text(raw['key']), processMode: text(raw['process_mode']) };
}

export function projectAttributesFrom(raw: Raw): ProjectAttributes {
  const visibility = textOrNone(raw['visibility']);
  const jobs = textOrNone(raw['builds_access_level']);
  return compact({
    id: number(raw['id']),
    path: text(raw['path_with_namespace']),
    webUrl: textOrNone(raw['web_url']),
    defaultBranch: textOrNone(raw['default_branch']),
    ciConfigPath: textOrNone(raw['ci_config_path']) || undefined,
    archived: flagOrNone(raw['archived']),
    visibility:
      visibility === 'public' || visibility === 'internal' || visibility === 'private' ? visibility : undefined,
    jobsEnabled: flagOrNone(raw['jobs_enabled']) ?? (jobs === undefined ? undefined : jobs !== 'disabled'),
    emptyRepo: flagOrNone(raw['empty_repo']),
    cancellationRole: textOrNone(raw['ci_restrict_pipeline_cancellation_role']),
    pipelineVariablesRole: textOrNone(raw['ci_pipeline_variables_minimum_override_role']),
  });
}

/** `shared_with_groups`: those invited groups that the caller may read, hence never known to be all. */
export function invitedGroupFrom(value: unknown): InvitedGroup {
  const raw = record(value);
  return {
    groupId: number(raw['group_id']),
    path: text(raw['group_full_path']),
    accessLevel: number(raw['group_access_level']),
  };
}
