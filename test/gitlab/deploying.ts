/** Who may deploy, approve and update refs: protected environments, protected branches and tags. */
import { can, directLevel, groupLevel, projectLevel, type Viewer } from './access.ts';
import {
  type AccessRow,
  type Environment,
  type Instance,
  lineage,
  type Project,
  type ProtectedBranch,
  type ProtectedEnvironment,
  type User,
} from './world.ts';

/** The protections that count for an environment: the project's by name, all ancestor groups' by stored tier. */
function protectionsOf(project: Project, environment: Environment): readonly ProtectedEnvironment[] {
  return [
    ...project.protectedEnvironments.filter((it) => it.name === environment.name),
    ...lineage(project.group).flatMap((group) =>
      group.protectedEnvironments.filter((it) => it.name === environment.tier),
    ),
  ];
}

/** Whether one row accepts the user (ee/app/models/protected_environments/authorizable.rb, `check_access`). */
export function accepts(row: AccessRow, user: User | undefined, container: ProtectedEnvironment['container']): boolean {
  if (!user) return false;
  if (user.admin) return true;
  if (row.user) return row.user === user;
  if (row.group) {
    return row.inherits ? activeLevel(user, groupLevel(user, row.group)) >= 10 : directLevel(user, row.group) > 0;
  }
  const level =
    container.kind === 'project' ? projectLevel(user, container) : activeLevel(user, groupLevel(user, container));
  return level >= (row.level ?? 60);
}

function activeLevel(user: User, level: number): number {
  return user.state === 'active' ? level : 0;
}

/** Every protection must let the user in; without the licence there is none. */
export function protectedFrom(
  instance: Instance,
  user: User | undefined,
  project: Project,
  environment: Environment,
): boolean {
  if (!user) return true;
  return inForce(instance, project, environment).some(
    (it) => !it.deploy.some((row) => accepts(row, user, it.container)),
  );
}

/** Protected, and every protection lets the user in. */
export function grantedBy(
  instance: Instance,
  user: User | undefined,
  project: Project,
  environment: Environment,
): boolean {
  const all = inForce(instance, project, environment);
  return !!user && all.length > 0 && !protectedFrom(instance, user, project, environment);
}

export function inForce(
  { licensed }: Instance,
  project: Project,
  environment: Environment,
): readonly ProtectedEnvironment[] {
  return licensed.has('protected_environments') ? protectionsOf(project, environment) : [];
}

/** The project's rules and those of its root group. */
export function branchRulesOf(project: Project): readonly (ProtectedBranch & { readonly inherited: boolean })[] {
  const root = lineage(project.group).at(-1);
  return [
    ...project.protectedBranches.map((it) => ({ ...it, inherited: false })),
    ...(root?.protectedBranches ?? []).map((it) => ({ ...it, inherited: true })),
  ];
}

/** Exact, or with `*` for any run of characters. */
export function matches(pattern: string, name: string): boolean {
  const source = pattern.split('*').map((it) => it.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 's').test(name);
}

/** Whether a row of a protected branch or tag accepts the user. */
function acceptsRef(row: AccessRow, { user, admin }: Viewer, project: Project): boolean {
  if (!user) return false;
  if (row.deployKey !== undefined) return row.user === user && projectLevel(user, project) >= 10;
  if (row.user) return row.user === user && projectLevel(user, project) >= 10;
  const { group } = row;
  if (group) {
    const share = project.sharedWith.find((it) => it.group === group);
    return !!share && share.level >= 30 && directLevel(user, group) >= 30;
  }
  if (!row.level) return false;
  if (row.level === 60) return admin;
  return can({ user, admin }, 'push_code', project) && projectLevel(user, project) >= row.level;
}

export function canPush(viewer: Viewer, project: Project, branch: string): boolean {
  const rules = branchRulesOf(project).filter((it) => matches(it.name, branch));
  return (
    viewer.user?.state === 'active' &&
    can(viewer, 'push_code', project) &&
    (rules.length === 0 || rules.some((rule) => rule.push.some((row) => acceptsRef(row, viewer, project))))
  );
}

/** Push or merge: what pipelines and jobs ask for. */
export function canUpdateBranch(viewer: Viewer, project: Project, branch: string): boolean {
  const rules = branchRulesOf(project).filter((it) => matches(it.name, branch));
  if (canPush(viewer, project, branch)) return true;
  if (viewer.user?.state !== 'active') return false;
  return rules.some((rule) => rule.merge.some((row) => acceptsRef(row, viewer, project)));
}

export function canCreateTag(viewer: Viewer, project: Project, tag: string): boolean {
  const rules = project.protectedTags.filter((it) => matches(it.name, tag));
  if (viewer.user?.state !== 'active') return false;
  if (rules.length === 0) return can(viewer, 'push_code', project);
  return rules.some((rule) => rule.create.some((row) => acceptsRef(row, viewer, project)));
}
