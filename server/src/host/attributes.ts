/** Settings that stand in the project itself (`GET /projects/:id`, rest.md G): which keys are there depends on who asks. */
import { later } from '../logic/later.ts';
import type { GroupRef, InvitedGroup, Known, ProjectAttributes, Settings } from '../settings/settings.ts';
import { Fault, known, unread } from './fault.ts';
import { flagOrNone, numberOrNone, type Raw, record, rows, text, textOrNone } from './payload.ts';
import { groupFrom, invitedGroupFrom, projectAttributesFrom } from './rest.ts';

/** What the licence probe needs to know beside the project. */
export interface Build {
  readonly version?: string;
  readonly enterprise?: boolean;
}

export function attributesOf(project: Known<Raw>): Known<ProjectAttributes> {
  return parsedFrom(project, projectAttributesFrom);
}

/**
 * Whether protected environments are enforced. The key `allow_pipeline_trigger_approve_deployment` is sent to every
 * reader of a licensed project and to nobody else (gates.md §1.3), since GitLab 15.10.
 */
export function licensed(project: Known<Raw>, { version, enterprise }: Build): Known<boolean> {
  if (enterprise === false) return known(false);
  if (!project.known) return project;
  if ('allow_pipeline_trigger_approve_deployment' in project.value) return known(true);
  if (version !== undefined && atLeast(version, 15, 10)) return known(false);
  return {
    known: false,
    why: 'unsupported',
    detail: later('this GitLab does not tell whether the feature is licensed'),
  };
}

export function selfApproval(project: Known<Raw>, isLicensed: Known<boolean>): Known<boolean> {
  if (!project.known) return project;
  const allowed = flagOrNone(project.value['allow_pipeline_trigger_approve_deployment']);
  if (allowed !== undefined) return known(allowed);
  return { known: false, why: isLicensed.known && !isLicensed.value ? 'unlicensed' : 'unsupported' };
}

/** Whether the caller was shown what only those who administer the project are shown (`admin_project`). */
export function showsSettings(project: Known<Raw>): boolean {
  return project.known && 'ci_forward_deployment_enabled' in project.value;
}

export function forwardDeployment(
  project: Known<Raw>,
): Settings['forwardDeployment'] extends infer T ? Known<T> : never {
  const enabled = keptBack(project, 'ci_forward_deployment_enabled', flagOrNone);
  if (!enabled.known) return enabled;
  const rollbackAllowed = keptBack(project, 'ci_forward_deployment_rollback_allowed', flagOrNone);
  if (!rollbackAllowed.known) return rollbackAllowed;
  return known({ enabled: enabled.value, rollbackAllowed: rollbackAllowed.value });
}

export function resourceGroupDefault(project: Known<Raw>): Known<string> {
  return keptBack(project, 'resource_group_default_process_mode', textOrNone);
}

export function jobTokenPush(project: Known<Raw>): Known<boolean> {
  return keptBack(project, 'ci_push_repository_for_job_token_allowed', flagOrNone);
}

/** A key that Maintainers are shown. Where others of its kind are there and it is not, this GitLab has no such setting. */
function keptBack<T>(project: Known<Raw>, key: string, read: (value: unknown) => T | undefined): Known<T> {
  if (!project.known) return project;
  const value = read(project.value[key]);
  if (value !== undefined) return known(value);
  return showsSettings(project)
    ? { known: false, why: 'unsupported', detail: later('this GitLab does not have the setting') }
    : { known: false, why: 'forbidden', needs: 'Maintainer' };
}

export function invitedGroups(project: Known<Raw>): Known<readonly InvitedGroup[]> {
  return parsedFrom(project, (raw) => rows(raw['shared_with_groups'] ?? []).map(invitedGroupFrom));
}

/** The caller's highest level in the groups above, not counting shares; 0 for none. */
export function levelAbove(project: Known<Raw>): number {
  const permissions = project.known ? project.value['permissions'] : undefined;
  const access = record(record(permissions ?? {})['group_access'] ?? {});
  return numberOrNone(access['access_level']) ?? 0;
}

/** Paths of the groups above the project, innermost first. `undefined` where the project does not tell. */
export function pathsAbove(project: Known<Raw>): readonly string[] | undefined {
  const namespace = project.known ? project.value['namespace'] : undefined;
  if (namespace === undefined || namespace === null) return undefined;
  const { kind, full_path: path } = record(namespace);
  if (kind === 'user') return [];
  const segments = text(path).split('/');
  return segments.map((_, i) => segments.slice(0, segments.length - i).join('/'));
}

/** The groups above, when ids were told for all of them: by GraphQL, or by the project for the two nearest. */
export function groupsAbove(project: Known<Raw>, shown: readonly GroupRef[]): readonly GroupRef[] | undefined {
  const paths = pathsAbove(project);
  if (!paths || !project.known) return undefined;
  if (shown.length === paths.length) return shown;
  const { id, parent_id: parent } = record(project.value['namespace']);
  const [inner, outer, ...others] = paths;
  if (inner === undefined || typeof id !== 'number' || others.length > 0) return undefined;
  if (outer === undefined) return [{ id, path: inner }];
  return typeof parent === 'number'
    ? [
        { id, path: inner },
        { id: parent, path: outer },
      ]
    : undefined;
}

/** `/projects/:id/groups` in order, when it lists every group above. */
export function orderedAbove(project: Known<Raw>, listed: readonly unknown[]): readonly GroupRef[] | undefined {
  const groups = listed.map(groupFrom).sort((a, b) => b.path.length - a.path.length);
  return groups.length === pathsAbove(project)?.length ? groups : undefined;
}

function parsedFrom<T>(project: Known<Raw>, read: (raw: Raw) => T): Known<T> {
  if (!project.known) return project;
  try {
    return known(read(project.value));
  } catch (error) {
    if (error instanceof Fault) return unread(error);
    throw error;
  }
}

/** Whether `18.9.0-ee` is at least `major.minor`. */
export function atLeast(version: string, major: number, minor: number): boolean {
  const [, first = 0, second = 0] = /^(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  return first > major || (first === major && second >= minor);
}
