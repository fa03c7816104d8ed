/** `parallel` makes several jobs of one, and `needs` and `dependencies` on it name all of them (config.md §5.9). */
import type { Node } from '../syntax/node.ts';
import { inspectString } from '../syntax/ruby.ts';
import type { Span } from '../text/span.ts';
import type { Job, Need, VariableSpec } from './job.ts';
import type { Draft } from './read-job.ts';
import type { Combination } from './read-needs.ts';

/** One of the jobs that come of a `parallel`. */
interface Instance {
  readonly name: string;
  readonly index: number;
  readonly total: number;
  readonly values?: Combination;
}

/** A `$[[ matrix.NAME ]]` in needs that names nothing. */
export interface UnknownMatrixValue {
  readonly job: string;
  readonly name: string;
  readonly span: Span;
}

export interface Expanded {
  /** By name, in GitLab's order; of two with one name the later is kept at the place of the first. */
  readonly jobs: ReadonlyMap<string, Job>;
  readonly unknown: readonly UnknownMatrixValue[];
}

/** Source: lib/gitlab/ci/config/normalizer.rb and the strategies below it. */
export function expand(drafts: readonly Draft[]): Expanded {
  const instances = new Map<string, readonly Instance[]>();
  for (const draft of drafts) if (draft.job && draft.parallel) instances.set(draft.name, instancesOf(draft));
  const jobs = new Map<string, Job>();
  const unknown: UnknownMatrixValue[] = [];
  for (const { name, job } of drafts) {
    if (!job) continue;
    for (const made of jobsOf(job, instances.get(name), instances, unknown)) jobs.set(made.name, made);
  }
  return { jobs, unknown };
}

/** By the `parallel` that makes them and the job's name: an edit of anything else of the job leaves them as they are. */
const instanceLists = new WeakMap<Node, Map<string, readonly Instance[]>>();

function instancesOf(draft: Draft): readonly Instance[] {
  const written = draft.job?.body.entries.get('parallel')?.value;
  if (!written) return newInstances(draft);
  const byName = instanceLists.get(written) ?? new Map<string, readonly Instance[]>();
  instanceLists.set(written, byName);
  const instances = byName.get(draft.name) ?? newInstances(draft);
  byName.set(draft.name, instances);
  return instances;
}

function newInstances({ name, parallel }: Draft): readonly Instance[] {
  if (!parallel) return [];
  if (parallel.kind === 'number') {
    const { total } = parallel;
    return Array.from({ length: total }, (_, n) => ({ name: `${name} ${n + 1}/${total}`, index: n + 1, total }));
  }
  const total = parallel.combinations.length;
  return parallel.combinations.map((values, n) => ({
    name: matrixName(
      name,
      [...values.values()].map(({ value }) => value),
    ),
    index: n + 1,
    total,
    values,
  }));
}

function matrixName(job: string, values: readonly string[]): string {
  return `${job}: [${values.join(', ')}]`;
}

type Instances = ReadonlyMap<string, readonly Instance[]>;

/** What was made of a job last time, and with which instances of itself and of the jobs that it names. */
interface Made {
  readonly from: readonly (readonly Instance[] | undefined)[];
  readonly jobs: readonly Job[];
}

/** An edit elsewhere gives the same jobs again. */
const made = new WeakMap<Job, Made>();

function jobsOf(
  job: Job,
  own: readonly Instance[] | undefined,
  instances: Instances,
  unknown: UnknownMatrixValue[],
): readonly Job[] {
  if (instances.size === 0) return [job];
  const targets = instancesNamed(job, instances);
  const namesMatrixValues = job.needs ? holdMatrixValue(job.needs) : false;
  if (!own && !namesMatrixValues && targets.every((it) => it === undefined)) return [job];
  const from = [own, ...targets];
  const last = made.get(job);
  if (last?.from.every((it, n) => it === from[n]) && !namesMatrixValues) return last.jobs;
  const jobs = newJobs(job, own, instances, unknown);
  made.set(job, { from, jobs });
  return jobs;
}

function newJobs(
  job: Job,
  own: readonly Instance[] | undefined,
  instances: Instances,
  unknown: UnknownMatrixValue[],
): readonly Job[] {
  if (own && job.needs && holdMatrixValue(job.needs)) {
    return own.map((it) => withVariables(it, job, (more) => rewritten(job, more, instances, unknown, it.values)));
  }
  // What they need and depend on is one list for all of them.
  const one = rewritten(job, job.variables, instances, unknown);
  return own ? own.map((it) => withVariables(it, job, () => one)) : [one];
}

/** Of every job that this one names, its instances. */
function instancesNamed({ needs = [], dependencies = [] }: Job, instances: Instances): Made['from'] {
  const named: (readonly Instance[] | undefined)[] = [];
  for (const it of needs) if (it.kind === 'job') named.push(instances.get(it.job));
  for (const it of dependencies) named.push(instances.get(it));
  return named;
}

/** The instance of a job, whose own variables count before the job's. */
function withVariables(
  { name, index, total, values }: Instance,
  job: Job,
  rest: (variables: Job['variables']) => Job,
): Job {
  const variables = values ? new Map([...job.variables, ...ownVariables(values)]) : job.variables;
  return { ...rest(variables), name, variables, node: { index, total } };
}

function ownVariables(values: Combination): readonly (readonly [string, VariableSpec])[] {
  return [...values].map(([name, { value, node }]) => [name, { value, raw: false, span: node.span }]);
}

/** The job with the names of all instances in `needs` and `dependencies`. */
function rewritten(
  job: Job,
  variables: Job['variables'],
  instances: Instances,
  unknown: UnknownMatrixValue[],
  values?: Combination,
): Job {
  const { needs, dependencies } = job;
  if (!needs && !dependencies) return job;
  const interpolated = needs && interpolate(job, needs, unknown, (name) => textOf(name, variables, values));
  return {
    ...job,
    ...(interpolated && { needs: interpolated.flatMap((it) => needsOn(it, instances)) }),
    ...(dependencies && {
      dependencies: dependencies.flatMap((it) => instances.get(it)?.map(({ name }) => name) ?? it),
    }),
  };
}

function needsOn(need: Need, instances: Instances): readonly Need[] {
  const targets = need.kind === 'job' ? instances.get(need.job) : undefined;
  if (need.kind !== 'job' || !targets) return [need];
  const { instances: chosen, ...rest } = need;
  const names = chosen?.map((it) => matrixName(need.job, [...it.values()])) ?? targets.map(({ name }) => name);
  return names.map((job) => ({ ...rest, job }));
}

/** The need with each of its texts, the values of instances among them, replaced. */
function mapTexts(need: Need, replace: (text: string) => string): Need {
  switch (need.kind) {
    case 'job': {
      const instances = need.instances?.map((it) => new Map([...it].map(([key, value]) => [key, replace(value)])));
      return { ...need, job: replace(need.job), ...(instances && { instances }) };
    }
    case 'cross':
      return {
        ...need,
        ...(need.project !== undefined && { project: replace(need.project) }),
        ...(need.ref !== undefined && { ref: replace(need.ref) }),
        ...(need.pipeline !== undefined && { pipeline: replace(need.pipeline) }),
        job: replace(need.job),
      };
    case 'bridge':
      return { ...need, pipeline: replace(need.pipeline) };
  }
}

/** By list of needs: few have any, and to find that out takes all of their texts. */
const holding = new WeakMap<readonly Need[], boolean>();

function holdMatrixValue(needs: readonly Need[]): boolean {
  const holds = holding.get(needs) ?? needs.some(holdsMatrixValue);
  holding.set(needs, holds);
  return holds;
}

function holdsMatrixValue(need: Need): boolean {
  let holds = false;
  mapTexts(need, (text) => {
    holds ||= matrixValue.test(text);
    return text;
  });
  return holds;
}

const matrixValue = /\$\[\[\s*matrix\.([a-zA-Z0-9_-]+)\s*\]\]/;

/** A matrix value is its text; of another variable GitLab puts in the whole record, as Ruby prints it. */
function textOf(name: string, variables: Job['variables'], values: Combination | undefined): string | undefined {
  const found = values?.get(name)?.value;
  const variable = variables.get(name);
  if (found !== undefined || !variable) return found;
  return `{:value=>${inspectString(variable.value)}${variable.raw ? ', :raw=>true' : ''}}`;
}

/** Puts matrix values in; if one is not known, nothing is put in (lib/gitlab/ci/config/interpolation/matrix_interpolator.rb). */
function interpolate(
  job: Job,
  needs: readonly Need[],
  unknown: UnknownMatrixValue[],
  lookUp: (name: string) => string | undefined,
): readonly Need[] {
  const missing: UnknownMatrixValue[] = [];
  const put = (text: string, span: Span): string =>
    text.replace(new RegExp(matrixValue, 'g'), (whole, name: string) => {
      const value = lookUp(name);
      if (value === undefined) missing.push({ job: job.baseName, name, span });
      return value ?? whole;
    });
  const found = needs.map((it) => mapTexts(it, (text) => put(text, it.span)));
  if (missing.length === 0) return found;
  unknown.push(...missing);
  return needs;
}
