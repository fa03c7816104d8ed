/** Keeps what was worked out for a person in a project: asked again for every job, and the same until settings change. */
import type { Snapshot } from '../settings/settings.ts';
import type { Person } from './person.ts';

/** Looks up, or works out, the answer for a person; `key` holds all else that it depends on. */
export type Kept<T> = (snapshot: Snapshot, person: Person, key: string, make: () => T) => T;

/** Answers live as long as the snapshot and the person they are about. */
export function keptPerPerson<T>(): Kept<T> {
  const answers = new WeakMap<Snapshot, WeakMap<Person, Map<string, T>>>();
  return (snapshot, person, key, make) => {
    const ofSnapshot = answers.get(snapshot) ?? new WeakMap<Person, Map<string, T>>();
    answers.set(snapshot, ofSnapshot);
    const ofPerson = ofSnapshot.get(person) ?? new Map<string, T>();
    ofSnapshot.set(person, ofPerson);
    const found = ofPerson.get(key);
    if (found !== undefined) return found;
    const made = make();
    ofPerson.set(key, made);
    return made;
  };
}
