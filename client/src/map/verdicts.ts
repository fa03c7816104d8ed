/** Verdicts as the map shows them: a word and a mark each, so that nothing hangs on colour. */
import type { JobGate, MapCell, Outlook } from '../../../server/src/lsp/protocol.ts';

export const verdictWords: Readonly<Record<Outlook, string>> = {
  deny: 'Refused',
  unknown: 'Not known',
  wait: 'Waits',
  pass: 'Runs',
  absent: 'Not in this pipeline',
};

export const gateWords: Readonly<Record<JobGate['verdict'], string>> = {
  deny: 'refused',
  unknown: 'not known',
  wait: 'waits',
  pass: 'passes',
};

export const marks: Readonly<Record<Outlook, string>> = { deny: '✕', unknown: '?', wait: '◷', pass: '✓', absent: '–' };

export const runWords: Readonly<Record<MapCell['runs'], string>> = {
  yes: 'can run',
  some: 'can run some jobs',
  no: 'cannot run',
  unknown: 'not known',
};

export const runMarks: Readonly<Record<MapCell['runs'], string>> = { yes: '✓', some: '◐', no: '✕', unknown: '?' };

export const approvalWords: Readonly<Record<NonNullable<MapCell['approves']>, string>> = {
  yes: 'can approve',
  no: 'cannot approve',
  unknown: 'approving: not known',
};

/** What holds a job up, worst first: the titles of the gates that are as severe as its verdict. */
export function deciding(gates: readonly JobGate[], verdict: Outlook): readonly string[] {
  return gates.filter((it) => it.verdict === verdict && !(it.risk && verdict === 'unknown')).map((it) => it.title);
}
