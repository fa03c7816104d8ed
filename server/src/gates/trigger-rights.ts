/** What it takes to start a downstream pipeline: here, in the project where it runs, and of those who start it. */
import { t } from '@vscode/l10n';
import { all, any, type Missing, not, type Tri, unknown } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Snapshot } from '../settings/settings.ts';
import { maySetVariables } from './abilities.ts';
import { atLeast } from './access.ts';
import { type BridgeFailure, bridgeFailure } from './bridge.ts';
import { creationOf } from './creating.ts';
import { type Creation, hasCreatePipeline } from './creation.ts';
import type { Question } from './gate.ts';
import { actsAsAdmin, type Person, sameUsername } from './person.ts';
import { canUpdateBranch, jobRef, type RefName, refSettings } from './refs.ts';
import { personElsewhere, type Started, type StartedJob } from './started.ts';
import { missingSetting } from './unread.ts';

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

/**
 * Whether the trigger job of the question certainly comes to nothing when the person runs it: because it may start no
 * pipeline, because GitLab creates none, or because `strategy` hands back that a job there refuses the person.
 */
export function startFails(question: Question): Tri {
  const { job, downstream } = question;
  if (job.job.kind !== 'trigger') return false;
  const own = triggerFailure(question).fails;
  if (!downstream || own === true) return own;
  const creation = creationThere(question, downstream).allowed;
  const created = all([creation, mayPassVariables(question, downstream), downstream.pipeline?.created ?? true]);
  return any([own, not(created), ...comesBack(question)]);
}

/** With `strategy` it matters what is in a pipeline that could not be read. */
function comesBack(question: Question): readonly Tri[] {
  const { job, downstream } = question;
  const isUnread = downstream && !downstream.pipeline && downstream.missing.length > 0;
  if (isUnread && job.job.trigger?.strategy !== undefined) return [unknown(...downstream.missing)];
  return returning(question).map((it) => isRefusedBelow(question, it));
}

/** Jobs of the started pipeline whose refusal fails the trigger job, whoever it is that they refuse. */
export function returning({ job, downstream }: Question): readonly StartedJob[] {
  const { pipeline } = downstream ?? {};
  if (job.job.trigger?.strategy === undefined || pipeline?.created !== true) return [];
  return pipeline.jobs.filter((it) => it.byItself);
}

/** Whether a job of the started pipeline refuses the person, as far as the people are listed there. */
export function isRefusedBelow({ person }: Question, { name, place, who }: StartedJob): Tri {
  const { username } = person;
  const isIt = (it: { readonly username: string }) => username !== undefined && sameUsername(it.username, username);
  if (who.nearMisses.some(isIt)) return true;
  if (who.users.some(isIt)) return false;
  return unknown({ kind: 'runtime', detail: t`whether ${person.label} may run \`${name}\` (${place})` });
}

/** What GitLab says to a new pipeline in another project, beyond what it has asked of the trigger job. */
export function creationThere(question: Question, { start, snapshot, ref }: Started): Creation {
  if (start.target.kind === 'child' || !snapshot || ref === undefined) return { allowed: true };
  const attempt: Attempt = { ...question.attempt, ref, tag: false };
  return creationOf({ attempt, snapshot, person: personElsewhere(question, snapshot) });
}

/**
 * What another project is handed with its pipeline are pipeline variables there, and it may ask for a role to set them.
 * A parent may always hand them to its child.
 */
export function mayPassVariables(question: Question, { start, snapshot, project }: Started): Tri {
  if (start.target.kind === 'child' || start.forwarded.size === 0 || !snapshot) return true;
  const attributes = snapshot.settings.project;
  if (!attributes.known) return unknown(...closedDownstream(question));
  const role = attributes.value.pipelineVariablesRole;
  if (role !== undefined) return maySetVariables(personElsewhere(question, snapshot), role);
  const detail = t`who may set pipeline variables in \`${project ?? ''}\``;
  return unknown(missingSetting('project', { why: 'forbidden', needs: 'Maintainer' }, detail));
}

/** The person's rights where the trigger job starts a pipeline. */
interface DownstreamRights {
  readonly readable: Tri;
  readonly creates: Tri;
  readonly refWritable: Tri;
  /** Where that is asked, and as whom there; absent where the project is not known. */
  readonly there?: { readonly snapshot: Snapshot; readonly person: Person; readonly ref?: RefName };
}

const everything: DownstreamRights = { readable: true, creates: true, refWritable: true };

/** What the person may do where the pipeline is started. A job that starts nothing takes no right. */
export function rightsDownstream(question: Question): DownstreamRights {
  const { job, person, attempt, snapshot, downstream } = question;
  // A job that mirrors an upstream pipeline starts nothing.
  if (!job.job.trigger) return everything;
  if (job.job.trigger.include) {
    // A child pipeline runs on the parent's ref; of a tag GitLab asks as if it were a branch.
    const ref = attempt.tag ? attempt.ref : jobRef(attempt);
    return { readable: true, ...rightsOn(ref, person, snapshot), there: { snapshot, person, ref } };
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
  const { ref } = downstream;
  if (ref !== undefined) {
    return { readable, ...rightsOn(ref, whom, there), there: { snapshot: there, person: whom, ref } };
  }
  const open = unknown({ kind: 'runtime', detail: t`the branch of \`${downstream.project ?? ''}\`` });
  const { creates } = rightsOn('', whom, there);
  return { readable, creates, refWritable: open, there: { snapshot: there, person: whom } };
}

/** What is missing where nothing is known of the project that a trigger job leads to. Empty for a child pipeline. */
export function closedDownstream({ job, downstream }: Question): readonly Missing[] {
  const { trigger } = job.job;
  if (!trigger || trigger.include) return [];
  const { project } = downstream?.snapshot?.settings ?? {};
  if (project?.known) return [];
  if (downstream && downstream.project === undefined) return downstream.missing;
  const because = project ?? { why: 'not-asked' as const };
  const detail = t`the settings of \`${downstream?.project ?? trigger.project ?? ''}\``;
  return [missingSetting('project', because, detail)];
}

function rightsOn(ref: RefName, person: Person, there: Snapshot): Pick<DownstreamRights, 'creates' | 'refWritable'> {
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
