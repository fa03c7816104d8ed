/** `environment/missing`: a job that deploys, and does not say so. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import { type DeployCommand, deploysBy } from './deploy-commands.ts';
import { addToJob, fix, quoted } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { environmentsFor } from './trigger-no-environment.ts';

export const environmentMissing: Rule = {
  id: 'environment/missing',
  title: later('Deploying without an environment'),
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/environments/',
  *check(question) {
    for (const { job } of question.outcome.jobs.values()) {
      if (job.kind !== 'build' || job.environment) continue;
      const by = deploysBy(job, question.knowledge?.deployCommands);
      if (by) yield finding(question, job, by);
    }
  },
};

/** Jobs of one file that share the script, or the templates, and deploy alike to the same place: they lack one thing. */
function causeOf({ pipeline }: LintQuestion, { key, baseName }: Job, { command, span }: DeployCommand): string {
  const { file } = key.span.piece;
  const templates = pipeline.config.extendsOf.get(baseName) ?? [];
  const isShared = span.piece !== key.span.piece;
  const script = isShared ? [span.piece.file, span.piece.text, span.start] : [];
  return [file, ...(isShared || templates.length > 0 ? [] : [baseName]), command, ...templates, ...script].join('\n');
}

/** What is written there, where that is one line of the job's own: `./deploy.sh staging` says where to. */
function lineOf({ key }: Job, { span: { piece, start, end } }: DeployCommand): string {
  const text = piece.text.slice(start, end);
  return piece !== key.span.piece || text.includes('\n') ? '' : text;
}

function finding(question: LintQuestion, job: Job, by: DeployCommand): LintFinding {
  const { command, span } = by;
  const environments = environmentsFor(question, job, lineOf(job, by));
  return {
    job: job.name,
    cause: `${environments[0]}\n${causeOf(question, job, by)}`,
    span: job.key.span,
    what: t`deploys with \`${command}\` and names no environment`,
    why: t(
      'Without `environment` GitLab records no deployment, no protected environment and no approval applies, and variables that are meant for one environment are not there.',
    ),
    todo: t('Name the environment it deploys to.'),
    related: [{ span, message: t`\`${command}\` changes what runs somewhere` }],
    fixes: environments.flatMap((it) =>
      fix(t`Add \`environment: ${it}\``, addToJob(job, [`environment: ${quoted(it)}`])),
    ),
  };
}
