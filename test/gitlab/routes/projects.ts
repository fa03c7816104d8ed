/** A project itself: its attributes (some for Maintainers only), groups, job token scope, variables' names. */
import { can, canInGroup, directLevel } from '../access.ts';
import { type Answer, json } from '../answer.ts';
import type { Call, Route } from '../call.ts';
import { fullName, groupBasic, userBasic } from '../entities.ts';
import { paged } from '../paging.ts';
import { forMaintainers, forReaders, licensed, open } from '../project-settings.ts';
import { founded, type Group, lineage, type Project } from '../world.ts';
import { inProject } from './places.ts';

export const projectRoutes: readonly Route[] = [
  inProject('', 'read_project', project, { open: true }),
  inProject('/groups', 'read_project', ancestorGroups, { open: true }),
  inProject('/invited_groups', 'read_project', invitedGroups, { open: true }),
  inProject('/job_token_scope', 'admin_project', ({ jobToken, settings }) =>
    json({ inbound_enabled: jobToken.inbound, outbound_enabled: settings['ci_job_token_scope_enabled'] }),
  ),
  inProject('/job_token_scope/allowlist', 'admin_project', (it, call) =>
    paged(call, [it, ...it.jobToken.projects], (row) => projectBasic(call, row)),
  ),
  inProject('/job_token_scope/groups_allowlist', 'admin_project', (it, call) =>
    paged(call, it.jobToken.groups, (row) => groupBasic(call, row)),
  ),
  inProject('/variables', 'admin_cicd_variables', (it, call) => paged(call, it.variables, variable)),
];

/** Values are never served. */
function variable(key: string) {
  return {
    variable_type: 'env_var',
    key,
    value: null,
    hidden: true,
    protected: false,
    masked: true,
    raw: false,
    environment_scope: '*',
    description: null,
  };
}

function project(it: Project, call: Call): Answer {
  const mayRead = can(call.viewer, 'read_code', it);
  const mayAdmin = can(call.viewer, 'admin_project', it);
  return json({
    ...projectBasic(call, it),
    empty_repo: it.defaultBranch === undefined,
    ...(it.owner && { owner: userBasic(call, it.owner) }),
    ...chosen(it, open),
    ...(mayRead && chosen(it, forReaders)),
    ...(mayAdmin && chosen(it, forMaintainers)),
    ...licensedKeys(it, call, mayAdmin),
    shared_with_groups: visibleShares(call, it.sharedWith),
    ...(call.viewer.user && { permissions: permissions(it, call) }),
  });
}

function chosen({ settings }: Project, keys: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.keys(keys).map((key) => [key, settings[key]]));
}

/** Their being there tells any reader what the licence has. */
function licensedKeys({ settings }: Project, { world }: Call, mayAdmin: boolean) {
  const here = Object.entries(licensed).filter(
    ([feature, [, , maintainers]]) => world.instance.licensed.has(feature) && (!maintainers || mayAdmin),
  );
  return Object.fromEntries(here.map(([, [key]]) => [key, settings[key]]));
}

/** Direct membership and the highest row of the ancestor groups; invited groups are left out, as in GitLab. */
function permissions(it: Project, { viewer: { user } }: Call) {
  const direct = user ? directLevel(user, it) : 0;
  const inherited = Math.max(0, ...lineage(it.group).map((group) => (user ? directLevel(user, group) : 0)));
  const access = (level: number) => (level > 0 ? { access_level: level, notification_level: 3 } : null);
  return { project_access: access(direct), group_access: access(inherited) };
}

/** Only links to groups that the caller may read. */
export function visibleShares(call: Call, shares: Project['sharedWith']) {
  return shares
    .filter((it) => canInGroup(call.viewer, 'read_group', it.group, call.world.projects))
    .map((it) => ({
      group_id: it.group.id,
      group_name: it.group.name,
      group_full_path: it.group.path,
      group_access_level: it.level,
      expires_at: it.expiresAt ?? null,
    }));
}

/** The part that lists and environments show too. */
export function projectBasic({ base, viewer }: Call, it: Project) {
  const mayRead = can(viewer, 'read_code', it);
  const host = new URL(base).hostname;
  return {
    id: it.id,
    description: it.description,
    name: it.name,
    name_with_namespace: `${it.group ? fullName(it.group) : (it.owner?.name ?? '')} / ${it.name}`,
    path: it.path.slice(it.path.lastIndexOf('/') + 1),
    path_with_namespace: it.path,
    created_at: founded,
    ...(mayRead && { default_branch: it.defaultBranch ?? 'main' }),
    tag_list: [],
    topics: [],
    ssh_url_to_repo: `git@${host}:${it.path}.git`,
    http_url_to_repo: `${base}/${it.path}.git`,
    web_url: `${base}/${it.path}`,
    ...(mayRead && { readme_url: null, forks_count: 0 }),
    avatar_url: null,
    star_count: 0,
    last_activity_at: founded,
    visibility: it.visibility,
    namespace: namespaceOf(base, it),
  };
}

function namespaceOf(base: string, { group, owner }: Project) {
  if (!group) {
    const { id, username, name } = owner ?? { id: 0, username: '', name: '' };
    return {
      id,
      name,
      path: username,
      kind: 'user',
      full_path: username,
      parent_id: null,
      web_url: `${base}/${username}`,
    };
  }
  return {
    id: group.id,
    name: group.name,
    path: group.path.slice(group.path.lastIndexOf('/') + 1),
    kind: 'group',
    full_path: group.path,
    parent_id: group.parent?.id ?? null,
    avatar_url: null,
    web_url: `${base}/groups/${group.path}`,
  };
}

/** The project's group and all its ancestors, whether the caller may read them or not; the newest first. */
function ancestorGroups(it: Project, call: Call): Answer {
  const invited = call.query.get('with_shared') === 'true' ? it.sharedWith.map((share) => share.group) : [];
  return paged(call, newestFirst([...lineage(it.group), ...invited]), (group) => groupPublic(call, group));
}

function invitedGroups(it: Project, call: Call): Answer {
  const wanted = call.query.getAll('relation[]').concat(call.query.getAll('relation'));
  const direct = it.sharedWith.map((share) => share.group);
  const inherited = lineage(it.group).flatMap((group) => group.sharedWith.map((share) => share.group));
  const both = wanted.length === 0 || wanted.length > 1;
  const groups = both ? [...direct, ...inherited] : wanted[0] === 'inherited' ? inherited : direct;
  const visible = groups.filter((group) => canInGroup(call.viewer, 'read_group', group, call.world.projects));
  return paged(call, newestFirst(visible), (group) => groupPublic(call, group));
}

export function newestFirst(groups: readonly Group[]): readonly Group[] {
  return [...new Set(groups)].sort((a, b) => b.id - a.id);
}

export function groupPublic(call: Call, group: Group) {
  return { ...groupBasic(call, group), avatar_url: null, full_name: fullName(group), full_path: group.path };
}
