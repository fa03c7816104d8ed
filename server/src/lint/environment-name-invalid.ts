/** `environment/name-invalid`: with its variables in place the name is none that GitLab takes. */
import { later } from '../logic/later.ts';
import { fromGate } from './from-gates.ts';
import { unsetVariables } from './unset-variables.ts';

export const environmentNameInvalid = fromGate(
  {
    id: 'environment/name-invalid',
    title: later('Environment name that comes to nothing'),
    severity: 'warning',
    reads: [],
    source: 'https://docs.gitlab.com/ci/yaml/#environmentname',
  },
  'environment',
  (_, name, question) => {
    const job = question.outcome.jobs.get(name);
    const effect = job?.possible[0];
    if (!job || effect?.environment?.valid !== false) return false;
    // Then it is that variable which has to be spoken of.
    return unsetVariables({ job, effect }, question).length === 0;
  },
);
