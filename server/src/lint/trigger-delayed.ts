/** `trigger/delayed`: a rule puts a trigger job off, and GitLab starts it at once. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { at } from '../syntax/node.ts';
import type { Rule } from './rule.ts';

export const triggerDelayed: Rule = {
  id: 'trigger/delayed',
  title: later('Trigger job that cannot be delayed'),
  severity: 'warning',
  inParts: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/jobs/job_control/#run-a-job-after-a-delay',
  *check({ pipeline }) {
    for (const job of pipeline.jobs) {
      if (job.kind !== 'trigger') continue;
      for (const rule of job.rules ?? []) {
        if (rule.when !== 'delayed') continue;
        yield {
          job: job.name,
          span: at(rule.node, 'when')?.span ?? rule.node.span,
          what:
            rule.startIn === undefined
              ? t('starts at once where this rule matches, not after a while')
              : t`starts at once where this rule matches, not after ${rule.startIn}`,
          why: t('GitLab takes `when: delayed` in the rules of a trigger job, and cannot put trigger jobs off.'),
          todo: t('Let a delayed job with a script stand before it, which it needs.'),
        };
      }
    }
  },
};
