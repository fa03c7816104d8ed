/** `environment/unprotected-production`: everybody who may run jobs on the branch may deploy to production. */
import { nearMiss } from './environment-near-miss.ts';
import type { Rule } from './rule.ts';
import { isGuarded, isProduction, nameOf, realDeploymentsOf } from './subject.ts';

export const environmentUnprotectedProduction: Rule = {
  id: 'environment/unprotected-production',
  title: 'Production that nothing protects',
  severity: 'info',
  everyKind: true,
  reads: ['protectedEnvironmentsLicensed', 'protectedEnvironments', 'groupProtectedEnvironments'],
  source: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  *check(question) {
    const { protectedEnvironmentsLicensed: licensed } = question.snapshot.settings;
    if (!licensed.known || !licensed.value) return;
    for (const deployment of realDeploymentsOf(question)) {
      const name = nameOf(deployment.environment);
      if (name === undefined || !isProduction(deployment, question)) continue;
      if (isGuarded(deployment, question) !== false || nearMiss(question, name)?.protected) continue;
      const { job } = deployment.job;
      yield {
        job: job.name,
        cause: name,
        span: job.environment?.nameSpan ?? job.key.span,
        what: `deploys to \`${name}\`, which nothing protects`,
        why: 'Neither the project protects this name nor a group the tier `production`: every Developer who may run jobs on the branch may deploy, and nobody has to approve.',
        todo: 'A Maintainer protects it under Settings > CI/CD > Protected environments.',
      };
    }
  },
};
