/** What comes when the turn of a live job comes: it stops again, or it fails, though all that is ahead is done. */
import { isUnknown } from '../../logic/tri.ts';
import { needsApproval, requiredApprovals } from '../approvals.ts';
import { settingsPage } from '../ruleset-words.ts';
import { either } from '../words.ts';
import { effectFor, isProtectedFrom, jobUser, type LiveCase, placeFor } from './case.ts';
import { whoPresses } from './manual.ts';
import { whyNotDeploy } from './people.ts';

/** Sentences; `undefined` where nothing more is in the way, or nothing is known of it. */
export function whatComesThen(it: LiveCase): string | undefined {
  const place = placeFor(it);
  const effect = effectFor(it);
  if (place.kind === 'environment' && needsApproval(place.protections) === true && place.action === 'start') {
    const number = requiredApprovals(place.protections);
    return `When its turn comes it waits for ${number === 1 ? 'an approval' : `${number} approvals`}, which nobody can give before; then ${whoPresses(it)} presses Run.`;
  }
  if (effect?.when === 'manual') return `When its turn comes it has to be started by hand: ${whoPresses(it)} can.`;
  return fails(it);
}

/** An automatic job runs with the rights of its user, which are asked for only now (gates.md §2.6). */
function fails(it: LiveCase): string | undefined {
  const user = jobUser(it);
  const place = placeFor(it);
  if (!user || place.kind !== 'environment' || !effectFor(it)) return undefined;
  const refused = isProtectedFrom(it, user);
  if (isUnknown(refused) || !refused) return undefined;
  const name = user.username === undefined ? user.label : `\`${user.username}\``;
  const pages = place.protections.rulesets.map((ruleset) => settingsPage(ruleset, it.reading.snapshot));
  return `When its turn comes it will fail (\`protected_environment_failure\`): it runs as ${name}, who may not deploy to \`${place.name}\`. ${whyNotDeploy(it, user, name, 'is')} Have ${whoPresses(it)} retry it then, or run the pipeline anew; or ask ${either([...new Set(pages)])}.`;
}
