/** What a person lacks to run a job: "is Maintainer in the project; the group's rule asks for Maintainer in `acme`". */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { any, isUnknown } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { mayApproveFor, mayReadDeployments, type RuleInForce } from './approvals.ts';
import { creationOf } from './creating.ts';
import { hasCreatePipeline } from './creation.ts';
import type { Question } from './gate.ts';
import type { Person } from './person.ts';
import { refSettings } from './refs.ts';
import { asksFor, nearGroups, refusing } from './ruleset-words.ts';
import { isRefusedByRef, isRefusedToDeploy } from './run.ts';
import { deploymentOf, startOf } from './subject.ts';
import {
  creationThere,
  isRefusedBelow,
  mayPassVariables,
  returning,
  rightsDownstream,
  startFails,
  triggerFailure,
} from './trigger-rights.ts';
import { both, either, roleName, rowAsksFor } from './words.ts';

/** What follows the person's name, for somebody who certainly cannot run the job. */
export function lacks(question: Question): string {
  return inWords(question.person, [...byProtection(question), ...byRole(question)]);
}

/** For somebody who certainly cannot start a pipeline on the attempt's ref. */
export function lacksToStart(question: Question): string {
  return inWords(question.person, byCreation(question));
}

/** For somebody who certainly cannot stop the environment; `stopJob` is the job that GitLab would play. */
export function lacksToStop(question: Question, stopJob: string | undefined): string {
  const byRules = byProtection(question);
  if (byRules.length > 0) return inWords(question.person, byRules);
  const { projectLevel } = question.person;
  const isLow = !isUnknown(projectLevel) && projectLevel < 30;
  const reason =
    isLow || stopJob === undefined ? t('stopping an environment takes Developer') : t`may not start \`${stopJob}\``;
  return inWords(question.person, [reason]);
}

/** For somebody who certainly cannot give an approval that any of `rules` counts. */
export function lacksToApprove({ person, snapshot }: Question, rules: readonly RuleInForce[]): string {
  const isMeant = any(rules.map((it) => mayApproveFor(it, person)));
  if (isMeant === true) {
    const isReader = mayReadDeployments(person, snapshot);
    const reason = isReader === false ? t('approving takes Reporter') : t('the deployment would be their own');
    return inWords(person, [reason]);
  }
  const wants = rules.map(({ rule, ruleset }) => rowAsksFor(rule, ruleset, snapshot));
  return inWords(person, [t`approving takes ${either([...new Set(wants)])}`]);
}

/** "is Developer in the project; …". */
function inWords(person: Person, reasons: readonly string[]): string {
  if (person.active === false) return t('is blocked or deactivated');
  return [...standing(person), ...reasons].join('; ');
}

function standing({ projectLevel }: Person): readonly string[] {
  if (isUnknown(projectLevel)) return [];
  const role = roleName(projectLevel);
  return [role === undefined ? t('is no member of the project') : t`is ${role} in the project`];
}

function byProtection(question: Question): readonly string[] {
  const { person, snapshot } = question;
  const deployment = deploymentOf(question);
  if (deployment?.protections.licensed !== true) return [];
  return refusing(deployment.protections, person).map((ruleset) => {
    const near = nearGroups(ruleset, person, snapshot);
    const asks = asksFor(ruleset, snapshot);
    return near.length > 0 ? t`${asks}, and membership in ${both(near)} is inherited only` : asks;
  });
}

function byRole(question: Question): readonly string[] {
  const { person } = question;
  const { pressed } = startOf(question);
  if (startFails(question) === true) return [byTrigger(question)];
  if (pressed === true) {
    const deployment = deploymentOf(question);
    const byProtections = deployment ? refusing(deployment.protections, person).length > 0 : false;
    if (isRefusedToDeploy(question) === true && !byProtections) return [t('starting the job takes Developer')];
    return isRefusedByRef(question) === true && !byProtections ? [byRef(question)] : [];
  }
  return byCreation(question);
}

function byCreation(question: Question): readonly string[] {
  const { refusal } = creationOf(question);
  if (refusal === 'disabled') return [t('CI/CD is switched off in this project')];
  if (refusal === 'role') return [byRoleToStart(question)];
  return refusal === 'ref' ? [byRef(question)] : [];
}

/** The role is refused for other reasons, too. */
function byRoleToStart({ person, snapshot }: Question): string {
  if (refSettings(snapshot).archived === true) return t('the project is archived');
  if (person.confirmed === false) return t('has not confirmed the e-mail address');
  return t('starting a pipeline takes Developer');
}

/** The same for everybody who lacks it, who may be thousands. */
const refTexts = new WeakMap<Attempt, string>();

function byRef({ attempt }: Question): string {
  const { tag, ref } = attempt;
  const text =
    refTexts.get(attempt) ?? (tag ? t`may not create the tag \`${ref}\`` : t`may not push to or merge into \`${ref}\``);
  refTexts.set(attempt, text);
  return text;
}

function byTrigger(question: Question): string {
  const { person, snapshot, downstream, job } = question;
  const { reason } = triggerFailure(question);
  const project = downstream?.project ?? job.job.trigger?.project;
  if (reason === 'downstream_bridge_project_not_found') {
    return downstream?.movedTo === undefined
      ? t`may not see \`${project ?? ''}\``
      : t`there is no \`${project ?? ''}\` any more`;
  }
  if (reason && reason !== 'insufficient_bridge_permissions') return t(nobodyMay[reason]);
  if (reason === undefined) return byPipelineThere(question);
  if (hasCreatePipeline(person, refSettings(snapshot).archived) === false) {
    return t('starting a downstream pipeline takes Developer');
  }
  if (project === undefined) return byRef(question);
  const { creates, there } = rightsDownstream(question);
  if (creates === false) return t`starting a pipeline in \`${project}\` takes Developer there`;
  const branch = there?.ref;
  return typeof branch === 'string'
    ? t`may not push to or merge into \`${branch}\` in \`${project}\``
    : t`may not run a pipeline in \`${project}\``;
}

/** The job itself goes through, and fails with what it starts. */
function byPipelineThere(question: Question): string {
  const { downstream } = question;
  const { project } = downstream ?? {};
  const job = returning(question).find((it) => isRefusedBelow(question, it) === true);
  if (job) {
    const its = job.who.nearMisses.find((it) => it.username === question.person.username)?.lacks;
    const refuses =
      project === undefined
        ? t`\`${job.name}\` of the pipeline that it starts would refuse them`
        : t`\`${job.name}\` of the pipeline that it starts in \`${project}\` would refuse them`;
    return `${refuses}${its === undefined ? '' : ` (${its})`}`;
  }
  if (downstream && creationThere(question, downstream).refusal === 'disabled') {
    return project === undefined ? t('CI/CD is switched off') : t`CI/CD is switched off in \`${project}\``;
  }
  if (downstream && mayPassVariables(question, downstream) === false) {
    return project === undefined
      ? t('may not set pipeline variables')
      : t`may not set pipeline variables in \`${project}\``;
  }
  return project === undefined ? t('no pipeline is created') : t`no pipeline is created in \`${project}\``;
}

/** What keeps everybody from starting the pipeline. */
const nobodyMay = {
  invalid_bridge_trigger: later('the job would start a pipeline of its own project without `include`'),
  reached_max_descendant_pipelines_depth: later('the job would start a child pipeline three levels deep'),
  pipeline_loop_detected: later('the job would let pipelines start each other in a circle'),
} as const;
