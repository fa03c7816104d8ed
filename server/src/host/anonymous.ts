/** A snapshot with people, groups, project and instance renamed, the same name for the same thing everywhere. */
import type {
  AccessRow,
  GroupMembers,
  Known,
  Listing,
  Member,
  ProtectedEnvironment,
  ProtectedRef,
  RefAccessRow,
  Snapshot,
} from '../settings/settings.ts';

/**
 * Verdicts stay what they are: numbers and names change together, levels and rules stay. Names of environments, branches
 * and tags stay too, since the pipeline names them.
 */
export function renamed(snapshot: Snapshot): Snapshot {
  const names = namesFor(snapshot);
  const { settings, instance, project } = snapshot;
  return {
    ...snapshot,
    instance: { ...instance, url: 'https://gitlab.example.com' },
    project: { path: names.path(project.path), ...(project.id !== undefined && { id: 1 }) },
    settings: {
      ...withoutDetails(settings),
      project: mapped(settings.project, ({ webUrl: _url, ...it }) => ({ ...it, id: 1, path: names.path(it.path) })),
      ancestorGroups: mapped(settings.ancestorGroups, (it) =>
        it.map(({ id, path }) => ({ id: names.group(id), path: names.path(path) })),
      ),
      protectedEnvironments: mapped(settings.protectedEnvironments, (it) => listing(it, names)),
      groupProtectedEnvironments: mapped(settings.groupProtectedEnvironments, (it) => listing(it, names)),
      protectedBranches: mapped(settings.protectedBranches, (it) => it.map((ref) => protectedRef(ref, names))),
      protectedTags: mapped(settings.protectedTags, (it) => it.map((ref) => protectedRef(ref, names))),
      currentUser: mapped(settings.currentUser, ({ name: _name, ...it }) => ({ ...it, ...names.user(it.id) })),
      members: mapped(settings.members, (it) => it.map((member) => person(member, names))),
      groupMembers: mapped(settings.groupMembers, (it) =>
        Object.fromEntries(
          Object.entries(it).map(([id, group]) => [String(names.group(Number(id))), people(group, names)]),
        ),
      ),
      invitedGroups: mapped(settings.invitedGroups, (it) =>
        it.map((group) => ({ ...group, groupId: names.group(group.groupId), path: names.path(group.path) })),
      ),
    },
  };
}

interface Names {
  user(id: number): { readonly id: number; readonly username: string };
  group(id: number): number;
  /** Segment by segment, so that a group's path stays the beginning of its subgroups' paths. */
  path(path: string): string;
}

/** Numbered in the order of their numbers, so that the same snapshot gives the same names. */
function namesFor(snapshot: Snapshot): Names {
  const users = new Map(numbersOf(snapshot, ['userId', 'id']).map((id, i) => [id, i + 1]));
  const groups = new Map(numbersOf(snapshot, ['groupId', 'id']).map((id, i) => [id, i + 1]));
  const segments = new Map<string, string>();
  const segment = (it: string): string => {
    const name = segments.get(it) ?? `name-${segments.size + 1}`;
    segments.set(it, name);
    return name;
  };
  const number = (map: Map<number, number>, id: number): number => {
    const own = map.get(id) ?? map.size + 1;
    map.set(id, own);
    return own;
  };
  return {
    user: (id) => ({ id: number(users, id), username: `user-${number(users, id)}` }),
    group: (id) => number(groups, id),
    path: (path) => path.split('/').map(segment).join('/'),
  };
}

/** All numbers that stand under these keys, ascending. */
function numbersOf(value: unknown, keys: readonly string[]): number[] {
  const found = new Set<number>();
  const visit = (it: unknown): void => {
    if (Array.isArray(it)) it.forEach(visit);
    else if (typeof it === 'object' && it !== null) {
      for (const [key, inner] of Object.entries(it)) {
        if (typeof inner === 'number' && keys.includes(key)) found.add(inner);
        else visit(inner);
      }
    }
  };
  visit(value);
  return [...found].sort((a, b) => a - b);
}

function listing(it: Listing<ProtectedEnvironment>, names: Names): Listing<ProtectedEnvironment> {
  return { ...it, items: it.items.map((item) => protection(item, names)) };
}

function protection(it: ProtectedEnvironment, names: Names): ProtectedEnvironment {
  return {
    ...it,
    ...(it.groupId !== undefined && { groupId: names.group(it.groupId) }),
    ...(it.groupPath !== undefined && { groupPath: names.path(it.groupPath) }),
    deployAccess: it.deployAccess.map((row) => accessRow(row, names)),
    approvalRules: it.approvalRules.map((row) => accessRow(row, names)),
  };
}

function accessRow<Row extends AccessRow>({ description: _, ...row }: Row, names: Names): Omit<Row, 'description'> {
  const user = row.userId === undefined ? undefined : names.user(row.userId);
  return {
    ...row,
    ...(user && { userId: user.id }),
    ...(user && row.username !== undefined && { username: user.username }),
    ...(row.groupId !== undefined && { groupId: names.group(row.groupId) }),
    ...(row.groupPath !== undefined && { groupPath: names.path(row.groupPath) }),
  };
}

function protectedRef({ push, merge, create, ...rest }: ProtectedRef, names: Names): ProtectedRef {
  const rows = (it: readonly RefAccessRow[]) => it.map((row) => refRow(row, names));
  return {
    ...rest,
    ...(push && { push: rows(push) }),
    ...(merge && { merge: rows(merge) }),
    ...(create && { create: rows(create) }),
  };
}

function refRow({ description: _, ...row }: RefAccessRow, names: Names): RefAccessRow {
  return {
    ...row,
    ...(row.userId !== undefined && { userId: names.user(row.userId).id }),
    ...(row.groupId !== undefined && { groupId: names.group(row.groupId) }),
  };
}

function people({ path, direct, all, mine }: GroupMembers, names: Names): GroupMembers {
  return {
    ...(path !== undefined && { path: names.path(path) }),
    ...(direct && { direct: direct.map((it) => person(it, names)) }),
    ...(all && { all: all.map((it) => person(it, names)) }),
    ...(mine && { mine }),
  };
}

function person({ name: _, customRole: _role, ...member }: Member, names: Names): Member {
  return { ...member, ...names.user(member.id) };
}

function mapped<T>(setting: Known<T>, change: (value: T) => T): Known<T> {
  if (setting.known) return { known: true, value: change(setting.value) };
  const { detail: _, ...rest } = setting;
  return rest;
}

/** Details of what could not be read may name hosts. */
function withoutDetails(settings: Snapshot['settings']): Snapshot['settings'] {
  return Object.fromEntries(
    Object.entries(settings).map(([key, it]) => [
      key,
      it.known ? it : { known: false, why: it.why, ...(it.needs && { needs: it.needs }) },
    ]),
  ) as Snapshot['settings'];
}
