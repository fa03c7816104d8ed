/** `environment/cleanup-without-stop`: a job that takes an environment down, and counts as a deployment to it. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { deploysBy } from './deploy-commands.ts';
import { addToEnvironment, fix } from './fixes.ts';
import { removesBy } from './removals.ts';
import type { Rule } from './rule.ts';
import { ownEnvironment } from './subject.ts';

export const environmentCleanupWithoutStop: Rule = {
  id: 'environment/cleanup-without-stop',
  title: later('Cleaning up counts as deploying'),
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#environmentaction',
  *check(question) {
    for (const job of question.outcome.jobs.values()) {
      const removal = job.job.environment?.action === 'start' ? removesBy(job.job) : undefined;
      if (removal === undefined || deploysBy(job.job, question.knowledge?.deployCommands)) continue;
      const { span, own } = ownEnvironment(job.job);
      yield {
        job: job.job.name,
        span,
        what: t`takes its environment down with \`${removal}\`, and counts as a deployment to it`,
        why: t(
          'Without `action: stop` GitLab records a successful deployment when it has run, and the environment stays open.',
        ),
        todo: t(
          'Say `action: stop`, and name the job in `on_stop` of the one that deploys; where only a part of the environment goes, `action: access` records nothing.',
        ),
        fixes: own ? fix(t('Add `action: stop`'), addToEnvironment(job.job, ['action: stop'])) : [],
      };
    }
  },
};
