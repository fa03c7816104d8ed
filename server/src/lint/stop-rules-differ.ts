/** `stop/rules-differ`: the deployment is in the pipeline, and the job that could undo it is not. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Rule } from './rule.ts';
import { stopPairs } from './stop-pairs.ts';

export const stopRulesDiffer: Rule = {
  id: 'stop/rules-differ',
  title: later('Stop job is not in the pipeline'),
  severity: 'warning',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/#stop-an-environment-by-using-the-on_stop-action',
  *check(question) {
    if (question.outcome.created === false) return;
    for (const { start, stop, span } of stopPairs(question)) {
      if (start.included !== true || stop.included !== false) continue;
      yield {
        job: start.job.name,
        span,
        what: t`is there without its stop job \`${stop.job.name}\``,
        why: t`GitLab looks for the stop job in the pipeline that deployed, and runs nothing where it is not there: what this job has deployed stays when somebody stops the environment. The stop job is left out: ${stop.because.text}.`,
        todo: t`Give \`${stop.job.name}\` the same rules as this job, each with \`when: manual\`.`,
        related: [
          {
            span: stop.because.span ?? stop.job.key.span,
            message: t`\`${stop.job.name}\` is left out: ${stop.because.text}`,
          },
        ],
      };
    }
  },
};
