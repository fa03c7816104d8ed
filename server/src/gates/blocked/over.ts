/** Jobs that are over without having failed: they ran, or somebody canceled them. */
import { t } from '@vscode/l10n';
import type { Blocked } from './answer.ts';
import { type LiveCase, mayRetry, missingOf, placeFor } from './case.ts';
import { answer, apiCall, jobPage } from './frame.ts';
import { thoseWho, whom } from './people.ts';

export function succeeded(it: LiveCase): Blocked {
  return answer(it, {
    state: 'over',
    verdict: 'pass',
    what: t('has run and succeeded'),
    why: t('Nothing holds it.'),
    todo: [t`To run it again, press Run again: ${jobPage(it)}`],
    notes: [startsOver(it)],
  });
}

export function canceled(it: LiveCase): Blocked {
  const { allowed } = mayRetry(it, it.person);
  const able = whoRetries(it);
  return answer(it, {
    state: 'over',
    verdict: allowed === true ? 'wait' : allowed === false ? 'deny' : 'unknown',
    what: t('was canceled'),
    why: t('Somebody canceled it, or a newer pipeline made it redundant.'),
    todo: [
      allowed === true && it.person.isViewer
        ? t`Press Run again: ${jobPage(it)}`
        : t`Ask ${whom(able, it, t('somebody who may deploy there'))} to run it again: ${jobPage(it)}`,
    ],
    who: able,
    api: [apiCall(it, `/jobs/${it.job.id}/retry`)],
    notes: [startsOver(it)],
    missing: missingOf(allowed),
  });
}

/** Everybody who may run a job again that is over. */
export function whoRetries(it: LiveCase): Blocked['who'] {
  return thoseWho((person) => mayRetry(it, person).allowed, it);
}

/** A retry is a new deployment of whoever retries: it takes new approvals (gates.md §3.7). */
export function startsOver(it: LiveCase): string | undefined {
  const place = placeFor(it);
  const asks = place.kind === 'environment' && place.protections.rulesets.some((row) => row.approvalRules.length > 0);
  return asks
    ? t('A job that runs again is a new deployment of whoever retried it: its approvals start from nothing.')
    : undefined;
}
