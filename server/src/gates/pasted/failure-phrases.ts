/** GitLab's words for its failure reasons, as message, as tooltip and as code (gates.md §8.1). */

import { failureReasons, failureText } from '../failure-texts.ts';
import { failures } from '../failure-words.ts';
import type { Meaning, MeaningId } from './meaning.ts';
import type { Phrase } from './phrase.ts';

/** Reasons with a meaning of their own; the others mean what their failure says. */
const own: Readonly<Record<string, MeaningId>> = {
  protected_environment_failure: 'refusedWhenItsTurnCame',
  failed_outdated_deployment_job: 'outdatedFailed',
  forward_deployment_failure: 'outdatedFailed',
  deployment_rejected: 'rejected',
};

const downstreamRights: Meaning = {
  gate: 'trigger',
  what: 'The trigger job runs with the rights of its user, who may not start a pipeline on that branch of the downstream project, or is no Developer here.',
  tell: 'The job is failed with the reason `insufficient_bridge_permissions`.',
  todo: 'Have somebody with rights in both projects run it again, or a Maintainer of the downstream project give the role, and the right to the branch if it is protected.',
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
    by: 'printed by GitLab on a failed job',
    exact: true,
    means: [own[reason] ?? meaningOf(reason)],
  };
});

function meaningOf(reason: string): Meaning {
  const words = failures[reason];
  if (!words) return downstreamRights;
  return {
    ...(words.gate && { gate: words.gate }),
    what: `The job ${words.what}. ${words.why}`,
    tell: `The job is failed with the reason \`${reason}\`.`,
    todo: words.todo.join(' '),
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
