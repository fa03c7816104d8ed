/** What comes when the turn of a live job comes: it stops again, or it fails, though all that is ahead is done. */
import { t } from '@vscode/l10n';
import { isUnknown } from '../../logic/tri.ts';
import { needsApproval, requiredApprovals } from '../approvals.ts';
import { effectFor, isProtectedFrom, jobUser, type LiveCase, placeFor } from './case.ts';
import { whoCanPress, whoPresses } from './manual.ts';
import { remedy, whyRefused } from './refusal.ts';

/** Sentences; `undefined` where nothing more is in the way, or nothing is known of it. */
export function whatComesThen(it: LiveCase): string | undefined {
  const place = placeFor(it);
  const effect = effectFor(it);
  if (place.kind === 'environment' && needsApproval(place.protections) === true && place.action === 'start') {
    const number = requiredApprovals(place.protections);
    const then = whoCanPress(it);
    return number === 1
      ? t`When its turn comes it waits for an approval, which nobody can give before; then ${then} can press Run.`
      : t`When its turn comes it waits for ${number} approvals, which nobody can give before; then ${then} can press Run.`;
  }
  if (effect?.when === 'manual')
    return t`When its turn comes it has to be started by hand: ${whoCanPress(it)} can do that.`;
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
  return [
    t`When its turn comes it will fail (\`protected_environment_failure\`): it runs as ${name}, who may not deploy to \`${place.name}\`.`,
    whyRefused(it, user, reasons, { name }),
    t`Have ${whoPresses(it)} run it again then, or start the pipeline anew.`,
    remedy(it, user, reasons, { name }),
  ].join(' ');
}
