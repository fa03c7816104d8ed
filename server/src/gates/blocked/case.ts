/** One live job with all that is known about it: its environment, its protections, and what a person may do with it. */
import { t } from '@vscode/l10n';
import { all, isUnknown, type Missing, type Tri, unknown } from '../../logic/tri.ts';
import type { EnvironmentAction } from '../../pipeline/job.ts';
import type { Effect, EnvironmentOutcome, JobOutcome, Outcome } from '../../pipeline/outcome.ts';
import type { LiveDeployment, LiveJob, LiveReading, LiveRights, LiveRun } from '../../settings/live.ts';
import type { Known } from '../../settings/settings.ts';
import { type Decision, type JobCircumstances, jobAbility } from '../abilities.ts';
import { type Person, personOf } from '../person.ts';
import { type Protections, protectedBy, protectedFrom, protectionsOf } from '../protection.ts';
import { canCreateTag, canUpdateBranch, refSettings } from '../refs.ts';
import { targetOf } from '../tier.ts';
import { distinct, unread } from '../unread.ts';

export interface LiveCase {
  readonly reading: LiveReading;
  readonly run: LiveRun;
  readonly job: LiveJob;
  /** The run's configuration, evaluated for how it was started. Absent where it is not known. */
  readonly outcome?: Outcome;
  /** Who asks. */
  readonly person: Person;
}

/** The job as it is written; `undefined` where the configuration is not known or has no such job. */
export function plannedFor({ outcome, job }: LiveCase): JobOutcome | undefined {
  return outcome?.jobs.get(job.name);
}

/** What its rules have made of it. Where several could, the one that fits what GitLab shows of the job. */
export function effectFor(it: LiveCase): Effect | undefined {
  const possible = plannedFor(it)?.possible ?? [];
  return possible.find(({ allowFailure }) => allowFailure === it.job.allowFailure) ?? possible[0];
}

/** Where the job deploys to. */
export type Place =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly missing: readonly Missing[] }
  | {
      readonly kind: 'environment';
      readonly name: string;
      readonly action: EnvironmentAction;
      readonly protections: Protections;
    };

/** The job's own deployment, made when its turn came. */
export function deploymentFor({ run, job }: LiveCase): LiveDeployment | undefined {
  return run.deployments.find((it) => it.jobId === job.id);
}

/** Everybody in the project is asked about the same place. */
const places = new WeakMap<LiveCase, Place>();

/** Its deployment tells, where it has one; else its configuration. */
export function placeFor(it: LiveCase): Place {
  const known = places.get(it) ?? findPlace(it);
  places.set(it, known);
  return known;
}

function findPlace(it: LiveCase): Place {
  const deployment = deploymentFor(it);
  if (deployment) return environment(it, deployment.environment.name, 'start');
  const planned = plannedFor(it);
  if (!planned) return { kind: 'unknown', missing: [unreadPlan(it, t`the environment of \`${it.job.name}\``)] };
  const spec = planned.job.environment;
  if (!spec) return { kind: 'none' };
  const name = effectFor(it)?.environment?.name ?? spec.name;
  if (typeof name === 'string' && !/[$%]/.test(name)) return environment(it, name, spec.action);
  const missing = isUnknown(name)
    ? name.missing
    : [{ kind: 'runtime', detail: t`what \`${spec.name}\` comes to` } as const];
  return { kind: 'unknown', missing };
}

/** Why something that only the configuration tells is not known. */
export function unreadPlan({ run, outcome }: LiveCase, detail: string): Missing {
  const { plan } = run;
  if (plan.known || outcome) return { kind: 'runtime', detail };
  const { why, needs } = plan;
  return { kind: 'setting', setting: 'configuration', why, ...(needs !== undefined && { needs }), detail };
}

function environment({ reading }: LiveCase, name: string, action: EnvironmentAction): Place {
  const { snapshot } = reading;
  const tier = unknown({ kind: 'runtime', detail: t`the tier of \`${name}\`` });
  const outcome: EnvironmentOutcome = { name, shown: name, valid: true, tier, tierFrom: 'guessed' };
  const target = targetOf(outcome, snapshot);
  return target
    ? { kind: 'environment', name, action, protections: protectionsOf(target, snapshot) }
    : { kind: 'none' };
}

/** Whether the environment refuses the person, whatever else there may be. */
export function isProtectedFrom(it: LiveCase, person: Person): Tri {
  const place = placeFor(it);
  if (place.kind === 'none') return false;
  return place.kind === 'unknown' ? unknown(...place.missing) : protectedFrom(place.protections, person);
}

function isProtectedBy(it: LiveCase, person: Person): Tri {
  const place = placeFor(it);
  if (place.kind === 'none') return false;
  return place.kind === 'unknown' ? unknown(...place.missing) : protectedBy(place.protections, person);
}

/** `play_job` by GitLab's rules: the right to press Run, whatever state the job is in. */
export function mayPlay(it: LiveCase, person: Person): Decision {
  return jobAbility('play_job', person, circumstancesOf(it, person));
}

/** The same, as if the check for newer deployments let it through where nobody knows whether it stands. */
export function mayPlayIfNewest(it: LiveCase, person: Person): Decision {
  const circumstances = circumstancesOf(it, person);
  const { outdated = false } = circumstances;
  return jobAbility('play_job', person, { ...circumstances, outdated: outdated === true });
}

/** `retry_job`, of a job that is over; the check for newer deployments counts where it is known to stand. */
export function mayRetry(it: LiveCase, person: Person): Decision {
  const circumstances = circumstancesOf(it, person);
  const { outdated = false } = circumstances;
  return jobAbility('retry_job', person, { ...circumstances, outdated: outdated === true });
}

function circumstancesOf(it: LiveCase, person: Person): JobCircumstances {
  const { job, reading } = it;
  const { project } = reading.snapshot.settings;
  return {
    kind: job.kind,
    protectedFrom: isProtectedFrom(it, person),
    protectedBy: isProtectedBy(it, person),
    refWritable: isRefWritable(it, person),
    outdated: isOutdated(it),
    archivedJob: job.archived ?? false,
    buildsDisabled: project.known && project.value.jobsEnabled === false,
    downstreamWritable: isChild(it) ? canUpdateBranch(job.ref, person, refSettings(reading.snapshot)) : true,
  };
}

/** The ref is compared as GitLab writes it, also that of a merge request. */
function isRefWritable({ job, reading }: LiveCase, person: Person): Tri {
  const settings = refSettings(reading.snapshot);
  return job.tag ? canCreateTag(job.ref, person, settings) : canUpdateBranch(job.ref, person, settings);
}

/** A trigger job that starts a child pipeline, which runs on the same ref. */
function isChild(it: LiveCase): boolean {
  const trigger = plannedFor(it)?.job.trigger;
  return trigger !== undefined && trigger.project === undefined;
}

/**
 * Whether what the person may do is known from GitLab itself. `canPlay` is asked of a job that could be started;
 * where it could not be, a `false` says nothing about the person.
 */
export function standingOf(it: LiveCase): Decision {
  const decision = mayPlay(it, it.person);
  const { playable, canPlay }: LiveRights = it.person.isViewer ? (it.run.mine.get(it.job.id) ?? {}) : {};
  if (canPlay === true) return { allowed: true, reasons: [] };
  return playable === true && canPlay === false ? { ...decision, allowed: false } : decision;
}

/** The last successful deployment to the same environment, where it came later than this one. */
export function newerDeployment(it: LiveCase): Known<LiveDeployment | undefined> {
  const own = deploymentFor(it);
  const nothing = { known: true, value: undefined } as const;
  if (!own) return it.run.allDeployments.known ? nothing : it.run.allDeployments;
  const newest = it.run.newest.get(own.environment.name);
  if (!newest) return { known: false, why: 'not-asked' };
  if (!newest.known || !newest.value) return newest;
  return newest.value.sha !== own.sha && newest.value.id > own.id ? newest : nothing;
}

const complete: ReadonlySet<string> = new Set(['success', 'failed', 'canceled', 'skipped']);

/** Over and done with. */
export function isComplete({ status }: Pick<LiveJob, 'status'>): boolean {
  return complete.has(status);
}

/** `has_outdated_deployment?` (gates.md §7.2): without a deployment nothing is outdated. */
export function isOutdated(it: LiveCase): Tri {
  const newer = newerDeployment(it);
  const isOlder = newer.known
    ? newer.value !== undefined
    : unread('environments', newer, t('whether a newer deployment has finished'));
  const { forwardDeployment } = it.reading.snapshot.settings;
  const counts: Tri = forwardDeployment.known
    ? forwardDeployment.value.enabled && !(forwardDeployment.value.rollbackAllowed && isComplete(it.job))
    : unread('forwardDeployment', forwardDeployment, t('whether the project prevents outdated deployments'));
  return all([isOlder, counts]);
}

/** As whom the job runs. */
export function jobUser({ job, run, reading }: LiveCase): Person | undefined {
  const user = job.user ?? run.pipeline.user;
  return user && personOf({ kind: 'user', username: user.username }, reading.snapshot);
}

/** The facts that several answers lack, each once. */
export function missingOf(...terms: readonly Tri[]): readonly Missing[] {
  return distinct(terms.flatMap((it) => (isUnknown(it) ? it.missing : [])));
}
