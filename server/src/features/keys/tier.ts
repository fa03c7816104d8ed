/** `deployment_tier`: which tier counts, what it would be without it, and which groups protect that tier. */
import { t } from '@vscode/l10n';
import { rulesetSentence } from '../../gates/ruleset-words.ts';
import { guessTier } from '../../pipeline/environment.ts';
import type { EnvironmentOutcome } from '../../pipeline/outcome.ts';
import type { Snapshot } from '../../settings/settings.ts';
import type { KeyWords } from './about.ts';

export const tierWords: KeyWords = ({ analysis: { snapshot }, job }) => {
  const environment = job.possible[0]?.environment;
  if (!environment) return undefined;
  const { environments } = snapshot.settings;
  const row = environments.known ? environments.value.find((it) => it.name === environment.name) : undefined;
  const counts = row?.tier ?? (typeof environment.tier === 'string' ? environment.tier : undefined);
  return [
    `${whichCounts(environment, row?.tier, environments.known)}${withoutIt(environment, row !== undefined)}`,
    ...(counts === undefined ? [] : [protections(counts, snapshot)]),
  ].join('\n\n');
};

function whichCounts(
  { shown, tier, declaredTier }: EnvironmentOutcome,
  stored: string | undefined,
  isKnown: boolean,
): string {
  if (typeof tier === 'object' && 'invalid' in tier) return t`**\`${tier.invalid}\` is no deployment tier.**`;
  if (typeof tier !== 'string') return t('**The tier depends on variables that are not known here.**');
  if (stored === undefined) {
    const rest = isKnown
      ? t('The environment does not exist yet: GitLab makes it with this tier.')
      : t('A tier that GitLab has stored would count before it, and the environments could not be read.');
    return `${t`**\`${shown}\` gets the tier \`${tier}\`.**`} ${rest}`;
  }
  return stored === (declaredTier ?? tier)
    ? t`**\`${shown}\` has the tier \`${stored}\`,** in GitLab as well as here.`
    : t`**The tier \`${stored}\` counts, which GitLab has stored for \`${shown}\`.** The next successful deployment makes it \`${tier}\`.`;
}

function withoutIt({ name }: EnvironmentOutcome, exists: boolean): string {
  return exists || typeof name !== 'string'
    ? ''
    : ` ${t`Without the key it would be \`${guessTier(name)}\`, by the name.`}`;
}

function protections(tier: string, snapshot: Snapshot): string {
  const { groupProtectedEnvironments: groups, ancestorGroups } = snapshot.settings;
  if (ancestorGroups.known && ancestorGroups.value.length === 0)
    return t('The project is in no group that could protect a tier.');
  if (!groups.known) return t`Whether a group protects the tier \`${tier}\` could not be read.`;
  const rulesets = groups.value.items.filter((it) => it.name === tier);
  if (rulesets.length > 0) return rulesets.map((it) => rulesetSentence(it, snapshot)).join(' ');
  return groups.value.complete
    ? t`No group protects the tier \`${tier}\`.`
    : t`No group is known to protect the tier \`${tier}\`; not all of them may be seen.`;
}
