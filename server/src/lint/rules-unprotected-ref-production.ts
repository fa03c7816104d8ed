/** `rules/unprotected-ref-production`: production from a branch or tag that every Developer may write. */
import { isProtectedRef, refSettings } from '../gates/refs.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { fromAnyBranch } from './rules-any-branch-production.ts';
import { certainDeployments, type Deployment, isGuarded, isProduction } from './subject.ts';

export const rulesUnprotectedRefProduction: Rule = {
  id: 'rules/unprotected-ref-production',
  title: 'Production from what every Developer may push',
  severity: 'warning',
  everyKind: true,
  reads: ['protectedBranches', 'protectedTags', 'protectedEnvironments', 'groupProtectedEnvironments'],
  source: 'https://docs.gitlab.com/user/project/repository/branches/protected/',
  *check(question) {
    if (!isOpen(question)) return;
    const byThemselves = new Set(fromAnyBranch(question).map((it) => it.job.job.name));
    for (const deployment of certainDeployments(question)) {
      if (!isProduction(deployment, question) || isGuarded(deployment, question) !== false) continue;
      // That nothing looks at the branch is another finding, about the same job.
      if (!byThemselves.has(deployment.job.job.name)) yield finding(question, deployment);
    }
  },
};

/** A tag stands for all tags only where none is protected: the job may be meant for those that are. */
function isOpen({ attempt, snapshot }: LintQuestion): boolean {
  if (isMergeRequest(attempt) || isProtectedRef(attempt, refSettings(snapshot)) !== false) return false;
  const { protectedTags } = snapshot.settings;
  return !attempt.tag || (protectedTags.known && protectedTags.value.length === 0);
}

function finding({ attempt: { ref, tag, defaultBranch } }: LintQuestion, deployment: Deployment): LintFinding {
  const { job, because } = deployment.job;
  const manual = deployment.effect.when === 'manual';
  const what = tag ? 'a tag' : ref === defaultBranch ? `\`${ref}\`` : 'a branch';
  return {
    job: job.name,
    span: because.span ?? job.environment?.nameSpan ?? job.key.span,
    what: `lets every Developer deploy to \`${deployment.environment.shown}\` from ${what} that nobody protects`,
    why: `Neither ${what === 'a tag' ? 'tags' : 'the branch'} nor the environment ${what === 'a tag' ? 'are' : 'is'} protected: whoever may push code ${manual ? 'pushes it and presses the job' : 'pushes it, and the job runs'}. Protected variables are missing there, too.`,
    todo: `Protect the environment, or the ${tag ? 'tags' : 'branch'} under Settings > Repository${tag || ref === defaultBranch ? '' : ', and let the job run there alone'}.`,
  };
}
