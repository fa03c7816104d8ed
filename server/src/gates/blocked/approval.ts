/** Jobs whose deployment waits for approvals: how many of which rule are given, and who can still give one. */
import { all, any, isUnknown, not, type Tri, unknown } from '../../logic/tri.ts';
import type { LiveApprovalRule, LiveApprovals } from '../../settings/live.ts';
import type { ProtectedEnvironment } from '../../settings/settings.ts';
import {
  approvalRules,
  mayApproveFor,
  mayReadDeployments,
  needsApproval,
  type RuleInForce,
  reach,
  requiredApprovals,
} from '../approvals.ts';
import { approvalMessages } from '../approve.ts';
import { type Person, sameUsername } from '../person.ts';
import { unread } from '../unread.ts';
import { both, quoted, rowHolders, sentence } from '../words.ts';
import type { ApprovalState, Blocked, Lifter } from './answer.ts';
import { deploymentFor, type LiveCase, mayPlay, missingOf, placeFor } from './case.ts';
import { answer, apiCall, deploymentPage, freezeNote, meanwhile } from './frame.ts';
import { ableToPlay, whoCanPress, whoPresses } from './manual.ts';
import { thoseWho, type Voice, voiceOf, whom } from './people.ts';
import { whyRefused } from './refusal.ts';

const source = 'https://docs.gitlab.com/ci/environments/deployment_approvals/';

/**
 * Whether a manual job waits for approvals; not known where neither its deployment nor the rules could be read. Without
 * a deployment there is nothing to approve, and its turn has come, so that it would have one.
 */
export function waitsForApproval(it: LiveCase): Tri {
  const deployment = deploymentFor(it);
  const { approvals } = deployment ?? {};
  if (approvals?.known) return approvals.value.pending > 0;
  const place = placeFor(it);
  const { allDeployments } = it.run;
  if (!deployment && allDeployments.known) return false;
  if (place.kind === 'none' || (place.kind === 'environment' && place.action !== 'start')) return false;
  const needed = place.kind === 'unknown' ? unknown(...place.missing) : needsApproval(place.protections);
  const because = approvals ?? (allDeployments.known ? ({ why: 'not-asked' } as const) : allDeployments);
  return all([needed, unread('protectedEnvironments', because, 'how many approvals are given')]);
}

/** A job whose approvals are not complete. */
export function approval(it: LiveCase): Blocked {
  const approvals = deploymentFor(it)?.approvals;
  return approvals?.known ? counted(it, approvals.value) : uncounted(it);
}

function counted(it: LiveCase, approvals: LiveApprovals): Blocked {
  const states = approvals.rules.map((rule) => stateOf(it, rule));
  const voice = voiceOf(it);
  const place = placeFor(it);
  const name = place.kind === 'environment' ? `\`${place.name}\`` : 'its environment';
  const short = states.filter((state) => state.pending > 0 && state.enough === false);
  const { pending } = approvals;
  const number = `${pending} ${approvals.given.length > 0 ? 'more ' : ''}${pending === 1 ? 'approval' : 'approvals'}`;
  const id = deploymentFor(it)?.id;
  return answer(it, {
    state: 'held',
    gate: 'approval',
    verdict: 'wait',
    what: `${short.length > 0 ? 'waits in vain' : 'waits'} for ${number}`,
    why: `${sentence(name)} asks for approvals, and ${countWords(states)}: nobody can start the job before all are. ${meanwhile(it)}`,
    todo: [...asked(it, states), ...short.map((state) => shortage(it, state))],
    next: `Approving starts nothing. Once all are given, ${whoCanPress(it)} can press Run.`,
    you: voice && youMay(it, approvals, states, voice),
    who: everybody(states),
    approvals: states,
    api: id === undefined ? [] : [`${apiCall(it, `/deployments/${id}/approval`)} with \`status=approved\``],
    notes: [freezeNote(it, it.reading.readAt, 'holds')],
    source,
  });
}

function stateOf(it: LiveCase, rule: LiveApprovalRule): ApprovalState {
  const { snapshot } = it.reading;
  const approved = rule.given.filter((row) => row.status === 'approved').map((row) => row.user.username);
  const rejected = rule.given.filter((row) => row.status === 'rejected').map((row) => row.user.username);
  const pending = Math.max(rule.required - approved.length, 0);
  const inForce = ruleInForce(it, rule);
  const counts = {
    by: rowHolders(rule, inForce?.ruleset ?? { level: 'project' }, snapshot),
    ...{ required: rule.required, pending, approved, rejected },
  };
  if (!inForce) return { ...counts, eligible: [] };
  const free = (person: Person) => all([not(hasApproved(person, approved)), isFree(it, person)]);
  const wanted: RuleInForce = { ...inForce, rule: { ...inForce.rule, required: pending } };
  const { enough } = reach(wanted, snapshot, free);
  const eligible = pending === 0 ? [] : thoseWho((person) => mayGive(it, inForce, person, free(person)), it);
  return { ...counts, eligible, ...(!isUnknown(enough) && { enough }) };
}

function mayGive(it: LiveCase, rule: RuleInForce, person: Person, free: Tri): Tri {
  return all([mayApproveFor(rule, person), mayReadDeployments(person, it.reading.snapshot), free]);
}

function hasApproved(person: Person, usernames: readonly string[]): boolean {
  return person.username !== undefined && usernames.some((it) => sameUsername(it, person.username ?? ''));
}

/** A deployment is approved by others than whose it is, unless the project lets people approve their own. */
function isFree(it: LiveCase, person: Person): Tri {
  const { selfApproval } = it.reading.snapshot.settings;
  const allowed = selfApproval.known
    ? selfApproval.value
    : unread('selfApproval', selfApproval, 'whether people may approve their own deployments');
  return not(all([isOwn(it, person), not(allowed)]));
}

function isOwn(it: LiveCase, person: Person): Tri {
  const user = deploymentFor(it)?.user;
  if (!user) return unknown({ kind: 'runtime', detail: 'whose deployment it is' });
  return person.username !== undefined && sameUsername(person.username, user.username);
}

/**
 * The rule with the ruleset that it stands in, which GitLab leaves out: it decides in what a role is taken. Of people
 * and groups it does not matter. `undefined`: a role, and no ruleset that is known has such a rule.
 */
function ruleInForce(it: LiveCase, rule: LiveApprovalRule): RuleInForce | undefined {
  const place = placeFor(it);
  const known = place.kind === 'environment' ? approvalRules(place.protections) : [];
  const same = known.find(
    (row) =>
      row.rule.userId === rule.userId &&
      row.rule.groupId === rule.groupId &&
      row.rule.accessLevel === rule.accessLevel &&
      row.rule.required === rule.required,
  );
  const ruleset: Pick<ProtectedEnvironment, 'level' | 'groupId' | 'groupPath'> | undefined = same?.ruleset;
  if (ruleset) return { rule, ruleset };
  return rule.userId === undefined && rule.groupId === undefined ? undefined : { rule, ruleset: { level: 'project' } };
}

/** "1 of 2 is given". */
function countWords(states: readonly ApprovalState[]): string {
  const required = states.reduce((sum, it) => sum + it.required, 0);
  const given = states.reduce((sum, it) => sum + Math.min(it.approved.length, it.required), 0);
  return `${given} of ${required} ${given === 1 ? 'is' : 'are'} given`;
}

function asked(it: LiveCase, states: readonly ApprovalState[]): readonly string[] {
  const page = deploymentPage(it) ?? 'Operate > Environments';
  const open = states.filter((state) => state.pending > 0 && state.enough !== false);
  const mine = it.person.isViewer && open.some((state) => isAmong(it.person, state.eligible));
  const steps = open.map((state) => {
    const number = state.pending > 1 ? ` (${state.pending} of them)` : '';
    return `Ask ${whom(state.eligible, it, `one of the ${state.by}`)}${number} to approve it: ${page}`;
  });
  const several = open.length > 1 ? [bySeveralRules] : [];
  return mine
    ? [`Approve it yourself: ${page}`, ...steps.map((step) => `Or ${lowered(step)}`)]
    : [...steps, ...several];
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const bySeveralRules =
  'Whoever serves several rules approves once for each, choosing the rule when approving (`represented_as` by API).';

function isAmong(person: Person, lifters: readonly Lifter[]): boolean {
  return lifters.some((it) => person.username !== undefined && sameUsername(it.username, person.username));
}

function shortage(it: LiveCase, { by, pending, eligible }: ApprovalState): string {
  const able =
    eligible.length === 0 ? 'nobody is left' : `only ${both(eligible.map((row) => `\`${row.username}\``))} can`;
  const self = it.reading.snapshot.settings.selfApproval;
  const own = self.known && !self.value ? ', or lets people approve their own deployments' : '';
  return `Of the ${by}, ${able} where ${pending} must: a Maintainer adds approvers or asks for fewer${own}, under Settings > CI/CD > Protected environments. An instance administrator can always approve.`;
}

function everybody(states: readonly ApprovalState[]): readonly Lifter[] {
  const all_ = states.flatMap((state) => state.eligible);
  return [...new Map(all_.map((it) => [it.username, it])).values()];
}

function youMay(it: LiveCase, approvals: LiveApprovals, states: readonly ApprovalState[], voice: Voice): string {
  return `${youMayApprove(it, approvals, states, voice)} ${youMayPress(it, voice)}`;
}

function youMayApprove(
  it: LiveCase,
  { given }: LiveApprovals,
  states: readonly ApprovalState[],
  { subject, object, has }: Voice,
): string {
  const { person } = it;
  if (states.some((state) => state.pending > 0 && isAmong(person, state.eligible))) return `${subject} may approve it.`;
  const names = given.filter((row) => row.status === 'approved').map((row) => row.user.username);
  if (hasApproved(person, names)) return `${subject} ${has} approved it.`;
  const rules = states.length === 0 ? [] : deploymentRules(it);
  const named = any(rules.map((rule) => mayApproveFor(rule, person)));
  if (named === false) return `${subject} may not approve it: no rule names ${object}.`;
  const own = isOwn(it, person) === true && isFree(it, person) === false;
  if (own) return `${subject} may not approve it: ${quoted(approvalMessages.self)}`;
  return `Whether ${object} may approve it is not known.`;
}

function deploymentRules(it: LiveCase): readonly RuleInForce[] {
  const approvals = deploymentFor(it)?.approvals;
  const rules = approvals?.known ? approvals.value.rules : [];
  return rules.flatMap((rule) => ruleInForce(it, rule) ?? []);
}

function youMayPress(it: LiveCase, voice: Voice): string {
  const { subject } = voice;
  const { allowed, reasons } = mayPlay(it, it.person);
  if (isUnknown(allowed)) return '';
  if (allowed) return `${subject} may press Run afterwards.`;
  return `${subject} may not press Run afterwards. ${whyRefused(it, it.person, reasons, voice)}`;
}

/** The rules ask for approvals, or may: the deployment does not show how many are given. */
function uncounted(it: LiveCase): Blocked {
  const place = placeFor(it);
  const waits = waitsForApproval(it);
  const needed = place.kind === 'environment' ? requiredApprovals(place.protections) : 0;
  const name = place.kind === 'environment' ? `\`${place.name}\`` : 'its environment';
  const voice = voiceOf(it);
  return answer(it, {
    state: 'held',
    gate: 'approval',
    verdict: 'unknown',
    what: needed > 0 ? `may still wait for approvals (${needed} are asked for)` : 'may wait for approvals',
    why:
      needed > 0
        ? `${sentence(name)} asks for approvals, and how many are given could not be read. ${meanwhile(it)}`
        : `It is a manual job with a deployment to ${name}, whose rules could not be read. ${meanwhile(it)}`,
    todo: [
      `Look at the deployment: ${deploymentPage(it) ?? 'Operate > Environments'} It says "Waiting for approvals", or offers Run.`,
      `Where nothing is missing, ask ${whoPresses(it)} to press Run.`,
    ],
    you: voice && youMayPress(it, voice),
    who: ableToPlay(it),
    missing: missingOf(waits),
    source,
  });
}
