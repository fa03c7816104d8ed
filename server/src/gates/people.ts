/** Everybody the settings list: the members of the project, and of the groups that rules name. */
import type { Member, Snapshot } from '../settings/settings.ts';
import { type Person, personOf } from './person.ts';

export interface People {
  /** In the order of the lists, each person once. */
  readonly persons: readonly Person[];
  /** Whether everybody with access to the project is among them. */
  readonly complete: boolean;
}

const kept = new WeakMap<Snapshot, People>();

/** The people of a snapshot; worked out once for each. */
export function peopleOf(snapshot: Snapshot): People {
  const found = kept.get(snapshot);
  if (found) return found;
  const { members, groupMembers, currentUser } = snapshot.settings;
  const names = new Map<string, string>();
  const add = (list: readonly Member[] = []) => {
    for (const { username } of list) names.set(username.toLowerCase(), username);
  };
  if (members.known) add(members.value);
  if (groupMembers.known) {
    for (const { direct, all } of Object.values(groupMembers.value)) {
      add(direct);
      add(all);
    }
  }
  if (currentUser.known) names.set(currentUser.value.username.toLowerCase(), currentUser.value.username);
  const persons = [...names.values()].map((username) => personOf({ kind: 'user', username }, snapshot));
  const people = { persons, complete: members.known };
  kept.set(snapshot, people);
  return people;
}
