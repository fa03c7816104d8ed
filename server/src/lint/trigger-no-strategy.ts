/** `trigger/no-strategy`: a deployment that counts as done as soon as another pipeline exists. */
import { addToTrigger, fix } from './fixes.ts';
import type { Rule } from './rule.ts';

export const triggerNoStrategy: Rule = {
  id: 'trigger/no-strategy',
  title: 'Deployment that does not wait for its pipeline',
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#triggerstrategy',
  *check({ outcome }) {
    for (const { job } of outcome.jobs.values()) {
      if (!job.trigger || job.trigger.strategy !== undefined || job.environment?.action !== 'start') continue;
      yield {
        job: job.name,
        span: job.trigger.key.span,
        what: 'counts as a successful deployment as soon as the other pipeline has been created',
        why: 'Without `strategy` a trigger job succeeds at once, whatever becomes of the pipeline it starts: the environment then shows a deployment that may have failed, and a resource group is free again.',
        todo: 'Add `strategy: depend`, or `mirror` (GitLab 18.2 and later), which also shows a manual job there.',
        fixes: fix('Add `strategy: depend`', addToTrigger(job, ['strategy: depend'])),
      };
    }
  },
};
