/** What a person lacks to run a job: "is Maintainer in the project; the group's rule asks for Maintainer in `acme`". */
import { isUnknown } from '../logic/tri.ts';
import { hasCreatePipeline } from './creation.ts';
import type { Question } from './gate.ts';
import { refSettings } from './refs.ts';
import { asksFor, nearGroups, refusing } from './ruleset-words.ts';
import { creationOf, isRefusedByRef, isRefusedToDeploy, triggerFailure } from './run.ts';
import { deploymentOf, startOf } from './subject.ts';
import { both, roleName } from './words.ts';

/** What follows the person's name, for somebody who certainly cannot run the job. */
export function lacks(question: Question): string {
  const { person } = question;
  const reasons = [...byProtection(question), ...byRole(question)];
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
  const { person, attempt } = question;
  const { pressed } = startOf(question);
  const verb = attempt.tag ? 'create' : 'push to or merge into';
  const ref = `may not ${verb} ${attempt.tag ? 'the tag ' : ''}\`${attempt.ref}\``;
  if (triggerFailure(question).fails === true) return [byTrigger(question, ref)];
  if (pressed === true) {
    const deployment = deploymentOf(question);
    const byProtections = deployment ? refusing(deployment.protections, person).length > 0 : false;
    if (isRefusedToDeploy(question) === true && !byProtections) return ['starting the job takes Developer'];
    return isRefusedByRef(question) === true && !byProtections ? [ref] : [];
  }
  const { refusal } = creationOf(question);
  if (refusal === 'role') return ['starting a pipeline takes Developer'];
  return refusal === 'ref' ? [ref] : [];
}

function byTrigger(question: Question, ref: string): string {
  const { person, snapshot, downstream, job } = question;
  const { reason } = triggerFailure(question);
  const project = downstream?.project ?? job.job.trigger?.project;
  if (reason === 'downstream_bridge_project_not_found') return `may not see \`${project}\``;
  if (reason && reason !== 'insufficient_bridge_permissions') return nobodyMay[reason];
  if (hasCreatePipeline(person, refSettings(snapshot).archived) === false) {
    return 'starting a downstream pipeline takes Developer';
  }
  return project === undefined ? ref : `may not run a pipeline in \`${project}\``;
}

/** What keeps everybody from starting the pipeline. */
const nobodyMay = {
  invalid_bridge_trigger: 'the job would start a pipeline of its own project without `include`',
  reached_max_descendant_pipelines_depth: 'the job would start a child pipeline three levels deep',
  pipeline_loop_detected: 'the job would let pipelines start each other in a circle',
} as const;
