/** `stop/needs-git`: a stop job that fetches its branch, which is gone when GitLab plays the job. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import { jobVariables } from '../pipeline/variables.ts';
import { addEntry } from '../syntax/edit.ts';
import { at, type Node } from '../syntax/node.ts';
import { addToJob, fix } from './fixes.ts';
import type { Fix, LintFinding, LintQuestion, Rule } from './rule.ts';
import { stopPairs } from './stop-pairs.ts';
import { isSpare } from './subject.ts';

/** @see app/presenters/ci/build_runner_presenter.rb, `refspecs` (18.9); doc/ci/environments/_index.md */
export const stopNeedsGit: Rule = {
  id: 'stop/needs-git',
  title: later('Stop job that fetches a deleted branch'),
  severity: 'warning',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/#run-a-pipeline-job-when-environment-is-stopped',
  *check(question) {
    if (!isOfSomeBranch(question)) return;
    for (const { start, stop } of stopPairs(question)) {
      const name = stop.job.environment?.name ?? '';
      if (start.included === false || stop.included === false || isSpare(stop) || !ofBranch.test(name)) continue;
      if (fetchesBranch(question, stop)) yield finding(stop, name);
    }
  },
};

/** The pipeline of a merge request fetches a ref of its own, which stays; the default branch is not deleted. */
function isOfSomeBranch({ attempt, outcome }: LintQuestion): boolean {
  return outcome.created !== false && !attempt.tag && !isMergeRequest(attempt) && attempt.ref !== attempt.defaultBranch;
}

const ofBranch = /CI_COMMIT_REF_SLUG|CI_COMMIT_REF_NAME|CI_COMMIT_BRANCH|CI_BUILD_REF_(SLUG|NAME)/;

/** With a depth of 0 the runner fetches all branches there are, instead of the one. */
function fetchesBranch({ pipeline, attempt }: LintQuestion, { job }: JobOutcome): boolean {
  const value = jobVariables(pipeline, job, attempt).expanded();
  const strategy = value('GIT_STRATEGY');
  return strategy !== 'none' && strategy !== 'empty' && value('GIT_DEPTH') !== '0';
}

function finding({ job }: JobOutcome, name: string): LintFinding {
  return {
    job: job.name,
    span: at(job.environment?.node, 'action')?.span ?? job.environment?.nameSpan ?? job.key.span,
    what: t('fails when the branch has been deleted: the runner fetches it first'),
    why: t`Deleting the branch is what stops \`${name}\`, and GitLab then plays this job. In a branch pipeline the runner asks git for that branch before it runs the script, and git no longer finds it.`,
    todo: t(
      'Set `GIT_STRATEGY: none` (or `empty`) in its `variables`. If the script needs files of the repository, deploy and stop in merge request pipelines, whose ref stays.',
    ),
    fixes: withoutGit(job.body, () => addToJob(job, ['variables:', '  GIT_STRATEGY: none'])),
  };
}

function withoutGit(body: Node, otherwise: () => ReturnType<typeof addToJob>): readonly Fix[] {
  const title = t('Set `GIT_STRATEGY: none`');
  const entry = body.kind === 'map' ? body.entries.get('variables') : undefined;
  if (!entry) return fix(title, otherwise());
  return entry.value.kind === 'map' ? fix(title, addEntry(entry.value, entry.key, ['GIT_STRATEGY: none'])) : [];
}
