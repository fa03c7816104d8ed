/** Whether GitLab creates the pipeline at all, as far as the configuration decides, and its words where it does not. */
import type { Variables } from '../expression/collection.ts';
import { distinct } from '../logic/missing.ts';
import { all, any, isUnknown, type Missing, type Tri, unknown } from '../logic/tri.ts';
import type { Job } from './job.ts';
import type { JobOutcome, Outcome } from './outcome.ts';
import type { Pipeline } from './pipeline.ts';
import type { Workflow } from './workflow.ts';

type Jobs = ReadonlyMap<string, JobOutcome>;
type VariablesOfJobs = ReadonlyMap<Job, Variables>;
type Creation = Omit<Outcome, 'jobs'>;

/** Without the links that GitLab puts into them (app/models/concerns/ci/has_completion_reason.rb, 18.9). */
const filteredMessage = 'The pipeline did not run. Review the workflow:rules configuration for the pipeline.';
const emptyMessage =
  'The resulting pipeline would have been empty. Review the rules configuration for the relevant jobs.';

/** Default of `ci_needs_size_limit`. */
const maxNeeds = 50;

/** As `decided`, with what the workflow said. */
export function creationOf(pipeline: Pipeline, workflow: Workflow, jobs: Jobs, variables: VariablesOfJobs): Creation {
  const creation = decided(pipeline, workflow, jobs, variables);
  return workflow.because ? { ...creation, workflow: workflow.because } : creation;
}

/** In the order in which GitLab looks: configuration, workflow, errors of the jobs that are there, empty pipeline. */
function decided(pipeline: Pipeline, workflow: Workflow, jobs: Jobs, variables: VariablesOfJobs): Creation {
  const [error] = pipeline.errors;
  if (error) return { created: false, reason: 'config_error', message: error.gitlab };
  if (workflow.passes === false) {
    return { created: false, reason: 'filtered_by_workflow_rules', message: filteredMessage };
  }
  const seeds = seedErrors(pipeline, jobs, variables);
  if (seeds.certain.length > 0) return { created: false, reason: 'seed_errors', message: seeds.certain.join('\n') };
  const filled = hasJobs(pipeline, jobs);
  if (filled === false) return { created: false, reason: 'no_jobs', message: emptyMessage };
  const created = all([workflow.passes, mayBeFiltered(pipeline), without(seeds.open), filled]);
  return { created: isUnknown(created) ? unknown(...distinct(created.missing)) : created };
}

/** An include that could not be read may bring rules for the workflow, where the file has none of its own. */
function mayBeFiltered({ config, workflow }: Pipeline): Tri {
  return workflow?.rules ? true : without(config.open);
}

function without(missing: readonly Missing[]): Tri {
  return missing.length === 0 ? true : unknown(...missing);
}

/** Jobs of the stages `.pre` and `.post` alone make no pipeline; an include that could not be read may bring others. */
function hasJobs({ config }: Pipeline, jobs: Jobs): Tri {
  const inStages = [...jobs.values()].filter(({ job }) => job.stage !== '.pre' && job.stage !== '.post');
  return any([...inStages.map((it) => it.included), config.open.length > 0 ? unknown(...config.open) : false]);
}

interface SeedErrors {
  readonly certain: readonly string[];
  /** What the other errors that are possible depend on. */
  readonly open: readonly Missing[];
}

/** Only jobs that are in the pipeline have their needs and variables checked (lib/gitlab/ci/pipeline/seed/build.rb). */
function seedErrors(pipeline: Pipeline, jobs: Jobs, variables: VariablesOfJobs): SeedErrors {
  const certain: string[] = [];
  const open = new Set<Missing>();
  for (const { job, included } of inStageOrder(pipeline, jobs)) {
    if (included === false) continue;
    for (const { error, happens } of errorsOf(job, pipeline, jobs, variables)) {
      const both = all([included, happens]);
      if (both === true) certain.push(error);
      else if (isUnknown(both)) for (const it of both.missing) open.add(it);
    }
  }
  return { certain, open: [...open] };
}

function inStageOrder({ stages }: Pipeline, jobs: Jobs): readonly JobOutcome[] {
  const all_ = [...jobs.values()];
  if (all_.every((it) => !it.job.needs)) return all_;
  const ranks = new Map(stages.map((it, rank) => [it, rank]));
  return all_.toSorted((a, b) => (ranks.get(a.job.stage) ?? 0) - (ranks.get(b.job.stage) ?? 0));
}

interface PossibleError {
  readonly error: string;
  readonly happens: Tri;
}

function* errorsOf(job: Job, pipeline: Pipeline, jobs: Jobs, variables: VariablesOfJobs): Iterable<PossibleError> {
  const needs = job.needs?.filter((it) => it.kind === 'job') ?? [];
  if (needs.length > maxNeeds) {
    yield {
      error: `${job.name}: one job can only need ${maxNeeds} others, but you have listed ${needs.length}. See needs keyword documentation for more details`,
      happens: true,
    };
  } else {
    for (const need of needs) {
      if (!need.optional) yield { error: absentNeed(job.name, need.job), happens: isAbsent(need.job, pipeline, jobs) };
    }
  }
  const circular = variables.get(job)?.circular();
  if (circular) yield { error: `${job.name}: ${circular}`, happens: true };
}

function isAbsent(name: string, { config }: Pipeline, jobs: Jobs): Tri {
  const included = jobs.get(name)?.included;
  if (included === undefined) return config.open.length > 0 ? unknown(...config.open) : true;
  return isUnknown(included) ? included : !included;
}

function absentNeed(job: string, need: string): string {
  return `'${job}' job needs '${need}' job, but '${need}' does not exist in the pipeline. This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional.`;
}
