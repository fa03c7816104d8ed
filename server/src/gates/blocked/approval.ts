/** Jobs whose deployment waits for approvals: how many of which rule are given, and who can still give one. */
import { t } from '@vscode/l10n';
import { later } from '../../logic/later.ts';
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
import { deploymentFor, type LiveCase, mayPlay, missingOf, type Place, placeFor } from './case.ts';
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
  return all([needed, unread('protectedEnvironments', because, t('how many approvals are given'))]);
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
  const name = place.kind === 'environment' ? `\`${place.name}\`` : t('its environment');
  const short = states.filter((state) => state.pending > 0 && state.enough === false);
  const { pending } = approvals;
  const number = approvals.given.length > 0 ? moreApprovals(pending) : approvalsInWords(pending);
  const id = deploymentFor(it)?.id;
  return answer(it, {
    state: 'held',
    gate: 'approval',
    verdict: 'wait',
    what: short.length > 0 ? t`waits in vain for ${number}` : t`waits for ${number}`,
    why: [
      t`${sentence(name)} asks for approvals, and ${countWords(states)}: nobody can start the job before all are.`,
      meanwhile(it),
    ].join(' '),
    todo: [...asked(it, states), ...short.map((state) => shortage(it, state))],
    next: t`Approving starts nothing. Once all are given, ${whoCanPress(it)} can press Run.`,
    you: voice && youMay(it, approvals, states, voice),
    who: everybody(states),
    approvals: states,
    api: id === undefined ? [] : [t`${apiCall(it, `/deployments/${id}/approval`)} with \`status=approved\``],
    notes: [freezeNote(it, it.reading.readAt, 'holds')],
    source,
  });
}

function approvalsInWords(number: number): string {
  return number === 1 ? t('1 approval') : t`${number} approvals`;
}

function moreApprovals(number: number): string {
  return number === 1 ? t('1 more approval') : t`${number} more approvals`;
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
    : unread('selfApproval', selfApproval, t('whether people may approve their own deployments'));
  return not(all([isOwn(it, person), not(allowed)]));
}

function isOwn(it: LiveCase, person: Person): Tri {
  const user = deploymentFor(it)?.user;
  if (!user) return unknown({ kind: 'runtime', detail: t('whose deployment it is') });
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
  return given === 1 ? t`${given} of ${required} is given` : t`${given} of ${required} are given`;
}

function asked(it: LiveCase, states: readonly ApprovalState[]): readonly string[] {
  const page = deploymentPage(it) ?? 'Operate > Environments';
  const open = states.filter((state) => state.pending > 0 && state.enough !== false);
  const mine = it.person.isViewer && open.some((state) => isAmong(it.person, state.eligible));
  const others = open.map((state) => ({
    people: whom(state.eligible, it, t`one of the ${state.by}`),
    pending: state.pending,
  }));
  if (mine) return [t`Approve it yourself: ${page}`, ...others.map((row) => orAsk(row, page))];
  return [...others.map((row) => ask(row, page)), ...(open.length > 1 ? [t(bySeveralRules)] : [])];
}

interface Step {
  readonly people: string;
  readonly pending: number;
}

function ask({ people, pending }: Step, page: string): string {
  return pending > 1
    ? t`Ask ${people} (${pending} of them) to approve it: ${page}`
    : t`Ask ${people} to approve it: ${page}`;
}

function orAsk({ people, pending }: Step, page: string): string {
  return pending > 1
    ? t`Or ask ${people} (${pending} of them) to approve it: ${page}`
    : t`Or ask ${people} to approve it: ${page}`;
}

const bySeveralRules = later(
  'Whoever serves several rules approves once for each, choosing the rule when approving (`represented_as` by API).',
);

function isAmong(person: Person, lifters: readonly Lifter[]): boolean {
  return lifters.some((it) => person.username !== undefined && sameUsername(it.username, person.username));
}

function shortage(it: LiveCase, { by, pending, eligible }: ApprovalState): string {
  const able = both(eligible.map((row) => `\`${row.username}\``));
  const self = it.reading.snapshot.settings.selfApproval;
  const remedy =
    self.known && !self.value
      ? t(
          'a Maintainer adds approvers or asks for fewer, or lets people approve their own deployments, under Settings > CI/CD > Protected environments. An instance administrator can always approve.',
        )
      : t(
          'a Maintainer adds approvers or asks for fewer, under Settings > CI/CD > Protected environments. An instance administrator can always approve.',
        );
  return eligible.length === 0
    ? t`Of the ${by}, nobody is left where ${pending} must: ${remedy}`
    : t`Of the ${by}, only ${able} can where ${pending} must: ${remedy}`;
}

function everybody(states: readonly ApprovalState[]): readonly Lifter[] {
  const all_ = states.flatMap((state) => state.eligible);
  return [...new Map(all_.map((it) => [it.username, it])).values()];
}

function youMay(it: LiveCase, approvals: LiveApprovals, states: readonly ApprovalState[], voice: Voice): string {
  return `${youMayApprove(it, approvals, states, voice)} ${youMayPress(it, voice)}`;
}

function youMayApprove(it: LiveCase, { given }: LiveApprovals, states: readonly ApprovalState[], voice: Voice): string {
  const { person } = it;
  if (states.some((state) => state.pending > 0 && isAmong(person, state.eligible))) {
    return voice === 'you' ? t('You may approve it.') : t`${voice.name} may approve it.`;
  }
  const names = given.filter((row) => row.status === 'approved').map((row) => row.user.username);
  if (hasApproved(person, names)) {
    return voice === 'you' ? t('You have approved it.') : t`${voice.name} has approved it.`;
  }
  return mayNotApprove(it, states, voice) ?? whetherNotKnown(voice);
}

function mayNotApprove(it: LiveCase, states: readonly ApprovalState[], voice: Voice): string | undefined {
  const { person } = it;
  const rules = states.length === 0 ? [] : deploymentRules(it);
  if (any(rules.map((rule) => mayApproveFor(rule, person))) === false) {
    return voice === 'you'
      ? t('You may not approve it: no rule names you.')
      : t`${voice.name} may not approve it: no rule names ${voice.name}.`;
  }
  if (isOwn(it, person) !== true || isFree(it, person) !== false) return undefined;
  const said = quoted(approvalMessages.self);
  return voice === 'you' ? t`You may not approve it: ${said}` : t`${voice.name} may not approve it: ${said}`;
}

function whetherNotKnown(voice: Voice): string {
  return voice === 'you'
    ? t('Whether you may approve it is not known.')
    : t`Whether ${voice.name} may approve it is not known.`;
}

function deploymentRules(it: LiveCase): readonly RuleInForce[] {
  const approvals = deploymentFor(it)?.approvals;
  const rules = approvals?.known ? approvals.value.rules : [];
  return rules.flatMap((rule) => ruleInForce(it, rule) ?? []);
}

function youMayPress(it: LiveCase, voice: Voice): string {
  const { allowed, reasons } = mayPlay(it, it.person);
  if (isUnknown(allowed)) return '';
  if (allowed) {
    return voice === 'you' ? t('You may press Run afterwards.') : t`${voice.name} may press Run afterwards.`;
  }
  const refused =
    voice === 'you' ? t('You may not press Run afterwards.') : t`${voice.name} may not press Run afterwards.`;
  return `${refused} ${whyRefused(it, it.person, reasons, voice)}`;
}

/** The rules ask for approvals, or may: the deployment does not show how many are given. */
function uncounted(it: LiveCase): Blocked {
  const place = placeFor(it);
  const waits = waitsForApproval(it);
  const needed = place.kind === 'environment' ? requiredApprovals(place.protections) : 0;
  const voice = voiceOf(it);
  return answer(it, {
    state: 'held',
    gate: 'approval',
    verdict: 'unknown',
    what: needed > 0 ? t`may still wait for approvals (${needed} are asked for)` : t('may wait for approvals'),
    why: `${whatIsUnread(place, needed)} ${meanwhile(it)}`,
    todo: [
      t`Look at the deployment: ${deploymentPage(it) ?? 'Operate > Environments'} It says "Waiting for approvals", or offers Run.`,
      t`Where nothing is missing, ask ${whoPresses(it)} to press Run.`,
    ],
    you: voice && youMayPress(it, voice),
    who: ableToPlay(it),
    missing: missingOf(waits),
    source,
  });
}

/** Approvals can only be asked for by rules of an environment that is known. */
function whatIsUnread(place: Place, needed: number): string {
  if (place.kind !== 'environment') {
    return t('It is a manual job with a deployment to its environment, whose rules could not be read.');
  }
  return needed > 0
    ? t`\`${place.name}\` asks for approvals, and how many are given could not be read.`
    : t`It is a manual job with a deployment to \`${place.name}\`, whose rules could not be read.`;
}
