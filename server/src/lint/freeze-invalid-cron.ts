/** `freeze/invalid-cron`: a freeze period that never begins, since GitLab cannot read it. */
import { t } from '@vscode/l10n';
import { isValidPeriod } from '../freeze/window.ts';
import { later } from '../logic/later.ts';
import { firstReacting } from './freeze-reacting.ts';
import type { Rule } from './rule.ts';

export const freezeInvalidCron: Rule = {
  id: 'freeze/invalid-cron',
  title: later('Freeze that never begins'),
  severity: 'warning',
  reads: ['freezePeriods'],
  source: 'https://docs.gitlab.com/api/freeze_periods/',
  *check({ pipeline, snapshot: { settings } }) {
    const { freezePeriods } = settings;
    const period = freezePeriods.known ? freezePeriods.value.find((it) => !isValidPeriod(it)) : undefined;
    const reacting = period && firstReacting(pipeline);
    if (!period || !reacting) return;
    yield {
      job: reacting.job.name,
      span: reacting.span,
      what: t`waits for a deploy freeze that never begins: from \`${period.start}\` to \`${period.end}\` (${period.timeZone})`,
      why: t(
        'GitLab cannot read one of the two cron lines or the time zone, so `CI_DEPLOY_FREEZE` is never set by this period. It refuses to store such a period; one that was stored by an older version, or written into a file of settings by hand, remains.',
      ),
      todo: t('A Maintainer mends the period under Settings > CI/CD > Deploy freezes.'),
    };
  },
};
