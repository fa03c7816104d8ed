/** What the includes of a file see, which depends on where the file came from (config.md §2.6). */
import type { Scope } from '../expression/scope.ts';
import type { ProjectRef } from './sources.ts';

export interface Surroundings {
  /** Where `local:` is looked up: the checkout, a project at a commit, or nowhere (remote files and templates). */
  readonly project: ProjectRef | 'checkout' | 'none';
  readonly scope: Scope;
  /** The pipeline was started by another one: only then artifacts can be included. */
  readonly isChild: boolean;
  /** The list of includes is what a trigger job names: GitLab does not count these. */
  readonly isInternal?: boolean;
}

/** Files without a project see neither other files nor any variable. */
export const nowhere: Surroundings = { project: 'none', scope: () => null, isChild: false };
