/** Groups: attributes, protections by tier, protected branches. */
import { can, canInGroup } from '../access.ts';
import { type Answer, json, noRecord } from '../answer.ts';
import type { Call, Route } from '../call.ts';
import { fullName, groupBasic } from '../entities.ts';
import { paged } from '../paging.ts';
import { founded, type Group, lineage } from '../world.ts';
import { protectedEnvironment } from './environments.ts';
import { inGroup } from './places.ts';
import { groupPublic, newestFirst, projectBasic, visibleShares } from './projects.ts';
import { protectedBranch } from './refs.ts';

export const groupRoutes: readonly Route[] = [
  inGroup('', 'read_group', group, { open: true }),
  inGroup(
    '/invited_groups',
    'read_group',
    (it, call) => {
      const groups = it.sharedWith.map((share) => share.group);
      const visible = groups.filter((row) => canInGroup(call.viewer, 'read_group', row, call.world.projects));
      return paged(call, newestFirst(visible), (row) => groupPublic(call, row));
    },
    { open: true },
  ),
  inGroup(
    '/protected_environments',
    'admin_protected_environments',
    (it, call) => paged(call, byName(it.protectedEnvironments), protectedEnvironment),
    { enterprise: true, open: true },
  ),
  inGroup(
    '/protected_environments/:name',
    'admin_protected_environments',
    (it, { params }) => {
      const found = it.protectedEnvironments.find((row) => row.name === params['name']);
      return found ? json(protectedEnvironment(found)) : noRecord;
    },
    { enterprise: true, open: true },
  ),
  inGroup(
    '/protected_branches',
    'admin_group',
    (it, call) => paged(call, it.protectedBranches, (row) => protectedBranch(call.world.instance, row)),
    { enterprise: true },
  ),
];

function byName<T extends { readonly name: string }>(rows: readonly T[]): readonly T[] {
  return [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function group(it: Group, call: Call): Answer {
  const admin = canInGroup(call.viewer, 'admin_group', it, call.world.projects);
  const projects = call.world.projects.filter((row) => row.group === it && can(call.viewer, 'read_project', row));
  return json({
    ...groupBasic(call, it),
    path: it.path.slice(it.path.lastIndexOf('/') + 1),
    description: '',
    visibility: it.visibility,
    share_with_group_lock: false,
    project_creation_level: 'developer',
    subgroup_creation_level: 'maintainer',
    request_access_enabled: true,
    full_name: fullName(it),
    full_path: it.path,
    created_at: founded,
    parent_id: it.parent?.id ?? null,
    archived: false,
    shared_with_groups: visibleShares(call, it.sharedWith),
    ...(admin && !it.parent && { enabled_git_access_protocol: 'all' }),
    ...(lineage(it).length === 1 && { prevent_sharing_groups_outside_hierarchy: false }),
    // GitLab embeds the projects unless it is asked not to.
    ...(call.query.get('with_projects') !== 'false' && {
      projects: projects.map((row) => projectBasic(call, row)),
      shared_projects: [],
    }),
  });
}
