/** `trigger/downstream-rights`: whoever runs the trigger job may not start what it starts. */
import { later } from '../logic/later.ts';
import { fromGate } from './from-gates.ts';

export const triggerDownstreamRights = fromGate(
  {
    id: 'trigger/downstream-rights',
    title: later('Downstream pipeline out of reach'),
    severity: 'warning',
    reads: ['members', 'protectedBranches'],
    source: 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/',
  },
  'trigger',
  // Whoever cannot even start this pipeline is told that.
  (_, job, { findings }) => !findings.get(job)?.some((it) => it.gate.id === 'pipeline' && it.verdict.kind === 'deny'),
);
