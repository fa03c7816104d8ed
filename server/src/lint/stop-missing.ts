/** `stop/missing`: every branch gets an environment, and nothing ever takes it down. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { deploysBy } from './deploy-commands.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { type Deployment, deploymentsOf } from './subject.ts';

export const stopMissing: Rule = {
  id: 'stop/missing',
  title: later('Environments that are never taken down'),
  severity: 'info',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/#stopping-an-environment',
  *check(question) {
    for (const deployment of deploymentsOf(question)) {
      const finding = left(question, deployment);
      if (finding) yield finding;
    }
  },
};

/** What gives every branch or merge request a name of its own. A tag is deployed to stay. */
const ofBranches = /CI_COMMIT_REF_SLUG|CI_COMMIT_REF_NAME|CI_COMMIT_BRANCH|CI_MERGE_REQUEST_(I?ID|SOURCE_BRANCH_NAME)/;

function left(
  { pipeline: { jobs }, attempt, knowledge }: LintQuestion,
  { job: { job, included } }: Deployment,
): LintFinding | undefined {
  const { environment } = job;
  if (!environment || included === false || attempt.tag || attempt.ref === attempt.defaultBranch) return undefined;
  if (!ofBranches.test(environment.name) || !deploysBy(job, knowledge?.deployCommands)) return undefined;
  if (environment.onStop !== undefined || environment.autoStopIn !== undefined) return undefined;
  if (jobs.some((it) => it.environment?.action === 'stop' && it.environment.name === environment.name))
    return undefined;
  return {
    job: job.name,
    span: environment.nameSpan,
    what: t('deploys an environment for every branch, and nothing takes it down'),
    why: t(
      'When the branch is gone GitLab marks the environment as stopped and runs nothing: without a stop job what was deployed stays.',
    ),
    todo: t('Name a job with `action: stop` in `on_stop`, and let GitLab play it with `auto_stop_in` at the latest.'),
  };
}
