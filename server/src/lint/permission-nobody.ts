/** `permission/nobody`: an environment to which nobody can deploy any more. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { nobodyCanRun } from './nobody.ts';
import type { Rule } from './rule.ts';

export const permissionNobody: Rule = {
  id: 'permission/nobody',
  title: later('Nobody may deploy'),
  severity: 'error',
  inParts: true,
  reads: ['protectedEnvironments', 'members'],
  source: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  *check(question) {
    for (const [job, findings] of question.findings) {
      const found = findings.find((it) => it.gate.id === 'permission' && it.verdict.kind !== 'pass');
      if (!found || question.outcome.jobs.get(job)?.included === false || !nobodyCanRun(question, job)) continue;
      const environment = question.outcome.jobs.get(job)?.possible[0]?.environment?.shown;
      yield {
        job,
        ...(environment !== undefined && { cause: environment }),
        span: found.span,
        what: t('can be run by nobody'),
        why: t`${found.why} Of all the people with access to the project GitLab lets no one through.`,
        todo: t(
          'Have somebody named who may deploy: under Settings > CI/CD > Protected environments of the project, or of the group.',
        ),
      };
    }
  },
};
