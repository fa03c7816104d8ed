/** People, groups and access rows as GraphQL shows them to one viewer. */
import { canInGroup, type Viewer } from './access.ts';
import { connection, type Paging } from './graphql-connection.ts';
import { allOfGroup, groupMembers } from './members.ts';
import type { AccessRow, Group, Member, User, World } from './world.ts';

export interface Scene {
  readonly world: World;
  readonly viewer: Viewer;
  readonly base: string;
}

export function userObject(user: User) {
  return { id: gid('User', user.id), username: user.username, name: user.name, state: user.state };
}

export function gid(type: string, id: number): string {
  return `gid://gitlab/${type}/${id}`;
}

/** Null for a group that the viewer may not read. */
export function groupObject(scene: Scene, group: Group): object | null {
  const { world, viewer } = scene;
  if (!canInGroup(viewer, 'read_group', group, world.projects)) return null;
  return {
    id: gid('Group', group.id),
    fullPath: group.path,
    name: group.name,
    parent: () => group.parent && groupObject(scene, group.parent),
    groupMembers: ({ relations = ['DIRECT', 'INHERITED'], search = '', ...paging }: MemberArguments) => {
      if (!canInGroup(viewer, 'read_group_member', group, world.projects)) return null;
      const wanted = allOfGroup.filter((it) => relations.includes(it.toUpperCase()));
      return memberConnection(groupMembers(world, viewer, group, wanted), search, paging, 'GroupMember');
    },
  };
}

export interface MemberArguments extends Paging {
  readonly relations?: readonly string[];
  readonly search?: string;
}

export function memberConnection(rows: readonly Member[], search: string, paging: Paging, type: string) {
  const found = rows.filter(({ user }) => `${user.username} ${user.name}`.toLowerCase().includes(search.toLowerCase()));
  return connection(found, paging, (it) => ({
    id: gid(type, it.id),
    accessLevel: levelObject(it.level),
    user: userObject(it.user),
    expiresAt: it.expiresAt ?? null,
  }));
}

export function rowObject(scene: Scene, row: AccessRow) {
  const role = row.user || row.group ? undefined : row.level;
  return {
    user: row.user ? userObject(row.user) : null,
    group: () => (row.group ? groupObject(scene, row.group) : null),
    accessLevel: role === undefined ? null : levelObject(role),
  };
}

const levelNames: Readonly<Record<number, string>> = {
  0: 'NO_ACCESS',
  5: 'MINIMAL_ACCESS',
  10: 'GUEST',
  15: 'PLANNER',
  20: 'REPORTER',
  25: 'SECURITY_MANAGER',
  30: 'DEVELOPER',
  40: 'MAINTAINER',
  50: 'OWNER',
  60: 'ADMIN',
};

export function levelObject(level: number) {
  const name = levelNames[level] ?? 'NO_ACCESS';
  const [first = '', ...rest] = name.toLowerCase().replaceAll('_', ' ');
  return { integerValue: level, stringValue: name, humanAccess: first.toUpperCase() + rest.join('') };
}
