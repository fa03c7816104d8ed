/** `approval/legacy-count-ignored`: a number of approvals that the settings show and GitLab does not ask for. */
import { needsApproval } from '../gates/approvals.ts';
import { deploymentOf } from '../gates/subject.ts';
import type { Rule } from './rule.ts';
import { realDeploymentsOf } from './subject.ts';

export const approvalLegacyCountIgnored: Rule = {
  id: 'approval/legacy-count-ignored',
  title: 'Approvals that are not asked for',
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: ['protectedEnvironments'],
  source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/',
  *check(question) {
    for (const { job, effect, environment } of realDeploymentsOf(question)) {
      const protections = deploymentOf({ job, effect, snapshot: question.snapshot })?.protections;
      const legacy = protections?.rulesets.find((it) => it.legacyApprovals !== undefined);
      if (!protections || !legacy || needsApproval(protections) !== false) continue;
      const number = legacy.legacyApprovals === 1 ? '1 approval' : `${legacy.legacyApprovals} approvals`;
      yield {
        job: job.job.name,
        cause: environment.shown,
        span: job.job.environment?.nameSpan ?? job.job.key.span,
        what: `does not wait for the ${number} that the protection of \`${environment.shown}\` names`,
        why: 'The number is an older setting, "Required approvals". GitLab still shows it and asks for none: only approval rules count, and there are none.',
        todo: 'Add an approval rule under Settings > CI/CD > Protected environments.',
      };
    }
  },
};
