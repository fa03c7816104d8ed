/** How approvals add up: each counts for the first rule that accepts its user (gates on `blocked` deployments). */
import { accepts, inForce } from './deploying.ts';
import type { Approval, ApprovalRule, Deployment, Instance, Project, ProtectedEnvironment, User } from './world.ts';

export interface RuleState {
  readonly rule: ApprovalRule;
  readonly protection: ProtectedEnvironment;
  readonly approvals: readonly Approval[];
  readonly approved: number;
  readonly pending: number;
}

export function ruleStates(instance: Instance, project: Project, deployment: Deployment): readonly RuleState[] {
  const rules = inForce(instance, project, deployment.environment).flatMap((protection) =>
    protection.approve.map((rule) => ({ rule, protection })),
  );
  const first = (user: User) => rules.find(({ rule, protection }) => accepts(rule, user, protection.container))?.rule;
  return rules.map(({ rule, protection }) => {
    const approvals = deployment.approvals.filter((it) => first(it.user) === rule);
    const approved = approvals.filter((it) => it.status === 'approved').length;
    return { rule, protection, approvals, approved, pending: Math.max(0, rule.required - approved) };
  });
}

export function pendingOf(states: readonly RuleState[]): number {
  return states.reduce((sum, it) => sum + it.pending, 0);
}

/** Whether the viewer may approve: a rule accepts him, and he does not approve what he started himself. */
export function mayApprove(
  user: User | undefined,
  project: Project,
  deployment: Deployment,
  state: RuleState,
): boolean {
  const own = user === deployment.user && project.settings['allow_pipeline_trigger_approve_deployment'] !== true;
  return deployment.status === 'blocked' && !own && accepts(state.rule, user, state.protection.container);
}
