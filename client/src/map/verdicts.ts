/** Verdicts as the map shows them: a word and a mark each, so that nothing hangs on colour. */
import * as l10n from '@vscode/l10n';
import type { JobGate, MapCell, Outlook } from '../../../server/src/lsp/protocol.ts';

export function verdictWords(of: Outlook): string {
  switch (of) {
    case 'deny':
      return l10n.t('Refused');
    case 'unknown':
      return l10n.t('Not known');
    case 'wait':
      return l10n.t('Waits');
    case 'pass':
      return l10n.t('Runs');
    case 'absent':
      return l10n.t('Not in this pipeline');
  }
}

export function gateWords(of: JobGate['verdict']): string {
  switch (of) {
    case 'deny':
      return l10n.t('refused');
    case 'unknown':
      return l10n.t('not known');
    case 'wait':
      return l10n.t('waits');
    case 'pass':
      return l10n.t('passes');
  }
}

export const marks: Readonly<Record<Outlook, string>> = { deny: '✕', unknown: '?', wait: '◷', pass: '✓', absent: '–' };

export function runWords(runs: MapCell['runs']): string {
  switch (runs) {
    case 'yes':
      return l10n.t('can run');
    case 'some':
      return l10n.t('can run some jobs');
    case 'no':
      return l10n.t('cannot run');
    case 'unknown':
      return l10n.t('not known');
  }
}

export const runMarks: Readonly<Record<MapCell['runs'], string>> = { yes: '✓', some: '◐', no: '✕', unknown: '?' };

export function approvalWords(approves: NonNullable<MapCell['approves']>): string {
  switch (approves) {
    case 'yes':
      return l10n.t('can approve');
    case 'no':
      return l10n.t('cannot approve');
    case 'unknown':
      return l10n.t('approving: not known');
  }
}

/** What holds a job up, worst first: the titles of the gates that are as severe as its verdict. */
export function deciding(gates: readonly JobGate[], verdict: Outlook): readonly string[] {
  return gates.filter((it) => it.verdict === verdict && !(it.risk && verdict === 'unknown')).map((it) => it.title);
}
