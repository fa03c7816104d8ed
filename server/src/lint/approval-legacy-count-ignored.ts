/** `approval/legacy-count-ignored`: a number of approvals that the settings show and GitLab does not ask for. */
import { t } from '@vscode/l10n';
import { needsApproval } from '../gates/approvals.ts';
import { deploymentOf } from '../gates/subject.ts';
import { later } from '../logic/later.ts';
import type { Rule } from './rule.ts';
import { realDeploymentsOf } from './subject.ts';

export const approvalLegacyCountIgnored: Rule = {
  id: 'approval/legacy-count-ignored',
  title: later('Approvals that are not asked for'),
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: ['protectedEnvironments'],
  source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/',
  *check(question) {
    for (const { job, effect, environment } of realDeploymentsOf(question)) {
      const protections = deploymentOf({ job, effect, snapshot: question.snapshot })?.protections;
      const legacy = protections?.rulesets.find((it) => it.legacyApprovals !== undefined)?.legacyApprovals;
      if (!protections || legacy === undefined || needsApproval(protections) !== false) continue;
      yield {
        job: job.job.name,
        cause: environment.shown,
        span: job.job.environment?.nameSpan ?? job.job.key.span,
        what:
          legacy === 1
            ? t`does not wait for the 1 approval that the protection of \`${environment.shown}\` names`
            : t`does not wait for the ${legacy} approvals that the protection of \`${environment.shown}\` names`,
        why: t(
          'The number is an older setting, "Required approvals". GitLab still shows it and asks for none: only approval rules count, and there are none.',
        ),
        todo: t('Add an approval rule under Settings > CI/CD > Protected environments.'),
      };
    }
  },
};
