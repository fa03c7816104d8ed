/** `permission/legacy-branch-open`: access to the environment lifts the protection of the branch. */
import { canRunJobsOn, isProtectedRef, refSettings } from '../gates/refs.ts';
import { sentence } from '../gates/words.ts';
import { isUnknown } from '../logic/tri.ts';
import { deployersOf, names } from './deployers.ts';
import type { Rule } from './rule.ts';
import { certainDeployments } from './subject.ts';

const reporter = 20;

export const permissionLegacyBranchOpen: Rule = {
  id: 'permission/legacy-branch-open',
  title: 'Protected branch that deployers walk past',
  severity: 'hint',
  strict: true,
  everyKind: true,
  reads: ['protectedEnvironments', 'protectedBranches', 'members'],
  source:
    'https://docs.gitlab.com/ci/environments/protected_environments/#deployment-only-access-to-protected-environments',
  *check(question) {
    const { attempt, snapshot } = question;
    const settings = refSettings(snapshot);
    if (isProtectedRef(attempt, settings) !== true) return;
    for (const deployment of certainDeployments(question)) {
      const { job } = deployment.job;
      // What starts by itself was let in by somebody who may write there: to run it again is no hole.
      if (job.kind === 'trigger' || deployment.effect.when !== 'manual') continue;
      const people = deployersOf(deployment, question, reporter).filter((it) => {
        const writes = canRunJobsOn(attempt, it, settings);
        return !isUnknown(writes) && !writes;
      });
      if (people.length === 0) continue;
      const what = attempt.tag ? `tags such as \`${attempt.ref}\`` : `\`${attempt.ref}\``;
      yield {
        job: job.name,
        cause: deployment.environment.shown,
        span: job.environment?.nameSpan ?? job.key.span,
        what: `can be started and retried by ${names(people)}, who may not write ${what}`,
        why: `${sentence(what)} ${attempt.tag ? 'are' : 'is'} protected, but whoever may deploy to \`${deployment.environment.shown}\` may run its jobs on any of them: GitLab then does not ask for the ${attempt.tag ? 'tag' : 'branch'}. Only the person's own pipelines take the right to write it.`,
        todo: 'If that is not meant, name fewer people in the protection of the environment.',
      };
    }
  },
};
