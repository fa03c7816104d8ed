/** `approval/manual-optional`: an approval is pending, and the pipeline goes on without it. */
import { t } from '@vscode/l10n';
import { forecastOf } from '../gates/ahead.ts';
import { needsApproval } from '../gates/approvals.ts';
import { whenSpan } from '../gates/places.ts';
import { deploymentOf } from '../gates/subject.ts';
import { later } from '../logic/later.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import { makeBlocking } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { certainDeployments, type Deployment } from './subject.ts';

export const approvalManualOptional: Rule = {
  id: 'approval/manual-optional',
  title: later('Approval that the pipeline does not wait for'),
  severity: 'info',
  everyKind: true,
  reads: ['protectedEnvironments'],
  source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/',
  *check(question) {
    for (const deployment of certainDeployments(question)) {
      const { job, effect } = deployment;
      if (!effect.allowFailure) continue;
      const protections = deploymentOf({ job, effect, snapshot: question.snapshot })?.protections;
      if (!protections || needsApproval(protections) !== true) continue;
      const next = nextBehind(question, deployment);
      if (next) yield finding(deployment, next);
    }
  },
};

/** A job of a later stage that runs by itself, needs or no needs. */
function nextBehind(question: LintQuestion, { job }: Deployment): JobOutcome | undefined {
  const { stages } = question.pipeline;
  const own = stages.indexOf(job.job.stage);
  return [...question.outcome.jobs.values()].find(
    (it) =>
      it.included === true &&
      !it.job.needs &&
      it.possible[0]?.when !== 'on_failure' &&
      it.job.environment?.action !== 'stop' &&
      stages.indexOf(it.job.stage) > own &&
      forecastOf(question).of(it.job.name)?.fate === 'starts',
  );
}

function finding({ job: { job }, effect, environment }: Deployment, next: JobOutcome): LintFinding {
  return {
    job: job.name,
    span: whenSpan(job, effect),
    what: t`waits for approvals while the pipeline goes on with \`${next.job.name}\``,
    why: t`The deployment to \`${environment.shown}\` has to be approved, which makes the job a manual one; since it may fail, nothing after it waits.`,
    todo: t('Say `allow_failure: false`, and later stages wait for the approval.'),
    related: [{ span: next.job.key.span, message: t`\`${next.job.name}\` does not wait` }],
    fixes: makeBlocking(job, effect),
  };
}
