/** One request to approve or reject a deployment, judged as GitLab judges it. */
import type { Tri } from '../logic/tri.ts';
import { type Approval, approvalSummary, mayApprove, mayApproveFor, type RuleInForce } from './approvals.ts';
import type { Person } from './person.ts';

export interface ApprovalRequest {
  readonly status: string;
  /** `undefined`: not a user. */
  readonly person: Person | undefined;
  /** `read_deployment` of that person. */
  readonly mayRead: Tri;
  /** The deployment is the person's own: they triggered the pipeline or retried the job. */
  readonly own: boolean;
  /** `allow_pipeline_trigger_approve_deployment`. */
  readonly selfApproval: boolean;
  readonly protectedEnvironment: boolean;
  readonly rules: readonly RuleInForce[];
  /** What a rule is called in `represented_as`, by index; roles without a name are `undefined`. */
  readonly names: readonly (string | undefined)[];
  readonly approvals: readonly Approval[];
  readonly representedAs?: string;
}

export type ApprovalOutcome =
  | { readonly ok: false; readonly message: string }
  | {
      readonly ok: true;
      /** The rule it counts for. */
      readonly rule?: number;
      readonly pendingAfter: number;
      /** Approving starts nothing: the job stays manual until somebody runs it. */
      readonly jobStatus: 'manual' | 'failed';
      readonly failureReason?: 'deployment_rejected';
    };

/** GitLab's texts, in the order it asks (ee/app/services/deployments/approval_service.rb, 18.9). */
export const approvalMessages = {
  status: 'Unrecognized approval status.',
  unprotected: 'This environment is not protected.',
  self: 'You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings.',
  unconfigured: 'Deployment approvals is not configured for this environment.',
  complete: 'This deployment is not waiting for approvals.',
  forbidden: "You don't have permission to approve this deployment. Contact the project or group owner for help.",
  representation:
    'There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.',
} as const;

/** What GitLab answers to the request (gates.md §3.3 to §3.6). A right that is not known counts as missing. */
export function approve(request: ApprovalRequest): ApprovalOutcome {
  const message = refusal(request);
  if (message !== undefined) return { ok: false, message };
  const rule = ruleFor(request);
  const pendingAfter = approvalSummary(required(request.rules), afterwards(request, rule)).pending;
  return {
    ok: true,
    ...(rule !== undefined && { rule }),
    pendingAfter,
    ...(request.status === 'rejected'
      ? { jobStatus: 'failed', failureReason: 'deployment_rejected' }
      : { jobStatus: 'manual' }),
  };
}

/** One record for each person and rule: saying the same again changes nothing, saying the opposite replaces it. */
function afterwards({ status, person, approvals }: ApprovalRequest, rule: number | undefined): readonly Approval[] {
  if (rule === undefined || (status !== 'approved' && status !== 'rejected')) return approvals;
  const userId = typeof person?.id === 'number' ? person.id : undefined;
  const others = approvals.filter((it) => it.rule !== rule || it.userId === undefined || it.userId !== userId);
  return [...others, { rule, status, ...(userId !== undefined && { userId }) }];
}

function refusal(request: ApprovalRequest): string | undefined {
  const { status, person, own, selfApproval, rules, approvals, representedAs } = request;
  if (status !== 'approved' && status !== 'rejected') return approvalMessages.status;
  if (!request.protectedEnvironment) return approvalMessages.unprotected;
  if (status === 'approved' && own && !selfApproval) return approvalMessages.self;
  if (rules.length === 0) return approvalMessages.unconfigured;
  if (approvalSummary(required(rules), approvals).pending === 0) return approvalMessages.complete;
  if (mayApprove(rules, person, request.mayRead) !== true) return approvalMessages.forbidden;
  if (representedAs !== undefined && ruleFor(request) === undefined) return approvalMessages.representation;
  return undefined;
}

/** The first rule that accepts the person; with `represented_as`, the first of those whose name contains it. */
function ruleFor({ rules, names, person, representedAs }: ApprovalRequest): number | undefined {
  const found = rules.findIndex(
    (it, n) =>
      mayApproveFor(it, person) === true && (representedAs === undefined || names[n]?.includes(representedAs) === true),
  );
  return found < 0 ? undefined : found;
}

function required(rules: readonly RuleInForce[]): readonly { readonly required: number }[] {
  return rules.map((it) => it.rule);
}
