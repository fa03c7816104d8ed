/** Who can run a job: people, roles and groups, and for the others what each lacks. */
import { t } from '@vscode/l10n';
import { any, isUnknown, type Missing, type Tri, unknown } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import type { AccessRow, ProtectedEnvironment, ProtectedRef, Snapshot } from '../settings/settings.ts';
import { acceptsRow, type Container } from './access.ts';
import { type Question, words } from './gate.ts';
import { deployHolders, type Holders, intersect, listed, refRowHolders } from './holders.ts';
import { lacks } from './lacks.ts';
import { peopleOf } from './people.ts';
import type { Person } from './person.ts';
import { isProtected } from './protection.ts';
import { isProtectedBranch, isProtectedTag, jobRef, type RefName, refSettings } from './refs.ts';
import { canRun } from './run.ts';
import { deploymentOf, startOf } from './subject.ts';
import { closedDownstream } from './trigger-rights.ts';
import { unread } from './unread.ts';
import { both, groupWords, roleName } from './words.ts';

export interface Who {
  /** Whether the answer rests on everything it needs. */
  readonly known: boolean;
  readonly users: readonly { readonly username: string; readonly via: string }[];
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly nearMisses: readonly { readonly username: string; readonly lacks: string }[];
  /** Where `known` is false: what is missing, in words. */
  readonly unknown?: readonly string[];
}

/**
 * Who can get the job of a question to run: press it, where somebody has to, else be the author of its pipeline. The
 * question's own person does not matter.
 *
 * `users` and `nearMisses` are the people whom the settings list, each asked for himself: somebody who is not known to
 * be let through or kept out is in neither. `roles` and `groups` say the same of the rules, so that they hold where
 * members cannot be listed. Instance administrators are left out: GitLab shows nobody who they are.
 */
export function whoCan(question: Question): Who {
  const ofSnapshot = kept.get(question.snapshot) ?? new Map<string, Who>();
  kept.set(question.snapshot, ofSnapshot);
  const key = keyOf(question);
  const found = key === undefined ? undefined : ofSnapshot.get(key);
  if (found) return found;
  const who = asked(question);
  if (ofSnapshot.size >= most) ofSnapshot.clear();
  if (key !== undefined) ofSnapshot.set(key, who);
  return who;
}

/** Jobs that deploy to the same place in the same way have the same answer, and edits elsewhere do not change it. */
const kept = new WeakMap<Snapshot, Map<string, Who>>();
const most = 500;

/** All that the answer depends on besides the snapshot; `undefined` where that is more than fits into a text. */
function keyOf(question: Question): string | undefined {
  const { attempt, job, snapshot, downstream } = question;
  if (downstream && leadsElsewhere(question)) return undefined;
  const { ref, tag, source, actor, project } = attempt;
  const target = deploymentOf(question)?.target;
  const { kind, environment, trigger } = job.job;
  const goal = trigger && [trigger.project, trigger.branch, trigger.include !== undefined];
  const where = [ref, tag, source, isMergeRequest(attempt), actor.kind, project?.path ?? snapshot.project.path];
  return JSON.stringify([...where, kind, environment?.action, target, goal, downstream?.failure, startOf(question)]);
}

function asked(question: Question): Who {
  const { pressed } = startOf(question);
  return askEverybody(question.snapshot, {
    can: (person) => canRun({ ...question, person }),
    via: (person) => via(person, question),
    lacks: (person) => lacks({ ...question, person }),
    open: rulesMissing(question, pressed === true),
    holders: (listsPeople) => holdersOf(question, pressed === true, listsPeople),
  });
}

/** A question that is put to everybody, and to the rules. */
export interface Inquiry {
  readonly can: (person: Person) => Tri;
  /** By what somebody is let through who can. */
  readonly via: (person: Person) => string;
  /** What somebody lacks who cannot. */
  readonly lacks: (person: Person) => string;
  /** What is not known of the rules themselves; empty: `holders` says whom they mean. */
  readonly open: readonly Missing[];
  readonly holders: (listsPeople: boolean) => Pick<Who, 'roles' | 'groups'>;
  /** What else keeps the list of people from being all. */
  readonly further?: readonly Missing[];
}

/** Puts it to all the people whom the settings list; the soundness is that of `whoCan`. */
export function askEverybody(snapshot: Snapshot, inquiry: Inquiry): Who {
  const { persons, complete } = peopleOf(snapshot);
  const users: { username: string; via: string }[] = [];
  const nearMisses: { username: string; lacks: string }[] = [];
  const { open, further = [] } = inquiry;
  const missing: Missing[] = [...open, ...further];
  for (const person of persons) {
    const username = person.username ?? person.label;
    const able = inquiry.can(person);
    if (able === true) users.push({ username, via: inquiry.via(person) });
    else if (able === false) nearMisses.push({ username, lacks: inquiry.lacks(person) });
    // Without the list of members nobody can be asked for himself: the rules have to do.
    else if (complete) missing.push(...able.missing);
  }
  const texts = [...new Set(missing.map(words))];
  return {
    known: missing.length === 0,
    users,
    ...(open.length > 0 ? { roles: [], groups: [] } : inquiry.holders(complete)),
    nearMisses,
    ...(texts.length > 0 && { unknown: texts }),
  };
}

/** What is not known of the rules themselves, for those who press the job or start its pipeline. */
export function rulesMissing(question: Question, isPressed: boolean): readonly Missing[] {
  const { attempt, snapshot } = question;
  const deployment = deploymentOf(question);
  const facts: Tri[] = [];
  if (deployment) {
    const { licensed, open } = deployment.protections;
    facts.push(licensed, open.length > 0 && unknown(...open));
  }
  const closed = closedDownstream(question);
  if (closed.length > 0) facts.push(unknown(...closed));
  const { members } = snapshot.settings;
  if (leadsElsewhere(question) && !members.known) facts.push(unread('members', members));
  // Where nobody needs the ref it does not matter whether it is protected.
  const isLifted = isPressed && deployment && isProtected(deployment.protections) === true;
  const ofRef = isLifted ? [] : refRulesMissing(refAsked(attempt, isPressed), question);
  return [...ofRef, ...missingOf(facts)];
}

/** What is not known of the rules for a ref. */
export function refRulesMissing(ref: RefName, { attempt, snapshot }: Trying): readonly Missing[] {
  return missingOf([isRuled(ref, attempt, snapshot)]);
}

type Trying = Pick<Question, 'attempt' | 'snapshot'>;

/** All that is missing of some facts. */
export function missingOf(facts: readonly Tri[]): readonly Missing[] {
  return facts.flatMap((it) => (isUnknown(it) ? it.missing : []));
}

/** Whether another project's rules decide, too: then no role or group of this one is enough. */
function leadsElsewhere({ job: { job } }: Question): boolean {
  return job.trigger !== undefined && !job.trigger.include;
}

/** The rules as roles and groups. */
function holdersOf(question: Question, isPressed: boolean, listsPeople: boolean): Pick<Who, 'roles' | 'groups'> {
  const { sets, basis } = jobHolders(question, isPressed);
  return listed(sets, basis, listsPeople);
}

/** Whom the rules let run the job, by pressing it or by starting its pipeline; `basis` is the role it takes at least. */
export function jobHolders(
  question: Question,
  isPressed: boolean,
): { readonly sets: readonly Holders[]; readonly basis: number } {
  const { snapshot, job, attempt } = question;
  const rulesets = rulesetsFor(question);
  // Access to the environment makes up for a low role, unless a pipeline has to be started.
  const basis = isPressed && rulesets.length > 0 && job.job.kind === 'build' ? 20 : 30;
  if (question.downstream?.failure || leadsElsewhere(question)) return { sets: [], basis };
  let sets: readonly Holders[] = [{ level: basis, groups: [] }];
  for (const it of rulesets) sets = intersect(sets, deployHolders(it, snapshot));
  if (needsRef(question, isPressed, rulesets.length > 0)) {
    sets = intersect(sets, refHolders(refAsked(attempt, isPressed), question));
  }
  return { sets, basis };
}

/** The protections of the job's environment that are in force. */
export function rulesetsFor(question: Question): readonly ProtectedEnvironment[] {
  const deployment = deploymentOf(question);
  return deployment && isProtected(deployment.protections) === true ? deployment.protections.rulesets : [];
}

/** Whether the right to the ref counts: to start the pipeline, to press a build that is not lifted, to start a child. */
function needsRef({ job: { job } }: Question, isPressed: boolean, isRuledHere: boolean): boolean {
  if (job.kind === 'build') return !(isPressed && isRuledHere);
  return !isPressed || job.trigger?.project === undefined;
}

/** Whoever presses is asked about the job's ref, whoever starts a pipeline about the branch that it is for. */
function refAsked(attempt: Attempt, isPressed: boolean): RefName {
  return isPressed ? jobRef(attempt) : attempt.ref;
}

function isRuled(ref: RefName, { tag }: Attempt, snapshot: Snapshot): Tri {
  const settings = refSettings(snapshot);
  return tag ? isProtectedTag(ref, settings) : isProtectedBranch(ref, settings);
}

/** Everybody who may run something on a ref. */
export function refHolders(ref: RefName, { attempt, snapshot }: Trying): readonly Holders[] {
  if (isRuled(ref, attempt, snapshot) !== true) return [{ level: 30, groups: [] }];
  const settings = refSettings(snapshot);
  const known = attempt.tag ? settings.protectedTags : settings.protectedBranches;
  const rules = known.known ? known.value.filter((it) => isMeant([it])) : [];
  return rules
    .flatMap(({ push = [], merge = [], create = [] }) => (attempt.tag ? create : [...push, ...merge]))
    .flatMap((row) => refRowHolders(row, snapshot) ?? []);

  function isMeant(value: readonly ProtectedRef[]): boolean {
    const alone = { known: true, value } as const;
    const those = { ...settings, protectedBranches: alone, protectedTags: alone };
    return (attempt.tag ? isProtectedTag(ref, those) : isProtectedBranch(ref, those)) === true;
  }
}

/** By what a person is let through: a role, a group, or being named. */
function via(person: Person, question: Question): string {
  const role = roleOf(person);
  const ways = rulesetsFor(question).map((it) => wayThrough(it.deployAccess, it, person, question.snapshot));
  const others = distinct(ways.filter((it) => it !== undefined));
  if (others.length === 0) return role;
  if (!ways.includes(undefined)) return both(others.map((it) => it.words));
  // "Maintainer in the project and in `acme`".
  const short = others.map((it) => (it.role === role ? (it.where ?? it.words) : it.words));
  return both([t`${role} in the project`, ...short]);
}

function distinct(ways: readonly Way[]): readonly Way[] {
  return [...new Map(ways.map((it) => [it.words, it])).values()];
}

/** `Maintainer`: what somebody is in the project. */
export function roleOf({ projectLevel }: Person): string {
  return isUnknown(projectLevel) ? t('a role') : (roleName(projectLevel) ?? t('a role'));
}

/** By what somebody is let through, besides a role in the project. */
interface Way {
  /** "member of `acme/ops`", "Maintainer in `acme`". */
  readonly words: string;
  /** The role in a group, and where: "in `acme`". */
  readonly role?: string;
  readonly where?: string;
}

/** By which of `rows` somebody is let through; `undefined` where a role in the project says it all. */
export function wayBy(
  rows: readonly AccessRow[],
  ruleset: Container,
  person: Person,
  snapshot: Snapshot,
): string | undefined {
  return wayThrough(rows, ruleset, person, snapshot)?.words;
}

function wayThrough(
  rows: readonly AccessRow[],
  ruleset: Container,
  person: Person,
  snapshot: Snapshot,
): Way | undefined {
  if (any([person.admin]) === true) return { words: t('instance administrator') };
  const row = rows.find((it) => acceptsRow(it, ruleset, person) === true);
  if (!row) return undefined;
  if (row.userId !== undefined || row.username !== undefined) return { words: t('named in the rule') };
  if (row.groupId !== undefined || row.groupPath !== undefined) {
    return { words: t`member of ${groupWords(row.groupId, row.groupPath, snapshot)}` };
  }
  if (ruleset.level !== 'group' || row.accessLevel === undefined) return undefined;
  const role = roleName(row.accessLevel) ?? t('a role');
  const group = groupWords(ruleset.groupId, ruleset.groupPath, snapshot);
  return { words: t`${role} in ${group}`, role, where: t`in ${group}` };
}
