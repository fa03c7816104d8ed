/** `approval/non-deployment-blocked`: a job that deploys nothing is made a manual one by approvals it does not need. */
import { later } from '../logic/later.ts';
import { fromGate } from './from-gates.ts';

export const approvalNonDeploymentBlocked = fromGate(
  {
    id: 'approval/non-deployment-blocked',
    title: later('Held for an approval that nobody can give'),
    severity: 'info',
    reads: ['protectedEnvironments'],
    source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/',
  },
  'approval',
  ({ kind }, name, { outcome }) => {
    // Where the rules could not be read the gate says something else.
    if (kind !== 'no-deployment') return false;
    return (outcome.jobs.get(name)?.possible[0]?.when ?? 'manual') !== 'manual';
  },
  ['unknown', 'wait'],
);
