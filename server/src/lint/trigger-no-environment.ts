/** `trigger/no-environment`: a trigger job that names no environment is a deployment that nothing guards. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { at, text } from '../syntax/node.ts';
import { addToJob, fix, quoted, tierInName } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule, Severity } from './rule.ts';

export const triggerNoEnvironment: Rule = {
  id: 'trigger/no-environment',
  title: later('Trigger job without environment'),
  severity: 'warning',
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#trigger',
  *check(question) {
    for (const { job } of question.outcome.jobs.values()) {
      if (job.kind !== 'trigger' || !job.trigger || job.environment) continue;
      const severity = severityOf(job);
      if (severity) yield finding(question, job, severity);
    }
  },
};

/** The jobs of a child pipeline can name their environments themselves; those of another project are out of reach. */
function severityOf(job: Job): Severity | undefined {
  const { project, include, branch } = job.trigger ?? {};
  const file = text(include) ?? text(at(include, 'local')) ?? '';
  const looksLike = [job.name, job.stage, project ?? '', branch ?? '', file].some(deploys);
  if (project !== undefined) return looksLike ? 'warning' : 'hint';
  return looksLike ? 'hint' : undefined;
}

/** Whether people call something like that when it deploys, and not when it builds or tests for a deployment. */
function deploys(name: string): boolean {
  if (/(^|[^a-z])(deploy\w*|rollout|promote)([^a-z]|$)/i.test(name)) return true;
  const elsewhere = /(^|[^a-z])(prod|production|staging|preprod|live|canary)([^a-z]|$)/i.test(name);
  return elsewhere && !/image|build|test|check|lint|scan|publish|release|destroy|stop|clean|notify/i.test(name);
}

function finding(question: LintQuestion, job: Job, severity: Severity): LintFinding {
  const project = job.trigger?.project;
  const place = { job: job.name, span: job.trigger?.key.span ?? job.key.span, severity };
  if (project === undefined) {
    return {
      ...place,
      what: t('starts a child pipeline and names no environment'),
      why: t(
        'Protected environments, approvals and the record of deployments hang on `environment`. In a child pipeline the jobs that deploy can name theirs; this job asks nobody before it starts them.',
      ),
      todo: t('Name the environment in those jobs; on this one, if the start itself has to be allowed.'),
    };
  }
  return {
    ...place,
    // What does not sound like a deployment is worth one hint, however many jobs start that project.
    ...(severity === 'hint' && { cause: `${job.key.span.piece.file} ${project}` }),
    what: t`starts a pipeline in \`${project}\` and names no environment`,
    why: t(
      'Protected environments, approvals and the record of deployments hang on `environment`: without it this project asks nobody before the pipeline is started there.',
    ),
    todo: t('Name the environment on the trigger job, if it deploys.'),
    fixes: environmentsFor(question, job).flatMap((it) =>
      fix(t`Add \`environment: ${it}\``, addToJob(job, [`environment: ${quoted(it)}`])),
    ),
  };
}

/** Names worth offering: what the job's own name tells first, then what other jobs of the pipeline use. */
export function environmentsFor(
  { pipeline }: Pick<LintQuestion, 'pipeline'>,
  job: Job,
  command = '',
): readonly string[] {
  const stage = job.stage === 'test' ? undefined : tierInName(job.stage);
  const guess = tierInName(job.name) ?? stage ?? tierInName(command) ?? 'production';
  const { names, byTier } = usedIn(pipeline);
  return [...new Set([byTier.get(guess) ?? guess, ...names])].slice(0, 3);
}

/** The first names that jobs use, and the first of each tier: every job that lacks one asks. */
interface Used {
  readonly names: readonly string[];
  readonly byTier: ReadonlyMap<string | undefined, string>;
}

const used = new WeakMap<Pipeline, Used>();

function usedIn(pipeline: Pipeline): Used {
  const known = used.get(pipeline);
  if (known) return known;
  const names = pipeline.jobs.flatMap((it) => it.environment?.name ?? []).filter((it) => /^[\w/. -]+$/.test(it));
  const fresh = { names: names.slice(0, 3), byTier: new Map(names.toReversed().map((it) => [tierInName(it), it])) };
  used.set(pipeline, fresh);
  return fresh;
}
