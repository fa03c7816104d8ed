/** `approval/unreachable`: more approvals are asked for than there are people who can give them. */
import { approvalRules, reach } from '../gates/approvals.ts';
import { deploymentOf } from '../gates/subject.ts';
import { later } from '../logic/later.ts';
import { fromGate } from './from-gates.ts';
import type { LintQuestion } from './rule.ts';

export const approvalUnreachable = fromGate(
  {
    id: 'approval/unreachable',
    title: later('Approvals nobody can give'),
    severity: 'error',
    inParts: true,
    reads: ['protectedEnvironments', 'members'],
    source: 'https://docs.gitlab.com/ci/environments/deployment_approvals/',
  },
  'approval',
  ({ kind }, job, question) => kind === 'in-vain' && !isReachable(question, job),
  ['wait'],
);

/** Whether there are enough people for every rule as long as it is nobody's own deployment. */
export function isReachable({ outcome, snapshot }: LintQuestion, name: string): boolean {
  const job = outcome.jobs.get(name);
  const [effect] = job?.possible ?? [];
  const deployment = job && effect && deploymentOf({ job, effect, snapshot });
  if (!deployment) return true;
  return approvalRules(deployment.protections).every((it) => reach(it, snapshot, () => true).enough !== false);
}
