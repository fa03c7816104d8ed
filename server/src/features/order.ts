/** Which job comes after which in an attempt: over `needs`, else over stages. */
import type { Analysis } from '../engine/analysis.ts';
import type { Job, Need } from '../pipeline/job.ts';
import type { Outcome } from '../pipeline/outcome.ts';
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
  const first = new Map<string, Job>();
  for (const it of pipeline.jobs) if (!first.has(it.baseName)) first.set(it.baseName, it);
  const jobs = [...first.values()];
  const byName = new Map(pipeline.jobs.map((it) => [it.name, first.get(it.baseName) ?? it]));
  const edges = jobs.flatMap((from) => {
    const needs = outcome.jobs.get(from.name)?.possible[0]?.needs ?? from.needs;
    if (needs) return needed(from, needs, byName);
    return stageBefore(pipeline.stages, from, jobs, outcome).map((to) => ({ from, to, spans: [] }));
  });
  orders.set(outcome, edges);
  return edges;
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

/** The jobs that wait for `job` over `needs`, directly or not: it cannot need any of them. */
export function waitingFor(analysis: Analysis, job: string): ReadonlySet<string> {
  const waiting = new Map<string, string[]>();
  for (const { from, to, spans } of orderOf(analysis)) {
    if (spans.length > 0) waiting.set(to.baseName, [...(waiting.get(to.baseName) ?? []), from.baseName]);
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
