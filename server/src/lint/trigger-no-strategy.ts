/** `trigger/no-strategy`: a deployment that counts as done as soon as another pipeline exists. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { addToTrigger, fix } from './fixes.ts';
import type { Rule } from './rule.ts';

export const triggerNoStrategy: Rule = {
  id: 'trigger/no-strategy',
  title: later('Deployment that does not wait for its pipeline'),
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#triggerstrategy',
  *check({ outcome }) {
    for (const { job } of outcome.jobs.values()) {
      if (!job.trigger || job.trigger.strategy !== undefined || job.environment?.action !== 'start') continue;
      yield {
        job: job.name,
        span: job.trigger.key.span,
        what: t('counts as a successful deployment as soon as the other pipeline has been created'),
        why: t(
          'Without `strategy` a trigger job succeeds at once, whatever becomes of the pipeline it starts: the environment then shows a deployment that may have failed, and a resource group is free again.',
        ),
        todo: t('Add `strategy: depend`, or `mirror` (GitLab 18.2 and later), which also shows a manual job there.'),
        fixes: fix(t('Add `strategy: depend`'), addToTrigger(job, ['strategy: depend'])),
      };
    }
  },
};
