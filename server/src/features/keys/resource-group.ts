/** `resource_group`: which jobs take turns, and in which order. */
import { t } from '@vscode/l10n';
import { resourceGroup } from '../../gates/resource-group.ts';
import { names } from '../../pipeline/process/words.ts';
import { headline } from '../gate-words.ts';
import { type About, findingOf, type KeyWords } from './about.ts';

export const resourceGroupWords: KeyWords = (about) => {
  const { job, options } = about;
  if (job.included === false) return t`**Not in this pipeline:** ${job.because.text}.`;
  const finding = findingOf(about, resourceGroup);
  if (!finding) return undefined;
  const { why, todo } = finding;
  const key = keyOf(job);
  const written = job.job.resourceGroup;
  const expanded = key !== undefined && key !== written ? ` ${t`\`${written ?? ''}\` is \`${key}\` here.`}` : '';
  return [
    `${headline(finding, options)}. ${why}${sharedWords(about, key)}${expanded}`,
    ...(todo === undefined ? [] : [t`*To do:* ${todo}`]),
    t('*The process mode is set over the API alone:* `PUT /projects/:id/resource_groups/:key`.'),
  ].join('\n\n');
};

function keyOf({ possible: [effect] }: About['job']): string | undefined {
  return typeof effect?.resourceGroup === 'string' ? effect.resourceGroup : undefined;
}

/** Those that spell it in another way. */
function sharedWords({ analysis: { outcome }, job }: About, key: string | undefined): string {
  if (key === undefined) return '';
  const others = [...outcome.jobs.values()].filter(
    (it) => it.job.resourceGroup !== job.job.resourceGroup && it.included !== false && keyOf(it) === key,
  );
  if (others.length === 0) return '';
  const all = names(others.map((it) => it.job.name));
  return ` ${others.length === 1 ? t`${all} comes to the same key.` : t`${all} come to the same key.`}`;
}
