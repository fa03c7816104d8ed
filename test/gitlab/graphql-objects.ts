/** What GraphQL's fields resolve to, each seen with the viewer's eyes. */
import { can, projectLevel } from './access.ts';
import { protectedFrom } from './deploying.ts';
import { freezeAt } from './freeze.ts';
import { connection, type Paging } from './graphql-connection.ts';
import { deploymentObject } from './graphql-deployments.ts';
import {
  gid,
  groupObject,
  levelObject,
  type MemberArguments,
  memberConnection,
  rowObject,
  type Scene,
  userObject,
} from './graphql-people.ts';
import { allOfProject, projectMembers } from './members.ts';
import { byIdOrPath, type Environment, lineage, type Project, type ProtectedEnvironment } from './world.ts';

export function query(scene: Scene) {
  const { world, viewer } = scene;
  return {
    currentUser: () => (viewer.user ? userObject(viewer.user) : null),
    metadata: () =>
      viewer.user && { version: world.instance.version, revision: '6714c913', enterprise: world.instance.enterprise },
    project: ({ fullPath }: { readonly fullPath: string }) => {
      const found = fullPath.includes('/') ? byIdOrPath(world.projects, fullPath) : undefined;
      const project = found ?? world.projects.find((it) => it.oldPaths.includes(fullPath));
      return project && projectObject(scene, project);
    },
    group: ({ fullPath }: { readonly fullPath: string }) => {
      const found = world.groups.find((it) => it.path.toLowerCase() === fullPath.toLowerCase());
      return found ? groupObject(scene, found) : null;
    },
  };
}

function projectObject(scene: Scene, project: Project): object | null {
  const { world, viewer, base } = scene;
  if (!can(viewer, 'read_project', project)) return null;
  return {
    id: gid('Project', project.id),
    fullPath: project.path,
    name: project.name,
    webUrl: `${base}/${project.path}`,
    archived: project.settings['archived'],
    group: () => project.group && groupObject(scene, project.group),
    maxAccessLevel: levelObject(viewer.user ? projectLevel(viewer.user, project) : 0),
    environments: (wanted: EnvironmentArguments & Paging) =>
      can(viewer, 'read_environment', project)
        ? connection(environmentsOf(project, wanted), wanted, (it) => environmentObject(scene, project, it))
        : null,
    environment: (wanted: EnvironmentArguments) => {
      const [found] = can(viewer, 'read_environment', project) ? environmentsOf(project, wanted) : [];
      return found && environmentObject(scene, project, found);
    },
    projectMembers: ({ relations = ['DIRECT', 'INHERITED'], search = '', ...paging }: MemberArguments) => {
      if (!can(viewer, 'read_project_member', project)) return null;
      const wanted = allOfProject.filter((it) => relations.includes(it.toUpperCase()));
      return memberConnection(projectMembers(world, viewer, project, wanted), search, paging, 'ProjectMember');
    },
  };
}

interface EnvironmentArguments {
  readonly name?: string;
  readonly search?: string;
  readonly states?: readonly string[];
  /** The folder. */
  readonly type?: string;
}

/** The newest first. */
function environmentsOf(
  project: Project,
  { name, search, states, type }: EnvironmentArguments,
): readonly Environment[] {
  return project.environments
    .filter((it) => !name || it.name === name)
    .filter((it) => !search || it.name.toLowerCase().includes(search.toLowerCase()))
    .filter((it) => !states || states.includes(it.state))
    .filter((it) => !type || it.name.startsWith(`${type}/`))
    .toSorted((a, b) => b.id - a.id);
}

function environmentObject(scene: Scene, project: Project, it: Environment) {
  const { world, viewer } = scene;
  const may = can(viewer, 'push_code', project) && !protectedFrom(world.instance, viewer.user, project, it);
  return {
    id: gid('Environment', it.id),
    name: it.name,
    slug: it.slug,
    state: it.state,
    tier: it.tier.toUpperCase(),
    externalUrl: it.externalUrl ?? null,
    path: `/${project.path}/-/environments/${it.id}`,
    protectedEnvironments: (paging: Paging) =>
      connection(shownProtections(project, it), paging, (row) => protectionObject(scene, row)),
    // What one may not read is left out of a list, without a word.
    deployFreezes: () =>
      can(viewer, 'read_freeze_period', project)
        ? project.freezePeriods.map((period) => freezeAt(period, world.now()))
        : [],
    userPermissions: () => ({
      updateEnvironment: may,
      stopEnvironment: may,
      destroyEnvironment: may && it.state === 'stopped',
    }),
    deployments: ({ statuses, ...paging }: Paging & { readonly statuses?: readonly string[] }) => {
      const found = project.deployments
        .filter((row) => row.environment === it && (!statuses || statuses.includes(row.status.toUpperCase())))
        .toSorted((a, b) => a.id - b.id);
      return connection(found, paging, (row) => deploymentObject(scene, project, row));
    },
  };
}

/**
 * The project's row and one group's: where several ancestor groups protect the tier, just the last made is shown,
 * while all are enforced (protected_environment_preloader.rb).
 */
function shownProtections(project: Project, environment: Environment): readonly ProtectedEnvironment[] {
  const own = project.protectedEnvironments.filter((it) => it.name === environment.name);
  const groups = lineage(project.group)
    .flatMap((it) => it.protectedEnvironments)
    .filter((it) => it.name === environment.tier);
  return [...own, ...groups.toSorted((a, b) => a.id - b.id).slice(-1)];
}

function protectionObject(scene: Scene, { name, container, deploy, approve }: ProtectedEnvironment) {
  return {
    name,
    project: () => (container.kind === 'project' ? projectObject(scene, container) : null),
    group: () => (container.kind === 'group' ? groupObject(scene, container) : null),
    requiredApprovalCount: 0,
    deployAccessLevels: (paging: Paging) => connection(deploy, paging, (row) => rowObject(scene, row)),
    approvalRules: (paging: Paging) =>
      connection(approve, paging, (row) => ({ ...rowObject(scene, row), requiredApprovals: row.required })),
  };
}
