/** The protections of a scenario, as groups and projects have them. */
import { type References, rowOf } from './references.ts';
import type { ProtectedBranchSpec, ProtectedEnvironmentSpec, ProtectedTagSpec, RefAccessSpec } from './scenario.ts';
import type { AccessRow, Group, Project, ProtectedBranch, ProtectedEnvironment, ProtectedTag } from './world.ts';

export function protectedEnvironmentsOf(
  refs: References,
  specs: readonly ProtectedEnvironmentSpec[] | undefined,
  container: Group | Project,
  where: string,
): readonly ProtectedEnvironment[] {
  return (specs ?? []).map(({ name, deploy = [], approve = [] }) => {
    const place = `${where}.protected_environments.${name}`;
    return {
      id: refs.id('protected environment'),
      name,
      container,
      deploy: deploy.flatMap((it) => rowOf(refs, 'deploy access level', it, place) ?? []),
      approve: approve.flatMap((it) => {
        const row = rowOf(refs, 'approval rule', it, place);
        return row ? [{ ...row, required: it.required ?? 1 }] : [];
      }),
    };
  });
}

export function protectedBranchesOf(
  refs: References,
  specs: readonly ProtectedBranchSpec[] | undefined,
  where: string,
): readonly ProtectedBranch[] {
  return (specs ?? []).map((spec) => {
    const place = `${where}.protected_branches.${spec.name}`;
    return {
      id: refs.id('protected branch'),
      name: spec.name,
      push: refRows(refs, 'push access level', spec.push, place),
      merge: refRows(refs, 'merge access level', spec.merge, place),
      force: spec.force ?? false,
      codeOwners: spec.code_owners ?? false,
    };
  });
}

export function protectedTagsOf(
  refs: References,
  specs: readonly ProtectedTagSpec[] | undefined,
  where: string,
): readonly ProtectedTag[] {
  return (specs ?? []).map(({ name, create }) => ({
    name,
    create: refRows(refs, 'create access level', create, `${where}.protected_tags.${name}`),
  }));
}

/** Without rows GitLab puts in Maintainers. */
function refRows(
  refs: References,
  kind: string,
  rows: readonly RefAccessSpec[] = [{ role: 'maintainer' }],
  where: string,
): readonly AccessRow[] {
  return rows.flatMap((it) => rowOf(refs, kind, it, where) ?? []);
}
