/** Who may do what: roles from direct, inherited and shared membership, and what GitLab's policies make of them. */
import { type Group, lineage, type Project, type User } from './world.ts';

/** Who asks, and whether the admin flag counts (admin mode). */
export interface Viewer {
  readonly user?: User;
  readonly admin: boolean;
}

/**
 * The level over a group: direct and ancestors' members, and direct members of groups that are invited into any of
 * them, capped by the share. 0 = none. (members_with_parents.rb; minimal access does not count.)
 */
export function groupLevel(user: User, group: Group): number {
  return highest(
    lineage(group).flatMap((it) => [
      directLevel(user, it),
      ...it.sharedWith.map((share) => Math.min(share.level, directLevel(user, share.group))),
    ]),
  );
}

/** The level of the membership row in just this group or project. 0 = none. */
export function directLevel(user: User, source: Group | Project): number {
  const level = source.members.find((it) => it.user === user)?.level ?? 0;
  return level > 5 ? level : 0;
}

/** The concrete level in a project, as GitLab's project authorizations have it. 0 = none. */
export function projectLevel(user: User, project: Project): number {
  return highest([
    directLevel(user, project),
    project.owner === user ? 50 : 0,
    project.group ? groupLevel(user, project.group) : 0,
    ...project.sharedWith.map((share) => Math.min(share.level, groupLevel(user, share.group))),
  ]);
}

function highest(levels: readonly number[]): number {
  return Math.max(0, ...levels);
}

export type ProjectAbility =
  | 'read_project'
  | 'read_code'
  | 'read_environment'
  | 'read_deployment'
  | 'read_freeze_period'
  | 'read_build'
  | 'read_pipeline_schedule'
  | 'read_resource_group'
  | 'read_project_member'
  | 'push_code'
  | 'create_pipeline'
  | 'read_protected_tags'
  | 'admin_protected_environments'
  | 'admin_cicd_variables'
  | 'admin_project';

/** Whether GitLab's project policy lets the viewer do it (app/policies/project_policy.rb). */
export function can(viewer: Viewer, ability: ProjectAbility, project: Project): boolean {
  const { user, admin } = viewer;
  const concrete = user ? projectLevel(user, project) : 0;
  const level = admin ? 50 : concrete;
  const isPublic = project.visibility === 'public';
  const isInternal = project.visibility === 'internal' && user !== undefined && !user.external;
  const has = (...features: readonly Feature[]) => features.every((it) => feature(project, it, level));
  const jobsAreOpen = project.settings['public_jobs'] === true && (isPublic || isInternal || level >= 10);
  return rules[ability]({
    level,
    open: isPublic || isInternal,
    code: has('repository'),
    builds: has('repository', 'builds'),
    environments: has('repository', 'builds', 'environments'),
    jobsAreOpen,
    confirmed: user?.confirmed ?? false,
    archived: project.settings['archived'] === true,
    custom: (name) => custom(user, project, name),
  });
}

/** What the rules look at. */
interface Standing {
  readonly level: number;
  /** Public, or internal for somebody who is signed in. */
  readonly open: boolean;
  /** Which features are on for this person. */
  readonly code: boolean;
  readonly builds: boolean;
  readonly environments: boolean;
  readonly jobsAreOpen: boolean;
  readonly confirmed: boolean;
  readonly archived: boolean;
  custom(ability: string): boolean;
}

const reader = (it: Standing) => it.open || it.level >= 20;
const rules: Readonly<Record<ProjectAbility, (it: Standing) => boolean>> = {
  read_project: (it) => it.open || it.level >= 10,
  read_project_member: (it) => it.open || it.level >= 10,
  read_code: (it) => it.code && (reader(it) || it.level === 15),
  read_environment: (it) => it.environments && reader(it),
  read_deployment: (it) => it.environments && reader(it),
  read_freeze_period: (it) => it.level >= 40 || (it.environments && it.level >= 20),
  read_build: (it) => it.builds && (it.level >= 20 || it.jobsAreOpen),
  read_pipeline_schedule: (it) => it.builds && (it.level >= 20 || it.jobsAreOpen),
  read_resource_group: (it) => it.builds && it.level >= 30,
  push_code: (it) => it.code && it.level >= 30 && !it.archived,
  create_pipeline: (it) => it.builds && it.level >= 30 && it.confirmed && !it.archived,
  read_protected_tags: (it) => it.level >= 40 || it.custom('manage_protected_tags'),
  admin_protected_environments: (it) => it.level >= 40 || it.custom('admin_protected_environments'),
  admin_cicd_variables: (it) => it.level >= 40 || it.custom('admin_cicd_variables'),
  admin_project: (it) => it.level >= 40,
};

type Feature = 'repository' | 'builds' | 'environments';

function feature(project: Project, name: Feature, level: number): boolean {
  const access = project.settings[`${name}_access_level`];
  return access === 'enabled' || (access === 'private' && level >= 10);
}

/** Abilities that a custom role adds to a membership, direct or inherited. */
function custom(user: User | undefined, source: Group | Project, ability: string): boolean {
  const sources = source.kind === 'group' ? lineage(source) : [source, ...lineage(source.group)];
  return sources.some((it) => it.members.some((row) => row.user === user && row.custom?.abilities.includes(ability)));
}

export type GroupAbility = 'read_group' | 'read_group_member' | 'admin_protected_environments' | 'admin_group';

/**
 * Whether GitLab's group policy lets the viewer do it (app/policies/group_policy.rb).
 * @param projects all projects: whoever reads a project below a group reads the group.
 */
export function canInGroup(viewer: Viewer, ability: GroupAbility, group: Group, projects: readonly Project[]): boolean {
  const { user, admin } = viewer;
  const level = admin ? 50 : user ? groupLevel(user, group) : 0;
  switch (ability) {
    case 'read_group':
      return (
        level >= 10 ||
        group.visibility === 'public' ||
        (group.visibility === 'internal' && !!user && !user.external) ||
        projects.some((it) => lineage(it.group).includes(group) && can(viewer, 'read_project', it))
      );
    case 'read_group_member':
      return canInGroup(viewer, 'read_group', group, projects) && !(group.visibility === 'private' && level === 0);
    case 'admin_protected_environments':
      return level >= 50 || custom(user, group, ability);
    case 'admin_group':
      return level >= 50;
  }
}
