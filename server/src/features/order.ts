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

const orders = new WeakMap<Outcome, readonly Edge[]>();

/** Of the attempt; the jobs that `parallel` makes of one stand as one. */
export function orderOf({ pipeline, outcome }: Analysis): readonly Edge[] {
  const known = orders.get(outcome);
  if (known) return known;
  const { jobs, byName } = firstsOf(pipeline);
  const edges = jobs.flatMap((from) => {
    const needs = needsOf(from, outcome);
    if (needs) return needed(from, needs, byName);
    return stageBefore(pipeline.stages, from, jobs, outcome).map((to) => ({ from, to, spans: [] }));
  });
  orders.set(outcome, edges);
  return edges;
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

/** The jobs of the nearest stage before that has some in this attempt. */
function stageBefore(
  stages: readonly string[],
  { stage }: Job,
  jobs: readonly Job[],
  { jobs: outcomes }: Outcome,
): readonly Job[] {
  const earlier = stages.slice(0, Math.max(stages.indexOf(stage), 0)).reverse();
  for (const it of earlier) {
    const found = jobs.filter((job) => job.stage === it && outcomes.get(job.name)?.included !== false);
    if (found.length > 0) return found;
  }
  return [];
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
