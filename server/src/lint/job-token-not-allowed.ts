/** `job-token/not-allowed`: a push with the job's token where GitLab takes none at all. */
import { later } from '../logic/later.ts';
import { fromGate } from './from-gates.ts';

export const jobTokenNotAllowed = fromGate(
  {
    id: 'job-token/not-allowed',
    title: later('Job token may not push'),
    severity: 'warning',
    inParts: true,
    reads: ['jobTokenPushAllowed'],
    source: 'https://docs.gitlab.com/ci/jobs/ci_job_token/#allow-git-push-requests-to-your-project-repository',
  },
  'job-token',
  ({ kind }) => kind === 'setting' || kind === 'role',
);
