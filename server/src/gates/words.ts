/** Roles, rules, people and lists as readers call them. */
import { t } from '@vscode/l10n';
import type { Missing } from '../logic/tri.ts';
import type { AccessRow, GroupRef, ProtectedEnvironment, Snapshot } from '../settings/settings.ts';
import { words as missingWords, settingWords } from './gate.ts';
import { isToken, needsWords, strongest, whomFor } from './needs.ts';

const roles: readonly (readonly [level: number, name: string])[] = [
  [50, 'Owner'],
  [40, 'Maintainer'],
  [30, 'Developer'],
  [25, 'Security Manager'],
  [20, 'Reporter'],
  [15, 'Planner'],
  [10, 'Guest'],
  [5, 'Minimal Access'],
];

/** `Maintainer` for 40; `undefined` below every role. A level between two roles is called after the lower one. */
export function roleName(level: number): string | undefined {
  return roles.find(([least]) => level >= least)?.[1];
}

/** `a Developer`, `an Owner`, `somebody without a role`. */
export function aRole(level: number): string {
  const name = roleName(level);
  if (name === undefined) return t('somebody without a role');
  return name.startsWith('O') ? t`an ${name}` : t`a ${name}`;
}

/** Everybody whom a role row accepts, as GitLab's own pages name them where they do. */
export function roleHolders(level: number): string {
  switch (level) {
    case 0:
      return t('nobody');
    case 30:
      return t('Developers + Maintainers');
    case 40:
      return t('Maintainers');
    case 50:
      return t('Owners');
    case 60:
      return t('instance administrators');
    default:
      return t`${roleName(level) ?? 'Member'}s and above`;
  }
}

/** Whom a row of a protected environment accepts: `Maintainers`, `members of \`acme/ops\``. */
export function rowHolders(
  row: AccessRow,
  ruleset: Pick<ProtectedEnvironment, 'level' | 'groupId' | 'groupPath'>,
  snapshot: Snapshot,
): string {
  if (row.userId !== undefined || row.username !== undefined) return userWords(row, snapshot);
  if (row.groupId !== undefined || row.groupPath !== undefined) {
    const group = groupWords(row.groupId, row.groupPath, snapshot, row.description);
    return row.inheritance === 'direct' ? t`direct members of ${group}` : t`members of ${group}`;
  }
  if (row.hidden || row.accessLevel === undefined) return t('members of a group that this token may not see');
  const holders = roleHolders(row.accessLevel);
  return ruleset.level === 'project' || row.accessLevel === 60
    ? holders
    : t`${holders} of ${groupWords(ruleset.groupId, ruleset.groupPath, snapshot)}`;
}

/** One of those whom a row accepts: `a Maintainer`, `a direct member of \`acme/ops\``. */
export function oneHolder(
  row: AccessRow,
  ruleset: Pick<ProtectedEnvironment, 'level' | 'groupId' | 'groupPath'>,
  snapshot: Snapshot,
): string {
  const { userId, username, groupId, groupPath: path, accessLevel, inheritance, hidden, description } = row;
  if (userId !== undefined || username !== undefined) return userWords(row, snapshot);
  if (groupId !== undefined || path !== undefined) {
    const group = groupWords(groupId, path, snapshot, description);
    return inheritance === 'direct' ? t`a direct member of ${group}` : t`a member of ${group}`;
  }
  if (hidden || accessLevel === undefined) return t('a member of a group that this token may not see');
  if (accessLevel === 60) return t('an instance administrator');
  const role = aRole(accessLevel);
  return ruleset.level === 'project' ? role : t`${role} of ${groupWords(ruleset.groupId, ruleset.groupPath, snapshot)}`;
}

/** What a row asks of one person: `Maintainer in \`acme\``, `direct membership in \`acme/ops\``. */
export function rowAsksFor(
  row: AccessRow,
  ruleset: Pick<ProtectedEnvironment, 'level' | 'groupId' | 'groupPath'>,
  snapshot: Snapshot,
): string {
  if (row.userId !== undefined || row.username !== undefined) return t`being ${userWords(row, snapshot)}`;
  if (row.groupId !== undefined || row.groupPath !== undefined) {
    const group = groupWords(row.groupId, row.groupPath, snapshot, row.description);
    return row.inheritance === 'direct' ? t`direct membership in ${group}` : t`membership in ${group}`;
  }
  if (row.hidden || row.accessLevel === undefined) return t('membership in a group that this token may not see');
  const role = row.accessLevel === 60 ? t('an instance administrator') : (roleName(row.accessLevel) ?? t('a role'));
  return ruleset.level === 'project' || row.accessLevel === 60
    ? role
    : t`${role} in ${groupWords(ruleset.groupId, ruleset.groupPath, snapshot)}`;
}

function userWords(
  { userId, username, description }: AccessRow,
  { settings: { members, currentUser } }: Snapshot,
): string {
  if (username !== undefined) return `\`${username}\``;
  if (currentUser.known && currentUser.value.id === userId) return `\`${currentUser.value.username}\``;
  const member = members.known ? members.value.find((it) => it.id === userId) : undefined;
  if (member) return `\`${member.username}\``;
  return description ?? t`the user with id ${userId ?? ''}`;
}

/** A group by its path, in backticks, as far as the settings tell it; it goes behind a preposition: "in", "of". */
export function groupWords(
  id: number | undefined,
  path: string | undefined,
  snapshot: Snapshot,
  name?: string,
): string {
  const found = path ?? groupPath(id, snapshot);
  if (found !== undefined) return `\`${found}\``;
  return name === undefined ? t`the group with id ${id ?? ''}` : t`the group ${name}`;
}

/** The path of a group that the settings name anywhere. */
export function groupPath(id: number | undefined, { settings }: Snapshot): string | undefined {
  if (id === undefined) return undefined;
  const { ancestorGroups, groupMembers, invitedGroups, protectedEnvironments, groupProtectedEnvironments } = settings;
  const ancestors: readonly GroupRef[] = ancestorGroups.known ? ancestorGroups.value : [];
  const invited = invitedGroups.known ? invitedGroups.value : [];
  return (
    ancestors.find((it) => it.id === id)?.path ??
    (groupMembers.known ? groupMembers.value[String(id)]?.path : undefined) ??
    invited.find((it) => it.groupId === id)?.path ??
    pathInRules(id, protectedEnvironments) ??
    pathInRules(id, groupProtectedEnvironments)
  );
}

function pathInRules(id: number, listing: Snapshot['settings']['protectedEnvironments']): string | undefined {
  if (!listing.known) return undefined;
  const rows = listing.value.items.flatMap((it) => [it, ...it.deployAccess, ...it.approvalRules]);
  return rows.find((it) => it.groupId === id)?.groupPath;
}

/** `a`, `a or b`, `a, b or c`. */
export function either(items: readonly string[]): string {
  const [start, last] = parted(items);
  return start === '' ? last : t`${start} or ${last}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function both(items: readonly string[]): string {
  const [start, last] = parted(items);
  return start === '' ? last : t`${start} and ${last}`;
}

/** All but the last in one text, empty where there is one alone; and the last. */
function parted(items: readonly string[]): readonly [start: string, last: string] {
  return [items.slice(0, -1).join(', '), items.at(-1) ?? ''];
}

/** A person at the start of a sentence: names stay as they are, `a Developer` gets a capital. */
export function opening({ label, username }: { readonly label: string; readonly username?: string }): string {
  return username === undefined ? sentence(label) : label;
}

/** With a capital, for the start of a sentence. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Sentences that say what is missing: settings that lack for the same reason in one, and of a fact that is only known
 * later that it depends on it.
 */
export function missingSentences(missing: readonly Missing[]): string {
  const settings = new Map<string, Setting[]>();
  const texts: string[] = [];
  for (const it of missing) {
    if (it.kind !== 'setting') {
      const words = missingWords(it);
      // Without the stop, for this is not said of a mere variable: "whether …" takes another verb in other languages.
      texts.push(`${it.kind === 'runtime' ? t`It depends on ${words}` : sentence(words)}.`);
      continue;
    }
    const reason = `${it.why} ${it.needs ?? ''}`;
    settings.set(reason, [...(settings.get(reason) ?? []), it]);
  }
  return [...new Set([...texts, ...[...settings.values()].map(together)])].join(' ');
}

type Setting = Extract<Missing, { readonly kind: 'setting' }>;

/** "Protected branches and whether `main` is archived could not be read (signed out)." */
function together(settings: readonly Setting[]): string {
  const [first] = settings;
  if (!first) return '';
  const details = settings.map((it) => (it.detail === undefined ? settingWords(it.setting) : t(it.detail)));
  return `${sentence(missingWords({ ...first, detail: both([...new Set(details)]) }))}.`;
}

/** A message may list thousands of jobs, and each of them quotes it. */
const maxQuoted = 500;

/** GitLab's own words, in quotes, with a full stop where they have none. */
export function quoted(whole: string): string {
  const text = whole.length > maxQuoted ? `${whole.slice(0, maxQuoted)} …` : whole;
  return /[.!?]$/.test(text) ? `"${text}"` : `"${text}".`;
}

/** What somebody can do about facts that are not known. */
export function missingRemedy(missing: readonly Missing[]): string {
  const settings = missing.filter((it) => it.kind === 'setting');
  if (settings.some((it) => it.why === 'signed-out')) return t('Sign in, or use a snapshot of the settings.');
  if (settings.some((it) => it.why === 'not-asked'))
    return t('Use a snapshot of the settings, or name a person or a role to try it as.');
  if (missing.some((it) => it.kind === 'actor')) return t('Sign in, or name a person or a role to try it as.');
  if (settings.some((it) => it.why === 'offline')) return t('Try again when GitLab can be reached.');
  const needs = settings.flatMap((it) => it.needs ?? []);
  const token = needs.find(isToken);
  if (token !== undefined) return t`Use ${needsWords(token)}.`;
  if (settings.length > 0)
    return t`Ask ${whomFor(strongest(needs))} for a snapshot of the settings (\`deploy-gates snapshot\`).`;
  const variables = missing.flatMap((it) => (it.kind === 'variable' ? [`\`${it.name}\``] : []));
  if (variables.length > 0) return t`Say what ${both(variables)} is, as a variable of the attempt.`;
  return t('It shows when the pipeline runs.');
}
