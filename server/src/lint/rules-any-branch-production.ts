/** `rules/any-branch-production`: whatever branch somebody pushes goes to production by itself. */
import { forecastOf } from '../gates/ahead.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { evaluate } from '../pipeline/evaluate.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { LintQuestion, Rule } from './rule.ts';
import { certainDeployments, type Deployment, deploymentsOf, isProduction, nameOf } from './subject.ts';

export const rulesAnyBranchProduction: Rule = {
  id: 'rules/any-branch-production',
  title: 'Production from any branch',
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/jobs/job_rules/',
  *check(question) {
    if (question.pipeline.errors.length > 0 || !deploymentsOf(question).some((it) => mayBe(question, it))) return;
    const outcome = onSomeBranch(question);
    if (outcome.created === false) return;
    for (const deployment of certainDeployments({ outcome })) {
      const { job, effect } = deployment;
      if (!isProduction(deployment, question) || isGuarded(question, deployment)) continue;
      if (effect.when !== 'on_success' && effect.when !== 'always') continue;
      if (forecastOf({ ...question, outcome }).of(job.job.name, effect)?.fate !== 'starts') continue;
      yield {
        job: job.job.name,
        span: job.because.span ?? job.job.environment?.nameSpan ?? job.job.key.span,
        what: 'deploys to production by itself, from whatever branch is pushed',
        why: `Nothing in its rules looks at the branch: ${job.because.text}. A push to a branch that nobody has reviewed is enough.`,
        todo: 'Add a rule such as `if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH`.',
      };
    }
  },
};

/** Whether it is worth evaluating another attempt: most pipelines have no such job. */
function mayBe(question: LintQuestion, deployment: Deployment): boolean {
  const { name } = deployment.environment;
  if (typeof name === 'string' && (!isProduction(deployment, question) || isGuarded(question, deployment)))
    return false;
  const { job } = deployment.job;
  return job.when !== 'manual' || (job.rules?.some((it) => it.when !== undefined) ?? false);
}

const branchOutcomes = new WeakMap<Outcome, Outcome>();

/** Somebody pushes to a branch of which no rule can know the name. */
function onSomeBranch({ pipeline, attempt, outcome }: LintQuestion): Outcome {
  const known = branchOutcomes.get(outcome);
  if (known) return known;
  const { variables: _, overrideVariables: __, ...rest } = attempt;
  const push: Attempt = {
    ...rest,
    ref: 'any-branch',
    tag: false,
    source: 'push',
    protected: false,
    changedPaths: 'unknown',
    defaultBranch: attempt.defaultBranch ?? 'main',
  };
  const made = evaluate(pipeline, push);
  branchOutcomes.set(outcome, made);
  return made;
}

/** A protection of the name lets only those deploy whom it names. */
function isGuarded({ snapshot: { settings } }: LintQuestion, { environment }: Deployment): boolean {
  const { protectedEnvironments } = settings;
  const name = nameOf(environment);
  return protectedEnvironments.known && protectedEnvironments.value.items.some((it) => it.name === name);
}
