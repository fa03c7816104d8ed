/** `concurrency/outdated-manual`: a manual deployment that cannot be pressed any more once a newer one has run. */
import { t } from '@vscode/l10n';
import { whenSpan } from '../gates/places.ts';
import { later } from '../logic/later.ts';
import type { Rule } from './rule.ts';
import { isCertain, isProduction, realDeploymentsOf } from './subject.ts';

export const concurrencyOutdatedManual: Rule = {
  id: 'concurrency/outdated-manual',
  title: later('No way back with an older pipeline'),
  severity: 'hint',
  strict: true,
  everyKind: true,
  reads: ['forwardDeployment'],
  source: 'https://docs.gitlab.com/ci/environments/deployment_safety/#prevent-outdated-deployment-jobs',
  *check(question) {
    const { forwardDeployment } = question.snapshot.settings;
    if (!forwardDeployment.known || !forwardDeployment.value.enabled) return;
    for (const deployment of realDeploymentsOf(question).filter((it) => isCertain(question, it.job))) {
      const { job } = deployment.job;
      if (deployment.effect.when !== 'manual' || !isProduction(deployment, question)) continue;
      const { rollbackAllowed } = forwardDeployment.value;
      yield {
        job: job.name,
        cause: deployment.environment.shown,
        span: whenSpan(job, deployment.effect),
        what: t`cannot be pressed any more once a newer deployment to \`${deployment.environment.shown}\` has succeeded`,
        why: rollbackAllowed
          ? t('The project prevents outdated deployments. Only a job that has run before may be retried, to roll back.')
          : t(
              'The project prevents outdated deployments. It does not let a job that has run before be retried either: nobody rolls back this way.',
            ),
        todo: rollbackAllowed
          ? t('To go back, retry a job that has run, or run a new pipeline on the older commit.')
          : t(
              'A Maintainer allows retries under Settings > CI/CD > General pipelines, or you run a new pipeline on the older commit.',
            ),
      };
    }
  },
};
