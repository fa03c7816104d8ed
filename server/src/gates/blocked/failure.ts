/** Jobs that failed: which gate refused them, or that none did. */
import { ownOf } from '../../logic/own.ts';
import { failureReason, failureText } from '../failure-texts.ts';
import { type FailureWords, failures } from '../failure-words.ts';
import { both, quoted } from '../words.ts';
import type { Blocked } from './answer.ts';
import { deploymentFor, isProtectedFrom, jobUser, type LiveCase, mayRetry, placeFor, plannedFor } from './case.ts';
import { answer, apiCall, freezeNote, jobPage } from './frame.ts';
import { bringBack, newerWords, outdatedSource, switchOff } from './outdated.ts';
import { startsOver, whoRetries } from './over.ts';
import { named, voiceOf, whom } from './people.ts';
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
  return code ? `GitLab says: ${quoted(failureText(code).message)}` : '';
}

function retryStep(it: LiveCase): string {
  const { allowed } = mayRetry(it, it.person);
  if (allowed === true && it.person.isViewer) return `Run it again: ${jobPage(it)}`;
  return `Ask ${whom(whoRetries(it), it, 'somebody who may deploy there')} to run it again, which makes the job theirs: ${jobPage(it)}`;
}

function refused(it: LiveCase): Blocked {
  const user = jobUser(it);
  const place = placeFor(it);
  const name = user?.username === undefined ? 'its user' : `\`${user.username}\``;
  const reasons = ['protected_environment'] as const;
  const isStill = user && isProtectedFrom(it, user);
  const where = place.kind === 'environment' ? ` to \`${place.name}\`` : '';
  return answer(it, {
    state: 'failed',
    gate: 'permission',
    verdict: 'deny',
    reason: 'protected_environment_failure',
    what: `was refused: it ran as ${name}, who may not deploy${where}`,
    why: [
      user ? whyRefused(it, user, reasons, named(name)) : '',
      isStill === false ? `By today's settings ${name} may: they have changed since.` : '',
      said('protected_environment_failure'),
    ].join(' '),
    todo: [
      retryStep(it),
      'Or have one of them start the pipeline: its jobs run with the rights of whoever does.',
      user ? remedy(it, user, reasons, named(name)) : '',
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
      ? `To bring this older commit back on purpose, ${lowered(retryStep(it))}`
      : bringBack
    : `${bringBack} Where the project allows rollbacks, running this job again does it, too.`;
  return answer(it, {
    state: 'failed',
    gate: 'outdated',
    verdict: 'deny',
    reason,
    what: 'came too late: a newer deployment had finished before it',
    why: `${newerWords(it)} ${said(reason)}`,
    todo: ['Nothing, if the newer deployment is the one that is wanted.', rollback, switchOff],
    who: [],
    source: outdatedSource,
  });
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function rejected(it: LiveCase): Blocked {
  const approvals = deploymentFor(it)?.approvals;
  const by = approvals?.known ? approvals.value.given.filter((row) => row.status === 'rejected') : [];
  const names = both(by.map(({ user }) => `\`${user.username}\``));
  const comments = by.flatMap(({ user, comment }) =>
    comment === undefined ? [] : [`\`${user.username}\` wrote: ${quoted(comment)}`],
  );
  return answer(it, {
    state: 'failed',
    gate: 'approval',
    verdict: 'deny',
    reason: 'deployment_rejected',
    what: `was rejected${names === '' ? '' : ` by ${names}`}`,
    why: `One rejection ends a deployment, whatever has been approved. ${comments.join(' ')} ${said('deployment_rejected')}`,
    todo: [
      `Settle it with ${names === '' ? 'whoever rejected it' : names}, then run a new pipeline: a rejected job cannot be run again.`,
    ],
    source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/',
  });
}

function withoutRightsDownstream(it: LiveCase): Blocked {
  const user = jobUser(it);
  const name = user?.username === undefined ? 'its user' : `\`${user.username}\``;
  const trigger = plannedFor(it)?.job.trigger;
  const where = trigger?.project === undefined ? 'the downstream project' : `\`${trigger.project}\``;
  return answer(it, {
    state: 'failed',
    gate: 'trigger',
    verdict: 'deny',
    reason: 'insufficient_bridge_permissions',
    what: `could not start the pipeline in ${where}: ${name} lacks a right`,
    why: `A trigger job runs with the rights of ${name}, who has to be a Developer with a confirmed address here, and may have to push or merge on the branch in ${where}. ${said('insufficient_bridge_permissions')}`,
    todo: [
      `Have somebody with rights in both projects run it again: ${jobPage(it)}`,
      `Or have a Maintainer of ${where} give ${name} the role, and the right to the branch if it is protected.`,
    ],
    api: [apiCall(it, `/jobs/${it.job.id}/retry`)],
    source: 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/',
  });
}

function otherwise(it: LiveCase, reason: string): Blocked {
  const words: FailureWords = ownOf(failures, reason) ?? {
    what: `failed (\`${reason}\`)`,
    why: 'No gate on deployments has to do with it.',
    todo: ['The log tells more.'],
  };
  const { gate, what, why, todo, source } = words;
  const voice = voiceOf(it);
  const wasRun = it.job.startedAt ?? it.reading.readAt;
  return answer(it, {
    state: 'failed',
    ...(gate && { gate }),
    verdict: gate ? 'deny' : 'pass',
    reason,
    what,
    why: `${why} ${said(reason)}`,
    todo: [...todo, gate === undefined && voice ? `Its log: ${jobPage(it)}` : ''],
    notes: [reason === 'script_failure' ? freezeNote(it, wasRun, 'held') : undefined, startsOver(it)],
    ...(source !== undefined && { source }),
  });
}
