/** Which job comes after which in an attempt: over `needs`, else over stages. */
import type { Analysis } from '../engine/analysis.ts';
import type { Job, Need } from '../pipeline/job.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Span } from '../text/span.ts';

/** `from` waits for `to`. */
export interface Edge {
  readonly from: Job;
  readonly to: Job;
  /** Where it says so; empty where the order of stages does. */
  readonly spans: readonly Span[];
}

interface Order {
  readonly jobs: readonly Job[];
  readonly byName: ReadonlyMap<string, Job>;
  /** By stage: the jobs of the nearest stage before that has some in this attempt. */
  readonly before: ReadonlyMap<string, ReadonlySet<Job>>;
}

const orders = new WeakMap<Outcome, Order>();

/** What jobs of this name wait for; the jobs that `parallel` makes of one stand as one. */
export function waitsFor(analysis: Analysis, name: string): readonly Edge[] {
  const order = orderOf(analysis);
  return order.jobs.filter((it) => it.baseName === name).flatMap((it) => edgesFrom(it, analysis, order));
}

/** What waits for jobs of this name. Each job of a stage waits for each of another: these are not all worked out. */
export function waitedForBy(analysis: Analysis, name: string): readonly Edge[] {
  const order = orderOf(analysis);
  const own = order.jobs.filter((it) => it.baseName === name);
  return order.jobs.flatMap((from) => {
    const needs = needsOf(from, analysis.outcome);
    if (needs) return needed(from, needs, order.byName).filter(({ to }) => to.baseName === name);
    const before = order.before.get(from.stage);
    return own.filter((it) => before?.has(it)).map((to) => ({ from, to, spans: [] }));
  });
}

function edgesFrom(from: Job, { outcome }: Analysis, { byName, before }: Order): readonly Edge[] {
  const needs = needsOf(from, outcome);
  if (needs) return needed(from, needs, byName);
  return [...(before.get(from.stage) ?? [])].map((to) => ({ from, to, spans: [] }));
}

function orderOf({ pipeline, outcome }: Analysis): Order {
  const known = orders.get(outcome);
  if (known) return known;
  const firsts = firstsOf(pipeline);
  const order = { ...firsts, before: stagesBefore(pipeline.stages, firsts.jobs, outcome) };
  orders.set(outcome, order);
  return order;
}

/** Of the jobs that `parallel` makes of one the first, and which one stands for each name. */
function firstsOf({ jobs }: Pipeline): { readonly jobs: readonly Job[]; readonly byName: ReadonlyMap<string, Job> } {
  const first = new Map<string, Job>();
  for (const it of jobs) if (!first.has(it.baseName)) first.set(it.baseName, it);
  return {
    jobs: [...first.values()],
    byName: new Map(jobs.map((it) => [it.name, first.get(it.baseName) ?? it])),
  };
}

function needsOf(job: Job, { jobs }: Outcome): readonly Need[] | undefined {
  return jobs.get(job.name)?.possible[0]?.needs ?? job.needs;
}

function needed(from: Job, needs: readonly Need[], byName: ReadonlyMap<string, Job>): readonly Edge[] {
  const edges = new Map<Job, Edge>();
  for (const need of needs) {
    const to = need.kind === 'job' ? byName.get(need.job) : undefined;
    if (to && !edges.has(to)) edges.set(to, { from, to, spans: [need.span] });
  }
  return [...edges.values()];
}

function stagesBefore(
  stages: readonly string[],
  jobs: readonly Job[],
  { jobs: outcomes }: Outcome,
): ReadonlyMap<string, ReadonlySet<Job>> {
  const inStage = new Map<string, Set<Job>>();
  for (const job of jobs) {
    if (outcomes.get(job.name)?.included === false) continue;
    const those = inStage.get(job.stage) ?? new Set();
    inStage.set(job.stage, those.add(job));
  }
  const before = new Map<string, ReadonlySet<Job>>();
  let nearest: ReadonlySet<Job> | undefined;
  for (const stage of new Set(stages)) {
    if (nearest) before.set(stage, nearest);
    nearest = inStage.get(stage) ?? nearest;
  }
  return before;
}

/**
 * The jobs that wait for `job` over `needs`, directly or not: it cannot need any of them. The order of stages, which
 * joins each job with each of another stage, is not worked out for that.
 */
export function waitingFor({ pipeline, outcome }: Analysis, job: string): ReadonlySet<string> {
  const { jobs, byName } = firstsOf(pipeline);
  const waiting = new Map<string, string[]>();
  for (const { from, to } of jobs.flatMap((it) => needed(it, needsOf(it, outcome) ?? [], byName))) {
    const known = waiting.get(to.baseName);
    if (known) known.push(from.baseName);
    else waiting.set(to.baseName, [from.baseName]);
  }
  const found = new Set<string>();
  const queue = [job];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const it of waiting.get(next) ?? []) {
      if (!found.has(it)) queue.push(it);
      found.add(it);
    }
  }
  return found;
}
