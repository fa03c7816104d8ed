/** Whether one row of a protected environment, or a whole list of them, lets a person through. */
import { t } from '@vscode/l10n';
import { all, any, isUnknown, type Tri, type Unknown, unknown } from '../logic/tri.ts';
import type { AccessRow, ProtectedEnvironment } from '../settings/settings.ts';
import { type Person, sameUsername } from './person.ts';
import { unread } from './unread.ts';

/** Whose protection a row belongs to: it decides in what the level of a role row is taken. */
export type Container = Pick<ProtectedEnvironment, 'level' | 'groupId' | 'groupPath'>;

/** Membership below this is "minimal access", which opens nothing. */
const guest = 10;

/** Whether a level that may not be known reaches `needed`. */
export function atLeast(level: number | Unknown, needed: number): Tri {
  return typeof level === 'number' ? level >= needed : level;
}

/**
 * GitLab's `check_access` of one deploy row or approval rule (gates.md §1.4 to §1.6).
 *
 * @param person `undefined`: not a user at all, such as a deploy token.
 */
export function acceptsRow(row: AccessRow, container: Container, person: Person | undefined): Tri {
  if (!person) return false;
  return any([person.admin, meantBy(row, container, person)]);
}

/** Whether any row accepts. A protection whose rows are all gone accepts nobody, not even an admin. */
export function acceptsAnyRow(rows: readonly AccessRow[], container: Container, person: Person | undefined): Tri {
  return any(rows.map((row) => acceptsRow(row, container, person)));
}

/** The row's own condition; the admin flag stands beside it. */
function meantBy(row: AccessRow, container: Container, person: Person): Tri {
  if (row.hidden) return isSomebodyHidden(person);
  if (row.userId !== undefined || row.username !== undefined) return isUser(row, person);
  if (row.groupId !== undefined || row.groupPath !== undefined) return isGroupMember(row, person);
  if (row.accessLevel !== undefined) return hasRole(row.accessLevel, container, person);
  return isSomebodyHidden(person);
}

/** A row that shows nothing names a group that the reader may not see, so he is no member of it. */
function isSomebodyHidden(person: Person): Tri {
  if (person.isViewer || person.inNoNamedGroup) return false;
  return unread('protectedEnvironments', { why: 'forbidden' }, t('which group one of the rules names'));
}

function isUser({ userId, username }: AccessRow, person: Person): Tri {
  if (userId !== undefined && !isUnknown(person.id)) return person.id === userId;
  if (username !== undefined && person.username !== undefined) return sameUsername(username, person.username);
  return isUnknown(person.id) ? person.id : false;
}

function isGroupMember({ groupId, groupPath, inheritance }: AccessRow, person: Person): Tri {
  if (groupId === undefined) return unknownGroup(groupPath);
  // The direct way asks for a membership row alone; the other asks for an active person too.
  const direct = atLeast(person.groupDirect(groupId), guest);
  const belongs = atLeast(person.groupEffective(groupId), guest);
  const inherited = all([person.active, belongs]);
  if (inheritance === 'direct') return direct;
  if (inheritance === 'all') return inherited;
  // Who is no member by any way is none directly.
  if (belongs === false) return false;
  const missing = [direct, inherited].flatMap((it) => (isUnknown(it) ? it.missing : []));
  if (missing.length === 0 && direct === inherited) return direct;
  return unknown(...missing, ...unknownInheritance(groupPath).missing);
}

function unknownGroup(path: string | undefined): Unknown {
  const detail =
    path === undefined ? t('who is a member of a group that a rule names') : t`who is a member of \`${path}\``;
  return unread('groupMembers', { why: 'not-asked' }, detail);
}

function unknownInheritance(path: string | undefined): Unknown {
  const detail =
    path === undefined
      ? t('whether inherited members of the group count')
      : t`whether inherited members of \`${path}\` count`;
  return unread('protectedEnvironments', { why: 'forbidden', needs: 'Maintainer' }, detail);
}

/** A project's own rule looks at the role in the project; a group's rule at the role in that group. */
function hasRole(needed: number, { level, groupId }: Container, person: Person): Tri {
  if (level === 'project') return atLeast(person.projectLevel, needed);
  if (groupId === undefined) return unknownGroup(undefined);
  const inGroup = person.groupEffective(groupId);
  // The project inherits every role of its ancestor groups, so nobody has more in the group than in the project.
  if (isUnknown(inGroup) && atLeast(person.projectLevel, needed) === false) return false;
  return all([person.active, atLeast(inGroup, needed)]);
}
