/** Lists of members as GitLab puts them together from direct, inherited and shared membership. */
import { canInGroup, groupLevel, projectLevel, type Viewer } from './access.ts';
import { type Group, lineage, type Member, type Project, type World } from './world.ts';

export type ProjectRelation = 'direct' | 'inherited' | 'invited_groups' | 'shared_into_ancestors';
export type GroupRelation = 'direct' | 'inherited' | 'shared_from_groups';

export const allOfProject: readonly ProjectRelation[] = [
  'direct',
  'inherited',
  'invited_groups',
  'shared_into_ancestors',
];
export const allOfGroup: readonly GroupRelation[] = ['direct', 'inherited', 'shared_from_groups'];

/**
 * One row per user, the project's own row first, with the user's effective level; by user id.
 * Members of invited groups that a stranger may not see are left out. (app/finders/members_finder.rb)
 */
export function projectMembers(
  world: World,
  viewer: Viewer,
  project: Project,
  relations: readonly ProjectRelation[],
): readonly Member[] {
  if (relations.every((it) => it === 'direct')) return relations.length > 0 ? project.members : [];
  const isMember = viewer.user !== undefined && projectLevel(viewer.user, project) > 0;
  const visible = (group: Group) => isMember || canInGroup(viewer, 'read_group', group, world.projects);
  const chain = lineage(project.group);
  const rows: Record<ProjectRelation, readonly Member[]> = {
    direct: project.members,
    inherited: chain.flatMap(counting),
    shared_into_ancestors: chain.flatMap((it) => it.sharedWith).flatMap((it) => counting(it.group)),
    invited_groups: project.sharedWith
      .flatMap((it) => lineage(it.group))
      .filter(visible)
      .flatMap(counting),
  };
  return onePerUser(allOfProject.filter((it) => relations.includes(it)).flatMap((it) => rows[it])).map((row) => ({
    ...row,
    level: projectLevel(row.user, project) || row.level,
  }));
}

/** One row per user, the highest; by user id. (app/finders/group_members_finder.rb) */
export function groupMembers(
  world: World,
  viewer: Viewer,
  group: Group,
  relations: readonly GroupRelation[],
): readonly Member[] {
  const isMember = viewer.user !== undefined && groupLevel(viewer.user, group) > 0;
  const visible = (it: Group) => isMember || canInGroup(viewer, 'read_group', it, world.projects);
  const rows: Record<GroupRelation, readonly Member[]> = {
    direct: counting(group),
    inherited: lineage(group.parent).flatMap(counting),
    shared_from_groups: lineage(group)
      .flatMap((it) => it.sharedWith)
      .filter((it) => visible(it.group))
      .flatMap((share) => counting(share.group).map((row) => ({ ...row, level: Math.min(row.level, share.level) }))),
  };
  const all = allOfGroup.filter((it) => relations.includes(it)).flatMap((it) => rows[it]);
  return onePerUser([...all].sort((a, b) => b.level - a.level));
}

/** Minimal access is no membership here. */
function counting(group: Group): readonly Member[] {
  return group.members.filter((it) => it.level > 5);
}

/** The first row of each user, by user id. */
function onePerUser(rows: readonly Member[]): readonly Member[] {
  const first = new Map<number, Member>();
  for (const row of rows) if (!first.has(row.user.id)) first.set(row.user.id, row);
  return [...first.values()].sort((a, b) => a.user.id - b.user.id);
}
