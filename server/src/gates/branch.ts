/** Protected branches and tags: GitLab asks again for the right to the ref when somebody presses a job. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { any, isUnknown, type Missing } from '../logic/tri.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import { manualText } from './manual-text.ts';
import { refFacts, refHolders, refWords } from './ref-words.ts';
import { canRunJobsOn, isProtectedRef, refSettings } from './refs.ts';
import { isRefusedByRef, mayPress } from './run.ts';
import { somebodyWho } from './somebody-who.ts';
import { startOf } from './subject.ts';
import { distinct } from './unread.ts';
import { aRole, either, missingRemedy, missingSentences, quoted } from './words.ts';

/**
 * A job that starts by itself is not asked again: for it the right to the ref counts once, when the pipeline is
 * created. Trigger jobs are never asked for the ref of their own pipeline.
 * @see gates.md §2.1, §2.3, §7.3; app/policies/ci/build_policy.rb, lib/gitlab/user_access.rb (18.9)
 */
export const branch: Gate = {
  id: 'branch',
  title: later('Protected branch or tag'),
  source: 'https://docs.gitlab.com/user/project/repository/branches/protected/',
  reads: [
    'protectedBranches',
    'protectedTags',
    'invitedGroups',
    'currentUser',
    'members',
    'groupMembers',
    'project',
    'protectedEnvironmentsLicensed',
    'protectedEnvironments',
    'groupProtectedEnvironments',
    'ancestorGroups',
    'environments',
  ],
  ask(question) {
    const { job, snapshot, attempt } = question;
    if (job.job.kind === 'trigger') return undefined;
    const { pressed, delayed } = startOf(question);
    const isAsked = any([delayed, pressed]);
    const isRuled = isProtectedRef(attempt, refSettings(snapshot));
    if (isAsked === false || isRuled === false) return undefined;
    const refused = isRefusedByRef(question);
    const missing = [isAsked, isRuled, refused].flatMap((it) => (isUnknown(it) ? it.missing : []));
    if (missing.length > 0) return unknownAnswer(question, missing);
    return refused ? denial(question) : pass(question);
  },
};

function pass(question: Question): Answer {
  const { person, attempt, snapshot } = question;
  const ref = refWords(attempt);
  const direct = canRunJobsOn(attempt, person, refSettings(snapshot));
  const holders = refHolders(attempt, snapshot);
  return {
    verdict: { kind: 'pass' },
    what: t`may be started on ${ref} by ${person.label}`,
    why: direct === true ? hasRight(question, either(holders)) : isLifted(question),
    span: question.job.job.key.span,
    facts: refFacts(attempt, snapshot),
  };
}

function hasRight({ attempt, person }: Question, holders: string): string {
  const ref = refWords(attempt);
  return attempt.tag
    ? t`${ref} is protected: running a job there takes the right to create it, which ${person.label} has (${holders}).`
    : t`${ref} is protected: running a job there takes the right to push to it or merge into it, which ${person.label} has (${holders}).`;
}

function isLifted({ attempt, person }: Question): string {
  const ref = refWords(attempt);
  return attempt.tag
    ? t`${ref} is protected and ${person.label} may not create it, but whoever may deploy to the protected environment may run its jobs on any branch or tag.`
    : t`${ref} is protected and ${person.label} may not push to it or merge into it, but whoever may deploy to the protected environment may run its jobs on any branch or tag.`;
}

function denial(question: Question): Answer {
  const { attempt, snapshot, job } = question;
  const holders = refHolders(attempt, snapshot);
  const able = holders.length > 0 ? either(holders) : undefined;
  const page = t`The job's page says: ${quoted(manualText({ playAllowed: false }).content)}`;
  const helper = somebodyWho(mayPress, question, able ?? aRole(40));
  return {
    verdict: { kind: 'deny' },
    what: whatFails(question),
    why: `${whoHasRight(question, able)} ${page}`,
    todo: attempt.tag
      ? t`Ask ${helper} to press Run, or have a Maintainer change who may create it under Settings > Repository > Protected tags. Access to a protected environment would do as well.`
      : t`Ask ${helper} to press Run, or have a Maintainer change who may push to it or merge into it under Settings > Repository > Protected branches (Branch rules). Access to a protected environment would do as well.`,
    span: job.job.key.span,
    facts: refFacts(attempt, snapshot),
  };
}

function whatFails({ person: { label }, attempt, effect }: Question): string {
  const ref = refWords(attempt);
  if (effect.when === 'delayed') {
    return attempt.tag
      ? t`never starts: its timer plays it as ${label}, who may not create ${ref}`
      : t`never starts: its timer plays it as ${label}, who may not push to or merge into ${ref}`;
  }
  return attempt.tag
    ? t`cannot be started by ${label}, who may not create ${ref}`
    : t`cannot be started by ${label}, who may not push to or merge into ${ref}`;
}

/** @param able `undefined`: nobody has it. */
function whoHasRight({ attempt }: Question, able: string | undefined): string {
  const ref = refWords(attempt);
  if (able === undefined) {
    return attempt.tag
      ? t`${ref} is protected, and running a job there takes the right to create it: nobody has it.`
      : t`${ref} is protected, and running a job there takes the right to push to it or merge into it: nobody has it.`;
  }
  return attempt.tag
    ? t`${ref} is protected, and running a job there takes the right to create it: ${able} have it.`
    : t`${ref} is protected, and running a job there takes the right to push to it or merge into it: ${able} have it.`;
}

function unknownAnswer({ attempt, person, job }: Question, open: readonly Missing[]): Answer {
  const missing = distinct(open);
  const ref = refWords(attempt);
  const takes = attempt.tag
    ? t('Whoever presses a job needs the right to create its tag where that is protected.')
    : t('Whoever presses a job needs the right to push to or merge into its branch where that is protected.');
  return {
    verdict: { kind: 'unknown', missing },
    what: missing.some((it) => it.kind === 'actor')
      ? t`needs somebody with the right to ${ref}; it is not known who tries`
      : t`may be refused on ${ref}: whether ${person.label} has the right to it is not known`,
    why: `${takes} ${missingSentences(missing)}`,
    todo: missingRemedy(missing),
    span: job.job.key.span,
    facts: factsOf(missing),
  };
}
