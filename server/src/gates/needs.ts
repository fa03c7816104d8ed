/** The rights that reading a setting takes: in English where they are stored, in the reader's language where shown. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';

/** What `needs` says of a setting; roles are called the same in every language. */
const known = [
  later('Owner of the group'),
  later('Owner of each group above the project'),
  later('membership of the project'),
  later('membership of each group above the project'),
  later('membership of the groups above the project'),
  later('a personal, group or project access token'),
] as const;

/** "Maintainer", "a token with the scope `api`": completes "it takes …". */
export function needsWords(needs: string): string {
  const scopes = /^a token with the scope (`.*`)$/.exec(needs)?.[1];
  if (scopes === undefined) return known.some((it) => it === needs) ? t(needs) : needs;
  return t`a token with the scope ${scopes.split(' or ').reduce((some, it) => t`${some} or ${it}`)}`;
}

const members: Readonly<Record<string, string>> = {
  'membership of the project': later('a member of the project'),
  'membership of each group above the project': later('a member of each group above the project'),
  'membership of the groups above the project': later('a member of the groups above the project'),
};

/** "a Maintainer", "an Owner of the group", "a member of the project": who has the right that it takes. */
export function whomFor(needs: string | undefined): string {
  if (needs === undefined) return t('somebody who may read them');
  const member = members[needs];
  if (member !== undefined) return t(member);
  return /^[AEIOU]/i.test(needs) ? t`an ${needsWords(needs)}` : t`a ${needsWords(needs)}`;
}

/** Rights from the most to the least: whoever has one has those after it. */
const rights = ['Owner', 'Maintainer', 'membership of each group', 'membership of the groups', 'Developer', 'Reporter'];

/** The right that covers the others. */
export function strongest(needs: readonly string[]): string | undefined {
  const rank = (it: string) => {
    const found = rights.findIndex((right) => it.startsWith(right));
    return found < 0 ? rights.length : found;
  };
  return needs.toSorted((a, b) => rank(a) - rank(b))[0];
}

export function isToken(needs: string): boolean {
  return /^a .*token/.test(needs);
}

/** `Maintainer`, `Owner of the group`. */
export function isRole(needs: string): boolean {
  return /^[A-Z]/.test(needs);
}

/** Whether it is a scope that the token lacks. */
export function isScope(needs: string): boolean {
  return needs.startsWith('a token with the scope ');
}
