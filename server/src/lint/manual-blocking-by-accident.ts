/** `manual/blocking-by-accident`: a manual job that need not be pressed, and that keeps its pipeline from ending. */
import { t } from '@vscode/l10n';
import { whenSpan } from '../gates/places.ts';
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import type { Effect } from '../pipeline/outcome.ts';
import { makeOptional } from './fixes.ts';
import type { LintFinding, Rule } from './rule.ts';
import { isCertain } from './subject.ts';

export const manualBlockingByAccident: Rule = {
  id: 'manual/blocking-by-accident',
  title: later('Stop job that blocks its pipeline'),
  severity: 'warning',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/#run-a-pipeline-job-when-environment-is-stopped',
  *check(question) {
    for (const job of question.outcome.jobs.values()) {
      const [effect] = job.possible;
      if (!effect || job.job.environment?.action !== 'stop' || !isCertain(question, job)) continue;
      if (effect.when !== 'manual' || effect.allowFailure) continue;
      // Whoever writes `allow_failure: false` means it.
      if (job.job.allowFailure.defined || ruleOf(job.job, effect)?.allowFailure !== undefined) continue;
      yield finding(job.job, effect);
    }
  },
};

function ruleOf(job: Job, effect: Effect) {
  return effect.rule && job.rules?.[effect.rule.index];
}

function finding(job: Job, effect: Effect): LintFinding {
  return {
    job: job.name,
    span: whenSpan(job, effect),
    what: t('keeps its pipeline from ending until somebody stops the environment'),
    why: t(
      '`when: manual` in a rule, unlike on a job, makes a job blocking: the pipeline shows "Blocked", later stages wait, and a merge request that needs a passed pipeline cannot be merged.',
    ),
    todo: t('Add `allow_failure: true`.'),
    fixes: makeOptional(job, effect),
  };
}
