/** Needs that go round in a circle (lib/gitlab/ci/yaml_processor/dag.rb). */
import { inspectString } from '../syntax/ruby.ts';
import type { Job, Need } from './job.ts';

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
    const cycle = needs && needs.length > 0 ? search.from(name) : undefined;
    if (cycle) return cycle;
  }
  return undefined;
}

/** A job on the path, and how far its needs have been followed. */
interface Step {
  readonly needs: readonly Need[];
  next: number;
  /** When it was met, and how long the path was then. */
  readonly own: number;
  readonly depth: number;
  /** When the earliest job on the path was met that can be reached from here. */
  lowest: number;
}

/**
 * Tarjan's search for strongly connected components; stops at the first with two or more members. Without recursion:
 * a chain of needs may be as long as the pipeline.
 */
class Search {
  readonly #jobs: ReadonlyMap<string, Job>;
  /** When each job was met; `undefined` once its component is complete. */
  readonly #met = new Map<string, number | undefined>();
  /** Names of the jobs whose component is not complete. */
  readonly #path: string[] = [];
  #cycle: Cycle | undefined;

  constructor(jobs: ReadonlyMap<string, Job>) {
    this.#jobs = jobs;
  }

  from(name: string): Cycle | undefined {
    if (this.#met.has(name)) return this.#cycle;
    const steps = [this.#enter(name)];
    for (let here = steps.at(-1); here && !this.#cycle; here = steps.at(-1)) {
      const need = here.needs[here.next++];
      if (!need) this.#leave(here, steps);
      else if (need.kind === 'job') this.#follow(need.job, here, steps);
    }
    return this.#cycle;
  }

  #enter(name: string): Step {
    const own = this.#met.size;
    const depth = this.#path.length;
    this.#met.set(name, own);
    this.#path.push(name);
    const needs = this.#jobs.get(name)?.needs ?? [];
    if (needs.some((it) => it.kind === 'job' && it.job === name)) {
      this.#cycle = { text: `self-dependency: ${name}`, jobs: [name] };
    }
    return { needs, next: 0, own, depth, lowest: own };
  }

  #follow(name: string, from: Step, steps: Step[]): void {
    if (!this.#met.has(name)) steps.push(this.#enter(name));
    else from.lowest = Math.min(from.lowest, this.#met.get(name) ?? from.lowest);
  }

  #leave({ own, depth, lowest }: Step, steps: Step[]): void {
    steps.pop();
    const before = steps.at(-1);
    if (before) before.lowest = Math.min(before.lowest, lowest);
    if (lowest < own) return;
    const component = this.#path.splice(depth);
    for (const it of component) this.#met.set(it, undefined);
    if (component.length < 2) return;
    const names = component.map(inspectString).join(', ');
    this.#cycle = { text: `topological sort failed: [${names}]`, jobs: component };
  }
}
