/** A pipeline in an attempt together with the pipelines that it starts: all there is to judge, before it is judged. */
import { t } from '@vscode/l10n';
import type { ProjectRef } from '../config/sources.ts';
import { actorElsewhere } from '../gates/started.ts';
import { missingSetting, type Unread } from '../gates/unread.ts';
import { isUnknown, type Missing } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import {
  type ChainFailure,
  chainFailure,
  childAttempt,
  childConfig,
  type DownstreamConfig,
  isAgain,
  projectAttempt,
  projectConfig,
  type Reading,
  type Start,
  startOf,
  type Wanted,
  writtenEntry,
} from '../pipeline/downstream.ts';
import { evaluate } from '../pipeline/evaluate.ts';
import type { Effect, JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Snapshot } from '../settings/settings.ts';
import { completeAttempt } from './complete.ts';

/** A pipeline, the settings of its project, and who tries it. */
export interface Root {
  readonly pipeline: Pipeline;
  readonly attempt: Attempt;
  readonly snapshot: Snapshot;
  /** Paths of all files of its project, for `rules:exists`; absent or `'unresolved'` = not known. */
  readonly files?: readonly string[] | 'unresolved' | undefined;
  /** The project it is read from, where that is not the checkout. */
  readonly home?: ProjectRef;
}

export interface Scene {
  readonly pipeline: Pipeline;
  /** Completed from the settings. */
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  readonly snapshot: Snapshot;
  /** As in `Root`. */
  readonly files?: readonly string[] | 'unresolved' | undefined;
  readonly downstream: readonly StartedScene[];
  /** What has to be read before this is final, here and further down. Empty means it is. */
  readonly wanted: readonly Wanted[];
}

/** What a trigger job starts with some of its effects. */
export interface StartedScene {
  readonly job: string;
  readonly effects: readonly Effect[];
  readonly start: Start;
  readonly failure?: ChainFailure;
  /** What GitLab calls the project by now, where `project` is a path that it once had. */
  readonly movedTo?: string;
  readonly project?: string;
  readonly snapshot?: Snapshot;
  readonly ref?: string;
  /** As it is written, or as it was found. */
  readonly entry: string;
  readonly again: boolean;
  readonly scene?: Scene;
  readonly missing: readonly Missing[];
}

/** What has been read of downstream pipelines so far. `undefined`: nobody has looked; it is then in `Scene.wanted`. */
export interface Readings {
  settings(project: string): Snapshot | undefined;
  pipeline(config: DownstreamConfig): Reading | undefined;
}

/** More pipelines than these are not followed from one; nor is a longer line of them. */
const maxPipelines = 40;
const maxLine = 8;

/** Reads what is wanted, so that it is there when it is asked for again. */
export interface Provider extends Readings {
  provide(wanted: readonly Wanted[], signal: AbortSignal): Promise<void>;
}

/** Two rounds for each pipeline of a line: settings, then files. */
const maxRounds = 2 * maxLine;

/**
 * The scene with everything about downstream pipelines that `provider` can read.
 * @throws the signal's reason, when `signal` is aborted.
 */
export async function settledScene(root: Root, provider: Provider, signal: AbortSignal): Promise<Scene> {
  let scene = sceneOf(root, provider);
  for (let round = 0; scene.wanted.length > 0 && round < maxRounds; round++) {
    signal.throwIfAborted();
    await provider.provide(scene.wanted, signal);
    scene = sceneOf(root, provider);
  }
  return scene;
}

/** What is at hand while one scene is put together. */
interface Following {
  /** Absent: downstream pipelines are not read. */
  readonly readings?: Readings | undefined;
  /** Pipelines that may still be followed. */
  left: number;
}

/**
 * Evaluates a pipeline, and those that its trigger jobs start, as far as `readings` has them. Reads nothing itself:
 * provide what is `wanted` and ask again.
 */
export function sceneOf(root: Root, readings?: Readings): Scene {
  return follow(root, { readings, left: maxPipelines });
}

function follow({ pipeline, attempt, snapshot, files, home }: Root, following: Following): Scene {
  const complete = completeAttempt(attempt, snapshot);
  const outcome = evaluate(pipeline, complete, files);
  const wanted: Wanted[] = [];
  const parent: Parent = { pipeline, attempt: complete, outcome, snapshot, home, following, wanted };
  const isFiltered = outcome.created === false && outcome.reason === 'filtered_by_workflow_rules';
  const downstream = isFiltered ? [] : [...outcome.jobs.values()].flatMap((it) => startedBy(it, parent));
  return { pipeline, attempt: complete, outcome, snapshot, files, downstream, wanted };
}

interface Parent extends Omit<Scene, 'downstream' | 'wanted' | 'files'> {
  readonly home: ProjectRef | undefined;
  readonly following: Following;
  readonly wanted: Wanted[];
}

/** One for each different thing that the job may start, depending on its rules. */
function startedBy(outcome: JobOutcome, parent: Parent): readonly StartedScene[] {
  const { job, included, possible } = outcome;
  if (!job.trigger || included === false) return [];
  const byKey = new Map<string, { readonly start: Start; readonly effects: Effect[] }>();
  for (const effect of possible) {
    const start = startOf(parent.pipeline, parent.attempt, parent.outcome, job, effect);
    if (!start) continue;
    const key = keyOf(start);
    const known = byKey.get(key);
    if (known) known.effects.push(effect);
    else byKey.set(key, { start, effects: [effect] });
  }
  return [...byKey.values()].map(({ start, effects }) => ({ job: job.name, effects, ...startedScene(start, parent) }));
}

/** All effects of a job lead to the same `include`. */
function keyOf({ target, forwarded }: Start): string {
  return JSON.stringify([target.kind === 'child' ? target.kind : target, [...forwarded]]);
}

type Followed = Omit<StartedScene, 'job' | 'effects'>;

function startedScene(start: Start, parent: Parent): Followed {
  const failure = chainFailure(start.target, parent.attempt);
  if (start.target.kind === 'child') return child(start, start.target.include, failure, parent);
  const { project } = start.target;
  const base = { start, again: false, entry: '' };
  if (isUnknown(project)) return { ...base, missing: project.missing };
  if (failure) return { ...base, project, failure, missing: [] };
  return otherProject(start, start.target, project, parent);
}

function child(
  start: Start,
  include: Parameters<typeof childConfig>[0],
  failure: ChainFailure | undefined,
  parent: Parent,
): Followed {
  const { snapshot, home, attempt: above } = parent;
  const attempt = childAttempt(above, start.forwarded);
  const path = above.project?.path ?? snapshot.project.path;
  const base = { start, project: path, snapshot, ref: attempt.ref, again: false, entry: writtenEntry(include) };
  if (failure) return { ...base, failure, missing: [] };
  const read = readingOf(childConfig(include, attempt, home), parent);
  if (!read) return { ...base, missing: [notLooked(base.entry, parent)] };
  const scene = below({ ...read, attempt, snapshot, ...(home && { home }) }, parent);
  return { ...base, entry: read.pipeline.config.entry || base.entry, scene, missing: [] };
}

function otherProject(
  start: Start,
  { branch, inputs }: Extract<Start['target'], { readonly kind: 'project' }>,
  project: string,
  parent: Parent,
): Followed {
  const base = { start, project, again: false, entry: '.gitlab-ci.yml' };
  const { readings } = parent.following;
  const snapshot = readings?.settings(project);
  if (!snapshot) {
    if (readings) parent.wanted.push({ kind: 'settings', project });
    return { ...base, missing: [unreadProject(project)] };
  }
  const attributes = snapshot.settings.project;
  const here = { ...base, snapshot };
  if (!attributes.known) return { ...here, missing: [unreadProject(project, attributes)] };
  // The API follows redirects and takes numbers; trigger jobs do neither (app/models/concerns/routable.rb).
  const { path } = attributes.value;
  if (path.toLowerCase() !== project.toLowerCase()) return { ...here, movedTo: path, missing: [] };
  const ref = branch ?? attributes.value.defaultBranch;
  if (ref === undefined)
    return {
      ...here,
      missing: [missingSetting('project', { why: 'unsupported' }, t`the default branch of \`${project}\``)],
    };
  if (isUnknown(ref)) return { ...here, missing: ref.missing };
  const actor = actorElsewhere(parent.attempt.actor, parent.snapshot.project.path);
  const given = projectAttempt(
    parent.attempt,
    { project: snapshot.project.path || project, ref, actor },
    start.forwarded,
  );
  const attempt = completeAttempt(given, snapshot);
  if (isAgain(attempt)) return { ...here, ref, again: true, missing: [] };
  const home = { path: project.toLowerCase(), ref };
  const read = readingOf(projectConfig(home, attributes.value.ciConfigPath, attempt, inputs), parent);
  const entry = attributes.value.ciConfigPath || base.entry;
  if (!read) return { ...here, ref, entry, missing: [notLooked(entry, parent, project)] };
  return { ...here, ref, entry, scene: below({ ...read, attempt, snapshot, home }, parent), missing: [] };
}

function readingOf(config: DownstreamConfig, { following, attempt, wanted }: Parent): Reading | undefined {
  if (!following.readings || following.left <= 0 || (attempt.upstream?.length ?? 0) >= maxLine) return undefined;
  const reading = following.readings.pipeline(config);
  if (reading) following.left--;
  else wanted.push({ kind: 'pipeline', config });
  return reading;
}

function below(root: Root, { following, wanted }: Parent): Scene {
  const scene = follow(root, following);
  wanted.push(...scene.wanted);
  return scene;
}

function notLooked(location: string, { following }: Parent, project?: string): Missing {
  if (!following.readings || following.left > 0) {
    return { kind: 'include', location, ...(project !== undefined && { project }), why: 'not-asked' };
  }
  const detail =
    project === undefined
      ? t`\`${location}\`, one of more than ${maxPipelines} downstream pipelines, which is not read`
      : t`\`${location}\` of \`${project}\`, one of more than ${maxPipelines} downstream pipelines, which is not read`;
  return { kind: 'runtime', detail };
}

function unreadProject(project: string, because: Unread = { why: 'not-asked' }): Missing {
  return missingSetting('project', because, t`the settings of \`${project}\``);
}
