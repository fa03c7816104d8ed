/** Who may push to, merge into or create a ref: what GitLab asks before it runs a pipeline or a job there. */
import { t } from '@vscode/l10n';
import { all, any, isUnknown, not, type Tri, unknown } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import type { Known, ProtectedRef, RefAccessRow, SettingKey, Snapshot } from '../settings/settings.ts';
import { atLeast } from './access.ts';
import { actsAsAdmin, type Person } from './person.ts';
import { unread } from './unread.ts';

/** A ref's name. Of a merge request's ref only the form is known before the request is: `refs/merge-requests/7/head`. */
export type RefName = string | { readonly mergeRequest: true };

export interface DeployKey {
  readonly id: number;
  readonly userId: number;
  readonly canPush: boolean;
}

/** What the rights on refs rest on. */
export interface RefSettings
  extends Pick<Snapshot['settings'], 'protectedBranches' | 'protectedTags' | 'invitedGroups'> {
  readonly archived: Tri;
  /** Whose the deploy keys are. GitLab shows that to nobody, so it is absent for a real project. */
  readonly deployKeys?: readonly DeployKey[];
}

const kept = new WeakMap<Snapshot, RefSettings>();

export function refSettings(snapshot: Snapshot): RefSettings {
  const found = kept.get(snapshot) ?? readRefSettings(snapshot);
  kept.set(snapshot, found);
  return found;
}

function readRefSettings({ settings }: Snapshot): RefSettings {
  const { protectedBranches, protectedTags, invitedGroups, project } = settings;
  const archived = project.known
    ? (project.value.archived ?? false)
    : unread('project', project, t('whether the project is archived'));
  return { protectedBranches, protectedTags, invitedGroups, archived };
}

/**
 * Whether a rule's name or pattern means this ref: `*` stands for any run of characters, `/` included, and everything
 * else for itself (gates.md §7.3, app/models/ref_matcher.rb).
 */
export function refMatches(pattern: string, ref: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === ref;
  if (!ref.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const at = ref.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= ref.length - last.length && ref.endsWith(last);
}

/** `push_code`: the role of a Developer in a project that is not archived. */
function mayPushCode(person: Person, { archived }: Pick<RefSettings, 'archived'>): Tri {
  return all([isDeveloper(person), not(archived)]);
}

/** `developer_access`. */
export function isDeveloper(person: Person): Tri {
  return any([atLeast(person.projectLevel, 30), actsAsAdmin(person)]);
}

export function isProtectedBranch(ref: RefName, settings: RefSettings): Tri {
  return isMeant(rules(settings.protectedBranches, 'protectedBranches'), ref);
}

export function isProtectedTag(ref: RefName, settings: RefSettings): Tri {
  return isMeant(rules(settings.protectedTags, 'protectedTags'), ref);
}

export function canPush(ref: RefName, person: Person, settings: RefSettings): Tri {
  const branches = rules(settings.protectedBranches, 'protectedBranches');
  const granted = isGranted(branches, ref, (it) => it.push, person, settings);
  return all([person.active, mayPushCode(person, settings), any([not(isMeant(branches, ref)), granted])]);
}

export function canMerge(ref: RefName, person: Person, settings: RefSettings): Tri {
  const branches = rules(settings.protectedBranches, 'protectedBranches');
  const isRuled = isMeant(branches, ref);
  const granted = isGranted(branches, ref, (it) => it.merge, person, settings);
  const free = all([not(isRuled), mayPushCode(person, settings)]);
  return all([person.active, mayHoldARow(person), any([free, all([isRuled, granted])])]);
}

/** The right to push or to merge is enough to run pipelines and jobs on a branch (lib/gitlab/user_access.rb). */
export function canUpdateBranch(ref: RefName, person: Person, settings: RefSettings): Tri {
  return any([canPush(ref, person, settings), canMerge(ref, person, settings)]);
}

export function canCreateTag(ref: RefName, person: Person, settings: RefSettings): Tri {
  const tags = rules(settings.protectedTags, 'protectedTags');
  const isRuled = isMeant(tags, ref);
  const granted = isGranted(tags, ref, (it) => it.create, person, settings);
  const free = all([not(isRuled), mayPushCode(person, settings)]);
  return all([person.active, mayHoldARow(person), any([free, all([isRuled, granted])])]);
}

/** The ref that jobs of an attempt's pipeline have. */
export function jobRef(attempt: Attempt): RefName {
  return isMergeRequest(attempt) ? { mergeRequest: true } : attempt.ref;
}

/** Whether the person may run jobs on the attempt's ref: the opposite of the policy's `protected_ref`. */
export function canRunJobsOn(attempt: Attempt, person: Person, settings: RefSettings): Tri {
  return attempt.tag ? canCreateTag(attempt.ref, person, settings) : canUpdateBranch(jobRef(attempt), person, settings);
}

export function isProtectedRef(attempt: Attempt, settings: RefSettings): Tri {
  return attempt.tag ? isProtectedTag(attempt.ref, settings) : isProtectedBranch(jobRef(attempt), settings);
}

/** Rules as far as they are known, and whether there may be more. */
interface Rules {
  readonly items: readonly ProtectedRef[];
  readonly further: Tri;
  readonly setting: SettingKey;
}

/** GitLab lists this many rules at most, and no word of the others (ProtectedBranchesFinder::LIMIT). */
const listLimit = 100;

function rules(known: Known<readonly ProtectedRef[]>, setting: 'protectedBranches' | 'protectedTags'): Rules {
  if (!known.known) return { items: [], further: unread(setting, known), setting };
  const cut = setting === 'protectedBranches' && known.value.length >= listLimit;
  return { items: known.value, further: cut && unread(setting, { why: 'unsupported' }, beyondLimit()), setting };
}

function beyondLimit(): string {
  return t`the rules for branches beyond the first ${listLimit}`;
}

function isMeant({ items, further }: Rules, ref: RefName): Tri {
  return any([...items.map((it) => matches(it.name, ref)), further]);
}

/** The rows of all rules that match are pooled: any of them grants, and none of them takes away. */
function isGranted(
  { items, further, setting }: Rules,
  ref: RefName,
  rowsOf: (rule: ProtectedRef) => readonly RefAccessRow[] | undefined,
  person: Person,
  settings: RefSettings,
): Tri {
  return any([...items.map(granted), further]);

  function granted(rule: ProtectedRef): Tri {
    const means = matches(rule.name, ref);
    if (means === false) return false;
    const rows = rowsOf(rule);
    return all([means, rows ? any(rows.map(accepts)) : hidden(rule.name)]);
  }

  function hidden(name: string): Tri {
    return unread(setting, { why: 'forbidden' }, t`who may use refs that match \`${name}\``);
  }

  function accepts(row: RefAccessRow): Tri {
    return acceptsRefRow(row, person, settings);
  }
}

/** One row, in the order GitLab looks at its kinds: deploy key, user, group, role (gates.md §7.3). */
function acceptsRefRow(row: RefAccessRow, person: Person, settings: RefSettings): Tri {
  const isMember = atLeast(person.projectLevel, 10);
  if (row.deployKeyId !== undefined) return all([isMember, ownsKey(row.deployKeyId, person, settings)]);
  if (row.userId !== undefined) {
    return all([isMember, isUnknown(person.id) ? person.id : person.id === row.userId]);
  }
  if (row.groupId !== undefined) return isInInvitedGroup(row.groupId, person, settings);
  if (row.accessLevel === undefined) return unread('protectedBranches', { why: 'unsupported' }, t('one of the rules'));
  if (row.accessLevel === 0) return false;
  if (row.accessLevel === 60) return person.admin;
  return all([mayPushCode(person, settings), atLeast(person.projectLevel, row.accessLevel)]);
}

function ownsKey(keyId: number, person: Person, { deployKeys }: RefSettings): Tri {
  if (person.inNoNamedGroup) return false;
  if (!deployKeys) {
    return unread('protectedBranches', { why: 'unsupported' }, t`whose deploy key ${keyId} is, which a rule names,`);
  }
  const key = deployKeys.find((it) => it.id === keyId && it.canPush);
  if (!key) return false;
  return isUnknown(person.id) ? person.id : key.userId === person.id;
}

/** Only groups that were invited with a role between Developer and Owner count, and only their direct members with such. */
function isInInvitedGroup(groupId: number, person: Person, { invitedGroups }: RefSettings): Tri {
  const level = person.groupDirect(groupId);
  const isMember = isUnknown(level) ? level : isWorkingRole(level);
  const group = invitedGroups.known ? invitedGroups.value.find((it) => it.groupId === groupId) : undefined;
  if (group) return all([isMember, isWorkingRole(group.accessLevel)]);
  const invited = invitedGroups.known
    ? unread('invitedGroups', { why: 'forbidden' }, t`whether the group with id ${groupId} is invited`)
    : unread('invitedGroups', invitedGroups);
  // The list leaves out groups that its reader may not see; one whose members are shown he may see.
  return invitedGroups.known && !isUnknown(isMember) ? false : all([isMember, invited]);
}

function isWorkingRole(level: number): boolean {
  return level >= 30 && level <= 50;
}

/** Below Guest no row can mean anybody, except that of the admins. */
function mayHoldARow(person: Person): Tri {
  return any([atLeast(person.projectLevel, 10), person.admin]);
}

function matches(pattern: string, ref: RefName): Tri {
  return typeof ref === 'string' ? refMatches(pattern, ref) : matchesMergeRequest(pattern);
}

const mergeRequestRefs = [1, 7, 20, 305].flatMap((n) =>
  ['head', 'merge', 'train'].map((kind) => `refs/merge-requests/${n}/${kind}`),
);

/**
 * The ref of a merge request's pipeline is compared as it is written, so that only patterns such as `*` or `refs/*`
 * mean it. Its number is not known yet: what hangs on it is not known either.
 */
function matchesMergeRequest(pattern: string): Tri {
  const [start = ''] = pattern.split('*');
  const form = 'refs/merge-requests/';
  if (!(form.startsWith(start) || start.startsWith(form))) return false;
  const hits = mergeRequestRefs.filter((it) => refMatches(pattern, it)).length;
  if (hits === mergeRequestRefs.length) return true;
  if (hits === 0 && !/\d/.test(pattern)) return false;
  return unknown({ kind: 'runtime', detail: t('the number of the merge request') });
}
