/** Deployment approvals: how many are needed, who may give them, and whether enough people can. */
import { t } from '@vscode/l10n';
import { all, any, isUnknown, type Missing, type Tri, type Unknown, unknown } from '../logic/tri.ts';
import type { ApprovalRule, ProtectedEnvironment, Snapshot } from '../settings/settings.ts';
import { acceptsRow, atLeast } from './access.ts';
import { type People, peopleOf } from './people.ts';
import { actsAsAdmin, type Person } from './person.ts';
import { isProtected, type Protections } from './protection.ts';
import { unread } from './unread.ts';

/** One approval rule, with the ruleset it stands in: that decides in what a role is taken. */
export interface RuleInForce {
  readonly rule: ApprovalRule;
  readonly ruleset: Pick<ProtectedEnvironment, 'level' | 'groupId' | 'groupPath'>;
}

/** The rules of all protections, the project's and its groups'. Their numbers add up (gates.md §3.1). */
export function approvalRules({ rulesets }: Pick<Protections, 'rulesets'>): readonly RuleInForce[] {
  return rulesets.flatMap((ruleset) => ruleset.approvalRules.map((rule) => ({ rule, ruleset })));
}

/**
 * How many approvals the known rules ask for together. The older number on the protection itself is not looked at:
 * GitLab no longer enforces it.
 */
export function requiredApprovals(protections: Protections): number {
  if (isProtected(protections) === false) return 0;
  return approvalRules(protections).reduce((sum, { rule }) => sum + rule.required, 0);
}

/** Whether a deployment waits for approvals at all. Rules that are known decide, whatever else there may be. */
export function needsApproval(protections: Protections): Tri {
  const { licensed, open } = protections;
  const some = requiredApprovals(protections) > 0;
  return all([licensed, some || (open.length > 0 && unknown(...open))]);
}

/** Whether a rule counts an approval of this person. */
export function mayApproveFor({ rule, ruleset }: RuleInForce, person: Person | undefined): Tri {
  return acceptsRow(rule, ruleset, person);
}

/** `read_deployment`: a Reporter; on public projects perhaps anybody, which hangs on a setting nobody reads. */
export function mayReadDeployments(person: Person, { settings: { project } }: Snapshot): Tri {
  const reporter = any([atLeast(person.projectLevel, 20), actsAsAdmin(person)]);
  if (reporter === true) return true;
  if (!project.known) return any([reporter, unread('project', project, t('whether the project is public'))]);
  if (project.value.visibility === 'private') return reporter;
  const detail = t('whether everybody sees the environments of this project');
  return any([reporter, unread('project', { why: 'not-asked' }, detail)]);
}

/** `approve_deployment`, but for the ban on one's own deployment: no right to push, merge or deploy is needed. */
export function mayApprove(rules: readonly RuleInForce[], person: Person | undefined, mayRead: Tri): Tri {
  return all([rules.length > 0, mayRead, any(rules.map((it) => mayApproveFor(it, person)))]);
}

export interface Approval {
  /** Which rule it was given for: an index into the rules. */
  readonly rule: number;
  readonly userId?: number;
  readonly status: 'approved' | 'rejected';
}

export interface ApprovalSummary {
  readonly totalRequired: number;
  readonly pending: number;
  readonly status: 'approved' | 'rejected' | 'pending_approval';
}

/** What is still missing, rule by rule: more than enough for one rule does not help another (gates.md §3.5). */
export function approvalSummary(
  rules: readonly Pick<ApprovalRule, 'required'>[],
  approvals: readonly Approval[],
): ApprovalSummary {
  const given = (rule: number) => approvals.filter((it) => it.rule === rule && it.status === 'approved').length;
  const pending = rules.reduce((sum, { required }, n) => sum + Math.max(required - given(n), 0), 0);
  const rejected = approvals.some((it) => it.status === 'rejected');
  return {
    totalRequired: rules.reduce((sum, it) => sum + it.required, 0),
    pending,
    status: rejected ? 'rejected' : pending > 0 ? 'pending_approval' : 'approved',
  };
}

/** Whether enough people can approve for one rule, among those that the settings list. */
export interface Reach {
  readonly rule: RuleInForce;
  /** Usernames of those who certainly can. */
  readonly eligible: readonly string[];
  /** Whether they are enough; instance administrators, who always may, are not counted. */
  readonly enough: Tri;
}

/**
 * Counts the people who can approve for one rule (gates.md §3.9). One person may serve several rules, so only one
 * rule at a time can lack people.
 *
 * @param isFree whether a person is free to approve: not where it is his own deployment and the project forbids that.
 */
export function reach(
  it: RuleInForce,
  snapshot: Snapshot,
  isFree: (person: Person) => Tri,
  { persons, complete }: People = peopleOf(snapshot),
): Reach {
  const eligible: string[] = [];
  const doubts: Missing[][] = [];
  for (const person of persons) {
    const able = all([person.active, mayApproveFor(it, person), mayReadDeployments(person, snapshot), isFree(person)]);
    if (able === true) eligible.push(person.username ?? person.label);
    else if (isUnknown(able)) doubts.push([...able.missing]);
  }
  return { rule: it, eligible, enough: enough() };

  function enough(): Tri {
    const { required } = it.rule;
    if (eligible.length >= required) return true;
    if (!(complete && isForMembers(it, snapshot))) return unlisted(snapshot);
    return eligible.length + doubts.length < required ? false : unknown(...doubts.flat());
  }
}

/** Everybody a rule can mean has access to the project: no outsider could see the deployment, or the rule is for roles. */
export function isForMembers({ rule }: RuleInForce, { settings: { project } }: Snapshot): boolean {
  if (project.known && project.value.visibility === 'private') return true;
  const { userId, username, groupId, groupPath, hidden } = rule;
  return userId === undefined && username === undefined && groupId === undefined && groupPath === undefined && !hidden;
}

/** What is missing where people may approve whom no list shows. */
export function unlisted({ settings: { members } }: Snapshot): Unknown {
  return unread('members', members.known ? { why: 'forbidden' } : members, t('everybody who could approve'));
}
