/** People in the words of an answer: who can do something, whom to ask, and the one who asks. */
import { isUnknown, type Tri } from '../../logic/tri.ts';
import { peopleOf } from '../people.ts';
import type { Person } from '../person.ts';
import { asksFor, nearGroups, refusing, standing } from '../ruleset-words.ts';
import { both, either, roleName, sentence } from '../words.ts';
import type { Lifter } from './answer.ts';
import { type LiveCase, placeFor } from './case.ts';

/** More names than these nobody asks. */
const most = 3;

/** Everybody whom the settings list and who certainly can. People who are blocked and tokens' bots are no help. */
export function thoseWho(can: (person: Person) => Tri, { reading }: LiveCase): readonly Lifter[] {
  return peopleOf(reading.snapshot)
    .persons.filter((it) => it.active === true && it.username !== undefined && !isBot(it.username))
    .filter((it) => can(it) === true)
    .map(lifterOf);
}

/** Users that GitLab makes for access tokens of projects and groups. */
function isBot(username: string): boolean {
  return /^(project|group)_\d+_bot/.test(username);
}

function lifterOf({ username = '', label }: Person): Lifter {
  return { username, ...(label !== username && { name: label }) };
}

/** "Ask `mia` (Mia Lindqvist) or `omar`"; `otherwise` where nobody is known. The one who asks is left out. */
export function whom(lifters: readonly Lifter[], { person }: LiveCase, otherwise: string): string {
  const others = lifters.filter((it) => it.username !== person.username);
  if (others.length === 0) return otherwise;
  const shown = others.slice(0, most).map(nameOf);
  const more = others.length - shown.length;
  return either(more > 0 ? [...shown, `${more} more`] : shown);
}

/** "`mia` (Mia Lindqvist)". */
export function nameOf({ username, name }: Lifter): string {
  return name === undefined ? `\`${username}\`` : `\`${username}\` (${name})`;
}

/** How the one who asks is spoken of. */
export interface Voice {
  /** "You", "`dana`". */
  readonly subject: string;
  /** In the middle of a sentence. */
  readonly object: string;
  readonly is: string;
  readonly has: string;
}

/** `undefined` where it is not known who asks. */
export function voiceOf({ person }: LiveCase): Voice | undefined {
  if (person.isViewer) return { subject: 'You', object: 'you', is: 'are', has: 'have' };
  if (person.username === undefined) return undefined;
  const name = `\`${person.username}\``;
  return { subject: name, object: name, is: 'is', has: 'has' };
}

/** "The group's rule asks for Maintainer in `acme`, and you are Developer in the project": why somebody may not deploy. */
export function whyNotDeploy(it: LiveCase, person: Person, subject: string, is: string): string {
  const place = placeFor(it);
  const { snapshot } = it.reading;
  const rulesets = place.kind === 'environment' ? refusing(place.protections, person) : [];
  const wants = rulesets.map((ruleset) => asksFor(ruleset, snapshot));
  const near = rulesets.flatMap((ruleset) => nearGroups(ruleset, person, snapshot));
  const only = near.length > 0 ? ` Membership in ${both(near)} by inheritance does not count here.` : '';
  const has = roleWords(person, subject, is);
  if (wants.length === 0) return has === undefined ? '' : `${sentence(has)}.`;
  return `${sentence(both(wants))}${has === undefined ? '' : `; ${has}`}.${only}`;
}

function roleWords(person: Person, subject: string, is: string): string | undefined {
  if (isUnknown(person.projectLevel)) return standing(person);
  const role = roleName(person.projectLevel);
  return role === undefined ? `${subject} ${is} no member of the project` : `${subject} ${is} ${role} in the project`;
}
