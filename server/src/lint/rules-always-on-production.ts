/** `rules/always-on-production`: a production deployment that runs even when the tests have failed. */
import { t } from '@vscode/l10n';
import { whenSpan } from '../gates/places.ts';
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import type { Effect } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { replaceValue } from '../syntax/edit.ts';
import { at } from '../syntax/node.ts';
import { fix } from './fixes.ts';
import type { LintFinding, Rule } from './rule.ts';
import { deploymentsOf, isProduction } from './subject.ts';

export const rulesAlwaysOnProduction: Rule = {
  id: 'rules/always-on-production',
  title: later('Production even after a failure'),
  severity: 'warning',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#when',
  *check(question) {
    for (const deployment of deploymentsOf(question)) {
      const effects = deployment.job.possible.filter((it) => it.when === 'always');
      if (effects.length === 0 || !isProduction(deployment, question)) continue;
      if (isFirst(question.pipeline, deployment.job.job)) continue;
      yield* effects.map((it) => finding(deployment.job.job, it));
    }
  },
};

function finding(job: Job, effect: Effect): LintFinding {
  const rule = effect.rule && job.rules?.[effect.rule.index];
  const node = rule?.when === undefined ? at(job.body, 'when') : at(rule.node, 'when');
  return {
    job: job.name,
    span: whenSpan(job, effect),
    what: t('deploys to production even when jobs before it have failed'),
    why: t('`when: always` starts a job as soon as the jobs before it are done, whether they have succeeded or not.'),
    todo: t('Leave `when` out, or say `on_success`.'),
    fixes: node ? fix(t('Change it to `when: on_success`'), replaceValue(node, 'on_success')) : [],
  };
}

/** In the first stage there is nothing that could have failed. */
function isFirst({ stages, jobs }: Pipeline, { stage }: Job): boolean {
  const own = stages.indexOf(stage);
  return !jobs.some((it) => stages.indexOf(it.stage) < own);
}
