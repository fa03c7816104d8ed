/** `freeze/always`: a freeze period that begins again as soon as it ends. */
import { t } from '@vscode/l10n';
import { isValidPeriod } from '../freeze/window.ts';
import { later } from '../logic/later.ts';
import { firstReacting } from './freeze-reacting.ts';
import type { Rule } from './rule.ts';

export const freezeAlways: Rule = {
  id: 'freeze/always',
  title: later('Freeze without an end'),
  severity: 'warning',
  reads: ['freezePeriods'],
  source: 'https://docs.gitlab.com/user/project/releases/#prevent-unintentional-releases-by-setting-a-deploy-freeze',
  *check({ pipeline, snapshot: { settings } }) {
    const { freezePeriods } = settings;
    const period = freezePeriods.known
      ? freezePeriods.value.find((it) => same(it.start, it.end) && isValidPeriod(it))
      : undefined;
    const reacting = period && firstReacting(pipeline);
    if (!period || !reacting) return;
    yield {
      job: reacting.job.name,
      span: reacting.span,
      what: t`sees a deploy freeze at all times: one begins and ends at \`${period.start.trim()}\``,
      why: t(
        'GitLab looks for the last start and for the first end after it. Where both are the same line, that end is the next start, and `CI_DEPLOY_FREEZE` is always set.',
      ),
      todo: t('A Maintainer gives the period another end under Settings > CI/CD > Deploy freezes.'),
    };
  },
};

function same(one: string, other: string): boolean {
  return one.trim().replace(/\s+/g, ' ') === other.trim().replace(/\s+/g, ' ');
}
