/** `parallel` makes several jobs of one, and `needs` and `dependencies` on it name all of them (config.md §5.9). */
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

function instancesOf({ name, parallel }: Draft): readonly Instance[] {
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

/** What was made of a job last time: an edit elsewhere gives the same jobs again. */
const made = new WeakMap<Job, { readonly key: string; readonly jobs: readonly Job[] }>();

function jobsOf(
  job: Job,
  own: readonly Instance[] | undefined,
  instances: Instances,
  unknown: UnknownMatrixValue[],
): readonly Job[] {
  if (instances.size === 0) return [job];
  const targets = targetsOf(job).map((it) => instances.get(it));
  const namesMatrixValues = job.needs?.some(holdsMatrixValue) ?? false;
  if (!own && !namesMatrixValues && targets.every((it) => it === undefined)) return [job];
  const key = JSON.stringify([own, ...targets].map((it) => it?.map(({ name }) => name)));
  const last = made.get(job);
  if (last?.key === key && !namesMatrixValues) return last.jobs;
  const jobs = own
    ? own.map((it) => instanceOf(job, it, instances, unknown))
    : [rewritten(job, job.variables, instances, unknown)];
  made.set(job, { key, jobs });
  return jobs;
}

/** Every job that this one names. */
function targetsOf({ needs = [], dependencies = [] }: Job): readonly string[] {
  return [...needs.flatMap((it) => (it.kind === 'job' ? it.job : [])), ...dependencies];
}

function instanceOf(
  job: Job,
  { name, index, total, values }: Instance,
  instances: Instances,
  unknown: UnknownMatrixValue[],
): Job {
  const variables = new Map<string, VariableSpec>(job.variables);
  for (const [key, { value, node }] of values ?? []) variables.set(key, { value, raw: false, span: node.span });
  const found = rewritten(job, variables, instances, unknown, values);
  return { ...found, name, variables, node: { index, total } };
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
