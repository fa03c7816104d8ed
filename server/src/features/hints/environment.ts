/** Behind the name of an environment: the name with its variables in place, and the tier that counts. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../../engine/analysis.ts';
import type { JobOutcome } from '../../pipeline/outcome.ts';
import { attemptWords } from '../words.ts';
import type { Hint, HintsOf } from './hint.ts';

/** `= review/main`, where variables are known. A job that is not in this pipeline has no name to tell. */
export const nameHints: HintsOf = (analysis) =>
  written(analysis).flatMap(({ job, included, possible: [effect] }) => {
    const { environment } = job;
    const shown = effect?.environment?.shown;
    if (!environment || included === false || shown === undefined || shown === environment.name) return [];
    const isOpen = typeof effect?.environment?.name !== 'string';
    const tooltip = t`For \`${job.name}\` the environment is called \`${shown}\`, ${attemptWords(analysis)}.`;
    return [
      {
        span: environment.nameSpan,
        lead: '= ',
        label: shown === '' ? t('(empty)') : shown,
        tooltip: isOpen ? `${tooltip} ${t('What is left of its variables is not known here.')}` : tooltip,
      },
    ];
  });

/** `tier: testing (guessed)`. What is declared and counts is written there already. */
export const tierHints: HintsOf = (analysis) =>
  written(analysis).flatMap((it): readonly Hint[] => {
    const { environment } = it.job;
    const said = environment && tierWords(analysis, it);
    return said ? [{ span: environment.nameSpan, lead: t('tier: '), ...said }] : [];
  });

function written({ outcome }: Analysis): readonly JobOutcome[] {
  return [...outcome.jobs.values()].filter((it) => it.job.environment);
}

function tierWords(
  { snapshot: { settings } }: Analysis,
  { possible: [effect] }: JobOutcome,
): Pick<Hint, 'label' | 'tooltip'> | undefined {
  const { name, shown = '', tier, tierFrom } = effect?.environment ?? {};
  if (typeof name !== 'string') return undefined;
  const { environments } = settings;
  const stored = environments.known ? environments.value.find((it) => it.name === name)?.tier : undefined;
  if (stored !== undefined) {
    if (tierFrom === 'declared' && stored === tier) return undefined;
    return {
      label: t`${stored} (stored)`,
      tooltip:
        typeof tier === 'string' && tier !== stored
          ? t`GitLab has \`${shown}\` stored with the tier \`${stored}\`: protections of groups go by it, not \`${tier}\`.`
          : t`GitLab has \`${shown}\` stored with the tier \`${stored}\`: protections of groups go by it.`,
    };
  }
  if (tierFrom !== 'guessed' || typeof tier !== 'string') return undefined;
  const rest = environments.known
    ? t('The environment does not exist yet, so this is what it is made with.')
    : t('What GitLab has stored counts before that, and it is not known here.');
  return { label: t`${tier} (guessed)`, tooltip: `${guess(tier)} ${rest}` };
}

function guess(tier: string): string {
  return tier === 'other'
    ? t(
        'GitLab finds nothing in the name to guess a tier from and takes `other`, as long as there is no `deployment_tier`.',
      )
    : t`GitLab guesses \`${tier}\` from letters in the name, as long as there is no \`deployment_tier\`.`;
}
