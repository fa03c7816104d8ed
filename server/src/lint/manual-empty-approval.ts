/** `manual/empty-approval`: a job that is there to be pressed, and is recorded as a deployment that nobody made. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { addToEnvironment, fix } from './fixes.ts';
import { onlySpeaks } from './rehearsals.ts';
import type { Rule } from './rule.ts';
import { deploymentsOf, ownEnvironment } from './subject.ts';

export const manualEmptyApproval: Rule = {
  id: 'manual/empty-approval',
  title: later('Approval recorded as a deployment'),
  severity: 'info',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/#access-an-environment-for-preparation-or-verification-purposes',
  *check(question) {
    const deployments = deploymentsOf(question);
    for (const { job, effect, environment } of deployments) {
      if (effect.when !== 'manual' || !onlySpeaks(job.job)) continue;
      // Only beside a real deployment is it an approval; alone it stands in for one that is still to be written.
      const real = deployments.find(
        (it) => it.environment.shown === environment.shown && it.job !== job && !onlySpeaks(it.job.job),
      );
      if (!real) continue;
      const { span, own } = ownEnvironment(job.job);
      yield {
        job: job.job.name,
        span,
        what: t`deploys nothing, and counts as a deployment to \`${environment.shown}\` as soon as somebody presses it`,
        why: t`Its script only prints. GitLab records a successful deployment all the same: the environment shows this commit before \`${real.job.job.name}\` has run.`,
        todo: t('Say `action: access`, which records nothing and asks the same protected environment.'),
        related: [{ span: real.job.job.key.span, message: t`\`${real.job.job.name}\` deploys there` }],
        fixes: own ? fix(t('Add `action: access`'), addToEnvironment(job.job, ['action: access'])) : [],
      };
    }
  },
};
