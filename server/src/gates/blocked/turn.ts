/** What comes when the turn of a live job comes: it stops again, or it fails, though all that is ahead is done. */
import { isUnknown } from '../../logic/tri.ts';
import { needsApproval, requiredApprovals } from '../approvals.ts';
import { effectFor, isProtectedFrom, jobUser, type LiveCase, placeFor } from './case.ts';
import { whoCanPress, whoPresses } from './manual.ts';
import { named } from './people.ts';
import { remedy, whyRefused } from './refusal.ts';

/** Sentences; `undefined` where nothing more is in the way, or nothing is known of it. */
export function whatComesThen(it: LiveCase): string | undefined {
  const place = placeFor(it);
  const effect = effectFor(it);
  if (place.kind === 'environment' && needsApproval(place.protections) === true && place.action === 'start') {
    const number = requiredApprovals(place.protections);
    return `When its turn comes it waits for ${number === 1 ? 'an approval' : `${number} approvals`}, which nobody can give before; then ${whoCanPress(it)} can press Run.`;
  }
  if (effect?.when === 'manual')
    return `When its turn comes it has to be started by hand: ${whoCanPress(it)} can do that.`;
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
  const reasons = ['protected_environment'] as const;
  const why = whyRefused(it, user, reasons, named(name));
  return `When its turn comes it will fail (\`protected_environment_failure\`): it runs as ${name}, who may not deploy to \`${place.name}\`. ${why} Have ${whoPresses(it)} run it again then, or start the pipeline anew. ${remedy(it, user, reasons, named(name))}`;
}
