/** `environment/unprotected-production`: everybody who may run jobs on the branch may deploy to production. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { nearMiss } from './environment-near-miss.ts';
import type { LintQuestion, Rule } from './rule.ts';
import { fromAnyBranch } from './rules-any-branch-production.ts';
import { openEnvironments } from './rules-unprotected-ref-production.ts';
import { type Deployment, isGuarded, isProduction, nameOf, realDeploymentsOf } from './subject.ts';

export const environmentUnprotectedProduction: Rule = {
  id: 'environment/unprotected-production',
  title: later('Production that nothing protects'),
  severity: 'info',
  reads: ['protectedEnvironmentsLicensed', 'protectedEnvironments', 'groupProtectedEnvironments'],
  source: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  *check(question) {
    const { protectedEnvironmentsLicensed: licensed } = question.snapshot.settings;
    if (!licensed.known || !licensed.value) return;
    const open = realDeploymentsOf(question).filter((it) => isOpen(question, it));
    if (open.length === 0) return;
    // Where the branch is not protected either, or nothing looks at it, that is told, and this with it.
    const told = openEnvironments(question);
    const byThemselves = new Set(fromAnyBranch(question).map((it) => it.environment.shown));
    for (const deployment of open) {
      const name = nameOf(deployment.environment);
      if (name === undefined || told.has(name) || byThemselves.has(name)) continue;
      const { job } = deployment.job;
      yield {
        job: job.name,
        // One setting is missing, however many environments there are.
        cause: 'unprotected-production',
        span: job.environment?.nameSpan ?? job.key.span,
        what: t`deploys to \`${name}\`, which nothing protects`,
        why: t(
          'Neither the project protects this name nor a group the tier `production`: every Developer who may run jobs on the branch may deploy, and nobody has to approve.',
        ),
        todo: t('A Maintainer protects it under Settings > CI/CD > Protected environments.'),
      };
    }
  },
};

function isOpen(question: LintQuestion, deployment: Deployment): boolean {
  const name = nameOf(deployment.environment);
  if (name === undefined || !isProduction(deployment, question)) return false;
  return isGuarded(deployment, question) === false && !nearMiss(question, name)?.protected;
}
