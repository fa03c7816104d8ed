/** Whether a person can get a job to run: by starting its pipeline, or by pressing it in somebody's pipeline. */
import { all, any, not, type Tri } from '../logic/tri.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import { jobAbility, mayDeploy } from './abilities.ts';
import { creationOf, type Trying } from './creating.ts';
import type { Question } from './gate.ts';
import { keptPerPerson } from './kept.ts';
import { protectedBy, protectedFrom } from './protection.ts';
import { canRunJobsOn, refSettings } from './refs.ts';
import { deploymentOf, eitherWay, startOf } from './subject.ts';
import { startFails } from './trigger-rights.ts';

const refRights = keptPerPerson<Tri>();

/**
 * Whether the person's role or a protection of the environment stops the job. Of a job that starts by itself only the
 * protections are asked; of one that is pressed, or that a timer plays, the role too. The ref is another matter.
 */
export function isRefusedToDeploy(question: Question): Tri {
  const { pressed, delayed } = startOf(question);
  const deployment = deploymentOf(question);
  const from = deployment ? protectedFrom(deployment.protections, question.person) : false;
  const toPress = isRefusedToPress(question);
  return eitherWay(pressed, toPress, delayed ? toPress : from);
}

function isRefusedToPress(question: Question): Tri {
  const { job, person } = question;
  const deployment = deploymentOf(question);
  const { allowed } = jobAbility('play_job', person, {
    kind: job.job.kind,
    protectedFrom: deployment ? protectedFrom(deployment.protections, person) : false,
    protectedBy: deployment ? protectedBy(deployment.protections, person) : false,
    refWritable: true,
  });
  return not(allowed);
}

/** Whether the ref keeps the person from playing the job: access to its protected environment lifts that. */
export function isRefusedByRef(question: Question): Tri {
  const { person, attempt, snapshot, job } = question;
  if (job.job.kind === 'trigger') return false;
  const deployment = deploymentOf(question);
  const lifted = deployment ? mayDeploy(person, { protectedBy: protectedBy(deployment.protections, person) }) : false;
  return all([not(lifted), not(hasRef({ person, attempt, snapshot }))]);
}

function hasRef({ attempt, snapshot, person }: Trying): Tri {
  const key = `${attempt.tag} ${isMergeRequest(attempt)} ${attempt.ref}`;
  return refRights(snapshot, person, key, () => canRunJobsOn(attempt, person, refSettings(snapshot)));
}

/** Whether the person can press the job, in whosever pipeline. */
export function mayPress(question: Question): Tri {
  return not(any([isRefusedToPress(question), isRefusedByRef(question), startFails(question)]));
}

/** Whether the person can get the job to run one way or the other; jobs and approvals ahead of it are not looked at. */
export function canRun(question: Question): Tri {
  const { pressed, delayed } = startOf(question);
  const creates = creationOf(question).allowed;
  const starts = all([creates, not(isRefusedToDeploy(question)), not(startFails(question))]);
  const pressing = mayPress(question);
  return eitherWay(pressed, pressing, delayed ? all([creates, pressing]) : starts);
}
