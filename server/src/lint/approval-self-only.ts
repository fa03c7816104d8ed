/** `approval/self-only`: enough people could approve, but one of them has started the deployment. */
import { later } from '../logic/later.ts';
import { isReachable } from './approval-unreachable.ts';
import { fromGate } from './from-gates.ts';

export const approvalSelfOnly = fromGate(
  {
    id: 'approval/self-only',
    title: later('Approval that only you could give'),
    severity: 'warning',
    inParts: true,
    reads: ['protectedEnvironments', 'members', 'selfApproval'],
    source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/#allow-self-approval',
  },
  'approval',
  ({ kind }, job, question) => kind === 'in-vain' && isReachable(question, job),
  ['wait'],
);
