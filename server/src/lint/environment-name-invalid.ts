/** `environment/name-invalid`: with its variables in place the name is none that GitLab takes. */
import { fromGate } from './from-gates.ts';

export const environmentNameInvalid = fromGate(
  {
    id: 'environment/name-invalid',
    title: 'Environment name that comes to nothing',
    severity: 'error',
    reads: [],
    source: 'https://docs.gitlab.com/ci/yaml/#environmentname',
  },
  'environment',
  (_, job, { outcome }) => outcome.jobs.get(job)?.possible[0]?.environment?.valid === false,
);
