/** `trigger/deploy-only-people`: Reporters who may deploy can run any job of the environment but a trigger job. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isUnknown } from '../logic/tri.ts';
import { deployersOf, names } from './deployers.ts';
import type { Rule } from './rule.ts';
import { deploymentsOf } from './subject.ts';

const reporter = 20;
const developer = 30;

export const triggerDeployOnlyPeople: Rule = {
  id: 'trigger/deploy-only-people',
  title: later('Trigger job out of reach of deployers'),
  severity: 'info',
  reads: ['protectedEnvironments', 'members'],
  source:
    'https://docs.gitlab.com/ci/environments/protected_environments/#deployment-only-access-to-protected-environments',
  *check(question) {
    for (const deployment of deploymentsOf(question)) {
      const { job } = deployment.job;
      if (!job.trigger) continue;
      const people = deployersOf(deployment, question, reporter).filter(
        (it) => !isUnknown(it.projectLevel) && it.projectLevel < developer && it.admin === false,
      );
      if (people.length === 0) continue;
      yield {
        job: job.name,
        span: job.trigger.key.span,
        what: t`cannot be run by ${names(people)}, who may deploy to \`${deployment.environment.shown}\``,
        why: t(
          'Whoever starts a downstream pipeline must be a Developer in this project: with the role of a Reporter the job can be pressed, and then fails with `insufficient_bridge_permissions`.',
        ),
        todo: t('Let a job with a script deploy, or give them the role of a Developer.'),
      };
    }
  },
};
