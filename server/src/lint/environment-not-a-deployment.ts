/** `environment/not-a-deployment`: a job that only plans or checks, and counts as a deployment. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { addToEnvironment, fix } from './fixes.ts';
import { rehearsalOf } from './rehearsals.ts';
import type { Rule } from './rule.ts';
import { nameFor, ownEnvironment } from './subject.ts';

export const environmentNotADeployment: Rule = {
  id: 'environment/not-a-deployment',
  title: later('Planning or testing counts as deploying'),
  severity: 'info',
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/#access-an-environment-for-preparation-or-verification-purposes',
  *check(question) {
    for (const job of question.outcome.jobs.values()) {
      const rehearsal = job.job.environment?.action === 'start' ? rehearsalOf(job.job) : undefined;
      // With an invalid name GitLab makes no environment, and no deployment.
      if (!rehearsal || job.possible[0]?.environment?.valid === false) continue;
      const { span, own } = ownEnvironment(job.job);
      yield {
        job: job.job.name,
        cause: `${span.piece.file} ${nameFor(job)}`,
        span,
        what: t`runs \`${rehearsal.command}\` and deploys nothing, and counts as a deployment to \`${nameFor(job)}\``,
        why: t(
          'Without `action` GitLab records a deployment when the job has run: it asks for approvals, shows this commit as deployed, and refuses older deployments as outdated.',
        ),
        todo: t(
          'Say `action: prepare` (or `verify`, `access`): the job keeps the variables of the environment and records nothing.',
        ),
        fixes: own ? fix(t('Add `action: prepare`'), addToEnvironment(job.job, ['action: prepare'])) : [],
      };
    }
  },
};
