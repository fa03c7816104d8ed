/** `stop/orphan`: a job that stops the environment, and that GitLab never plays. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { at } from '../syntax/node.ts';
import { addToEnvironment, fix, quoted } from './fixes.ts';
import type { Rule } from './rule.ts';

export const stopOrphan: Rule = {
  id: 'stop/orphan',
  title: later('Stop job that nothing names'),
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#environmenton_stop',
  *check({ pipeline: { jobs } }) {
    for (const job of jobs) {
      const { environment } = job;
      // One that is always the same may well be meant to be taken down by hand alone.
      if (environment?.action !== 'stop' || !/[$%]/.test(environment.name)) continue;
      if (jobs.some((it) => it.environment?.onStop === job.name)) continue;
      const starters = jobs.filter(
        (it) => it.environment?.action === 'start' && it.environment.name === environment.name,
      );
      // One that names another job has its stop job: this one is for stopping it some other way.
      const [starter] = starters;
      if (!starter || starters.some((it) => it.environment?.onStop !== undefined)) continue;
      yield {
        job: job.name,
        span: at(environment.node, 'action')?.span ?? environment.nameSpan,
        what: t`stops \`${environment.name}\` only when somebody runs it, since no \`on_stop\` names it`,
        why: t`When the environment is stopped in GitLab, its branch is deleted or its time is over, GitLab marks it as stopped and runs nothing: what \`${starter.name}\` has deployed stays.`,
        todo: t`Add \`on_stop: ${job.name}\` to the environment of \`${starter.name}\`.`,
        related: [
          { span: starter.environment?.nameSpan ?? starter.key.span, message: t`\`${starter.name}\` deploys there` },
        ],
        fixes: fix(
          t`Add \`on_stop\` to \`${starter.name}\``,
          addToEnvironment(starter, [`on_stop: ${quoted(job.name)}`]),
        ),
      };
    }
  },
};
