/** `upstream/unreachable`: a needed job is not in this kind of pipeline, so GitLab creates no pipeline at all. */

import { sentence } from '../gates/words.ts';
import type { Need } from '../pipeline/job.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';

export const upstreamUnreachable: Rule = {
  id: 'upstream/unreachable',
  title: 'Needed job is missing from the pipeline',
  severity: 'error',
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#needsoptional',
  *check(question) {
    const { outcome } = question;
    if (outcome.created !== false || outcome.reason !== 'seed_errors') return;
    for (const job of outcome.jobs.values()) {
      if (job.included !== true) continue;
      yield* (job.possible[0]?.needs ?? []).flatMap((need) => finding(question, job, need));
    }
  },
};

function finding(question: LintQuestion, { job }: JobOutcome, need: Need): readonly LintFinding[] {
  const other = need.kind === 'job' && !need.optional ? question.outcome.jobs.get(need.job) : undefined;
  if (other?.included !== false) return [];
  return [
    {
      job: job.name,
      span: need.span,
      what: `needs \`${other.job.name}\`, which is not in ${kindOf(question)}, so that there is no pipeline at all`,
      why: `${sentence(because(other))}. GitLab refuses to create a pipeline in which a needed job is missing.`,
      todo: 'Give both jobs the same rules, or need it with `optional: true`.',
      related: [{ span: other.because.span ?? other.job.key.span, message: because(other) }],
    },
  ];
}

function because({ job, because: { text } }: JobOutcome): string {
  return `\`${job.name}\` is not there: ${text}`;
}

function kindOf({ attempt: { source, tag } }: LintQuestion): string {
  if (source === 'merge_request_event') return 'merge request pipelines';
  return tag ? 'tag pipelines' : 'pipelines like this one';
}
