/** `job-token/other-project`: a push with the job's token to a project that is not the job's. */
import { later } from '../logic/later.ts';
import { fromGate } from './from-gates.ts';

export const jobTokenOtherProject = fromGate(
  {
    id: 'job-token/other-project',
    title: later('Job token pushes to another project'),
    severity: 'warning',
    inParts: true,
    reads: [],
    source: 'https://docs.gitlab.com/ci/jobs/ci_job_token/#allow-git-push-requests-to-your-project-repository',
  },
  'job-token',
  ({ kind }) => kind === 'other-project',
);
