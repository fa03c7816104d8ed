/** Jobs that wait for somebody to press Run: who may, and what stands in the way of those who may not. */
import { isUnknown, type Tri } from '../../logic/tri.ts';
import { at, text } from '../../syntax/node.ts';
import type { Decision, Refusal } from '../abilities.ts';
import type { GateId } from '../gate.ts';
import { manualText } from '../manual-text.ts';
import { isProtected } from '../protection.ts';
import { refHolders } from '../ref-words.ts';
import { rulesetSentence, settingsPage } from '../ruleset-words.ts';
import { both, either, quoted } from '../words.ts';
import type { Blocked } from './answer.ts';
import {
  deploymentFor,
  isOutdated,
  type LiveCase,
  mayPlay,
  missingOf,
  placeFor,
  plannedFor,
  standingOf,
} from './case.ts';
import { answer, apiCall, freezeNote, jobPage, meanwhile } from './frame.ts';
import { archived, newerNote, outdated } from './outdated.ts';
import { thoseWho, type Voice, voiceOf, whom, whyNotDeploy } from './people.ts';

/** A manual job whose approvals, if any, are complete. */
export function manual(it: LiveCase): Blocked {
  if (it.job.archived) return archived(it);
  if (isOutdated(it) === true) return outdated(it);
  const standing = standingOf(it);
  const voice = voiceOf(it);
  const [gate, refusal] = standing.allowed === false ? refusedBy(standing) : (['manual', undefined] as const);
  const able = ableToPlay(it);
  return answer(it, {
    state: 'held',
    gate,
    verdict: standing.allowed === false ? 'deny' : isUnknown(standing.allowed) && voice ? 'unknown' : 'wait',
    what: whatHolds(voice, standing.allowed),
    why: [given(it), because(it), refusal && voice ? whyNot(it, refusal, voice) : '', meanwhile(it)].join(' '),
    todo: whatToDo(it, standing, voice),
    you: youMay(it, standing.allowed, voice),
    who: able,
    api: [apiCall(it, `/jobs/${it.job.id}/play`)],
    notes: [freezeNote(it, it.reading.readAt, 'holds'), newerNote(it), downstreamNote(it)],
    missing: voice ? missingOf(standing.allowed) : rulesMissing(it),
    source: sources[gate],
  });
}

const sources = {
  manual: 'https://docs.gitlab.com/ci/jobs/job_control/#create-a-job-that-must-be-run-manually',
  permission: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  branch: 'https://docs.gitlab.com/user/project/repository/branches/protected/',
  outdated: 'https://docs.gitlab.com/ci/environments/deployment_safety/#prevent-outdated-deployment-jobs',
  trigger: 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/',
  pipeline: 'https://docs.gitlab.com/user/permissions/#cicd',
} as const satisfies Partial<Record<GateId, string>>;

/** Everybody who may press Run now. */
export function ableToPlay(it: LiveCase): Blocked['who'] {
  return thoseWho((person) => mayPlay(it, person).allowed, it);
}

/** Whom to ask to press Run: by name, else by what the rules ask for. */
export function whoPresses(it: LiveCase): string {
  return whom(ableToPlay(it), it, byRules(it));
}

function byRules(it: LiveCase): string {
  const place = placeFor(it);
  if (place.kind === 'environment' && isProtected(place.protections) === true) {
    return `somebody who may deploy to \`${place.name}\``;
  }
  return 'a Developer or Maintainer of the project';
}

type RefusedBy = readonly [keyof typeof sources, Refusal | undefined];

/** GitLab's page names the protected environment first, then the outdated deployment. */
function refusedBy({ reasons }: Decision): RefusedBy {
  const order: readonly (readonly [Refusal, keyof typeof sources])[] = [
    ['protected_environment', 'permission'],
    ['outdated_deployment', 'outdated'],
    ['builds_disabled', 'pipeline'],
    ['role', 'permission'],
    ['protected_ref', 'branch'],
    ['downstream_ref', 'trigger'],
  ];
  const [reason, gate] = order.find(([it]) => reasons.includes(it)) ?? [undefined, 'permission'];
  return [gate, reason];
}

function whatHolds(voice: Voice | undefined, allowed: Tri): string {
  const start = 'waits for somebody to press Run';
  if (!voice || isUnknown(allowed)) return start;
  return allowed ? `${start}, which ${voice.object} may` : `${start}, which ${voice.object} may not`;
}

/** Of approvals that are complete: they start nothing, which is what people wait for. */
function given(it: LiveCase): string {
  const approvals = deploymentFor(it)?.approvals;
  if (!approvals?.known || approvals.value.rules.length === 0) return '';
  const names = approvals.value.given
    .filter((row) => row.status === 'approved')
    .map((row) => `\`${row.user.username}\``);
  const by = names.length === 0 ? '' : ` (${both([...new Set(names)])})`;
  return `Its approvals are complete${by}, and approving starts nothing.`;
}

function because(it: LiveCase): string {
  return given(it) === '' ? 'It is a manual job: GitLab does not start it by itself.' : '';
}

function whyNot(it: LiveCase, refusal: Refusal, { subject, object, is, has }: Voice): string {
  const place = placeFor(it);
  const { snapshot } = it.reading;
  const page = (isProtectedFrom: boolean) =>
    it.person.isViewer
      ? ` The job's page says: ${quoted(manualText({ playAllowed: false, protectedFrom: isProtectedFrom }).content)}`
      : '';
  switch (refusal) {
    case 'protected_environment': {
      const rulesets = place.kind === 'environment' ? place.protections.rulesets : [];
      const rules = rulesets.map((ruleset) => rulesetSentence(ruleset, snapshot)).join(' ');
      return `${rules} ${whyNotDeploy(it, it.person, object, is)}${page(true)}`;
    }
    case 'protected_ref': {
      const right = it.job.tag ? 'create the tag' : 'push to or merge into';
      return `${subject} may not ${right} \`${it.job.ref}\`, and that right is what it takes to run its jobs.${page(false)}`;
    }
    case 'builds_disabled':
      return 'CI/CD is switched off in this project.';
    case 'role':
      return `Starting a job takes the role of a Developer, which ${object} ${has} not got here.${page(false)}`;
    default:
      return page(false);
  }
}

function whatToDo(it: LiveCase, { allowed, reasons }: Decision, voice: Voice | undefined): readonly string[] {
  const page = jobPage(it);
  if (allowed === true && it.person.isViewer) return [`Press Run: ${page}`, prompt(it)];
  const ask = `Ask ${whoPresses(it)} to press Run: ${page}`;
  return allowed === false && voice ? [ask, remedy(it, reasons, voice)] : [ask];
}

function prompt(it: LiveCase): string {
  const question = text(at(plannedFor(it)?.job.body, 'manual_confirmation'));
  return question === undefined ? '' : `The browser asks first: ${quoted(question)}`;
}

/** What would let this person press it another time, and who can see to that. */
function remedy(it: LiveCase, reasons: readonly Refusal[], { object }: Voice): string {
  const place = placeFor(it);
  const { snapshot } = it.reading;
  if (reasons.includes('protected_environment') && place.kind === 'environment') {
    const pages = place.protections.rulesets.map((ruleset) => settingsPage(ruleset, snapshot));
    return pages.length === 0 ? '' : `To let ${object} deploy there, ask ${either([...new Set(pages)])}.`;
  }
  if (reasons.includes('protected_ref')) {
    const holders = refHolders({ ...attemptLike(it) }, snapshot);
    const able = holders.length === 0 ? 'nobody has' : `${either(holders)} have`;
    return `For \`${it.job.ref}\` ${able} that right: a Maintainer changes it under Settings > Repository > ${it.job.tag ? 'Protected tags' : 'Protected branches'}.`;
  }
  return reasons.includes('role') ? `A Maintainer gives ${object} a role under Manage > Members.` : '';
}

function attemptLike({ job }: LiveCase) {
  return { actor: { kind: 'nobody' }, ref: job.ref, tag: job.tag, source: 'push', at: 0 } as const;
}

function youMay(_it: LiveCase, allowed: Tri, voice: Voice | undefined): string | undefined {
  if (!voice || !isUnknown(allowed)) return undefined;
  return `Whether ${voice.object} may press Run is not known.`;
}

/** Where nobody asks, what is not known of the rules themselves. */
function rulesMissing(it: LiveCase): ReturnType<typeof missingOf> {
  const place = placeFor(it);
  if (place.kind === 'unknown') return place.missing;
  return place.kind === 'environment' ? place.protections.open : [];
}

function downstreamNote(it: LiveCase): string | undefined {
  const trigger = plannedFor(it)?.job.trigger;
  if (it.job.kind !== 'trigger' || (trigger && trigger.project === undefined)) return undefined;
  const where = trigger?.project === undefined ? 'the downstream project' : `\`${trigger.project}\``;
  return `Whoever presses it also needs the right to run pipelines on the branch it starts in ${where}, and at least Developer here.`;
}
