/** `freeze/ignored`: the project plans deploy freezes, and a production deployment does not look at them. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { freezeReaction, freezeVariable } from '../pipeline/freeze-reaction.ts';
import type { Job } from '../pipeline/job.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { deploysBy } from './deploy-commands.ts';
import { fix } from './fixes.ts';
import { droppedBy } from './freeze-dropped-by-override.ts';
import { freezeRule, neededBy } from './freeze-rule.ts';
import type { LintFinding, Rule } from './rule.ts';
import { type Deployment, isProduction, realDeploymentsOf } from './subject.ts';

export const freezeIgnored: Rule = {
  id: 'freeze/ignored',
  title: later('Deploy freeze without effect'),
  severity: 'warning',
  everyKind: true,
  reads: ['freezePeriods'],
  source: 'https://docs.gitlab.com/user/project/releases/#prevent-unintentional-releases-by-setting-a-deploy-freeze',
  *check(question) {
    const { freezePeriods } = question.snapshot.settings;
    if (!freezePeriods.known || freezePeriods.value.length === 0) return;
    const { pipeline } = question;
    for (const deployment of realDeploymentsOf(question)) {
      const { job } = deployment.job;
      if (!isProduction(deployment, question) || freezeReaction(pipeline, job).by !== 'nothing') continue;
      // Then it is the override that has to be mended.
      if (!droppedBy(pipeline, job) && !goesBack(job)) yield finding(pipeline, deployment);
    }
  },
};

function finding(pipeline: Pipeline, { job: { job }, environment }: Deployment): LintFinding {
  const needing = neededBy(pipeline, job);
  return {
    job: job.name,
    // The freeze is the project's: all jobs have to look at it.
    cause: 'deploy-freeze',
    span: job.environment?.nameSpan ?? job.key.span,
    what: isByHand(job)
      ? t`can be run during a deploy freeze as well, with \`${environment.shown}\` as its environment`
      : t`runs during a deploy freeze as well, with \`${environment.shown}\` as its environment`,
    why: t`The project has freeze periods, but all GitLab does in one is to set \`${freezeVariable}\`, and neither the rules nor the script of this job look at it.`,
    todo: needing
      ? t`Add a rule that looks at \`$${freezeVariable}\` before the one that lets the job run, and the same to \`${needing.name}\`, which needs it: GitLab makes no pipeline of a job without what it needs.`
      : t`Add a rule that looks at \`$${freezeVariable}\` before the one that lets the job run.`,
    fixes: [
      ...(needing ? [] : fix(t('Leave the job out during a freeze'), freezeRule(job, 'never'))),
      ...(isByHand(job) ? [] : fix(t('Make the job manual during a freeze'), freezeRule(job, 'manual'))),
    ],
  };
}

/** What undoes a deployment is wanted in a freeze more than at other times. */
function goesBack(job: Job): boolean {
  return /roll-?_?back|revert/i.test(job.name) || /rollback|undo/.test(deploysBy(job)?.command ?? '');
}

/** Whether somebody has to press it anyway. */
function isByHand({ when, rules }: Job): boolean {
  const whens = rules?.map((it) => it.when ?? when).filter((it) => it !== 'never') ?? [when];
  return whens.every((it) => it === 'manual');
}
