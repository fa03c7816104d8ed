/** `environment/shared-by-branches`: every branch deploys to one environment, and any of them has it stopped. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import { at } from '../syntax/node.ts';
import type { LintFinding, Rule } from './rule.ts';
import { certainDeployments, type Deployment, nameOf } from './subject.ts';

export const environmentSharedByBranches: Rule = {
  id: 'environment/shared-by-branches',
  title: later('One environment for every branch'),
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
  const isThere = outcome.jobs.get(stop)?.included !== false;
  return [
    {
      job: job.name,
      span: job.environment?.nameSpan ?? job.key.span,
      ...(kind === 'branch' ? ofBranch : ofMergeRequest)({
        name,
        manual: effect.when === 'manual',
        ...(isThere && { stop }),
      }),
      related: [{ span: at(job.environment?.node, 'on_stop')?.span ?? job.key.span, message: t`\`${stop}\` stops it` }],
    },
  ];
}

interface Shared {
  readonly name: string;
  readonly manual: boolean;
  /** The job that stops it, where it is in the pipeline. */
  readonly stop?: string;
}

type Words = Pick<LintFinding, 'what' | 'why' | 'todo'>;

function ofBranch({ name, manual, stop }: Shared): Words {
  return {
    what: manual
      ? t`can deploy every branch to \`${name}\`, and any of them has it stopped`
      : t`deploys every branch to \`${name}\`, and any of them has it stopped`,
    why:
      stop === undefined
        ? t`When a branch is deleted GitLab stops the environments to which it was the last to deploy. Since all of them share \`${name}\`, that marks as stopped what another one uses.`
        : t`When a branch is deleted GitLab stops the environments to which it was the last to deploy, here with \`${stop}\`. Since all of them share \`${name}\`, that takes away what another one uses.`,
    todo: t`Give every branch an environment of its own, such as \`${name}/$CI_COMMIT_REF_SLUG\`, or leave \`on_stop\` out.`,
  };
}

function ofMergeRequest({ name, manual, stop }: Shared): Words {
  return {
    what: manual
      ? t`can deploy every merge request to \`${name}\`, and any of them has it stopped`
      : t`deploys every merge request to \`${name}\`, and any of them has it stopped`,
    why:
      stop === undefined
        ? t`When a merge request is merged or closed GitLab stops the environments of its pipeline. Since all of them share \`${name}\`, that marks as stopped what another one uses.`
        : t`When a merge request is merged or closed GitLab stops the environments of its pipeline, here with \`${stop}\`. Since all of them share \`${name}\`, that takes away what another one uses.`,
    todo: t`Give every merge request an environment of its own, such as \`${name}/$CI_COMMIT_REF_SLUG\`, or leave \`on_stop\` out.`,
  };
}
