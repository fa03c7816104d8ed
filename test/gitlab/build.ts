/** Makes a world of a scenario: ids given, names resolved, defaults filled in. */

import { projectOf } from './build-project.ts';
import { protectedBranchesOf, protectedEnvironmentsOf } from './build-protection.ts';
import { premium } from './project-settings.ts';
import { membersOf, type References, references, sharesOf, userOf } from './references.ts';
import { type GroupSpec, type Scenario, tiers } from './scenario.ts';
import type { Group, Instance, Project, Token, User, World } from './world.ts';

/** @throws naming every reference that leads nowhere. */
export function build(scenario: Scenario): World {
  const refs = references();
  const users = buildUsers(refs, scenario);
  const groups = buildGroups(refs, scenario);
  const projects = buildProjects(refs, scenario);
  const tokens = buildTokens(refs, scenario, projects);
  if (refs.problems.length > 0)
    throw new Error(`the scenario does not hold together:\n  ${refs.problems.join('\n  ')}`);
  const clock = scenario.instance?.clock;
  return {
    instance: instanceOf(scenario),
    users,
    tokens,
    groups,
    projects,
    templates: scenario.templates ?? {},
    faults: scenario.faults ?? [],
    now: () => (clock === undefined ? Date.now() : Date.parse(clock)),
  };
}

function instanceOf({ instance = {} }: Scenario): Instance {
  const enterprise = instance.enterprise ?? true;
  return {
    version: instance.version ?? (enterprise ? '18.9.0-ee' : '18.9.0'),
    enterprise,
    licensed: new Set(enterprise ? (instance.licensed ?? premium) : []),
    root: instance.relative_root ?? '',
    adminMode: instance.admin_mode ?? false,
    features: instance.features ?? [],
    ...(instance.rate_limit && { rateLimit: instance.rate_limit }),
  };
}

function buildUsers(refs: References, scenario: Scenario): readonly User[] {
  return Object.entries(scenario.users ?? {}).map(([username, spec]) => {
    const user: User = {
      id: refs.id('user', spec?.id),
      username,
      name: spec?.name ?? username.charAt(0).toUpperCase() + username.slice(1),
      state: spec?.state ?? 'active',
      admin: spec?.admin ?? false,
      bot: spec?.bot ?? false,
      external: spec?.external ?? false,
      confirmed: spec?.confirmed ?? true,
    };
    refs.users.set(username, user);
    return user;
  });
}

/** In two rounds, since groups may be shared with groups that come later. */
function buildGroups(refs: References, scenario: Scenario): readonly Group[] {
  const entries = Object.entries(scenario.groups ?? {}).sort(([a], [b]) => a.split('/').length - b.split('/').length);
  const open = entries.map(([path, spec]) => {
    const lists = { members: [], sharedWith: [], protectedEnvironments: [], protectedBranches: [] };
    const parentPath = path.split('/').slice(0, -1).join('/');
    const parent = refs.groups.get(parentPath);
    if (parentPath && !parent) refs.problems.push(`groups.${path}: there is no group \`${parentPath}\``);
    const group: Group = {
      kind: 'group',
      id: refs.id('group', spec?.id, 101),
      path,
      name: spec?.name ?? path.slice(parentPath ? parentPath.length + 1 : 0),
      visibility: spec?.visibility ?? 'private',
      ...(parent && { parent }),
      ...lists,
    };
    refs.groups.set(path, group);
    return { group, spec, lists };
  });
  for (const { group, spec, lists } of open) if (spec) fill(refs, group, spec, lists);
  return open.map(({ group }) => group);
}

function fill(refs: References, group: Group, spec: GroupSpec, lists: { [K in ListKey]: unknown[] }): void {
  const where = `groups.${group.path}`;
  lists.members.push(...membersOf(refs, spec.members, where));
  lists.sharedWith.push(...sharesOf(refs, spec.shared_with, where));
  lists.protectedEnvironments.push(...protectedEnvironmentsOf(refs, spec.protected_environments, group, where));
  lists.protectedBranches.push(...protectedBranchesOf(refs, spec.protected_branches, where));
  for (const { name } of spec.protected_environments ?? []) {
    if (!tiers.some((it) => it === name)) refs.problems.push(`${where}.protected_environments: \`${name}\` is no tier`);
  }
  if (group.parent && spec.protected_branches) {
    refs.problems.push(`${where}.protected_branches: only a root group has them`);
  }
}
type ListKey = 'members' | 'sharedWith' | 'protectedEnvironments' | 'protectedBranches';

function buildProjects(refs: References, scenario: Scenario): readonly Project[] {
  const open = Object.entries(scenario.projects ?? {}).map(([path, spec]) => ({
    spec,
    lists: { projects: [] as Project[], groups: [] as Group[] },
    path,
  }));
  const projects = open.map(({ path, spec, lists }) => projectOf(refs, path, spec ?? {}, lists));
  for (const { path, spec, lists } of open) {
    const where = `projects.${path}.job_token`;
    for (const name of spec?.job_token?.projects ?? []) {
      const found = projects.find((it) => it.path === name);
      if (found) lists.projects.push(found);
      else refs.problems.push(`${where}.projects: there is no project \`${name}\``);
    }
    for (const name of spec?.job_token?.groups ?? []) {
      const found = refs.groups.get(name);
      if (found) lists.groups.push(found);
      else refs.problems.push(`${where}.groups: there is no group \`${name}\``);
    }
  }
  return projects;
}

function buildTokens(refs: References, scenario: Scenario, projects: readonly Project[]): readonly Token[] {
  return (scenario.tokens ?? []).flatMap((spec) => {
    const user = userOf(refs, spec.user, 'tokens');
    const project = projects.find((it) => it.path === spec.project);
    if (spec.project !== undefined && !project) refs.problems.push(`tokens: there is no project \`${spec.project}\``);
    if (!user) return [];
    const kind = spec.kind ?? 'pat';
    return [
      {
        id: refs.id('token'),
        text: spec.token,
        kind,
        user,
        scopes: spec.scopes ?? (kind === 'job' ? [] : ['api']),
        state: spec.state ?? 'active',
        ...(spec.expires_at !== undefined && { expiresAt: spec.expires_at }),
        ...(project && { project }),
      },
    ];
  });
}
