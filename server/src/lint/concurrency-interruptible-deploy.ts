/** `concurrency/interruptible-deploy`: a newer commit cuts the deployment short. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { at, type Node, text } from '../syntax/node.ts';
import { aheadOf } from './ahead-of.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { certainDeployments, type Deployment } from './subject.ts';

export const concurrencyInterruptibleDeploy: Rule = {
  id: 'concurrency/interruptible-deploy',
  title: later('Deployment that the next push cuts short'),
  severity: 'warning',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#interruptible',
  *check(question) {
    const mode = text(at(question.pipeline.config.root, 'workflow', 'auto_cancel', 'on_new_commit')) ?? 'conservative';
    if (mode === 'none' || question.attempt.tag) return;
    for (const deployment of certainDeployments(question)) {
      const node = interruptible(question.pipeline, deployment.job.job);
      if (!node) continue;
      if (mode === 'conservative' && !allBefore(question, deployment.job)) continue;
      yield finding(deployment, node);
    }
  },
};

/** `interruptible: true`, of the job or of `default`. */
function interruptible({ config: { root } }: Pipeline, job: Job): Node | undefined {
  const own = at(job.body, 'interruptible');
  const inherited = inheritsDefault(job) ? at(root, 'default', 'interruptible') : undefined;
  const node = own ?? inherited;
  return node?.kind === 'scalar' && node.value === true ? node : undefined;
}

function inheritsDefault({ body }: Job): boolean {
  const setting = at(body, 'inherit', 'default');
  if (setting?.kind === 'scalar') return setting.value !== false;
  return setting?.kind !== 'seq' || setting.items.some((it) => text(it) === 'interruptible');
}

/** Unless told otherwise GitLab cancels a pipeline only as long as no job has started that may not be interrupted. */
function allBefore(question: LintQuestion, deployment: JobOutcome): boolean {
  return aheadOf(question, deployment).every(({ job }) => interruptible(question.pipeline, job) !== undefined);
}

function finding({ job: { job }, environment }: Deployment, node: Node): LintFinding {
  const own = node === at(job.body, 'interruptible');
  return {
    job: job.name,
    span: own ? node.span : (job.environment?.nameSpan ?? job.key.span),
    what: t`is cut short when somebody pushes again while it deploys to \`${environment.shown}\``,
    why: own
      ? t(
          'It is `interruptible: true`, and nothing before it holds the pipeline: GitLab cancels what is running for the older commit, unless the project has switched that off.',
        )
      : t(
          '`default` makes it `interruptible: true`, and nothing before it holds the pipeline: GitLab cancels what is running for the older commit, unless the project has switched that off.',
        ),
    todo: t('Say `interruptible: false` on the job.'),
    ...(!own && { related: [{ span: node.span, message: t('`default` says so here') }] }),
  };
}
