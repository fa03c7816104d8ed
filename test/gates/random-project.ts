/** Random projects whose facts agree with each other, as GitLab's own would. */
import fc from 'fast-check';
import type {
  AccessRow,
  ApprovalRule,
  GroupMembers,
  Known,
  Member,
  ProtectedEnvironment,
  ProtectedRef,
  RefAccessRow,
  Snapshot,
} from '../../server/src/settings/settings.ts';

/** What one person is; levels of groups by id. */
export interface Someone {
  readonly level: number;
  readonly state: string;
  readonly groups: Readonly<Record<string, { readonly direct: number; readonly inherited: number }>>;
}

export interface Project {
  readonly people: Readonly<Record<string, Someone>>;
  readonly me: { readonly username: string; readonly admin: boolean; readonly confirmed: boolean };
  readonly licensed: boolean;
  readonly own: readonly ProtectedEnvironment[];
  readonly ofGroups: readonly ProtectedEnvironment[];
  readonly partly: boolean;
  readonly stored: boolean;
  readonly branches: readonly ProtectedRef[];
  readonly tags: readonly ProtectedRef[];
  readonly invited: number;
  readonly selfApproval: boolean;
  readonly pushAllowed: boolean;
  readonly archived: boolean;
  readonly enabled: boolean;
}

const ids: Readonly<Record<string, number>> = { dana: 1, mia: 2, rae: 3, olu: 4, zed: 5 };
const levels = [0, 10, 15, 20, 30, 40, 50];
/** `acme` stands above the project; `acme/ops` may be invited to it. */
const groups = [
  { id: 10, path: 'acme' },
  { id: 20, path: 'acme/ops' },
];

const membership = fc.record({
  direct: fc.constantFrom(0, 0, 5, 10, 30, 40),
  inherited: fc.constantFrom(0, 0, 10, 30, 40),
});

const someone: fc.Arbitrary<Someone> = fc.record({
  level: fc.constantFrom(...levels),
  state: fc.constantFrom('active', 'active', 'active', 'blocked'),
  groups: fc.record({ '10': membership, '20': membership }),
});

const row: fc.Arbitrary<AccessRow> = fc.oneof(
  fc.constantFrom(20, 30, 40, 60).map((accessLevel) => ({ accessLevel })),
  fc.constantFrom('dana', 'mia', 'rae').map((username) => ({ userId: ids[username] ?? 0, username })),
  fc.constantFrom('dana', 'olu').map((username) => ({ userId: ids[username] ?? 0 })),
  fc.record({ groupId: fc.constantFrom(10, 20), inheritance: fc.constantFrom('direct' as const, 'all' as const) }),
  fc.constantFrom(10, 20).map((groupId) => ({ groupId })),
  fc.constant({ hidden: true }),
);

const rule: fc.Arbitrary<ApprovalRule> = fc
  .tuple(row, fc.integer({ min: 1, max: 3 }))
  .map(([it, required]) => ({ ...it, required }));

function protections(level: 'project' | 'group', name: string): fc.Arbitrary<readonly ProtectedEnvironment[]> {
  const one = fc
    .tuple(fc.array(row, { maxLength: 3 }), fc.oneof(fc.constant([]), fc.array(rule, { maxLength: 2 })))
    .map(
      ([deployAccess, approvalRules]): ProtectedEnvironment => ({
        name,
        level,
        deployAccess,
        approvalRules,
        ...(level === 'group' && { groupId: 10, groupPath: 'acme' }),
      }),
    );
  return fc.oneof(
    fc.constant([]),
    one.map((it) => [it]),
  );
}

const refRow: fc.Arbitrary<RefAccessRow> = fc.oneof(
  fc.constantFrom(0, 30, 40, 60).map((accessLevel) => ({ accessLevel })),
  fc.constantFrom(1, 3).map((userId) => ({ userId })),
  fc.constant({ groupId: 20 }),
  fc.constant({ deployKeyId: 7, accessLevel: 40 }),
);
const refRows = fc.array(refRow, { maxLength: 2 });

function refRules(...patterns: readonly string[]): fc.Arbitrary<readonly ProtectedRef[]> {
  const one = fc.record({
    name: fc.constantFrom(...patterns),
    push: refRows,
    merge: refRows,
    create: refRows,
    allowForcePush: fc.boolean(),
  });
  return fc.array(one, { maxLength: 2 });
}

export const project: fc.Arbitrary<Project> = fc
  .record({
    people: fc.record({ dana: someone, mia: someone, rae: someone, olu: someone }),
    me: fc.record({
      username: fc.constantFrom('dana', 'dana', 'mia', 'zed'),
      admin: fc.constantFrom(false, false, true),
      confirmed: fc.constantFrom(true, true, false),
    }),
    licensed: fc.constantFrom(true, true, true, false),
    own: protections('project', 'production'),
    ofGroups: protections('group', 'production'),
    partly: fc.boolean(),
    stored: fc.boolean(),
    branches: refRules('main', 'ma*', '*', 'other'),
    tags: refRules('v*', 'x'),
    invited: fc.constantFrom(0, 10, 30, 40),
    selfApproval: fc.boolean(),
    pushAllowed: fc.boolean(),
    archived: fc.constantFrom(false, false, false, true),
    enabled: fc.constantFrom(true, true, true, false),
  })
  .map(agreeing);

/** Who is in a group that stands above the project, or is invited to it, has at least that role in the project. */
function agreeing(it: Project): Project {
  const people = Object.entries(it.people).map(([name, one]) => {
    const inOps = Math.min(effective(one, '20'), it.invited);
    const least = Math.max(effective(one, '10'), it.invited >= 10 ? inOps : 0);
    return [name, { ...one, level: Math.max(one.level, least >= 10 ? least : 0) }];
  });
  return { ...it, people: Object.fromEntries(people) };
}

function effective({ groups: of }: Someone, id: string): number {
  const { direct = 0, inherited = 0 } = of[id] ?? {};
  return Math.max(direct, inherited);
}

/** A right that somebody may be given besides. */
export const right = fc.oneof(
  fc.record({ kind: fc.constant('level' as const), level: fc.constantFrom(...levels) }),
  fc.record({
    kind: fc.constant('group' as const),
    id: fc.constantFrom('10', '20'),
    how: fc.constantFrom('direct' as const, 'inherited' as const),
    level: fc.constantFrom(10, 30, 40),
  }),
);
type Right = typeof right extends fc.Arbitrary<infer T> ? T : never;

/** The project after somebody was given a right; what he had stays. */
export function raised(it: Project, username: string, more: Right): Project {
  const one = it.people[username];
  if (!one) return it;
  const richer: Someone =
    more.kind === 'level'
      ? { ...one, level: Math.max(one.level, more.level) }
      : { ...one, groups: { ...one.groups, [more.id]: promoted(one, more) } };
  return agreeing({ ...it, people: { ...it.people, [username]: richer } });
}

function promoted({ groups: of }: Someone, { id, how, level }: Extract<Right, { kind: 'group' }>) {
  const had = of[id] ?? { direct: 0, inherited: 0 };
  return { ...had, [how]: Math.max(had[how], level) };
}

/** What a token that may read everything would be shown of the project. */
export function snapshotFrom(it: Project): Snapshot {
  const listing = (items: readonly ProtectedEnvironment[]) =>
    known(it.partly ? { items, complete: false, covers: ['production'] } : { items, complete: true });
  const me = it.people[it.me.username];
  return {
    version: 1,
    instance: { url: 'https://gitlab.example.com' },
    project: { path: 'acme/app', id: 1 },
    takenAt: '2026-11-18T12:00:00Z',
    source: 'snapshot',
    settings: {
      project: known({
        id: 1,
        path: 'acme/app',
        visibility: 'private',
        defaultBranch: 'main',
        archived: it.archived,
        jobsEnabled: it.enabled,
      }),
      protectedEnvironmentsLicensed: known(it.licensed),
      ancestorGroups: known([{ id: 10, path: 'acme' }]),
      protectedEnvironments: listing(it.own),
      groupProtectedEnvironments: listing(it.ofGroups),
      environments: known(it.stored ? [{ name: 'live', tier: 'other' }] : []),
      freezePeriods: known([]),
      protectedBranches: known(it.branches),
      protectedTags: known(it.tags),
      currentUser: known({
        id: ids[it.me.username] ?? 0,
        username: it.me.username,
        state: me?.state ?? 'active',
        admin: it.me.admin,
        confirmed: it.me.confirmed,
        projectLevel: me?.level ?? 0,
      }),
      members: known(membersOf(it, ({ level }) => level)),
      groupMembers: known(Object.fromEntries(groups.map(({ id, path }) => [String(id), groupOf(it, id, path)]))),
      invitedGroups: known(it.invited > 0 ? [{ groupId: 20, path: 'acme/ops', accessLevel: it.invited }] : []),
      selfApproval: known(it.selfApproval),
      forwardDeployment: known({ enabled: true, rollbackAllowed: true }),
      resourceGroups: known([]),
      resourceGroupDefaultMode: known('unordered'),
      jobTokenPushAllowed: known(it.pushAllowed),
      jobTokenInbound: known(true),
    },
  };
}

function groupOf(it: Project, id: number, path: string): GroupMembers {
  const key = String(id);
  return {
    path,
    direct: membersOf(it, ({ groups: of }) => of[key]?.direct ?? 0),
    all: membersOf(it, (one) => effective(one, key)),
  };
}

function membersOf({ people }: Project, levelOf: (one: Someone) => number): readonly Member[] {
  return Object.entries(people)
    .map(([username, one]) => ({ id: ids[username] ?? 0, username, state: one.state, accessLevel: levelOf(one) }))
    .filter((it) => it.accessLevel > 0);
}

function known<T>(value: T): Known<T> {
  return { known: true, value };
}
