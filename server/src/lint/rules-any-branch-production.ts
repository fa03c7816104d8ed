/** `rules/any-branch-production`: whatever branch somebody pushes goes to production by itself. */
import { t } from '@vscode/l10n';
import { forecastOf } from '../gates/ahead.ts';
import { later } from '../logic/later.ts';
import { rehearsalOf } from './rehearsals.ts';
import type { LintQuestion, Rule } from './rule.ts';
import { certainDeployments, type Deployment, deploymentsOf, isGuarded, isProduction } from './subject.ts';

export const rulesAnyBranchProduction: Rule = {
  id: 'rules/any-branch-production',
  title: later('Production from any branch'),
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/jobs/job_rules/',
  *check(question) {
    for (const { job } of fromAnyBranch(question)) {
      yield {
        job: job.job.name,
        span: job.because.span ?? job.job.environment?.nameSpan ?? job.job.key.span,
        what: t('deploys to production by itself, from whatever branch is pushed'),
        why: t`Nothing in its rules looks at the branch: ${job.because.text}. A push to a branch that nobody has reviewed is enough.`,
        todo: t('Add a rule such as `if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH`.'),
      };
    }
  },
};

/** The deployments to an unguarded production that start by themselves on a branch of which no rule knows the name. */
export function fromAnyBranch(question: LintQuestion): readonly Deployment[] {
  if (!deploymentsOf(question).some((it) => mayBe(question, it))) return [];
  const outcome = question.elsewhere?.find((it) => it.kind === 'branch')?.outcome();
  if (!outcome) return [];
  return certainDeployments({ outcome }).filter((it) => {
    const { effect, job } = it;
    if (!isProduction(it, question) || isGuarded(it, question) === true) return false;
    // A plan of what would change changes nothing.
    if ((effect.when !== 'on_success' && effect.when !== 'always') || rehearsalOf(job.job)) return false;
    return forecastOf({ ...question, outcome }).of(job.job.name, effect)?.fate === 'starts';
  });
}

/** Whether it is worth evaluating another attempt: most pipelines have no such job. */
function mayBe(question: LintQuestion, deployment: Deployment): boolean {
  const { name } = deployment.environment;
  if (typeof name === 'string' && (!isProduction(deployment, question) || isGuarded(deployment, question) === true))
    return false;
  const { job } = deployment.job;
  return job.when !== 'manual' || (job.rules?.some((it) => it.when !== undefined) ?? false);
}
