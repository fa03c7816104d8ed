/** Protected branches and tags: GitLab asks again for the right to the ref when somebody presses a job. */
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
import { either, missingRemedy, missingSentences, quoted } from './words.ts';

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
    what: `may be started on ${ref} by ${person.label}`,
    why:
      direct === true
        ? `${ref} is protected: running a job there takes the right to ${verbIt(attempt.tag)}, which ${person.label} has (${either(holders)}).`
        : `${ref} is protected and ${person.label} may not ${verbIt(attempt.tag)}, but whoever may deploy to the protected environment may run its jobs on any branch or tag.`,
    span: question.job.job.key.span,
    facts: refFacts(attempt, snapshot),
  };
}

function denial(question: Question): Answer {
  const { person, attempt, snapshot, effect } = question;
  const ref = refWords(attempt);
  const holders = refHolders(attempt, snapshot);
  const able = holders.length > 0 ? either(holders) : 'nobody';
  const page = attempt.tag
    ? 'Settings > Repository > Protected tags'
    : 'Settings > Repository > Protected branches (Branch rules)';
  return {
    verdict: { kind: 'deny' },
    what:
      effect.when === 'delayed'
        ? `never starts: its timer plays it as ${person.label}, who may not ${verb(attempt.tag)} ${ref}`
        : `cannot be started by ${person.label}, who may not ${verb(attempt.tag)} ${ref}`,
    why: `${ref} is protected, and running a job there takes the right to ${verbIt(attempt.tag)}: ${able === 'nobody' ? 'nobody has' : `${able} have`} it. The job's page says: ${quoted(manualText({ playAllowed: false }).content)}`,
    todo: `Ask ${somebodyWho(mayPress, question, able === 'nobody' ? 'a Maintainer' : able)} to press Run, or have a Maintainer change who may ${verbIt(attempt.tag)} under ${page}. Access to a protected environment would do as well.`,
    span: question.job.job.key.span,
    facts: refFacts(attempt, snapshot),
  };
}

function verbIt(tag: boolean): string {
  return tag ? 'create it' : 'push to it or merge into it';
}

function verb(tag: boolean): string {
  return tag ? 'create' : 'push to or merge into';
}

function unknownAnswer({ attempt, person, job }: Question, open: readonly Missing[]): Answer {
  const missing = distinct(open);
  const ref = refWords(attempt);
  return {
    verdict: { kind: 'unknown', missing },
    what: missing.some((it) => it.kind === 'actor')
      ? `needs somebody with the right to ${ref}; it is not known who tries`
      : `may be refused on ${ref}: whether ${person.label} has the right to it is not known`,
    why: `Whoever presses a job needs the right to ${verb(attempt.tag)} its ${attempt.tag ? 'tag' : 'branch'} where that is protected. ${missingSentences(missing)}`,
    todo: missingRemedy(missing),
    span: job.job.key.span,
    facts: factsOf(missing),
  };
}
