/** Jobs that wait for somebody to press Run: who may, and what stands in the way of those who may not. */
import { t } from '@vscode/l10n';
import { isUnknown, type Tri } from '../../logic/tri.ts';
import { at, text } from '../../syntax/node.ts';
import type { Decision } from '../abilities.ts';
import { isProtected } from '../protection.ts';
import { both, quoted } from '../words.ts';
import type { Blocked } from './answer.ts';
import {
  deploymentFor,
  isOutdated,
  type LiveCase,
  mayPlay,
  mayPlayIfNewest,
  missingOf,
  newerDeployment,
  placeFor,
  plannedFor,
  standingOf,
} from './case.ts';
import { answer, apiCall, freezeNote, jobPage, meanwhile } from './frame.ts';
import { archived, newerNote, outdated } from './outdated.ts';
import { thoseWho, type Voice, voiceOf, whom } from './people.ts';
import { pageSays, refusalSources, refusingGate, remedy, whyRefused } from './refusal.ts';

/** A manual job whose approvals, if any, are complete. */
export function manual(it: LiveCase): Blocked {
  if (it.job.archived) return archived(it);
  const standing = standingOf(it);
  if (isOutdated(it) === true || isInferredOutdated(it, standing)) return outdated(it);
  const { allowed, reasons } = standing;
  const voice = voiceOf(it);
  const gate = allowed === false ? refusingGate(reasons) : 'manual';
  return answer(it, {
    state: 'held',
    gate,
    verdict: allowed === false ? 'deny' : allowed === true ? 'wait' : 'unknown',
    what: whatHolds(voice, allowed),
    why: [given(it), because(it), voice ? whyNot(it, standing, voice) : '', meanwhile(it)].join(' '),
    todo: whatToDo(it, standing, voice),
    you: voice && isUnknown(allowed) ? whetherNotKnown(voice) : undefined,
    who: ableToPlay(it),
    api: [apiCall(it, `/jobs/${it.job.id}/play`)],
    notes: [freezeNote(it, it.reading.readAt, 'holds'), newerNote(it), downstreamNote(it)],
    missing: voice ? missingOf(allowed) : rulesMissing(it),
    source: gate === 'manual' ? source : refusalSources[gate],
  });
}

function whetherNotKnown(voice: Voice): string {
  return voice === 'you'
    ? t('Whether you may press Run is not known.')
    : t`Whether ${voice.name} may press Run is not known.`;
}

const source = 'https://docs.gitlab.com/ci/jobs/job_control/#create-a-job-that-must-be-run-manually';

/** GitLab refuses although every rule lets the person: what is left is the check for newer deployments. */
function isInferredOutdated(it: LiveCase, { allowed, reasons }: Decision): boolean {
  const newer = newerDeployment(it);
  const isNewer = newer.known && newer.value !== undefined;
  return allowed === false && reasons.length === 0 && isNewer && mayPlayIfNewest(it, it.person).allowed === true;
}

/** Several sentences of one answer name them. */
const able = new WeakMap<LiveCase, Blocked['who']>();

/** Everybody who may press Run now. */
export function ableToPlay(it: LiveCase): Blocked['who'] {
  const known = able.get(it) ?? thoseWho((person) => mayPlayIfNewest(it, person).allowed, it);
  able.set(it, known);
  return known;
}

/** Whom to ask to press Run: by name, else by what the rules ask for. */
export function whoPresses(it: LiveCase): string {
  return whom(ableToPlay(it), it, byRules(it));
}

/** "you, `mia` or `omar`": who can press Run, the one who asks among them. */
export function whoCanPress(it: LiveCase): string {
  const all = ableToPlay(it);
  const mine = it.person.isViewer && mayPlay(it, it.person).allowed === true;
  if (!mine) return whoPresses(it);
  const others = all.filter((row) => row.username !== it.person.username);
  return others.length === 0 ? t('you') : t`you or ${whom(others, it, '')}`;
}

function byRules(it: LiveCase): string {
  const place = placeFor(it);
  if (place.kind === 'environment' && isProtected(place.protections) === true) {
    return t`somebody who may deploy to \`${place.name}\``;
  }
  return t('a Developer or Maintainer of the project');
}

function whatHolds(voice: Voice | undefined, allowed: Tri): string {
  if (!voice || isUnknown(allowed)) return t('waits for somebody to press Run');
  if (voice === 'you') {
    return allowed
      ? t('waits for somebody to press Run, which you may')
      : t('waits for somebody to press Run, which you may not');
  }
  return allowed
    ? t`waits for somebody to press Run, which ${voice.name} may`
    : t`waits for somebody to press Run, which ${voice.name} may not`;
}

/** Of approvals that are complete: they start nothing, which is what people wait for. */
function given(it: LiveCase): string {
  const approvals = deploymentFor(it)?.approvals;
  if (!approvals?.known || approvals.value.rules.length === 0) return '';
  const names = approvals.value.given
    .filter((row) => row.status === 'approved')
    .map((row) => `\`${row.user.username}\``);
  return names.length === 0
    ? t('Its approvals are complete, and approving starts nothing.')
    : t`Its approvals are complete (${both([...new Set(names)])}), and approving starts nothing.`;
}

function because(it: LiveCase): string {
  return given(it) === '' ? t('It is a manual job: GitLab does not start it by itself.') : '';
}

function whyNot(it: LiveCase, { allowed, reasons }: Decision, voice: Voice): string {
  if (allowed !== false) return '';
  if (reasons.length === 0) return t('GitLab says so, and no rule that could be read tells why.');
  const page = it.person.isViewer ? pageSays(reasons) : '';
  return `${whyRefused(it, it.person, reasons, voice)} ${page}`;
}

function whatToDo(it: LiveCase, { allowed, reasons }: Decision, voice: Voice | undefined): readonly string[] {
  const page = jobPage(it);
  if (allowed === true && it.person.isViewer) return [t`Press Run: ${page}`, prompt(it)];
  const ask = t`Ask ${whoPresses(it)} to press Run: ${page}`;
  return allowed === false && voice ? [ask, remedy(it, it.person, reasons, voice)] : [ask];
}

function prompt(it: LiveCase): string {
  const question = text(at(plannedFor(it)?.job.body, 'manual_confirmation'));
  return question === undefined ? '' : t`The browser asks first: ${quoted(question)}`;
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
  return trigger?.project === undefined
    ? t(
        'Whoever presses it also needs the right to run pipelines on the branch it starts in the downstream project, and at least Developer here.',
      )
    : t`Whoever presses it also needs the right to run pipelines on the branch it starts in \`${trigger.project}\`, and at least Developer here.`;
}
