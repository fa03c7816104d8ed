/** Whether a person can get a job to run: by starting its pipeline, or by pressing it in somebody's pipeline. */
import { all, any, type Missing, not, type Tri, unknown } from '../logic/tri.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import type { Snapshot } from '../settings/settings.ts';
import { jobAbility, mayDeploy } from './abilities.ts';
import { atLeast } from './access.ts';
import { type BridgeFailure, bridgeFailure } from './bridge.ts';
import { type Creation, hasCreatePipeline, mayCreatePipeline } from './creation.ts';
import type { Question } from './gate.ts';
import { keptPerPerson } from './kept.ts';
import { actsAsAdmin, type Person } from './person.ts';
import { protectedBy, protectedFrom } from './protection.ts';
import { canCreateTag, canRunJobsOn, canUpdateBranch, jobRef, refSettings } from './refs.ts';
import { personElsewhere } from './started.ts';
import { deploymentOf, eitherWay, startOf } from './subject.ts';
import { missingSetting, unread } from './unread.ts';

type Trying = Pick<Question, 'attempt' | 'snapshot' | 'person'>;

const creations = keptPerPerson<Creation>();
const refRights = keptPerPerson<Tri>();

/** What GitLab says when the person creates the attempt's pipeline. */
export function creationOf(trying: Trying): Creation {
  const { attempt, snapshot, person } = trying;
  return creations(snapshot, person, `${attempt.tag} ${attempt.ref}`, () => askForPipeline(trying));
}

function askForPipeline({ attempt, snapshot, person }: Trying): Creation {
  const settings = refSettings(snapshot);
  const { project } = snapshot.settings;
  return mayCreatePipeline(person, {
    ref: attempt.ref,
    ciDisabled: project.known
      ? project.value.jobsEnabled === false
      : unread('project', project, 'whether CI/CD is enabled in the project'),
    archived: settings.archived,
    refWritable: attempt.tag
      ? canCreateTag(attempt.ref, person, settings)
      : canUpdateBranch(attempt.ref, person, settings),
  });
}

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
  return not(any([isRefusedToPress(question), isRefusedByRef(question), triggerFailure(question).fails]));
}

/** Whether the person can get the job to run one way or the other; jobs and approvals ahead of it are not looked at. */
export function canRun(question: Question): Tri {
  const { pressed, delayed } = startOf(question);
  const creates = creationOf(question).allowed;
  const starts = all([creates, not(isRefusedToDeploy(question)), not(triggerFailure(question).fails)]);
  const pressing = mayPress(question);
  return eitherWay(pressed, pressing, delayed ? all([creates, pressing]) : starts);
}

/**
 * Why a trigger job fails that the person runs, before anything of the other pipeline comes into it: what GitLab asks
 * here and, of the ref, in the project where that pipeline runs.
 */
export function triggerFailure(question: Question): { readonly fails: Tri; readonly reason?: BridgeFailure } {
  const { job, person, snapshot, downstream } = question;
  if (job.job.kind !== 'trigger') return { fails: false };
  const { archived } = refSettings(snapshot);
  const { readable, creates, refWritable } = rightsDownstream(question);
  return bridgeFailure(person, {
    archived,
    readable,
    triggersItself: downstream?.failure === 'invalid_bridge_trigger',
    tooDeep: downstream?.failure === 'reached_max_descendant_pipelines_depth',
    createsDownstream: creates,
    refWritableDownstream: refWritable,
    loops: downstream?.failure === 'pipeline_loop_detected',
  });
}

/** The person's rights where the trigger job starts a pipeline. */
interface DownstreamRights {
  readonly readable: Tri;
  readonly creates: Tri;
  readonly refWritable: Tri;
}

const everything: DownstreamRights = { readable: true, creates: true, refWritable: true };

function rightsDownstream(question: Question): DownstreamRights {
  const { job, person, attempt, snapshot, downstream } = question;
  // A job that mirrors an upstream pipeline starts nothing.
  if (!job.job.trigger) return everything;
  if (job.job.trigger.include) {
    // A child pipeline runs on the parent's ref; of a tag GitLab asks as if it were a branch.
    return { readable: true, ...rightsOn(attempt.tag ? attempt.ref : jobRef(attempt), person, snapshot) };
  }
  const closed = closedDownstream(question);
  if (closed.length > 0 || !downstream?.snapshot) {
    const open = unknown(...closed);
    return { readable: open, creates: open, refWritable: open };
  }
  if (downstream.movedTo !== undefined) return { ...everything, readable: false };
  const there = downstream.snapshot;
  const whom = personElsewhere(question, there);
  const readable = mayRead(whom, there);
  if (downstream.ref !== undefined) return { readable, ...rightsOn(downstream.ref, whom, there) };
  const open = unknown({ kind: 'runtime', detail: `the branch of \`${downstream.project}\`` });
  return { readable, creates: rightsOn('', whom, there).creates, refWritable: open };
}

/** What is missing where nothing is known of the project that a trigger job leads to. Empty for a child pipeline. */
export function closedDownstream({ job, downstream }: Question): readonly Missing[] {
  const { trigger } = job.job;
  if (!trigger || trigger.include) return [];
  const { project } = downstream?.snapshot?.settings ?? {};
  if (project?.known) return [];
  if (downstream && downstream.project === undefined) return downstream.missing;
  const because = project ?? { why: 'not-asked' as const };
  return [missingSetting('project', because, `the settings of \`${downstream?.project ?? trigger.project}\``)];
}

function rightsOn(
  ref: Parameters<typeof canUpdateBranch>[0],
  person: Person,
  there: Snapshot,
): Pick<DownstreamRights, 'creates' | 'refWritable'> {
  const settings = refSettings(there);
  return {
    creates: hasCreatePipeline(person, settings.archived),
    refWritable: canUpdateBranch(ref, person, settings),
  };
}

/** `read_project`. Whoever has read the settings of a project may see it. */
function mayRead(person: Person, { settings: { project } }: Snapshot): Tri {
  if (person.isViewer) return true;
  const { visibility = 'private' } = project.known ? project.value : {};
  return visibility !== 'private' || any([atLeast(person.projectLevel, 10), actsAsAdmin(person)]);
}
