/** Who tries, as far as the settings tell: roles in the project and in groups, each known or not. */
import { t } from '@vscode/l10n';
import { type Tri, type Unknown, unknown } from '../logic/tri.ts';
import type { Actor } from '../pipeline/attempt.ts';
import type { CurrentUser, GroupMembers, Known, Member, Snapshot } from '../settings/settings.ts';
import { type Unread, unread } from './unread.ts';
import { aRole, groupPath } from './words.ts';

export interface Person {
  /** For texts: `Dana`, `a Developer`, `nobody in particular`. */
  readonly label: string;
  readonly username?: string;
  /** `undefined` for a mere role: matches no user row. `Unknown` where nobody is named. */
  readonly id: number | undefined | Unknown;
  /** The instance-admin flag. */
  readonly admin: Tri;
  /** Whether an admin's rights in every project are switched on; absent = the flag is all there is to go by. */
  readonly adminMode?: Tri;
  /** Effective access level in the project (direct, inherited, shared). */
  readonly projectLevel: number | Unknown;
  readonly active: Tri;
  readonly confirmed: Tri;
  /** Whether the person is the token's user: then a hidden group row cannot be theirs. */
  readonly isViewer: boolean;
  /** A mere role: in no group that a rule names, whichever that is. */
  readonly inNoNamedGroup?: boolean;
  /** Level of the direct membership row in a group; 0 = none. */
  groupDirect(groupId: number): number | Unknown;
  /** Level over the group, its ancestors and groups shared into them; 0 = none. */
  groupEffective(groupId: number): number | Unknown;
}

/**
 * The person behind an actor.
 *
 * A user is looked up in the token's user, the members of the project and those of the groups that rules name.
 * GitLab shows the admin flag and an unconfirmed address to their bearer alone: everybody but the token's user is
 * taken to be no admin and confirmed, and where it is not known who the token's user is neither is anybody's flag.
 *
 * A role is somebody with just this level in the project and in no group that a rule names. Whether such a role
 * comes from an ancestor group is open, so the level there is not known; only that it is no higher.
 */
export function personOf(actor: Actor, snapshot: Snapshot): Person {
  switch (actor.kind) {
    case 'user':
      return userNamed(actor.username, snapshot);
    case 'role':
      return roleAlone(actor.accessLevel, snapshot);
    case 'nobody':
      return actor.stranger === undefined ? nobody() : stranger(actor.stranger, snapshot);
  }
}

/** Whether an admin's rights in every project hold: not before admin mode is on, which nothing tells. */
export function actsAsAdmin({ admin, adminMode }: Person): Tri {
  if (adminMode !== undefined) return adminMode;
  return admin === true ? unknown({ kind: 'runtime', detail: t('whether admin mode is on') }) : admin;
}

/** GitLab keeps usernames apart without regard to case. */
export function sameUsername(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function nobody(): Person {
  return unknownPerson(t('nobody in particular'), unknown({ kind: 'actor' }));
}

/** Somebody with a role in another project, from which nothing follows here. */
function stranger(label: string, { project }: Snapshot): Person {
  return unknownPerson(label, unknown({ kind: 'runtime', detail: t`the role of ${label} in \`${project.path}\`` }));
}

function unknownPerson(label: string, open: Unknown): Person {
  return {
    label,
    id: open,
    admin: open,
    projectLevel: open,
    active: open,
    confirmed: open,
    isViewer: false,
    groupDirect: () => open,
    groupEffective: () => open,
  };
}

function roleAlone(accessLevel: number, { settings: { ancestorGroups } }: Snapshot): Person {
  const label = aRole(accessLevel);
  return {
    label,
    id: undefined,
    admin: false,
    projectLevel: accessLevel,
    active: true,
    confirmed: true,
    isViewer: false,
    inNoNamedGroup: true,
    groupDirect: () => 0,
    groupEffective: (groupId) => {
      const group = ancestorGroups.known ? ancestorGroups.value.find((it) => it.id === groupId) : undefined;
      if (ancestorGroups.known && !group) return 0;
      const detail = group
        ? t`whether ${label} has that role in \`${group.path}\`, too`
        : t`whether ${label} has that role in the group, too`;
      return unknown({ kind: 'runtime', detail });
    },
  };
}

function userNamed(username: string, snapshot: Snapshot): Person {
  const { currentUser, members, groupMembers } = snapshot.settings;
  const me = currentUser.known && sameUsername(currentUser.value.username, username) ? currentUser.value : undefined;
  const member = members.known ? memberNamed(members.value, username) : undefined;
  const seen = me ?? member ?? (groupMembers.known ? inSomeGroup(groupMembers.value, username) : undefined);
  const label = me?.name ?? member?.name ?? seen?.name ?? seen?.username ?? username;
  const isViewer = me !== undefined;
  const admin = flag(
    me,
    currentUser,
    (it) => it.admin ?? false,
    false,
    () => t`whether ${label} is an instance administrator`,
  );
  return {
    label,
    username: seen?.username ?? username,
    id: seen ? seen.id : unread('members', because(members), t`the id of ${username}`),
    admin,
    ...(admin === false && { adminMode: false }),
    projectLevel: projectLevel(me, member, members, label),
    active: seen ? isActive(seen.state) : unread('members', because(members), t`whether ${label} is active`),
    confirmed: flag(
      me,
      currentUser,
      (it) => it.confirmed ?? true,
      true,
      () => t`whether ${label} has confirmed the address`,
    ),
    isViewer,
    groupDirect: (groupId) => groupLevel(groupId, 'direct', { username, label, isViewer }, snapshot),
    groupEffective: (groupId) => groupLevel(groupId, 'all', { username, label, isViewer }, snapshot),
  };
}

/** A fact that GitLab shows to its bearer alone: read for the token's user, taken as usual for everybody else. */
function flag(
  me: CurrentUser | undefined,
  currentUser: Known<CurrentUser>,
  of: (me: CurrentUser) => boolean,
  usual: boolean,
  detail: () => string,
): Tri {
  if (me) return of(me);
  return currentUser.known ? usual : unread('currentUser', because(currentUser), detail());
}

function projectLevel(
  me: CurrentUser | undefined,
  member: Member | undefined,
  members: Known<readonly Member[]>,
  label: string,
): number | Unknown {
  if (me?.projectLevel !== undefined) return me.projectLevel;
  // The list holds everybody with access: who is not there has none.
  return members.known ? (member?.accessLevel ?? 0) : unread('members', because(members), t`the role of ${label}`);
}

/** Lists that leave the state out list active people. */
function isActive(state: string | undefined): boolean {
  return state === undefined || state === 'active';
}

function groupLevel(
  groupId: number,
  which: 'direct' | 'all',
  { username, label, isViewer }: { readonly username: string; readonly label: string; readonly isViewer: boolean },
  snapshot: Snapshot,
): number | Unknown {
  const groups = snapshot.settings.groupMembers;
  const group = groups.known ? groups.value[String(groupId)] : undefined;
  const list = group?.[which];
  if (list) return memberNamed(list, username)?.accessLevel ?? 0;
  const mine = isViewer ? group?.mine?.[which] : undefined;
  if (mine !== undefined) return mine;
  const path = groupPath(groupId, snapshot);
  const detail =
    path === undefined
      ? t`whether ${label} is a member of a group that a rule names`
      : t`whether ${label} is a member of \`${path}\``;
  return unread('groupMembers', because(groups), detail);
}

/** Where the setting itself was read, what is asked for was not shown with it. */
function because(setting: Known<unknown>): Unread {
  return setting.known ? { why: 'forbidden' } : setting;
}

function inSomeGroup(groups: Readonly<Record<string, GroupMembers>>, username: string): Member | undefined {
  for (const { direct = [], all = [] } of Object.values(groups)) {
    const found = memberNamed(direct, username) ?? memberNamed(all, username);
    if (found) return found;
  }
  return undefined;
}

/** Lists are searched for every person and every rule, so each is put in order once. */
const indexes = new WeakMap<readonly Member[], ReadonlyMap<string, Member>>();

function memberNamed(list: readonly Member[], username: string): Member | undefined {
  let index = indexes.get(list);
  if (!index) {
    index = new Map(list.map((it) => [it.username.toLowerCase(), it]));
    indexes.set(list, index);
  }
  return index.get(username.toLowerCase());
}
