/** What a person lacks to run a job: "is Maintainer in the project; the group's rule asks for Maintainer in `acme`". */

import { any, isUnknown } from '../logic/tri.ts';
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
    isLow || stopJob === undefined ? 'stopping an environment takes Developer' : `may not start \`${stopJob}\``;
  return inWords(question.person, [reason]);
}

/** For somebody who certainly cannot give an approval that any of `rules` counts. */
export function lacksToApprove({ person, snapshot }: Question, rules: readonly RuleInForce[]): string {
  const isMeant = any(rules.map((it) => mayApproveFor(it, person)));
  if (isMeant === true) {
    const isReader = mayReadDeployments(person, snapshot);
    return inWords(person, [isReader === false ? 'approving takes Reporter' : 'the deployment would be their own']);
  }
  const wants = rules.map(({ rule, ruleset }) => rowAsksFor(rule, ruleset, snapshot));
  return inWords(person, [`approving takes ${either([...new Set(wants)])}`]);
}

/** "is Developer in the project; …". */
function inWords(person: Person, reasons: readonly string[]): string {
  if (person.active === false) return 'is blocked or deactivated';
  const role = isUnknown(person.projectLevel) ? undefined : (roleName(person.projectLevel) ?? 'no member');
  const standing =
    role === undefined ? [] : [role === 'no member' ? 'is no member of the project' : `is ${role} in the project`];
  return [...standing, ...reasons].join('; ');
}

function byProtection(question: Question): readonly string[] {
  const { person, snapshot } = question;
  const deployment = deploymentOf(question);
  if (deployment?.protections.licensed !== true) return [];
  return refusing(deployment.protections, person).map((ruleset) => {
    const near = nearGroups(ruleset, person, snapshot);
    const only = near.length > 0 ? `, and membership in ${both(near)} is inherited only` : '';
    return `${asksFor(ruleset, snapshot)}${only}`;
  });
}

function byRole(question: Question): readonly string[] {
  const { person } = question;
  const { pressed } = startOf(question);
  const ref = byRef(question);
  if (startFails(question) === true) return [byTrigger(question, ref)];
  if (pressed === true) {
    const deployment = deploymentOf(question);
    const byProtections = deployment ? refusing(deployment.protections, person).length > 0 : false;
    if (isRefusedToDeploy(question) === true && !byProtections) return ['starting the job takes Developer'];
    return isRefusedByRef(question) === true && !byProtections ? [ref] : [];
  }
  return byCreation(question);
}

function byCreation(question: Question): readonly string[] {
  const { refusal } = creationOf(question);
  if (refusal === 'disabled') return ['CI/CD is switched off in this project'];
  if (refusal === 'role') return [byRoleToStart(question)];
  return refusal === 'ref' ? [byRef(question)] : [];
}

/** The role is refused for other reasons, too. */
function byRoleToStart({ person, snapshot }: Question): string {
  if (refSettings(snapshot).archived === true) return 'the project is archived';
  if (person.confirmed === false) return 'has not confirmed the e-mail address';
  return 'starting a pipeline takes Developer';
}

function byRef({ attempt }: Question): string {
  const verb = attempt.tag ? 'create' : 'push to or merge into';
  return `may not ${verb} ${attempt.tag ? 'the tag ' : ''}\`${attempt.ref}\``;
}

function byTrigger(question: Question, ref: string): string {
  const { person, snapshot, downstream, job } = question;
  const { reason } = triggerFailure(question);
  const project = downstream?.project ?? job.job.trigger?.project;
  if (reason === 'downstream_bridge_project_not_found') {
    return downstream?.movedTo === undefined ? `may not see \`${project}\`` : `there is no \`${project}\` any more`;
  }
  if (reason && reason !== 'insufficient_bridge_permissions') return nobodyMay[reason];
  if (reason === undefined) return byPipelineThere(question);
  if (hasCreatePipeline(person, refSettings(snapshot).archived) === false) {
    return 'starting a downstream pipeline takes Developer';
  }
  if (project === undefined) return ref;
  const { creates, there } = rightsDownstream(question);
  if (creates === false) return `starting a pipeline in \`${project}\` takes Developer there`;
  const branch = there?.ref;
  return typeof branch === 'string'
    ? `may not push to or merge into \`${branch}\` in \`${project}\``
    : `may not run a pipeline in \`${project}\``;
}

/** The job itself goes through, and fails with what it starts. */
function byPipelineThere(question: Question): string {
  const { downstream } = question;
  const where = downstream?.project === undefined ? '' : ` in \`${downstream.project}\``;
  const job = returning(question).find((it) => isRefusedBelow(question, it) === true);
  if (job) {
    const its = job.who.nearMisses.find((it) => it.username === question.person.username)?.lacks;
    return `\`${job.name}\` of the pipeline that it starts${where} would refuse them${its === undefined ? '' : ` (${its})`}`;
  }
  if (downstream && creationThere(question, downstream).refusal === 'disabled') return `CI/CD is switched off${where}`;
  if (downstream && mayPassVariables(question, downstream) === false) return `may not set pipeline variables${where}`;
  return `no pipeline is created${where}`;
}

/** What keeps everybody from starting the pipeline. */
const nobodyMay = {
  invalid_bridge_trigger: 'the job would start a pipeline of its own project without `include`',
  reached_max_descendant_pipelines_depth: 'the job would start a child pipeline three levels deep',
  pipeline_loop_detected: 'the job would let pipelines start each other in a circle',
} as const;
