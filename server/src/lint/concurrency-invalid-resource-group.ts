/** `concurrency/invalid-resource-group`: a key that GitLab drops without a word. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isEnvironmentName } from '../pipeline/environment.ts';
import { at } from '../syntax/node.ts';
import type { Rule } from './rule.ts';

export const concurrencyInvalidResourceGroup: Rule = {
  id: 'concurrency/invalid-resource-group',
  title: later('Resource group that is dropped'),
  severity: 'warning',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/resource_groups/',
  *check({ outcome }) {
    for (const { job, included, possible } of outcome.jobs.values()) {
      if (included === false && /[$%]/.test(job.resourceGroup ?? '')) continue;
      const key = possible[0]?.resourceGroup;
      if (typeof key !== 'string' || isEnvironmentName(key)) continue;
      yield {
        job: job.name,
        span: at(job.body, 'resource_group')?.span ?? job.key.span,
        what: whatOf(job.resourceGroup ?? key, key),
        why: t(
          'A key has letters, digits, blanks and `-_/.{}$`, at most 255 of them, and no `/` at its ends. GitLab drops any other without a word, and several such jobs run at once.',
        ),
        todo: t('Build the key without other characters, or from other variables, such as `$CI_ENVIRONMENT_SLUG`.'),
      };
    }
  },
};

/** What is wrong with the key; what comes out of its variables may be made up. */
function whatOf(written: string, key: string): string {
  const [odd] = /[^\w ./{}$-]/.exec(key) ?? [];
  if (odd === undefined) return t`is in no resource group, since \`${written}\` is no key for one`;
  return written.includes(odd)
    ? t`is in no resource group, since \`${written}\` has \`${odd}\` in it, which no key may have`
    : t`is in no resource group, since \`${written}\` comes to a text with \`${odd}\` in it, which no key may have`;
}
