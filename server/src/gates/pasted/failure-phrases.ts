/** GitLab's words for its failure reasons, as message, as tooltip and as code (gates.md §8.1). */
import { t } from '@vscode/l10n';
import { later } from '../../logic/later.ts';
import { failureReasons, failureText } from '../failure-texts.ts';
import { failures } from '../failure-words.ts';
import type { Meaning, MeaningId } from './meaning.ts';
import type { FailedFor, Phrase } from './phrase.ts';

/** Reasons with a meaning of their own; the others mean what their failure says. */
const own: Readonly<Record<string, MeaningId>> = {
  protected_environment_failure: 'refusedWhenItsTurnCame',
  failed_outdated_deployment_job: 'outdatedFailed',
  forward_deployment_failure: 'outdatedFailed',
  deployment_rejected: 'rejected',
  insufficient_bridge_permissions: 'downstreamRights',
};

export const failurePhrases: readonly Phrase[] = failureReasons.map((reason) => {
  const { label, message } = failureText(reason);
  const patterns = [
    `\\b${reason}\\b`,
    `\\(${escaped(label)}\\)`,
    `^${escaped(label)}$`,
    escaped(message.replace(/\.$/, '')),
  ];
  return {
    pattern: new RegExp(patterns.join('|'), 'i'),
    by: later('printed by GitLab on a failed job'),
    exact: true,
    means: meansOf(reason),
  };
});

function meansOf(reason: string): Phrase['means'] {
  const id = own[reason];
  const words = failures[reason];
  if (id !== undefined) return [id];
  return words ? [{ reason, words }] : [];
}

/** What a failure says, in the reader's language. */
export function failureMeaning({ reason, words: { gate, what, why, todo } }: FailedFor): Meaning {
  return {
    ...(gate && { gate }),
    what: t`The job ${t(what)}. ${t(why)}`,
    tell: t`The job is failed with the reason \`${reason}\`.`,
    todo: todo.map((it) => t(it)).join(' '),
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
