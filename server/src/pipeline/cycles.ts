/** Needs that go round in a circle (lib/gitlab/ci/yaml_processor/dag.rb). */
import { inspectString } from '../syntax/ruby.ts';
import type { Job } from './job.ts';

export interface Cycle {
  /** GitLab's words after "The pipeline has circular dependencies: ". */
  readonly text: string;
  /** The jobs of the circle in the order GitLab finds them; one for a job that needs itself. */
  readonly jobs: readonly string[];
}

/** The first circle GitLab meets: it visits the jobs in order and their needs in order (Ruby's TSort). */
export function firstCycle(jobs: ReadonlyMap<string, Job>): Cycle | undefined {
  const search = new Search(jobs);
  for (const [name, { needs }] of jobs) {
    const cycle = needs && search.from(name);
    if (cycle) return cycle;
  }
  return undefined;
}

/** Tarjan's search for strongly connected components; stops at the first with two or more members. */
class Search {
  readonly #needs: ReadonlyMap<string, readonly string[]>;
  /** When each job was met; `undefined` once its component is complete. */
  readonly #met = new Map<string, number | undefined>();
  readonly #path: string[] = [];
  #cycle: Cycle | undefined;

  constructor(jobs: ReadonlyMap<string, Job>) {
    const needs = new Map<string, readonly string[]>();
    for (const [name, job] of jobs)
      if (job.needs)
        needs.set(
          name,
          job.needs.flatMap((it) => (it.kind === 'job' ? it.job : [])),
        );
    this.#needs = needs;
  }

  from(name: string): Cycle | undefined {
    if (!this.#met.has(name)) this.#visit(name);
    return this.#cycle;
  }

  /** The earliest job on the path that can be reached from here. */
  #visit(name: string): number {
    const own = this.#met.size;
    const depth = this.#path.length;
    this.#met.set(name, own);
    this.#path.push(name);
    const needs = this.#needs.get(name) ?? [];
    if (needs.includes(name)) this.#cycle ??= { text: `self-dependency: ${name}`, jobs: [name] };
    let lowest = own;
    for (const need of needs) {
      if (this.#cycle) return lowest;
      const reached = this.#met.has(need) ? this.#met.get(need) : this.#visit(need);
      lowest = Math.min(lowest, reached ?? lowest);
    }
    if (lowest === own) this.#complete(this.#path.splice(depth));
    return lowest;
  }

  #complete(component: readonly string[]): void {
    for (const it of component) this.#met.set(it, undefined);
    if (component.length < 2) return;
    const names = component.map(inspectString).join(', ');
    this.#cycle ??= { text: `topological sort failed: [${names}]`, jobs: component };
  }
}
