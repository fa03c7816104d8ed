/** `approval/unreachable`: more approvals are asked for than there are people who can give them. */
import { fromGate } from './from-gates.ts';

export const approvalUnreachable = fromGate(
  {
    id: 'approval/unreachable',
    title: 'Approvals nobody can give',
    severity: 'error',
    reads: ['protectedEnvironments', 'members'],
    source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/',
  },
  'approval',
  ({ what }) => what.startsWith('waits in vain'),
  'wait',
);
