/** Delayed jobs: GitLab starts them by itself when a timer ends, with the rights of the job's user. */
import { momentWords } from '../../freeze/words.ts';
import { isUnknown } from '../../logic/tri.ts';
import type { Instant } from '../../text/instant.ts';
import type { Decision } from '../abilities.ts';
import type { Person } from '../person.ts';
import type { Blocked } from './answer.ts';
import { effectFor, jobUser, type LiveCase, mayPlay, missingOf, standingOf } from './case.ts';
import { answer, apiCall, freezeNote, jobPage } from './frame.ts';
import { ableToPlay, whoPresses } from './manual.ts';
import { named } from './people.ts';
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
      at === undefined ? 'Its page shows when the timer ends; the API did not tell.' : '',
      'Unscheduling makes it a manual job.',
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
  return user?.username === undefined ? 'the user of the job' : `\`${user.username}\``;
}

function starts(it: LiveCase, user: Person | undefined, { allowed }: Decision, at: Instant | undefined): Words {
  const startIn = effectFor(it)?.startIn;
  const open = isUnknown(allowed) ? ' It asks then whether that person may run it, which is not known here.' : '';
  return {
    what: `starts by itself ${at === undefined ? 'when its timer ends' : `at ${momentWords(at, 'UTC')}`}`,
    why: `It is a delayed job${startIn === undefined ? '' : `: ${startIn} after its turn came`}. GitLab starts it as ${nameOf(user)}.${open}`,
  };
}

/** GitLab asks when the timer ends, and not before (gates.md §2.7). */
function refused(it: LiveCase, user: Person, { reasons }: Decision): Words {
  const name = nameOf(user);
  return {
    what: `never starts by itself: its timer plays it as ${name}, who may not`,
    why: `When the timer ends GitLab asks whether ${name} may run it. ${whyRefused(it, user, reasons, named(name))} The job then stays as it is, and fails an hour later (\`stale_schedule\`).`,
  };
}

function startNow(it: LiveCase, isRefused: boolean): string {
  const page = jobPage(it);
  if (it.person.isViewer && standingOf(it).allowed === true) return `You can start it now: ${page}`;
  return `${isRefused ? 'Have' : 'Wait, or have'} ${whoPresses(it)} start it now: ${page}`;
}
