/** Whether the person may create a pipeline on the ref at all: without one there is no job to hold. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { all, isUnknown, type Missing, not, type Tri } from '../logic/tri.ts';
import type { PipelineSource } from '../pipeline/attempt.ts';
import { creationOf } from './creating.ts';
import type { Creation, CreationRefusal } from './creation.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import type { Person } from './person.ts';
import { refFacts, refHolders } from './ref-words.ts';
import { isProtectedBranch, isProtectedTag, refSettings } from './refs.ts';
import { mayPress } from './run.ts';
import { somebodyWho } from './somebody-who.ts';
import { eitherWay, startOf } from './subject.ts';
import { distinct } from './unread.ts';
import { either, missingRemedy, missingSentences, opening, quoted, roleName } from './words.ts';

/**
 * Asks what GitLab asks before it creates a pipeline. For a merge request the right to its source branch counts.
 * @see gates.md §2.4; lib/gitlab/ci/pipeline/chain/validate/abilities.rb (18.9)
 */
export const pipeline: Gate = {
  id: 'pipeline',
  title: later('Starting the pipeline'),
  source: 'https://docs.gitlab.com/user/permissions/#cicd',
  reads: ['project', 'protectedBranches', 'protectedTags', 'invitedGroups', 'currentUser', 'members', 'groupMembers'],
  ask(question) {
    if (isRefusedAsWritten(question)) return refusedAsWritten(question);
    const creation = creationOf(question);
    const stopped = isStopped(question, creation);
    if (isUnknown(stopped)) return unknownAnswer(question, stopped.missing);
    if (stopped) return denial(question, creation);
    const { created } = question.outcome;
    if (isUnknown(created)) return openAsWritten(question, created.missing);
    return creation.allowed === true ? pass(question) : elsewhere(question, creation);
  },
};

/** An error of the configuration, or of the jobs that are there: nobody can create this pipeline. */
function isRefusedAsWritten({ job, outcome: { created, reason } }: Question): boolean {
  if (created !== false || reason === 'filtered_by_workflow_rules') return false;
  return reason !== 'no_jobs' || job.included !== false;
}

function refusedAsWritten({ job, outcome: { message } }: Question): Answer {
  return {
    verdict: { kind: 'deny' },
    what: t('is never created: GitLab refuses the pipeline as it is written'),
    why: `${t('No job of it is created for anybody.')}${message === undefined ? '' : ` ${t`GitLab says: ${quoted(message)}`}`}`,
    todo: t('Mend the configuration, and start a new pipeline.'),
    span: job.job.key.span,
    facts: [],
  };
}

/** Whether the rules leave a pipeline, and one without errors, hangs on what is not known. */
function openAsWritten({ job }: Question, missing: readonly Missing[]): Answer {
  return {
    verdict: { kind: 'unknown', missing },
    what: t('may never be created: whether GitLab makes a pipeline of this configuration is not known'),
    why: missingSentences(distinct(missing)),
    todo: missingRemedy(missing),
    span: job.job.key.span,
    facts: factsOf(missing),
  };
}

/** Whoever may press a job may do so in anybody's pipeline; of the others the pipeline has to be their own. */
function isStopped(question: Question, { allowed }: Creation): Tri {
  return eitherWay(startOf(question).pressed, all([not(allowed), not(mayPress(question))]), not(allowed));
}

/** Whose rights count, by what starts the pipeline (gates.md §2.5). */
const runsAs: Partial<Readonly<Record<PipelineSource, string>>> = {
  schedule: later('A scheduled pipeline runs as the owner of the schedule'),
  trigger: later('A triggered pipeline runs as the owner of the trigger token'),
  pipeline: later('A downstream pipeline runs as the user of the trigger job that starts it'),
  parent_pipeline: later('A child pipeline runs as the user of the trigger job that starts it'),
};

/** Nothing that is read tells who owns a schedule or a trigger token; of a pipeline told from above it is certain. */
function whoseRights({ attempt, person }: Question): string {
  const rule = runsAs[attempt.source];
  if (rule === undefined) return '';
  const text = t(rule);
  const { actor, upstream = [] } = attempt;
  if (actor.kind === 'nobody' && actor.stranger === undefined)
    return ` ${t`${text}, and who that is is not known here.`}`;
  if (upstream.length > 0) return ` ${t`${text}: ${person.label} here.`}`;
  return ` ${t`${text}, which ${person.label} is taken to be.`}`;
}

function pass(question: Question): Answer {
  const { attempt, person, snapshot } = question;
  return {
    verdict: { kind: 'pass' },
    what: t`is in a pipeline that ${person.label} may start on \`${attempt.ref}\``,
    why: `${whyAllowed(question)}${whoseRights(question)}`,
    span: question.job.job.key.span,
    facts: refFacts(attempt, snapshot),
  };
}

function whyAllowed({ attempt, person, snapshot }: Question): string {
  const settings = refSettings(snapshot);
  const isRuled = attempt.tag ? isProtectedTag(attempt.ref, settings) : isProtectedBranch(attempt.ref, settings);
  const { label } = person;
  const level = role(person);
  const has = level === undefined ? t`${label} is allowed to` : t`${label} is ${level}`;
  if (isRuled !== true) return t`It takes the role of a Developer, and ${has}; \`${attempt.ref}\` is not protected.`;
  return attempt.tag
    ? t`It takes the role of a Developer and the right to create the protected tag \`${attempt.ref}\`; ${has} and has it.`
    : t`It takes the role of a Developer and the right to push to or merge into the protected branch \`${attempt.ref}\`; ${has} and has it.`;
}

function role({ projectLevel }: Person): string | undefined {
  return isUnknown(projectLevel) ? undefined : roleName(projectLevel);
}

function denial(question: Question, { refusal = 'role', error = '' }: Creation): Answer {
  const { attempt, person, snapshot } = question;
  const { why, todo } = reasons(question, refusal);
  return {
    verdict: { kind: 'deny' },
    what: t`is never created: ${person.label} may not start a pipeline on \`${attempt.ref}\``,
    why: `${why}${whoseRights(question)} ${t`GitLab says: ${quoted(error)}`}`,
    todo,
    span: question.job.job.key.span,
    facts: refFacts(attempt, snapshot),
  };
}

/** The person presses the job where somebody else has started the pipeline: deployment-only people do. */
function elsewhere(question: Question, { refusal = 'role', error, allowed }: Creation): Answer {
  const { attempt, person, snapshot } = question;
  const { why, todo } = reasons(question, refusal);
  const says = error === undefined ? '' : ` ${t`GitLab would say: ${quoted(error)}`}`;
  return {
    verdict: { kind: 'pass' },
    what: t`may be pressed by ${person.label} in a pipeline that somebody else starts`,
    why: isUnknown(allowed)
      ? t`Whether ${person.label} may start a pipeline on \`${attempt.ref}\` is not known, and does not matter for pressing the job.`
      : `${t`${opening(person)} may not start one.`} ${why}${whoseRights(question)}${says}`,
    ...(!isUnknown(allowed) && { todo }),
    span: question.job.job.key.span,
    facts: refFacts(attempt, snapshot),
  };
}

function mayCreate(question: Question): Tri {
  return creationOf(question).allowed;
}

function reasons(question: Question, refusal: CreationRefusal): { readonly why: string; readonly todo: string } {
  if (refusal === 'disabled') {
    return {
      why: t('CI/CD is switched off in this project.'),
      todo: t('A Maintainer switches it on under Settings > General > Visibility, project features, permissions.'),
    };
  }
  return refusal === 'ref' ? refReasons(question) : roleReasons(question);
}

function refReasons(question: Question): { readonly why: string; readonly todo: string } {
  const { attempt, person, snapshot } = question;
  const { ref, tag } = attempt;
  const holders = refHolders(attempt, snapshot);
  const able = holders.length > 0 ? either(holders) : t('somebody with that right');
  const whom = somebodyWho(mayCreate, question, able);
  if (tag) {
    return {
      why: t`\`${ref}\` is a protected tag: a pipeline there takes the right to create it, which ${person.label} does not have.`,
      todo: t`Ask ${whom} to start the pipeline, or a Maintainer to change the rule under Settings > Repository > Protected tags.`,
    };
  }
  return {
    why: t`\`${ref}\` is a protected branch: a pipeline there takes the right to push to it or to merge into it, which ${person.label} does not have.`,
    todo: t`Ask ${whom} to start the pipeline, or a Maintainer to change the rule under Settings > Repository > Protected branches.`,
  };
}

function roleReasons(question: Question): { readonly why: string; readonly todo: string } {
  const { person, snapshot } = question;
  const { project } = snapshot.settings;
  if (project.known && project.value.archived) {
    return {
      why: t('The project is archived.'),
      todo: t('An Owner unarchives it under Settings > General > Advanced.'),
    };
  }
  if (person.active === false) {
    return {
      why: t`The account of ${person.label} is blocked or deactivated.`,
      todo: t('An administrator of the instance unblocks it.'),
    };
  }
  if (person.confirmed === false) {
    return {
      why: t`${opening(person)} has not confirmed the e-mail address.`,
      todo: t('Confirm it with the link that GitLab sent.'),
    };
  }
  const has = role(person);
  return {
    why:
      has === undefined
        ? t`It takes the role of a Developer; ${person.label} has none in this project.`
        : t`It takes the role of a Developer; ${person.label} is ${has}.`,
    todo: t`Ask ${somebodyWho(mayCreate, question, t('a Developer'))} to start the pipeline. A Reporter who may deploy to a protected environment can then press its manual jobs.`,
  };
}

function unknownAnswer(question: Question, open: readonly Missing[]): Answer {
  const { attempt, job } = question;
  const missing = distinct(open);
  const noActor = missing.some((it) => it.kind === 'actor');
  const takes = attempt.tag
    ? t('It takes the role of a Developer and the right to the tag.')
    : t('It takes the role of a Developer and the right to the branch.');
  return {
    verdict: { kind: 'unknown', missing },
    what: noActor
      ? t`needs somebody who may start a pipeline on \`${attempt.ref}\`; it is not known who tries`
      : openWords(question),
    why: `${takes}${whoseRights(question)} ${missingSentences(missing)}`,
    todo: missingRemedy(missing),
    span: job.job.key.span,
    facts: factsOf(missing),
  };
}

/** Where it is certain that the person may not start the pipeline, what is open is whether they may press the job in another's. */
function openWords(question: Question): string {
  const { attempt, person } = question;
  return mayCreate(question) === false
    ? t`may be out of reach: ${person.label} may not start a pipeline on \`${attempt.ref}\`, and whether ${person.label} may press the job in somebody else's is not known`
    : t`may never be created: whether ${person.label} may start a pipeline on \`${attempt.ref}\` is not known`;
}
