/** `permission/you`: whoever tries may not deploy there. */
import { later } from '../logic/later.ts';
import { fromGate } from './from-gates.ts';
import { nobodyCanRun } from './nobody.ts';

export const permissionYou = fromGate(
  {
    id: 'permission/you',
    title: later('Not yours to deploy'),
    severity: 'info',
    inParts: true,
    reads: ['protectedEnvironments'],
    source: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  },
  'permission',
  (_, job, question) => !nobodyCanRun(question, job),
);
