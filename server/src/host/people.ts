/** Who belongs where: the project's members, the members of groups that rules name, and the viewer's own place. */
import type { CurrentUser, GroupMembers, Known, Member } from '../settings/settings.ts';
import type { Api } from './api.ts';
import { bearable, Fault } from './fault.ts';
import { number, type Raw, record } from './payload.ts';
import type { Reach } from './protections.ts';
import { memberFrom } from './rest.ts';

/** One row a person, the highest level where there are several. Awaiting a seat is not being a member yet (gates.md §1.5). */
export function membersFrom(rows: readonly unknown[]): Member[] {
  const members = new Map<number, Member>();
  for (const row of rows) {
    if (isAwaiting(record(row))) continue;
    const member = memberFrom(row);
    const before = members.get(member.id);
    if (!before || before.accessLevel < member.accessLevel) members.set(member.id, member);
  }
  return [...members.values()];
}

function isAwaiting(row: Raw): boolean {
  return row['membership_state'] === 'awaiting';
}

/**
 * The viewer with their level in the project: from GraphQL, else from the list of members, else asked for.
 * Whoever is not in the full list has no level.
 */
export async function withLevel(
  user: CurrentUser,
  level: number | undefined,
  members: Known<readonly Member[]>,
  ask: () => Promise<unknown>,
): Promise<CurrentUser> {
  if (level !== undefined) return { ...user, projectLevel: level };
  if (members.known) {
    return { ...user, projectLevel: members.value.find((it) => it.id === user.id)?.accessLevel ?? 0 };
  }
  const own = await ownLevel(ask);
  return own === undefined ? user : { ...user, projectLevel: own };
}

/** 0 where GitLab knows no such member; `undefined` where it does not say. */
async function ownLevel(ask: () => Promise<unknown>): Promise<number | undefined> {
  try {
    return number(record(await ask())['access_level']);
  } catch (error) {
    return bearable(error).kind === 'not-found' ? 0 : undefined;
  }
}

/**
 * Members of one group, as far as `reach` needs them: at most two requests and further pages.
 *
 * Where GitLab refuses the list it says something about the viewer all the same: a group that they cannot see (404) is
 * one that they are no member of, and the members of a group that they can see are kept back (403) only if it is
 * private and they have no access to it (app/policies/group_policy.rb, `can_read_group_member?`).
 */
export async function groupMembers(
  api: Api,
  id: number,
  reach: Reach,
  me: CurrentUser | undefined,
): Promise<GroupMembers> {
  let found: GroupMembers = {};
  for (const it of (['all', 'direct'] as const).filter((wanted) => reach[wanted])) {
    const list = await listOf(api, id, it);
    if (!(list instanceof Fault)) found = { ...found, [it]: list };
    else if (isOutside(list)) return me ? { ...found, mine: { direct: 0, all: 0 } } : found;
    else if (list.kind !== 'bad-payload') return found;
    else found = { ...found, ...(await ownPlace(api, id, it, me, found)) };
  }
  return found;
}

/** Not where the token's scopes are the reason, which GitLab says in other words. */
function isOutside({ kind, details }: Fault): boolean {
  return kind === 'not-found' || (kind === 'forbidden' && details.answer?.startsWith('403 Forbidden') === true);
}

/** For lists that are too long to read: one row of them. */
async function ownPlace(
  api: Api,
  id: number,
  reach: 'direct' | 'all',
  me: CurrentUser | undefined,
  { mine }: GroupMembers,
): Promise<GroupMembers> {
  const level = me && (await ownLevel(() => api.groupMember(id, me.id, reach)));
  return level === undefined ? {} : { mine: { ...mine, [reach]: level } };
}

async function listOf(api: Api, id: number, reach: 'direct' | 'all'): Promise<readonly Member[] | Fault> {
  try {
    return membersFrom(await api.groupMembers(id, reach));
  } catch (error) {
    return bearable(error);
  }
}
