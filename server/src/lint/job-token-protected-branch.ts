/** `job-token/protected-branch`: a push with the job's token to a branch or tag that is protected from its user. */
import { later } from '../logic/later.ts';
import { fromGate } from './from-gates.ts';

export const jobTokenProtectedBranch = fromGate(
  {
    id: 'job-token/protected-branch',
    title: later('Job token meets a protected branch'),
    severity: 'warning',
    inParts: true,
    reads: ['jobTokenPushAllowed', 'protectedBranches'],
    source: 'https://docs.gitlab.com/ci/jobs/ci_job_token/#allow-git-push-requests-to-your-project-repository',
  },
  'job-token',
  ({ kind }) => kind === 'ref' || kind === 'force',
);
