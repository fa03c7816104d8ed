/** `trigger/delayed`: a rule puts a trigger job off, and GitLab starts it at once. */
import { at } from '../syntax/node.ts';
import type { Rule } from './rule.ts';

export const triggerDelayed: Rule = {
  id: 'trigger/delayed',
  title: 'Trigger job that cannot be delayed',
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
          what: `starts at once where this rule matches, not after ${rule.startIn ?? 'a while'}`,
          why: 'GitLab takes `when: delayed` in the rules of a trigger job, and cannot put trigger jobs off.',
          todo: 'Let a delayed job with a script stand before it, which it needs.',
        };
      }
    }
  },
};
