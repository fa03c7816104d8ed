/** `job-token/no-pipeline-follows`: what is pushed with the job's token starts no pipeline. */
import { later } from '../logic/later.ts';
import { fromGate } from './from-gates.ts';

export const jobTokenNoPipelineFollows = fromGate(
  {
    id: 'job-token/no-pipeline-follows',
    title: later('Push that starts no pipeline'),
    severity: 'info',
    inParts: true,
    reads: ['jobTokenPushAllowed'],
    source: 'https://docs.gitlab.com/ci/jobs/ci_job_token/#allow-git-push-requests-to-your-project-repository',
  },
  'job-token',
  undefined,
  ['pass'],
);
