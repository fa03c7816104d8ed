/** `concurrency/no-resource-group`: two pipelines may deploy to production at the same time. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isEnvironmentName } from '../pipeline/environment.ts';
import { addToJob, fix, quoted } from './fixes.ts';
import type { Rule } from './rule.ts';
import { type Deployment, isProduction, nameOf, realDeploymentsOf } from './subject.ts';

export const concurrencyNoResourceGroup: Rule = {
  id: 'concurrency/no-resource-group',
  title: later('Production deployments side by side'),
  severity: 'hint',
  strict: true,
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/resource_groups/',
  *check(question) {
    for (const deployment of realDeploymentsOf(question)) {
      const { job } = deployment.job;
      if (!isProduction(deployment, question) || job.resourceGroup !== undefined) continue;
      const { shown } = deployment.environment;
      const line = `resource_group: ${quoted(keyFor(deployment))}`;
      yield {
        job: job.name,
        cause: shown,
        span: job.environment?.nameSpan ?? job.key.span,
        what: t`may run at the same time as another deployment to \`${shown}\``,
        why: t(
          'Without a resource group GitLab starts the deployments of two pipelines side by side, and the one that ends last wins.',
        ),
        todo: t`Add \`${line}\` to every job that deploys there, and one waits for the other.`,
        fixes: fix(t`Add \`${line}\``, addToJob(job, [line], 'environment')),
      };
    }
  },
};

/** Of the environment, where that may be a key: one target need not wait for another. */
function keyFor({ environment }: Deployment): string {
  const name = nameOf(environment);
  return name !== undefined && isEnvironmentName(name) ? name : 'production';
}
