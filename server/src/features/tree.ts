/** The tree of environments, their deploy jobs and the gates before each, worst first: what a side bar shows. */
import type { Analysis } from '../engine/analysis.ts';
import {
  attemptLine,
  type DeployJob,
  deployJobs,
  type Goal,
  goalOrder,
  jobOf,
  type Outlook,
  severity,
} from './deploy-jobs.ts';
import type { UriOf } from './range.ts';

/** A pipeline with everything that it deploys. */
export interface Tree {
  /** Path of the project in GitLab; absent where none is known. */
  readonly project?: string;
  /** For whom and what it is answered: "as dana · push on main". */
  readonly attempt: string;
  readonly environments: readonly TreeEnvironment[];
}

/** Jobs that deploy to the same environment of the same project. */
export interface TreeEnvironment extends Goal {
  /** The worst of its jobs. */
  readonly verdict: Outlook;
  readonly jobs: readonly DeployJob[];
}

/** The tree of a pipeline and of those that it starts. */
export function treeOf(analysis: Analysis, uriOf: UriOf): Tree {
  const groups = new Map<string, { readonly environment: Goal; readonly jobs: DeployJob[] }>();
  for (const it of deployJobs(analysis, uriOf)) {
    const group = groups.get(it.key);
    if (group) group.jobs.push(jobOf(it));
    else groups.set(it.key, { environment: it.environment, jobs: [jobOf(it)] });
  }
  const environments = [...groups.values()].map(({ environment, jobs }): TreeEnvironment => {
    const sorted = worstFirst(jobs, (it) => it.name);
    return { ...environment, verdict: sorted[0]?.verdict ?? 'absent', jobs: sorted };
  });
  const { path } = analysis.snapshot.project;
  return {
    ...(path !== '' && { project: path }),
    attempt: attemptLine(analysis.attempt),
    environments: worstFirst(environments, goalOrder),
  };
}

function worstFirst<T extends { readonly verdict: Outlook }>(items: readonly T[], order: (item: T) => string): T[] {
  return [...items].sort(
    (a, b) => severity[b.verdict] - severity[a.verdict] || (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0),
  );
}
