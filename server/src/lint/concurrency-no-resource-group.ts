/** `concurrency/no-resource-group`: two pipelines may deploy to production at the same time. */
import { addToJob, fix } from './fixes.ts';
import type { Rule } from './rule.ts';
import { isProduction, realDeploymentsOf } from './subject.ts';

export const concurrencyNoResourceGroup: Rule = {
  id: 'concurrency/no-resource-group',
  title: 'Production deployments side by side',
  severity: 'hint',
  strict: true,
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/resource_groups/',
  *check(question) {
    for (const deployment of realDeploymentsOf(question)) {
      const { job } = deployment.job;
      if (!isProduction(deployment, question) || job.resourceGroup !== undefined) continue;
      yield {
        job: job.name,
        span: job.environment?.nameSpan ?? job.key.span,
        what: 'may run at the same time as another deployment to production',
        why: 'Without a resource group GitLab starts the deployments of two pipelines side by side, and the one that ends last wins.',
        todo: 'Add `resource_group: production`, and one waits for the other.',
        fixes: fix('Add `resource_group: production`', addToJob(job, ['resource_group: production'], 'environment')),
      };
    }
  },
};
