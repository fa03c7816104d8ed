/** `permission/legacy-branch-open`: access to the environment lifts the protection of the branch. */
import { t } from '@vscode/l10n';
import { canRunJobsOn, isProtectedRef, refSettings } from '../gates/refs.ts';
import { later } from '../logic/later.ts';
import { isUnknown } from '../logic/tri.ts';
import { deployersOf, names } from './deployers.ts';
import type { LintFinding, Rule } from './rule.ts';
import { certainDeployments } from './subject.ts';

const reporter = 20;

export const permissionLegacyBranchOpen: Rule = {
  id: 'permission/legacy-branch-open',
  title: later('Protected branch that deployers walk past'),
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
      yield {
        job: job.name,
        cause: deployment.environment.shown,
        span: job.environment?.nameSpan ?? job.key.span,
        ...(attempt.tag ? ofTag : ofBranch)(attempt.ref, deployment.environment.shown, names(people)),
        todo: t('If that is not meant, name fewer people in the protection of the environment.'),
      };
    }
  },
};

type Words = Pick<LintFinding, 'what' | 'why'>;

function ofTag(ref: string, environment: string, people: string): Words {
  return {
    what: t`can be started and retried by ${people}, who may not write tags such as \`${ref}\``,
    why: t`Tags such as \`${ref}\` are protected, but whoever may deploy to \`${environment}\` may run its jobs on any of them: GitLab then does not ask for the tag. Only the person's own pipelines take the right to write it.`,
  };
}

function ofBranch(ref: string, environment: string, people: string): Words {
  return {
    what: t`can be started and retried by ${people}, who may not write \`${ref}\``,
    why: t`\`${ref}\` is protected, but whoever may deploy to \`${environment}\` may run its jobs on any of them: GitLab then does not ask for the branch. Only the person's own pipelines take the right to write it.`,
  };
}
