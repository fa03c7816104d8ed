/** `rules/duplicate-pipelines`: one push to a branch with a merge request deploys twice. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { LintQuestion, PipelineKind, Rule } from './rule.ts';
import { isNotThisBranch } from './rules-also-true.ts';
import { certainDeployments, type Deployment } from './subject.ts';

export const rulesDuplicatePipelines: Rule = {
  id: 'rules/duplicate-pipelines',
  title: later('One push that deploys twice'),
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/jobs/job_rules/#avoid-duplicate-pipelines',
  *check(question) {
    if (!question.pipeline.jobs.some((it) => it.environment?.action === 'start' && it.rules)) return;
    const inMergeRequest = new Map(automatic(question, 'merge-request').map((it) => [it.job.job.name, it]));
    if (inMergeRequest.size === 0) return;
    for (const { job, environment } of automatic(question, 'branch')) {
      const other = inMergeRequest.get(job.job.name);
      // Where the condition holds for want of a branch, that is the mistake.
      if (!other || isAlsoTrue(other.job)) continue;
      const same = other.environment.shown === environment.shown;
      yield {
        job: job.job.name,
        span: job.because.span ?? job.job.key.span,
        what: same
          ? t('deploys twice when a branch with an open merge request is pushed, both times to the same environment')
          : t('deploys twice when a branch with an open merge request is pushed'),
        why: t`GitLab makes a pipeline of the branch and one of the merge request, and the job is in both: ${job.because.text}; ${other.job.because.text}.`,
        todo: t(
          'Let `workflow:rules` leave branch pipelines out where `$CI_OPEN_MERGE_REQUESTS` is set, or keep the job to one kind of pipeline.',
        ),
      };
    }
  },
};

/** What such a pipeline deploys without anybody pressing anything. */
function automatic({ elsewhere }: LintQuestion, kind: PipelineKind): readonly Deployment[] {
  const outcome = elsewhere?.find((it) => it.kind === kind)?.outcome();
  if (outcome?.created !== true) return [];
  return certainDeployments({ outcome }).filter(({ effect: { when } }) => when === 'on_success' || when === 'always');
}

function isAlsoTrue({ job, possible }: Deployment['job']): boolean {
  const index = possible[0]?.rule?.index;
  const rule = index === undefined ? undefined : job.rules?.[index];
  return rule !== undefined && isNotThisBranch(rule);
}
