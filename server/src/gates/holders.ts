/** Who may run a job, without naming anybody: the rules as sets of roles, groups and users, intersected. */
import { t } from '@vscode/l10n';
import type { AccessRow, ProtectedEnvironment, RefAccessRow, Snapshot } from '../settings/settings.ts';
import { groupPath, roleHolders, roleName } from './words.ts';

/** A set of people: everybody with the role who meets all conditions; a single user where one is named. */
export interface Holders {
  /** Least role in the project. */
  readonly level: number;
  readonly user?: { readonly id?: number; readonly username?: string };
  readonly groups: readonly GroupCondition[];
}

export interface GroupCondition {
  readonly id?: number;
  readonly path: string;
  /** Least role in that group; absent where any membership will do. */
  readonly level?: number;
  readonly direct: boolean;
  /** A role there is one in the project, too. */
  readonly ancestor?: boolean;
}

/** More combinations than anybody would read. */
const most = 64;

/** Everybody who is in one of `some` and in one of `others`. */
export function intersect(some: readonly Holders[], others: readonly Holders[]): readonly Holders[] {
  const pairs = some.flatMap((one) => others.flatMap((other) => meet(one, other) ?? []));
  return pairs.slice(0, most);
}

function meet(one: Holders, other: Holders): Holders | undefined {
  if (one.user && other.user && !isSame(one.user, other.user)) return undefined;
  const user = one.user ?? other.user;
  const groups = [...one.groups];
  for (const it of other.groups) if (!groups.some((known) => implies(known, it))) groups.push(it);
  return { level: Math.max(one.level, other.level), groups, ...(user && { user }) };
}

function isSame(one: NonNullable<Holders['user']>, other: NonNullable<Holders['user']>): boolean {
  if (one.id !== undefined && other.id !== undefined) return one.id === other.id;
  return one.username !== undefined && one.username.toLowerCase() === other.username?.toLowerCase();
}

function implies(one: GroupCondition, other: GroupCondition): boolean {
  return one.path === other.path && (one.level ?? 0) >= (other.level ?? 0) && (one.direct || !other.direct);
}

/** Whom one protection lets deploy. */
export function deployHolders(ruleset: ProtectedEnvironment, snapshot: Snapshot): readonly Holders[] {
  return ruleset.deployAccess.flatMap((row) => holdersOfRow(row, ruleset, snapshot) ?? []);
}

/** Whom one row means; `undefined` where that is not shown, or no set of people. */
export function holdersOfRow(
  row: AccessRow,
  ruleset: Pick<ProtectedEnvironment, 'level' | 'groupId' | 'groupPath'>,
  snapshot: Snapshot,
): Holders | undefined {
  const { userId, username, groupId, groupPath: path, accessLevel, inheritance, hidden } = row;
  if (userId !== undefined || username !== undefined) return namedUser(userId, username);
  if (groupId !== undefined || path !== undefined) {
    return { level: 0, groups: [group(groupId, path, inheritance !== 'all', snapshot)] };
  }
  // What the row means is not shown; those whom only the admin flag lets through are not listed.
  if (hidden || accessLevel === undefined || accessLevel === 60) return undefined;
  if (ruleset.level === 'project') return { level: accessLevel, groups: [] };
  const inGroup = { ...group(ruleset.groupId, ruleset.groupPath, false, snapshot), level: accessLevel, ancestor: true };
  return { level: 0, groups: [inGroup] };
}

function namedUser(id: number | undefined, username: string | undefined): Holders {
  const user = { ...(id !== undefined && { id }), ...(username !== undefined && { username }) };
  return { level: 0, groups: [], user };
}

function group(id: number | undefined, path: string | undefined, direct: boolean, snapshot: Snapshot): GroupCondition {
  const name = path ?? groupPath(id, snapshot) ?? t`group ${String(id)}`;
  return { path: name, direct, ...(id !== undefined && { id }) };
}

/** Whom the rows for a protected branch or tag let use it; role rows ask for the right to push code besides. */
export function refRowHolders(row: RefAccessRow, snapshot: Snapshot): Holders | undefined {
  const { deployKeyId, userId, groupId, accessLevel } = row;
  if (deployKeyId !== undefined) return undefined;
  if (userId !== undefined) return namedUser(userId, undefined);
  if (groupId !== undefined) {
    return { level: 0, groups: [{ ...group(groupId, undefined, true, snapshot), level: 30 }] };
  }
  if (accessLevel === undefined || accessLevel === 0 || accessLevel === 60) return undefined;
  return { level: Math.max(accessLevel, 30), groups: [] };
}

/**
 * Roles and groups as the report lists them: the plain ones by name, the others in words.
 *
 * @param listsPeople whether the people are listed one by one besides: then users that a rule names are among them.
 */
export function listed(
  sets: readonly Holders[],
  basis: number,
  listsPeople: boolean,
): { readonly roles: readonly string[]; readonly groups: readonly string[] } {
  const byRole = sets.filter((it) => !it.user && it.groups.length === 0).map((it) => it.level);
  const least = Math.min(...byRole);
  const roles = Number.isFinite(least) ? [roleHolders(least)] : [];
  const groups: string[] = [];
  for (const { user, groups: conditions, level } of sets) {
    if (user && !listsPeople) roles.push(userWords(user));
    if (user || conditions.length === 0 || level >= least) continue;
    const [only, ...others] = conditions;
    if (only && others.length === 0 && only.level === undefined && level <= basis) groups.push(only.path);
    else roles.push(inWords(conditions, level, basis));
  }
  return { roles: [...new Set(roles)], groups: [...new Set(groups)] };
}

function userWords({ id, username }: NonNullable<Holders['user']>): string {
  return username === undefined ? t`the user with id ${String(id)}` : t`the user \`${username}\``;
}

/** "Maintainers of `acme`", "members of `acme/ops` who are Maintainer in the project". */
function inWords(conditions: readonly GroupCondition[], level: number, basis: number): string {
  const names = conditions.map(({ path, level: inGroup }) =>
    inGroup === undefined ? t`members of \`${path}\`` : t`${roleHolders(inGroup)} of \`${path}\``,
  );
  const implied = Math.max(basis, ...conditions.map((it) => (it.ancestor ? (it.level ?? 0) : 0)));
  const those = names.reduce((some, others) => t`${some} who are also ${others}`);
  return level > implied ? t`${those} who are ${roleName(level) ?? t('members')} in the project` : those;
}
