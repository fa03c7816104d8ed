/** Whole configurations: what GitLab makes of them, and which jobs a pipeline gets. */
import type { Config, ConfigContext } from '../../../server/src/config/config.ts';
import { resolve } from '../../../server/src/config/resolve.ts';
import type { Found, Location, Sources } from '../../../server/src/config/sources.ts';
import type { Attempt, PipelineSource } from '../../../server/src/pipeline/attempt.ts';
import { guessTier } from '../../../server/src/pipeline/environment.ts';
import { evaluate } from '../../../server/src/pipeline/evaluate.ts';
import type { Job, Need } from '../../../server/src/pipeline/job.ts';
import type { Outcome } from '../../../server/src/pipeline/outcome.ts';
import type { Pipeline } from '../../../server/src/pipeline/pipeline.ts';
import { readPipeline } from '../../../server/src/pipeline/read.ts';
import { schedulingOf } from '../../../server/src/pipeline/scheduling.ts';
import { parse } from '../../../server/src/syntax/parse.ts';
import type { Adapter } from '../adapters.ts';
import { yamlAdapters } from './yaml.ts';

export const configAdapters: Readonly<Record<string, Adapter>> = {
  ...yamlAdapters,
  config: (given, expect) => configAnswer(given as unknown as Given, expect as Expected),
};

interface Given {
  readonly yaml: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly inputs?: NonNullable<ConfigContext['inputs']>;
  readonly config_variables?: Readonly<Record<string, string>>;
}

interface Context {
  readonly source: PipelineSource;
  readonly branch?: string;
  readonly tag?: string;
  readonly mr?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly changed: readonly string[] | null;
  readonly files?: readonly string[];
}

/** Which questions are asked: the attempts, and names that must not be there. */
interface Expected {
  readonly pipelines?: readonly { readonly context: Context }[];
  readonly absent_jobs?: readonly string[];
}

const entry = '.gitlab-ci.yml';

function configAnswer(given: Given, { pipelines = [], absent_jobs = [] }: Expected): object {
  const pipeline = readPipeline(configOf(given));
  const [error] = pipeline.errors;
  if (error) return { error: error.gitlab };
  const names = pipeline.jobs.map((it) => it.name);
  return {
    jobs: Object.fromEntries(pipeline.jobs.map((it) => [it.name, jobAnswer(it)])),
    stages: pipeline.stages,
    warnings: pipeline.warnings.map((it) => it.gitlab),
    absent_jobs: absent_jobs.filter((it) => !names.includes(it)),
    scheduling: Object.fromEntries(pipeline.jobs.map((it) => [it.name, schedulingOf(it)])),
    environment_after_expansion: environmentNames(pipeline),
    pipelines: pipelines.map(({ context }) => ({ context, ...pipelineAnswer(pipeline, context) })),
  };
}

function configOf({ yaml, files = {}, inputs, config_variables = {} }: Given): Config {
  const texts: Readonly<Record<string, string>> = { ...files, [entry]: yaml };
  const found = new Map(Object.entries(texts).map(([path, text]) => [path, parse(path, text)]));
  const sources: Sources = {
    find: (location: Location): Found => {
      const file = location.kind === 'file' && !location.project ? found.get(location.path) : undefined;
      return file ? { kind: 'file', file } : { kind: 'absent' };
    },
    list: () => [...found.keys()].sort(),
  };
  const scope = (name: string): string | null => config_variables[name] ?? null;
  return resolve({ kind: 'file', path: entry }, sources, { scope, ...(inputs && { inputs }) });
}

function jobAnswer(job: Job): object {
  return {
    stage: job.stage,
    when: job.when,
    allow_failure: job.allowFailure.value,
    environment: job.environment
      ? {
          name: job.environment.name,
          action: job.environment.action,
          deployment: job.environment.action === 'start',
          tier: job.environment.tier ?? null,
          guessed_tier: guessTier(job.environment.name),
        }
      : null,
    needs: job.needs?.map(needAnswer) ?? null,
    rules: job.rules?.length ?? null,
    trigger: job.trigger !== undefined,
    allow_failure_criteria: job.allowFailure.exitCodes ?? null,
  };
}

function needAnswer(need: Need): object {
  switch (need.kind) {
    case 'job':
      return { name: need.job, artifacts: need.artifacts, optional: need.optional };
    case 'cross':
      return { ...need, cross: true };
    case 'bridge':
      return { bridge_pipeline: need.pipeline };
  }
}

function environmentNames(pipeline: Pipeline): object {
  const outcome = evaluate(pipeline, attemptOf({ source: 'push', branch: 'main', variables: {}, changed: null }), []);
  return Object.fromEntries(
    [...outcome.jobs].map(([name, { possible }]) => [name, possible[0]?.environment?.name ?? null]),
  );
}

const results: Readonly<Record<string, string>> = {
  no_jobs: 'not created: no jobs (filtered by rules)',
  filtered_by_workflow_rules: 'not created: filtered by workflow rules',
};

function pipelineAnswer(pipeline: Pipeline, context: Context): object {
  const { created, reason = '', jobs } = evaluate(pipeline, attemptOf(context), context.files ?? []);
  return created === true ? { jobs: includedJobs(jobs) } : { result: results[reason] ?? reason };
}

function includedJobs(jobs: Outcome['jobs']): object {
  return Object.fromEntries(
    [...jobs].flatMap(([name, { included, possible }]) =>
      included === true ? [[name, { when: possible[0]?.when, allow_failure: possible[0]?.allowFailure }]] : [],
    ),
  );
}

function attemptOf({ source, branch, tag, mr, variables, changed }: Context): Attempt {
  const defaultBranch = variables['CI_DEFAULT_BRANCH'];
  return {
    actor: { kind: 'nobody' },
    ref: tag ?? branch ?? mr ?? '',
    tag: tag !== undefined,
    source,
    at: 0,
    variables,
    ...(changed && { changedPaths: changed }),
    ...(defaultBranch !== undefined && { defaultBranch }),
  };
}
