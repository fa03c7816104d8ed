/** Jobs that failed: which gate refused them, or that none did. */
import { t } from '@vscode/l10n';
import { ownOf } from '../../logic/own.ts';
import { failureReason, failureText } from '../failure-texts.ts';
import { type FailureWords, failures } from '../failure-words.ts';
import type { Person } from '../person.ts';
import { both, quoted } from '../words.ts';
import type { Blocked } from './answer.ts';
import { deploymentFor, isProtectedFrom, jobUser, type LiveCase, mayRetry, placeFor, plannedFor } from './case.ts';
import { answer, apiCall, freezeNote, jobPage } from './frame.ts';
import { bringBack, newerWords, outdatedSource, switchOff } from './outdated.ts';
import { startsOver, whoRetries } from './over.ts';
import { voiceOf, whom } from './people.ts';
import { remedy, whyRefused } from './refusal.ts';

/** A failed job. */
export function failed(it: LiveCase): Blocked {
  const reason = it.job.failureReason ?? 'unknown_failure';
  switch (reason) {
    case 'protected_environment_failure':
      return refused(it);
    case 'failed_outdated_deployment_job':
    case 'forward_deployment_failure':
      return cameTooLate(it, reason);
    case 'deployment_rejected':
      return rejected(it);
    case 'insufficient_bridge_permissions':
      return withoutRightsDownstream(it);
    default:
      return otherwise(it, reason);
  }
}

/** GitLab's own words for a reason. */
function said(reason: string): string {
  const code = failureReason(reason);
  return code ? t`GitLab says: ${quoted(failureText(code).message)}` : '';
}

function isOwnToRetry(it: LiveCase): boolean {
  return it.person.isViewer && mayRetry(it, it.person).allowed === true;
}

function whomToRetry(it: LiveCase): string {
  return whom(whoRetries(it), it, t('somebody who may deploy there'));
}

function retryStep(it: LiveCase): string {
  return isOwnToRetry(it)
    ? t`Run it again: ${jobPage(it)}`
    : t`Ask ${whomToRetry(it)} to run it again, which makes the job theirs: ${jobPage(it)}`;
}

function rollbackStep(it: LiveCase): string {
  return isOwnToRetry(it)
    ? t`To bring this older commit back on purpose, run it again: ${jobPage(it)}`
    : t`To bring this older commit back on purpose, ask ${whomToRetry(it)} to run it again, which makes the job theirs: ${jobPage(it)}`;
}

function refused(it: LiveCase): Blocked {
  const user = jobUser(it);
  const place = placeFor(it);
  const name = nameOf(user);
  const reasons = ['protected_environment'] as const;
  const isStill = user && isProtectedFrom(it, user);
  return answer(it, {
    state: 'failed',
    gate: 'permission',
    verdict: 'deny',
    reason: 'protected_environment_failure',
    what:
      place.kind === 'environment'
        ? t`was refused: it ran as ${name}, who may not deploy to \`${place.name}\``
        : t`was refused: it ran as ${name}, who may not deploy`,
    why: [
      user ? whyRefused(it, user, reasons, { name }) : '',
      isStill === false ? t`By today's settings ${name} may: they have changed since.` : '',
      said('protected_environment_failure'),
    ].join(' '),
    todo: [
      retryStep(it),
      t('Or have one of them start the pipeline: its jobs run with the rights of whoever does.'),
      user ? remedy(it, user, reasons, { name }) : '',
    ],
    who: whoRetries(it),
    api: [apiCall(it, `/jobs/${it.job.id}/retry`)],
    notes: [startsOver(it)],
    missing: place.kind === 'unknown' ? place.missing : place.kind === 'environment' ? place.protections.open : [],
    source: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  });
}

function cameTooLate(it: LiveCase, reason: string): Blocked {
  const { forwardDeployment: setting } = it.reading.snapshot.settings;
  const rollback = setting.known
    ? setting.value.rollbackAllowed
      ? rollbackStep(it)
      : t(bringBack)
    : `${t(bringBack)} ${t('Where the project allows rollbacks, running this job again does it, too.')}`;
  return answer(it, {
    state: 'failed',
    gate: 'outdated',
    verdict: 'deny',
    reason,
    what: t('came too late: a newer deployment had finished before it'),
    why: `${newerWords(it)} ${said(reason)}`,
    todo: [t('Nothing, if the newer deployment is the one that is wanted.'), rollback, t(switchOff)],
    who: [],
    source: outdatedSource,
  });
}

function nameOf(user: Person | undefined): string {
  return user?.username === undefined ? t('its user') : `\`${user.username}\``;
}

function rejected(it: LiveCase): Blocked {
  const approvals = deploymentFor(it)?.approvals;
  const by = approvals?.known ? approvals.value.given.filter((row) => row.status === 'rejected') : [];
  const names = both(by.map(({ user }) => `\`${user.username}\``));
  const comments = by.flatMap(({ user, comment }) =>
    comment === undefined ? [] : [t`\`${user.username}\` wrote: ${quoted(comment)}`],
  );
  return answer(it, {
    state: 'failed',
    gate: 'approval',
    verdict: 'deny',
    reason: 'deployment_rejected',
    what: names === '' ? t('was rejected') : t`was rejected by ${names}`,
    why: [
      t('One rejection ends a deployment, whatever has been approved.'),
      ...comments,
      said('deployment_rejected'),
    ].join(' '),
    todo: [
      names === ''
        ? t('Settle it with whoever rejected it, then run a new pipeline: a rejected job cannot be run again.')
        : t`Settle it with ${names}, then run a new pipeline: a rejected job cannot be run again.`,
    ],
    source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/',
  });
}

function withoutRightsDownstream(it: LiveCase): Blocked {
  const user = jobUser(it);
  const name = nameOf(user);
  const trigger = plannedFor(it)?.job.trigger;
  const where = trigger?.project === undefined ? t('the downstream project') : `\`${trigger.project}\``;
  return answer(it, {
    state: 'failed',
    gate: 'trigger',
    verdict: 'deny',
    reason: 'insufficient_bridge_permissions',
    what: t`could not start the pipeline in ${where}: ${name} lacks a right`,
    why: [
      t`A trigger job runs with the rights of ${name}, who has to be a Developer with a confirmed address here, and may have to push or merge on the branch in ${where}.`,
      said('insufficient_bridge_permissions'),
    ].join(' '),
    todo: [
      t`Have somebody with rights in both projects run it again: ${jobPage(it)}`,
      t`Or have a Maintainer of ${where} give ${name} the role, and the right to the branch if it is protected.`,
    ],
    api: [apiCall(it, `/jobs/${it.job.id}/retry`)],
    source: 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/',
  });
}

function otherwise(it: LiveCase, reason: string): Blocked {
  const { gate, what, why, todo, source } = wordsFor(reason);
  const voice = voiceOf(it);
  const wasRun = it.job.startedAt ?? it.reading.readAt;
  return answer(it, {
    state: 'failed',
    ...(gate && { gate }),
    verdict: gate ? 'deny' : 'pass',
    reason,
    what,
    why: `${why} ${said(reason)}`,
    todo: [...todo, gate === undefined && voice ? t`Its log: ${jobPage(it)}` : ''],
    notes: [reason === 'script_failure' ? freezeNote(it, wasRun, 'held') : undefined, startsOver(it)],
    ...(source !== undefined && { source }),
  });
}

function wordsFor(reason: string): FailureWords {
  const words = ownOf(failures, reason);
  if (words) return { ...words, what: t(words.what), why: t(words.why), todo: words.todo.map((it) => t(it)) };
  return {
    what: t`failed (\`${reason}\`)`,
    why: t('No gate on deployments has to do with it.'),
    todo: [t('The log tells more.')],
  };
}
