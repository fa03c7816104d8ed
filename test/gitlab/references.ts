/** Resolves the names in a scenario, gives ids, and collects what cannot be resolved. */
import { type AccessSpec, type Members, type RefAccessSpec, roles, type ShareSpec } from './scenario.ts';
import type { AccessRow, Group, Member, Share, User } from './world.ts';

/** Everything that building a world shares. Its tables grow while it is built. */
export interface References {
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  readonly problems: string[];
  /** The id asked for, or the next free one of this kind. */
  id(kind: string, wanted?: number, from?: number): number;
}

export function references(): References {
  const taken = new Map<string, Set<number>>();
  const problems: string[] = [];
  return { users: new Map(), groups: new Map(), problems, id };

  function id(kind: string, wanted?: number, from = 1): number {
    const ids = taken.get(kind) ?? new Set();
    taken.set(kind, ids);
    if (wanted !== undefined && ids.has(wanted)) problems.push(`two have the ${kind} id ${wanted}`);
    let next = wanted ?? from;
    while (wanted === undefined && ids.has(next)) next++;
    ids.add(next);
    return next;
  }
}

/** The user so named, or a problem. */
export function userOf(refs: References, name: string, where: string): User | undefined {
  const user = refs.users.get(name);
  if (!user) refs.problems.push(`${where}: there is no user \`${name}\``);
  return user;
}

export function groupOf(refs: References, path: string, where: string): Group | undefined {
  const group = refs.groups.get(path);
  if (!group) refs.problems.push(`${where}: there is no group \`${path}\``);
  return group;
}

export function membersOf(refs: References, members: Members | undefined, where: string): readonly Member[] {
  return Object.entries(members ?? {}).flatMap(([name, spec]) => {
    const user = userOf(refs, name, `${where}.members`);
    if (!user) return [];
    const { role, expires_at, custom } = typeof spec === 'string' ? { role: spec } : { ...spec };
    const level = roles[role];
    return [
      {
        id: refs.id('member'),
        user,
        level,
        ...(expires_at !== undefined && { expiresAt: expires_at }),
        ...(custom && { custom }),
      },
    ];
  });
}

export function sharesOf(refs: References, shares: readonly ShareSpec[] | undefined, where: string): readonly Share[] {
  return (shares ?? []).flatMap(({ group: path, access, expires_at }) => {
    const group = groupOf(refs, path, `${where}.shared_with`);
    return group ? [{ group, level: roles[access], ...(expires_at !== undefined && { expiresAt: expires_at }) }] : [];
  });
}

/** One row of any of GitLab's access lists. */
export function rowOf(
  refs: References,
  kind: string,
  spec: AccessSpec & RefAccessSpec,
  where: string,
): AccessRow | undefined {
  const user = spec.user === undefined ? undefined : userOf(refs, spec.user, where);
  const group = spec.group === undefined ? undefined : groupOf(refs, spec.group, where);
  if ((spec.user !== undefined && !user) || (spec.group !== undefined && !group)) return undefined;
  return {
    id: refs.id(kind),
    inherits: spec.inherit === 'all',
    ...(user && { user }),
    ...(group && { group }),
    ...(spec.deploy_key !== undefined && { deployKey: spec.deploy_key }),
    ...(spec.role !== undefined && { level: roles[spec.role] }),
  };
}
