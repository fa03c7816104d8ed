/** `environment/shared-by-branches`: every branch deploys to one environment, and any of them has it stopped. */
import type { Outcome } from '../pipeline/outcome.ts';
import { at } from '../syntax/node.ts';
import type { LintFinding, Rule } from './rule.ts';
import { certainDeployments, type Deployment, nameOf } from './subject.ts';

export const environmentSharedByBranches: Rule = {
  id: 'environment/shared-by-branches',
  title: 'One environment for every branch',
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/#default-stopping-behavior',
  *check(question) {
    if (!question.pipeline.jobs.some((it) => it.environment?.onStop !== undefined)) return;
    for (const { kind, outcome } of question.elsewhere ?? []) {
      if (kind !== 'branch' && kind !== 'merge-request') continue;
      const made = outcome();
      yield* certainDeployments({ outcome: made }).flatMap((it) => finding(it, kind, made));
    }
  },
};

/** What differs from branch to branch, and is known not to be in an expanded name. */
const ofBranches = ['any-branch', 'CI_COMMIT', 'CI_MERGE_REQUEST'];

function finding(
  { job: { job }, effect, environment }: Deployment,
  kind: string,
  outcome: Outcome,
): readonly LintFinding[] {
  const name = nameOf(environment);
  const stop = job.environment?.onStop;
  if (name === undefined || stop === undefined || ofBranches.some((it) => name.includes(it))) return [];
  const [whose, stops] =
    kind === 'branch'
      ? ['branch', 'When a branch is deleted GitLab stops the environments to which it was the last to deploy']
      : ['merge request', 'When a merge request is merged or closed GitLab stops the environments of its pipeline'];
  const isThere = outcome.jobs.get(stop)?.included !== false;
  return [
    {
      job: job.name,
      span: job.environment?.nameSpan ?? job.key.span,
      what: `${effect.when === 'manual' ? 'can deploy' : 'deploys'} every ${whose} to \`${name}\`, and any of them has it stopped`,
      why: `${stops}${isThere ? `, here with \`${stop}\`` : ''}. Since all of them share \`${name}\`, that ${isThere ? 'takes away' : 'marks as stopped'} what another one uses.`,
      todo: `Give every ${whose} an environment of its own, such as \`${name}/$CI_COMMIT_REF_SLUG\`, or leave \`on_stop\` out.`,
      related: [{ span: at(job.environment?.node, 'on_stop')?.span ?? job.key.span, message: `\`${stop}\` stops it` }],
    },
  ];
}
