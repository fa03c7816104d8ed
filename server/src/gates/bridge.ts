/** Whether a trigger job manages to start its downstream pipeline, and with which reason it fails otherwise. */
import { all, not, type Tri } from '../logic/tri.ts';
import { hasCreatePipeline } from './creation.ts';
import type { Person } from './person.ts';

/** The reasons that can be told before the job runs, in GitLab's order (app/services/ci/create_downstream_pipeline_service.rb). */
export type BridgeFailure =
  | 'downstream_bridge_project_not_found'
  | 'invalid_bridge_trigger'
  | 'reached_max_descendant_pipelines_depth'
  | 'insufficient_bridge_permissions'
  | 'pipeline_loop_detected';

export interface BridgeCircumstances {
  readonly archived?: Tri;
  /** The downstream project exists and the person may see it. */
  readonly readable: Tri;
  /** The downstream project is this one, and no child pipeline is meant. */
  readonly triggersItself: Tri;
  /** The pipeline is the child of a child, and starts another child. */
  readonly tooDeep?: Tri;
  /** Pipelines of several projects start each other in a circle, and have done so twice. */
  readonly loops?: Tri;
  /** Downstream: the person may create pipelines, and update the ref. */
  readonly createsDownstream: Tri;
  readonly refWritableDownstream: Tri;
}

/**
 * Why a trigger job that `person` runs fails; `undefined` where no reason is certain (gates.md §2.8).
 *
 * The right to update pipelines upstream comes with the role of a Developer: access to a protected environment is
 * not enough, so people who may only deploy cannot start trigger jobs.
 */
export function bridgeFailure(
  person: Person,
  it: BridgeCircumstances,
): { readonly fails: Tri; readonly reason?: BridgeFailure } {
  const upstream = hasCreatePipeline(person, it.archived ?? false);
  const allowed = all([upstream, it.createsDownstream, it.refWritableDownstream]);
  const checks: readonly (readonly [BridgeFailure, Tri])[] = [
    ['downstream_bridge_project_not_found', not(it.readable)],
    ['invalid_bridge_trigger', it.triggersItself],
    ['reached_max_descendant_pipelines_depth', it.tooDeep ?? false],
    ['insufficient_bridge_permissions', not(allowed)],
    ['pipeline_loop_detected', it.loops ?? false],
  ];
  const reason = checks.find(([, failed]) => failed === true)?.[0];
  const fails = not(all(checks.map(([, failed]) => not(failed))));
  return { fails, ...(reason && { reason }) };
}
