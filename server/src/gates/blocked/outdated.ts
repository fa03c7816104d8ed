/** Jobs that came too late: a newer deployment has finished, or their pipeline is so old that its jobs are archived. */
import { t } from '@vscode/l10n';
import { later } from '../../logic/later.ts';
import { isUnknown } from '../../logic/tri.ts';
import type { LiveDeployment } from '../../settings/live.ts';
import { manualText } from '../manual-text.ts';
import { quoted } from '../words.ts';
import type { Blocked } from './answer.ts';
import { isOutdated, type LiveCase, newerDeployment, placeFor } from './case.ts';
import { answer, meanwhile } from './frame.ts';

export const outdatedSource =
  'https://docs.gitlab.com/ci/environments/deployment_safety/#prevent-outdated-deployment-jobs';

/** Refused to everybody: every right to write the job is gone (gates.md §7.2). */
export function outdated(it: LiveCase): Blocked {
  return answer(it, {
    state: 'held',
    gate: 'outdated',
    verdict: 'deny',
    what: t('can be started by nobody any more: a newer deployment has finished'),
    why: [
      newerWords(it),
      isUnknown(isOutdated(it))
        ? t(
            'Every other rule lets you start it, and GitLab says that you may not: the project prevents outdated deployments.',
          )
        : t('The project prevents outdated deployments.'),
      t`The job's page says: ${quoted(manualText({ playAllowed: false, outdated: true }).content)}`,
      meanwhile(it),
    ].join(' '),
    todo: [t('Start the job of the newest pipeline instead.'), t(bringBack), t(switchOff)],
    source: outdatedSource,
  });
}

export const bringBack = later('To bring this older commit back, run a new pipeline for it.');
export const switchOff = later(
  'A Maintainer can switch the check off: Settings > CI/CD > General pipelines > "Prevent outdated deployment jobs".',
);

/** Which deployment came later; empty where it was not read. */
export function newerWords(it: LiveCase): string {
  const newer = newerDeployment(it);
  if (!newer.known || !newer.value) return '';
  return t`A newer deployment to \`${newer.value.environment.name}\` has finished: ${deployed(newer.value)}.`;
}

function deployed({ iid, sha, user }: LiveDeployment): string {
  const commit = sha.slice(0, 8);
  return user
    ? t`deployment ${iid}, commit \`${commit}\`, by \`${user.username}\``
    : t`deployment ${iid}, commit \`${commit}\``;
}

/** A newer deployment that may or may not count, since the setting is shown to Maintainers alone. */
export function newerNote(it: LiveCase): string | undefined {
  if (!isUnknown(isOutdated(it)) || newerWords(it) === '') return undefined;
  const so = t(
    'If the project prevents outdated deployments, which only Maintainers are shown, nobody can start this one any more.',
  );
  return `${newerWords(it)} ${so}`;
}

export function archived(it: LiveCase): Blocked {
  const place = placeFor(it);
  return answer(it, {
    state: 'held',
    gate: 'pipeline',
    verdict: 'deny',
    what: t('can be started by nobody any more: it is archived'),
    why: [
      t('This instance archives the jobs of old pipelines, which can then be neither started nor retried.'),
      place.kind === 'environment' ? t`It is meant for \`${place.name}\`.` : '',
    ].join(' '),
    todo: [t('Run a new pipeline for the commit.')],
    source: 'https://docs.gitlab.com/administration/settings/continuous_integration/#archive-pipelines',
  });
}
