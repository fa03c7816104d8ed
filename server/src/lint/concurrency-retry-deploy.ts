/** `concurrency/retry-deploy`: a production deployment that has failed half way is run again by itself. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import { at, type Node, text } from '../syntax/node.ts';
import type { Rule } from './rule.ts';
import { isProduction, realDeploymentsOf } from './subject.ts';

export const concurrencyRetryDeploy: Rule = {
  id: 'concurrency/retry-deploy',
  title: later('Production deployment that is tried again'),
  severity: 'hint',
  strict: true,
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#retry',
  *check(question) {
    for (const deployment of realDeploymentsOf(question)) {
      const { job } = deployment.job;
      const retry = at(job.body, 'retry');
      if (!retry || !isProduction(deployment, question) || !afterItsScript(retry) || isPages(job)) continue;
      yield {
        job: job.name,
        span: retry.span,
        what: t`deploys to \`${deployment.environment.shown}\` again by itself when its script has failed`,
        why: t(
          'Each retry is a deployment of its own: it repeats what the failed one has done already, and where approvals are asked for it starts over with none.',
        ),
        todo: t(
          'If the script cannot be repeated, limit `retry:when` to failures of the runner, such as `runner_system_failure`.',
        ),
      };
    }
  },
};

/** The script of such a job only gathers files: GitLab deploys them when it is over. */
function isPages({ name, body }: Job): boolean {
  const pages = at(body, 'pages');
  return pages ? !(pages.kind === 'scalar' && pages.value === false) : name === 'pages';
}

/** Whether a failure of the script itself counts, which it does unless reasons are named. */
function afterItsScript(retry: Node): boolean {
  if (retry.kind === 'scalar') return typeof retry.value === 'number' && retry.value > 0;
  const max = at(retry, 'max');
  const times = max?.kind === 'scalar' && typeof max.value === 'number' ? max.value : 0;
  const when = at(retry, 'when');
  if (times === 0) return false;
  if (!when) return at(retry, 'exit_codes') === undefined;
  const reasons = when.kind === 'seq' ? when.items.map(text) : [text(when)];
  return reasons.some((it) => it === 'always' || it === 'script_failure');
}
