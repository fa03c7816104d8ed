/** Whether the pipeline of a merge request counts as protected, and so gets protected variables and runners. */
import { all, type Tri } from '../logic/tri.ts';

/**
 * Since 18.1 a project can opt in (gates.md §7.5; app/models/ci/pipeline.rb `protected_for_merge_request?`). The
 * setting is shown by no API, so that for a real project the answer is at best "not known".
 */
export function isProtectedMergeRequest(it: {
  readonly setting: Tri;
  readonly sameProject: Tri;
  readonly sourceProtected: Tri;
  readonly targetProtected: Tri;
  readonly canUpdateSource: Tri;
  readonly canUpdateTarget: Tri;
}): Tri {
  return all([
    it.setting,
    it.sameProject,
    it.canUpdateSource,
    it.canUpdateTarget,
    it.sourceProtected,
    it.targetProtected,
  ]);
}
