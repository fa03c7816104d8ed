/** Whether GitLab lets somebody create a pipeline on a ref, and in which words it refuses. */
import { all, not, type Tri } from '../logic/tri.ts';
import type { Person } from './person.ts';
import { isDeveloper } from './refs.ts';

/** What is asked before a pipeline is created, in GitLab's order. What is absent does not stand in the way. */
export interface CreationCircumstances {
  readonly ref: string;
  /** CI is enabled, and this is the update of a mirror that does not trigger pipelines. */
  readonly silentMirror?: Tri;
  readonly pendingDelete?: Tri;
  readonly ciDisabled?: Tri;
  readonly importing?: Tri;
  readonly archived?: Tri;
  /** The person may push to, merge into or create the ref; for merge requests, their source branch. */
  readonly refWritable: Tri;
  /** The push was made with the token of a CI job. */
  readonly pushedByJob?: Tri;
}

export type CreationRefusal = 'mirror' | 'deleted' | 'disabled' | 'importing' | 'role' | 'ref' | 'pushed-by-job';

export interface Creation {
  readonly allowed: Tri;
  /** The first refusal that is certain, with GitLab's own text. */
  readonly refusal?: CreationRefusal;
  readonly error?: string;
}

/** GitLab's texts (lib/gitlab/ci/pipeline/chain/validate/abilities.rb, 18.9). */
export const creationErrors = {
  mirror: () => 'Pipeline is disabled for mirror updates',
  deleted: () => 'Project is deleted!',
  disabled: () => 'Pipelines are disabled!',
  importing: () => 'You cannot run pipelines before project import is complete.',
  role: () => 'Insufficient permissions to create a new pipeline',
  ref: (ref: string) =>
    `You do not have sufficient permission to run a pipeline on '${ref}'. Please select a different branch or contact your administrator for assistance.`,
  'pushed-by-job': () =>
    'Pipeline creation is not allowed when pushing from CI jobs. This prevents infinite pipeline loops.',
} as const satisfies Record<CreationRefusal, (ref: string) => string>;

/** Asks as GitLab does before it creates a pipeline (gates.md §2.4). */
export function mayCreatePipeline(person: Person, it: CreationCircumstances): Creation {
  const checks: readonly (readonly [CreationRefusal, Tri])[] = [
    ['mirror', it.silentMirror ?? false],
    ['deleted', it.pendingDelete ?? false],
    ['disabled', it.ciDisabled ?? false],
    ['importing', it.importing ?? false],
    ['role', not(hasCreatePipeline(person, it.archived ?? false))],
    ['ref', not(it.refWritable)],
    ['pushed-by-job', it.pushedByJob ?? false],
  ];
  const allowed = all(checks.map(([, refused]) => not(refused)));
  const first = checks.find(([, refused]) => refused === true)?.[0];
  return { allowed, ...(first && { refusal: first, error: creationErrors[first](it.ref) }) };
}

/** `create_pipeline`: an active Developer with a confirmed address, in a project that is not archived. */
export function hasCreatePipeline(person: Person, archived: Tri): Tri {
  return all([isDeveloper(person), person.active, person.confirmed, not(archived)]);
}
