/** `freeze/active`: a deploy freeze holds right now, and keeps the job out. */
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import type { Rule } from './rule.ts';
import { isOfTemplate } from './subject.ts';

export const freezeActive: Rule = {
  id: 'freeze/active',
  title: later('Held back by a deploy freeze'),
  severity: 'info',
  ofAttempt: true,
  reads: ['freezePeriods'],
  source: 'https://docs.gitlab.com/user/project/releases/#prevent-unintentional-releases-by-setting-a-deploy-freeze',
  *check({ findings, outcome }) {
    for (const [job, gates] of findings) {
      if (isSwitchedOff(outcome.jobs.get(job)?.job)) continue;
      const found = gates.find((it) => it.gate.id === 'freeze' && it.verdict.kind === 'wait');
      if (!found) continue;
      const { span, what, why, todo } = found;
      yield { job, cause: 'deploy-freeze', span, what, why, ...(todo !== undefined && { todo }) };
    }
  },
};

/** A job of GitLab's templates that nothing but a variable of the project's own lets in: without the freeze it is not there either. */
function isSwitchedOff(job: Job | undefined): boolean {
  if (!job?.rules || !isOfTemplate(job)) return false;
  const lettingIn = job.rules.filter((it) => (it.when ?? job.when) !== 'never');
  return lettingIn.every((it) => /\$\{?(?!CI_|GITLAB_)[A-Z]/.test(it.if ?? ''));
}
