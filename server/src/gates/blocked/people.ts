/** People in the words of an answer: who can do something, whom to ask, and the one who asks. */
import { t } from '@vscode/l10n';
import type { Tri } from '../../logic/tri.ts';
import { peopleOf } from '../people.ts';
import type { Person } from '../person.ts';
import { either } from '../words.ts';
import type { Lifter } from './answer.ts';
import type { LiveCase } from './case.ts';

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

/** "`mia` (Mia Lindqvist) or `omar`"; `otherwise` where nobody is known. The one who asks is left out. */
export function whom(lifters: readonly Lifter[], { person }: LiveCase, otherwise: string): string {
  const others = lifters.filter((it) => it.username !== person.username);
  if (others.length === 0) return otherwise;
  const shown = others.slice(0, most).map(nameOf);
  const more = others.length - shown.length;
  return either(more > 0 ? [...shown, t`${more} more`] : shown);
}

/** "`mia` (Mia Lindqvist)". */
function nameOf({ username, name }: Lifter): string {
  return name === undefined ? `\`${username}\`` : `\`${username}\` (${name})`;
}

/** How a person is spoken of: `you` is the one who reads it, everybody else has a name, in backticks or in words. */
export type Voice = 'you' | { readonly name: string };

/** The one who asks; `undefined` where that is not known. */
export function voiceOf({ person }: LiveCase): Voice | undefined {
  if (person.isViewer) return 'you';
  return person.username === undefined ? undefined : { name: `\`${person.username}\`` };
}
