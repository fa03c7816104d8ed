/** Outdated deployments: a job that comes too late is refused. Whether it does is only known when it runs. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { factsOf, type Gate } from './gate.ts';
import { unread } from './unread.ts';
import { missingRemedy, missingSentences } from './words.ts';

/** @see gates.md §7.2; app/models/concerns/ci/deployable.rb (18.9) */
export const outdated: Gate = {
  id: 'outdated',
  title: later('Outdated deployment'),
  source: 'https://docs.gitlab.com/ci/environments/deployment_safety/#prevent-outdated-deployment-jobs',
  reads: ['forwardDeployment'],
  risk: true,
  ask({ job: { job }, effect, snapshot }) {
    if (job.environment?.action !== 'start') return undefined;
    const { forwardDeployment } = snapshot.settings;
    const span = job.environment.nameSpan;
    const name = effect.environment?.shown ?? job.environment.name;
    if (!forwardDeployment.known) {
      const { missing } = unread(
        'forwardDeployment',
        forwardDeployment,
        t('whether outdated deployments are prevented'),
      );
      return {
        verdict: { kind: 'unknown', missing },
        what: t`may be refused once a newer deployment to \`${name}\` has finished`,
        why: missingSentences(missing),
        todo: missingRemedy(missing),
        span,
        facts: factsOf(missing),
      };
    }
    if (!forwardDeployment.value.enabled) return undefined;
    const again = forwardDeployment.value.rollbackAllowed
      ? t('A job that has run before may be retried all the same, to roll back.')
      : t('That holds for retries as well, so nobody rolls back this way.');
    return {
      verdict: { kind: 'pass' },
      what: t`is refused once a newer deployment to \`${name}\` has finished`,
      why: `${t('The project prevents outdated deployments. What is newer is decided by whose turn came later, not by the commit.')} ${again}`,
      todo:
        effect.when === 'manual'
          ? t('Where it has come too late, start the job of the newest pipeline.')
          : t('Where it has come too late, run the pipeline anew.'),
      span,
      facts: [{ setting: 'forwardDeployment', detail: t('outdated deployments are prevented') }],
    };
  },
};
