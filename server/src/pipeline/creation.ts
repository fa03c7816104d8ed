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
  if (workflow.raises) return { created: false };
  if (workflow.passes === false) {
    return { created: false, reason: 'filtered_by_workflow_rules', message: filteredMessage };
  }
  if ([...jobs.values()].some((it) => it.raises)) return { created: false };
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
  const lacks = lacksIn(pipeline, jobs);
  for (const { job, included } of inStageOrder(pipeline, jobs)) {
    if (included === false) continue;
    const { surely, perhaps } = lacks(job.needs);
    const circular = variables.get(job)?.circular();
    const errors = [...surely.map((it) => it(job.name)), ...(circular ? [`${job.name}: ${circular}`] : [])];
    if (included === true) certain.push(...errors);
    const missing = isUnknown(included) && (errors.length > 0 || perhaps.length > 0) ? included.missing : [];
    for (const it of missing) open.add(it);
    for (const it of perhaps) open.add(it);
  }
  return { certain, open: [...open] };
}

/** What is wrong with a list of needs in a pipeline. */
interface Lacks {
  /** GitLab's errors for a job of this name. */
  readonly surely: readonly ((job: string) => string)[];
  /** What decides whether there are others. */
  readonly perhaps: readonly Missing[];
}

const nothing: Lacks = { surely: [], perhaps: [] };

/** Instances of a `parallel` share the list of what they need, so each list is looked at once. */
function lacksIn(pipeline: Pipeline, jobs: Jobs): (needs: Job['needs']) => Lacks {
  const known = new Map<NonNullable<Job['needs']>, Lacks>();
  return (needs) => {
    if (!needs || needs.length === 0) return nothing;
    const lacks = known.get(needs) ?? lacksOf(needs, pipeline, jobs);
    known.set(needs, lacks);
    return lacks;
  };
}

function lacksOf(all_: NonNullable<Job['needs']>, pipeline: Pipeline, jobs: Jobs): Lacks {
  const needs = all_.filter((it) => it.kind === 'job');
  if (needs.length > maxNeeds) return { surely: [(job) => tooManyNeeds(job, needs.length)], perhaps: [] };
  const surely: ((job: string) => string)[] = [];
  const perhaps: Missing[] = [];
  for (const need of needs) {
    const absent = !need.optional && isAbsent(need.job, pipeline, jobs);
    if (absent === true) surely.push((job) => absentNeed(job, need.job));
    else if (isUnknown(absent)) perhaps.push(...absent.missing);
  }
  return { surely, perhaps };
}

function inStageOrder({ stages }: Pipeline, jobs: Jobs): readonly JobOutcome[] {
  const all_ = [...jobs.values()];
  if (all_.every((it) => !it.job.needs)) return all_;
  const ranks = new Map(stages.map((it, rank) => [it, rank]));
  return all_.toSorted((a, b) => (ranks.get(a.job.stage) ?? 0) - (ranks.get(b.job.stage) ?? 0));
}

function isAbsent(name: string, { config }: Pipeline, jobs: Jobs): Tri {
  const included = jobs.get(name)?.included;
  if (included === undefined) return config.open.length > 0 ? unknown(...config.open) : true;
  return isUnknown(included) ? included : !included;
}

function tooManyNeeds(job: string, listed: number): string {
  return `${job}: one job can only need ${maxNeeds} others, but you have listed ${listed}. See needs keyword documentation for more details`;
}

function absentNeed(job: string, need: string): string {
  return `'${job}' job needs '${need}' job, but '${need}' does not exist in the pipeline. This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional.`;
}
