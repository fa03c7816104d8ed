/** Delayed jobs: GitLab starts them by itself when a timer ends, with the rights of the job's user. */
import { t } from '@vscode/l10n';
import { momentWords } from '../../freeze/words.ts';
import { isUnknown } from '../../logic/tri.ts';
import type { Instant } from '../../text/instant.ts';
import type { Decision } from '../abilities.ts';
import type { Person } from '../person.ts';
import type { Blocked } from './answer.ts';
import { effectFor, jobUser, type LiveCase, mayPlay, missingOf, standingOf } from './case.ts';
import { answer, apiCall, freezeNote, jobPage } from './frame.ts';
import { ableToPlay, whoPresses } from './manual.ts';
import { whyRefused } from './refusal.ts';

/** A job whose timer runs. */
export function delayed(it: LiveCase): Blocked {
  const user = jobUser(it);
  const rights: Decision = user ? mayPlay(it, user) : { allowed: true, reasons: [] };
  const at = it.run.mine.get(it.job.id)?.scheduledAt;
  const refusal = user && rights.allowed === false ? refused(it, user, rights) : undefined;
  return answer(it, {
    state: 'held',
    gate: 'delayed',
    verdict: refusal ? 'deny' : rights.allowed === true ? 'wait' : 'unknown',
    ...(refusal ?? starts(it, user, rights, at)),
    todo: [
      startNow(it, refusal !== undefined),
      at === undefined ? t('Its page shows when the timer ends; the API did not tell.') : '',
      t('Unscheduling makes it a manual job.'),
    ],
    who: ableToPlay(it),
    api: [apiCall(it, `/jobs/${it.job.id}/play`)],
    notes: [freezeNote(it, it.reading.readAt, 'holds')],
    missing: missingOf(rights.allowed),
    source: 'https://docs.gitlab.com/ci/jobs/job_control/#run-a-job-after-a-delay',
  });
}

type Words = Pick<Blocked, 'what' | 'why'>;

function nameOf(user: Person | undefined): string {
  return user?.username === undefined ? t('the user of the job') : `\`${user.username}\``;
}

function starts(it: LiveCase, user: Person | undefined, { allowed }: Decision, at: Instant | undefined): Words {
  const startIn = effectFor(it)?.startIn;
  return {
    what:
      at === undefined ? t('starts by itself when its timer ends') : t`starts by itself at ${momentWords(at, 'UTC')}`,
    why: [
      startIn === undefined ? t('It is a delayed job.') : t`It is a delayed job: ${startIn} after its turn came.`,
      t`GitLab starts it as ${nameOf(user)}.`,
      isUnknown(allowed) ? t('It asks then whether that person may run it, which is not known here.') : '',
    ].join(' '),
  };
}

/** GitLab asks when the timer ends, and not before (gates.md §2.7). */
function refused(it: LiveCase, user: Person, { reasons }: Decision): Words {
  const name = nameOf(user);
  return {
    what: t`never starts by itself: its timer plays it as ${name}, who may not`,
    why: [
      t`When the timer ends GitLab asks whether ${name} may run it.`,
      whyRefused(it, user, reasons, { name }),
      t('The job then stays as it is, and fails an hour later (`stale_schedule`).'),
    ].join(' '),
  };
}

function startNow(it: LiveCase, isRefused: boolean): string {
  const page = jobPage(it);
  if (it.person.isViewer && standingOf(it).allowed === true) return t`You can start it now: ${page}`;
  return isRefused
    ? t`Have ${whoPresses(it)} start it now: ${page}`
    : t`Wait, or have ${whoPresses(it)} start it now: ${page}`;
}
