/** Who can run a job: people, roles and groups, and for the others what each lacks. */
import { any, isUnknown, type Missing, type Tri, unknown } from '../logic/tri.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import type { ProtectedEnvironment, Snapshot } from '../settings/settings.ts';
import { acceptsRow } from './access.ts';
import { type Question, words } from './gate.ts';
import { deployHolders, type Holders, intersect, listed, refRowHolders } from './holders.ts';
import { lacks } from './lacks.ts';
import { peopleOf } from './people.ts';
import type { Person } from './person.ts';
import { isProtected, type Protections } from './protection.ts';
import { isProtectedRef, refMatches, refSettings } from './refs.ts';
import { canRun, closedDownstream } from './run.ts';
import { deploymentOf, startOf } from './subject.ts';
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
  const { persons, complete } = peopleOf(question.snapshot);
  const users: { username: string; via: string }[] = [];
  const nearMisses: { username: string; lacks: string }[] = [];
  const open = rulesMissing(question);
  const missing: Missing[] = [...open];
  for (const person of persons) {
    const username = person.username ?? person.label;
    const able = canRun({ ...question, person });
    if (able === true) users.push({ username, via: via(person, question) });
    else if (able === false) nearMisses.push({ username, lacks: lacks({ ...question, person }) });
    // Without the list of members nobody can be asked for himself: the rules have to do.
    else if (complete) missing.push(...able.missing);
  }
  const texts = [...new Set(missing.map(words))];
  return {
    known: missing.length === 0,
    users,
    ...(open.length > 0 ? { roles: [], groups: [] } : holdersOf(question, complete)),
    nearMisses,
    ...(texts.length > 0 && { unknown: texts }),
  };
}

/** What is not known of the rules themselves. */
function rulesMissing(question: Question): readonly Missing[] {
  const { attempt, snapshot } = question;
  const facts: Tri[] = [isProtectedRef(attempt, refSettings(snapshot))];
  const deployment = deploymentOf(question);
  if (deployment) {
    const { licensed, open } = deployment.protections;
    facts.push(licensed, open.length > 0 && unknown(...open));
  }
  const closed = closedDownstream(question);
  if (closed.length > 0) facts.push(unknown(...closed));
  const { members } = snapshot.settings;
  if (leadsElsewhere(question) && !members.known) facts.push(unread('members', members));
  // Where nobody needs the ref it does not matter whether it is protected.
  const isLifted = startOf(question).pressed === true && deployment && isProtected(deployment.protections) === true;
  return facts.slice(isLifted ? 1 : 0).flatMap((it) => (isUnknown(it) ? it.missing : []));
}

/** Whether another project's rules decide, too: then no role or group of this one is enough. */
function leadsElsewhere({ job: { job } }: Question): boolean {
  return job.trigger !== undefined && !job.trigger.include;
}

/** The rules as roles and groups. */
function holdersOf(question: Question, listsPeople: boolean): Pick<Who, 'roles' | 'groups'> {
  const { snapshot, job } = question;
  const deployment = deploymentOf(question);
  const rulesets = deployment && isProtected(deployment.protections) === true ? deployment.protections.rulesets : [];
  const isPressed = startOf(question).pressed === true;
  // Access to the environment makes up for a low role, unless a pipeline has to be started.
  const basis = isPressed && rulesets.length > 0 && job.job.kind === 'build' ? 20 : 30;
  let sets: readonly Holders[] = [{ level: basis, groups: [] }];
  for (const it of rulesets) sets = intersect(sets, deployHolders(it, snapshot));
  if (needsRef(question, isPressed && rulesets.length > 0)) sets = intersect(sets, refHolders(question));
  return listed(question.downstream?.failure || leadsElsewhere(question) ? [] : sets, basis, listsPeople);
}

/** Whether the right to the ref counts: to start the pipeline, to press a build that is not lifted, to start a child. */
function needsRef(question: Question, isLifted: boolean): boolean {
  const { job } = question.job;
  if (job.kind === 'build') return !isLifted;
  return startOf(question).pressed !== true || job.trigger?.project === undefined;
}

/** Everybody who may run something on the attempt's ref. */
function refHolders({ attempt, snapshot }: Question): readonly Holders[] {
  const anybody: readonly Holders[] = [{ level: 30, groups: [] }];
  const settings = refSettings(snapshot);
  if (isProtectedRef(attempt, settings) !== true) return anybody;
  const known = attempt.tag ? settings.protectedTags : settings.protectedBranches;
  const rules = known.known ? known.value.filter((it) => refMatches(it.name, attempt.ref)) : [];
  return rules
    .flatMap(({ push = [], merge = [], create = [] }) => (attempt.tag ? create : [...push, ...merge]))
    .flatMap((row) => refRowHolders(row, snapshot) ?? []);
}

/** By what a person is let through: a role, a group, or being named. */
function via(person: Person, question: Question): string {
  const deployment = deploymentOf(question);
  const role = isUnknown(person.projectLevel) ? 'a role' : (roleName(person.projectLevel) ?? 'a role');
  const protections: Protections | undefined = deployment?.protections;
  if (!protections || isProtected(protections) !== true) return role;
  const ways = protections.rulesets.map((it) => wayThrough(it, person, question.snapshot) ?? role);
  return both([...new Set(ways)]);
}

function wayThrough(ruleset: ProtectedEnvironment, person: Person, snapshot: Snapshot): string | undefined {
  if (any([person.admin]) === true) return 'instance administrator';
  const row = ruleset.deployAccess.find((it) => acceptsRow(it, ruleset, person) === true);
  if (!row) return undefined;
  if (row.userId !== undefined || row.username !== undefined) return 'named in the rule';
  if (row.groupId !== undefined || row.groupPath !== undefined) {
    return `member of ${groupWords(row.groupId, row.groupPath, snapshot)}`;
  }
  const inGroup = ruleset.level === 'group' && row.accessLevel !== undefined;
  return inGroup
    ? `${roleName(row.accessLevel ?? 0)} in ${groupWords(ruleset.groupId, ruleset.groupPath, snapshot)}`
    : undefined;
}
