/** `manual/optional-gate`: a manual job that does nothing but be pressed, and that nothing waits for. */
import { t } from '@vscode/l10n';
import { forecastOf } from '../gates/ahead.ts';
import { whenSpan } from '../gates/places.ts';
import { later } from '../logic/later.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import { makeBlocking } from './fixes.ts';
import { onlySpeaks } from './rehearsals.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';

export const manualOptionalGate: Rule = {
  id: 'manual/optional-gate',
  title: later('Approval that holds nothing'),
  severity: 'warning',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs',
  *check(question) {
    for (const job of question.outcome.jobs.values()) {
      const [effect] = job.possible;
      if (job.included !== true || job.possible.length !== 1 || effect?.when !== 'manual' || !effect.allowFailure)
        continue;
      if (!onlySpeaks(job.job) || !hasDeploymentsBehind(question, job) || isNeeded(question, job)) continue;
      if (forecastOf(question).pressing(job.job.name).length === 0) yield finding(job);
    }
  },
};

/** With `needs` a job waits for an optional manual job too. */
function isNeeded({ outcome }: LintQuestion, { job: { name } }: JobOutcome): boolean {
  return [...outcome.jobs.values()].some(
    (it) =>
      it.included !== false &&
      it.possible.some(({ needs }) => needs?.some((need) => need.kind === 'job' && need.job === name)),
  );
}

function hasDeploymentsBehind({ outcome, pipeline: { stages } }: LintQuestion, { job }: JobOutcome): boolean {
  const own = stages.indexOf(job.stage);
  return [...outcome.jobs.values()].some(
    (it) => it.included === true && it.job.environment && stages.indexOf(it.job.stage) > own,
  );
}

function finding({ job, possible }: JobOutcome): LintFinding {
  const own = job.when === 'manual' && !job.allowFailure.defined;
  return {
    job: job.name,
    span: whenSpan(job, possible[0]),
    what: t('is there to be pressed, and nothing waits for it'),
    why: own
      ? t(
          '`when: manual` on a job, unlike in a rule, makes it optional: the pipeline goes on without it, and no job needs it.',
        )
      : t('`allow_failure: true` makes a manual job optional: the pipeline goes on without it, and no job needs it.'),
    todo: t('Say `allow_failure: false`, and the stages after it wait.'),
    fixes: makeBlocking(job, possible[0]),
  };
}
