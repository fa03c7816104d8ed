/** Trigger jobs: whether the person may start one, and that without `environment` nothing of this project holds it. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { isUnknown, type Missing } from '../logic/tri.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { Span } from '../text/span.ts';
import type { BridgeFailure } from './bridge.ts';
import { hasCreatePipeline } from './creation.ts';
import { failureText } from './failure-texts.ts';
import { type Answer, factsOf, type Gate, type Question } from './gate.ts';
import type { Person } from './person.ts';
import { refSettings } from './refs.ts';
import { standing } from './ruleset-words.ts';
import { canRun } from './run.ts';
import { somebodyWho } from './somebody-who.ts';
import { rightsDownstream, triggerFailure } from './trigger-rights.ts';
import { distinct } from './unread.ts';
import { missingRemedy, missingSentences, opening, quoted, roleName } from './words.ts';

/**
 * Asks what GitLab asks before it starts anything: the role here, and the ref where the pipeline runs. What holds the
 * pipeline itself is the gate `downstream`'s.
 * @see gates.md §2.8; app/services/ci/create_downstream_pipeline_service.rb (18.9)
 */
export const trigger: Gate = {
  id: 'trigger',
  title: later('Trigger job'),
  source: 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/',
  reads: ['project', 'currentUser', 'members', 'protectedBranches', 'invitedGroups', 'groupMembers'],
  ask(question) {
    if (question.job.job.kind !== 'trigger') return undefined;
    const { fails, reason } = triggerFailure(question);
    if (isUnknown(fails)) return unknownAnswer(question, fails.missing);
    return fails ? denial(question, reason ?? 'insufficient_bridge_permissions') : pass(question);
  },
};

/** What the job starts, in words. */
export function startedBy({ job, downstream }: Question): string {
  const target = downstream?.start.target;
  const project = target?.kind === 'project' ? target.shown : job.job.trigger?.project;
  return project === undefined ? t('a child pipeline') : t`a pipeline in \`${project}\``;
}

function spanOf({ job }: Question): Span {
  return job.job.trigger?.key.span ?? job.job.key.span;
}

function pass(question: Question): Answer {
  const { job, person } = question;
  const started = startedBy(question);
  const has = standing(person);
  const enough = has === undefined ? '' : ` ${t`${has}, which is enough to start one.`}`;
  if (job.job.environment) {
    return {
      verdict: { kind: 'pass' },
      what: t`may start ${started} as ${person.label}`,
      why: `${t('Its `environment` makes it a deployment of this project, with all that protects that. Besides, a trigger job takes the role of a Developer.')}${enough}`,
      span: spanOf(question),
      facts: [],
    };
  }
  return {
    verdict: { kind: 'pass' },
    what: t`starts ${started}, and nothing of this project holds it`,
    why: `${t('A trigger job without `environment` is no deployment here: GitLab looks at no protected environment and asks for no approval. It takes the role of a Developer.')}${enough}`,
    todo: t(
      'If it deploys, add an `environment` (GitLab 16.4 or later), so that the protection of that environment counts for this job too.',
    ),
    span: spanOf(question),
    facts: [],
  };
}

function denial(question: Question, reason: BridgeFailure): Answer {
  const { person } = question;
  const says = t`GitLab says: ${quoted(failureText(reason).message)}`;
  if (reason !== 'insufficient_bridge_permissions') {
    const { what, why, todo } = others[reason](question);
    return {
      verdict: { kind: 'deny' },
      reason,
      what: t`fails: ${what}`,
      why: `${why} ${says}`,
      todo,
      span: spanOf(question),
      facts: [],
    };
  }
  return {
    verdict: { kind: 'deny' },
    reason,
    what: t`fails: ${person.label} may not start ${startedBy(question)}`,
    why: [takes(question), ...lackWords(question), says].join(' '),
    todo: t`Ask ${somebodyWho(canRun, question, t('a Developer with these rights'))} to run the job.`,
    span: spanOf(question),
    facts: [],
  };
}

function takes({ job }: Question): string {
  return job.job.trigger?.include
    ? t(
        'Starting a downstream pipeline takes the role of a Developer in this project, and the right to push to or merge into the branch that it runs on. Access to a protected environment is not enough.',
      )
    : t(
        'Starting a downstream pipeline takes the role of a Developer in this project and in the one where that runs, and the right to push to or merge into the branch that it runs on. Access to a protected environment is not enough.',
      );
}

/** Sentences: which of these rights the person certainly does not have. */
function lackWords(question: Question): readonly string[] {
  const { person, snapshot, job } = question;
  const here = hasCreatePipeline(person, refSettings(snapshot).archived) === false;
  const own = here ? roleSentence(person, snapshot) : undefined;
  const { creates, refWritable, there } = rightsDownstream(question);
  if (!there) return own === undefined ? [] : [own];
  const isChild = job.job.trigger?.include !== undefined;
  const where = isChild ? undefined : there.snapshot.project.path;
  const role = creates === false && !isChild ? roleSentence(there.person, there.snapshot, where) : undefined;
  // Without the role nobody pushes either: then the branch says nothing more.
  const isRefused = refWritable === false && creates !== false;
  const branch =
    isRefused && typeof there.ref === 'string' ? branchSentence(there.person, there.ref, where) : undefined;
  return [own, role, branch].filter((it) => it !== undefined);
}

/** @param where the path of the project; absent for the question's own. */
function branchSentence({ label }: Person, ref: string, where: string | undefined): string {
  return where === undefined
    ? t`In the project ${label} may neither push to \`${ref}\` nor merge into it.`
    : t`In \`${where}\` ${label} may neither push to \`${ref}\` nor merge into it.`;
}

/** What the person lacks in a project to create pipelines there, or is. */
function roleSentence(person: Person, snapshot: Snapshot, where?: string): string {
  if (refSettings(snapshot).archived === true) {
    return where === undefined ? t('The project is archived.') : t`\`${where}\` is archived.`;
  }
  const { projectLevel, active, confirmed } = person;
  if (active === false) return t`${opening(person)} is blocked or deactivated.`;
  if (!isUnknown(projectLevel) && projectLevel >= 30 && confirmed === false) {
    return t`${opening(person)} has not confirmed the e-mail address.`;
  }
  return isUnknown(projectLevel) || person.inNoNamedGroup ? '' : levelSentence(person, roleName(projectLevel), where);
}

function levelSentence(person: Person, role: string | undefined, where: string | undefined): string {
  const label = opening(person);
  if (where === undefined) {
    return role === undefined ? t`${label} is no member of the project.` : t`${label} is ${role} in the project.`;
  }
  return role === undefined ? t`${label} is no member of \`${where}\`.` : t`${label} is ${role} in \`${where}\`.`;
}

/** Why GitLab starts nothing for anybody, or for somebody who may not even see where it leads. */
const others = {
  downstream_bridge_project_not_found: (question) => notFound(question),
  invalid_bridge_trigger: () => ({
    what: t('it starts a pipeline of this very project without `include`'),
    why: t('A pipeline can start another one of its own project only as a child pipeline.'),
    todo: t('Replace `trigger: project` by `trigger: include` with the file of the child pipeline.'),
  }),
  reached_max_descendant_pipelines_depth: () => ({
    what: t('it stands in the child of a child pipeline, which may start no further child'),
    why: t('Child pipelines nest two levels deep.'),
    todo: t('Start this pipeline one level higher, or include its file instead of triggering it.'),
  }),
  pipeline_loop_detected: () => ({
    what: t('the pipelines that lead here start each other in a circle'),
    why: t('GitLab lets the same pipeline of other projects come twice, and no third time.'),
    todo: t('Break the circle with a rule, such as one on `$CI_PIPELINE_SOURCE`.'),
  }),
} as const satisfies Record<Exclude<BridgeFailure, 'insufficient_bridge_permissions'>, (question: Question) => Reason>;

interface Reason {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

function notFound(question: Question): Reason {
  const { project, movedTo } = question.downstream ?? {};
  if (movedTo !== undefined) {
    return {
      what: t`there is no \`${project ?? ''}\`; the project is \`${movedTo}\` now`,
      why: t(
        'A trigger job has to name a project by its present path: GitLab follows no redirect here and takes no number.',
      ),
      todo: t`Write \`${movedTo}\`.`,
    };
  }
  return {
    what: t`${question.person.label} may not see \`${project ?? ''}\``,
    why: t('Whoever runs a trigger job has to be able to see the project it leads to.'),
    todo: t`Ask ${somebodyWho(canRun, question, t('somebody with a role in both projects'))} to run the job.`,
  };
}

function unknownAnswer(question: Question, open: readonly Missing[]): Answer {
  const missing = distinct(open);
  const hidden = notShown(question);
  if (hidden !== undefined) return hiddenAnswer(question, hidden, missing);
  const noActor = missing.some((it) => it.kind === 'actor');
  const started = startedBy(question);
  const without = question.job.job.environment
    ? ''
    : ` ${t('Without `environment` nothing else of this project holds the job.')}`;
  return {
    verdict: { kind: 'unknown', missing },
    what: noActor
      ? t`needs somebody who may start ${started}; it is not known who tries`
      : t`may fail: whether ${question.person.label} may start ${started} is not known`,
    why: `${t('A trigger job takes the role of a Developer in this project.')}${without} ${missingSentences(missing)}`,
    todo: missingRemedy(missing),
    span: spanOf(question),
    facts: factsOf(missing),
  };
}

/**
 * The project, where GitLab says 404 of it. That is no refusal yet: it says the same to a token that reaches less far
 * than its user, and from an address that the group does not let in (ee/app/policies/ee/project_policy.rb).
 */
function notShown({ downstream }: Question): string | undefined {
  const project = downstream?.snapshot?.settings.project;
  return project && !project.known && project.why === 'not-found' ? downstream?.project : undefined;
}

function hiddenAnswer(question: Question, project: string, missing: readonly Missing[]): Answer {
  const { message } = failureText('downstream_bridge_project_not_found');
  return {
    verdict: { kind: 'unknown', missing },
    what: t`may fail: GitLab shows no \`${project}\` to this token`,
    why: t`GitLab answers 404 for a project that is not there and for one that may not be seen. If there is none, the job fails whoever runs it; if there is, it fails for everybody who may not see it: ${quoted(message)}`,
    todo: t`Compare the path with the address of the project, or ask somebody who has a role in \`${project}\` to run the job.`,
    span: spanOf(question),
    facts: factsOf(missing),
  };
}
