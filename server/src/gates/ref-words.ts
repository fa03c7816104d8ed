/** Refs and the rules for them in words. */
import { t } from '@vscode/l10n';
import type { Attempt } from '../pipeline/attempt.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import type { ProtectedRef, RefAccessRow, Snapshot } from '../settings/settings.ts';
import type { Fact } from './gate.ts';
import { refMatches } from './refs.ts';
import { groupWords, roleHolders, roleName } from './words.ts';

/** `main` in backticks; what a merge request's pipeline runs on is its own ref. */
export function refWords(attempt: Attempt): string {
  const { ref, tag } = attempt;
  if (isMergeRequest(attempt)) return t`the merge request of \`${ref}\``;
  return tag ? t`the tag \`${ref}\`` : `\`${ref}\``;
}

/** Everybody whom a known rule lets run jobs on the attempt's ref, as readers call them. */
export function refHolders(attempt: Attempt, snapshot: Snapshot): readonly string[] {
  const rows = rulesFor(attempt, snapshot).flatMap(({ push = [], merge = [], create = [] }) =>
    attempt.tag ? create : [...push, ...merge],
  );
  const roles = rows.filter((it) => isRole(it)).map((it) => it.accessLevel ?? 0);
  const least = Math.min(...roles.filter((it) => it > 0 && it < 60));
  const names = rows.filter((it) => !isRole(it)).map((it) => rowHolder(it, snapshot));
  return [...new Set([...(Number.isFinite(least) ? [roleHolders(least)] : []), ...names])];
}

function isRole({ userId, groupId, deployKeyId, accessLevel }: RefAccessRow): boolean {
  return userId === undefined && groupId === undefined && deployKeyId === undefined && accessLevel !== 60;
}

function rowHolder(
  { userId, groupId, deployKeyId, accessLevel, description }: RefAccessRow,
  snapshot: Snapshot,
): string {
  if (deployKeyId !== undefined) {
    return t`the owner of the deploy key ${description ? `"${description}"` : deployKeyId}`;
  }
  if (userId !== undefined) return userName(userId, description, snapshot);
  if (groupId !== undefined) return t`Developers and above of ${groupWords(groupId, undefined, snapshot, description)}`;
  return accessLevel === 60 ? roleHolders(60) : (roleName(accessLevel ?? 0) ?? t('nobody'));
}

function userName(id: number, description: string | undefined, { settings: { members } }: Snapshot): string {
  const member = members.known ? members.value.find((it) => it.id === id) : undefined;
  return member ? `\`${member.username}\`` : (description ?? t`the user with id ${id}`);
}

function rulesFor(attempt: Attempt, { settings }: Snapshot): readonly ProtectedRef[] {
  const known = attempt.tag ? settings.protectedTags : settings.protectedBranches;
  return known.known ? known.value.filter((it) => refMatches(it.name, attempt.ref)) : [];
}

export function refFacts(attempt: Attempt, snapshot: Snapshot): readonly Fact[] {
  const setting = attempt.tag ? 'protectedTags' : 'protectedBranches';
  return rulesFor(attempt, snapshot).map((it) => ({ setting, detail: t`the rule \`${it.name}\`` }));
}
