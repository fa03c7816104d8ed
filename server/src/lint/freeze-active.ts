/** `freeze/active`: a deploy freeze holds right now, and keeps the job out. */
import type { Rule } from './rule.ts';

export const freezeActive: Rule = {
  id: 'freeze/active',
  title: 'Held back by a deploy freeze',
  severity: 'info',
  ofAttempt: true,
  reads: ['freezePeriods'],
  source: 'https://docs.gitlab.com/user/project/releases/#prevent-unintentional-releases-by-setting-a-deploy-freeze',
  *check({ findings }) {
    for (const [job, gates] of findings) {
      const found = gates.find((it) => it.gate.id === 'freeze' && it.verdict.kind === 'wait');
      if (!found) continue;
      const { span, what, why, todo } = found;
      yield { job, cause: 'deploy freeze', span, what, why, ...(todo !== undefined && { todo }) };
    }
  },
};
