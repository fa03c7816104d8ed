/** The same pipeline in the other kinds of pipelines there are: for mistakes that only show there. */
import { t } from '@vscode/l10n';
import type { PipelineKind, Situation } from '../lint/rule.ts';
import { later } from '../logic/later.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { childAttempt, startOf } from '../pipeline/downstream.ts';
import { evaluate } from '../pipeline/evaluate.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { isMergeRequest } from '../pipeline/predefined.ts';
import type { RuleVariables } from '../pipeline/variables.ts';
import type { Snapshot } from '../settings/settings.ts';
import { completeAttempt } from './complete.ts';
import type { StartedScene } from './scene.ts';

interface Here {
  readonly pipeline: Pipeline;
  readonly attempt: Attempt;
  readonly snapshot: Snapshot;
  readonly files?: readonly string[] | 'unresolved' | undefined;
}

/**
 * One attempt of each kind but that of `attempt` itself; always one of a branch without a name. None for a downstream
 * pipeline, which is what the one above makes it (`childKinds`); none where what is included depends on the kind, since
 * then another pipeline would have to be read.
 */
export function otherKinds({ pipeline, attempt, snapshot, files }: Here): readonly Situation[] {
  const { variables, source } = attempt;
  if (variables || source === 'pipeline' || source === 'parent_pipeline' || pipeline.errors.length > 0) return [];
  if (dependsOnKind(pipeline)) return [];
  const own = kindOf(attempt);
  return attemptsOf(attempt, snapshot)
    .filter(([kind]) => (kind !== own || kind === 'branch') && (kind !== 'schedule' || speaksOfSchedules(pipeline)))
    .map(([kind, other]) => situation(kind, other, () => evaluate(pipeline, other, files)));
}

/** A pipeline in all its kinds, of which a child pipeline is started. */
interface Above {
  readonly pipeline: Pipeline;
  readonly situations: readonly Situation[];
  readonly snapshot: Snapshot;
}

/**
 * The attempts of a child pipeline that the other kinds of the pipeline above make of it, as far as they start it with
 * the same files and pass on what is known.
 */
export function childKinds(
  { pipeline: above, situations, snapshot }: Above,
  { job: name, scene }: StartedScene,
): readonly Situation[] {
  if (!scene || scene.pipeline.errors.length > 0 || dependsOnKind(scene.pipeline)) return [];
  const { pipeline, files } = scene;
  return situations.flatMap(({ kind, attempt, outcome }) => {
    const there = outcome();
    const job = there.jobs.get(name);
    if (!job || job.included === false || there.created === false) return [];
    const starts = job.possible.map((it) => startOf(above, attempt, there, job.job, it)?.forwarded ?? new Map());
    const [forwarded, ...others] = new Map(starts.map((it) => [JSON.stringify([...it]), it])).values();
    // What is passed on may decide what is included.
    if (!forwarded || others.length > 0 || [...forwarded.keys()].some((it) => pipeline.config.dependsOn.has(it)))
      return [];
    const own = childOf(attempt, forwarded, snapshot);
    return [situation(kind, own, () => evaluate(pipeline, own, files))];
  });
}

/** The same attempts of children as long as those above are the same. */
const children = new WeakMap<Attempt, Map<string, Attempt>>();

function childOf(attempt: Attempt, forwarded: RuleVariables, snapshot: Snapshot): Attempt {
  const known = children.get(attempt) ?? new Map<string, Attempt>();
  children.set(attempt, known);
  const key = JSON.stringify([...forwarded]);
  const own = known.get(key) ?? completeAttempt(childAttempt(attempt, forwarded), snapshot);
  known.set(key, own);
  return own;
}

function situation(kind: PipelineKind, attempt: Attempt, evaluated: () => Outcome): Situation {
  let outcome: Outcome | undefined;
  return {
    kind,
    words: kind === 'default-branch' ? t`pipelines of \`${attempt.ref}\`` : t(words[kind]),
    attempt,
    outcome: () => {
      outcome ??= evaluated();
      return outcome;
    },
  };
}

const words: Readonly<Record<Exclude<PipelineKind, 'default-branch'>, string>> = {
  branch: later('pipelines of other branches'),
  'merge-request': later('merge request pipelines'),
  tag: later('tag pipelines'),
  schedule: later('scheduled pipelines'),
};

function kindOf(attempt: Attempt): PipelineKind {
  if (attempt.tag) return 'tag';
  if (isMergeRequest(attempt)) return 'merge-request';
  if (attempt.source === 'schedule') return 'schedule';
  return attempt.ref === (attempt.defaultBranch ?? 'main') ? 'default-branch' : 'branch';
}

/** Includes that are chosen by what makes the kinds differ, or that may bring a workflow which leaves kinds out. */
export function dependsOnKind({ config: { dependsOn, includes, open }, workflow }: Pipeline): boolean {
  if (open.length > 0 && !workflow?.rules) return true;
  if (includes.some((it) => it.state === 'skipped-by-rules' || it.state === 'undecided')) return true;
  return [...dependsOn].some((it) => /^CI_(COMMIT|MERGE_REQUEST|PIPELINE_SOURCE|OPEN_MERGE)/.test(it));
}

const mentions = new WeakMap<Pipeline, boolean>();

/** Schedules are rare: without a word about them in the file there is none to speak of. */
function speaksOfSchedules(pipeline: Pipeline): boolean {
  const known = mentions.get(pipeline);
  if (known !== undefined) return known;
  const answer = [...pipeline.config.files.values()].some((it) => it.text.includes('schedule'));
  mentions.set(pipeline, answer);
  return answer;
}

type Kinds = readonly (readonly [PipelineKind, Attempt])[];

/** The same attempts as long as the attempt and the settings are the same. */
const kept = new WeakMap<Attempt, WeakMap<Snapshot, Kinds>>();

function attemptsOf(attempt: Attempt, snapshot: Snapshot): Kinds {
  const known = kept.get(attempt)?.get(snapshot);
  if (known) return known;
  const made = kinds(attempt, snapshot);
  const bySnapshot = kept.get(attempt) ?? new WeakMap<Snapshot, Kinds>();
  kept.set(attempt, bySnapshot.set(snapshot, made));
  return made;
}

/** Nothing that somebody has said of his own attempt holds in another one. No freeze does. */
function kinds(attempt: Attempt, snapshot: Snapshot): Kinds {
  const { actor, at, project, serverUrl, defaultBranch = 'main' } = attempt;
  const common = {
    ...{
      actor,
      at,
      defaultBranch,
      tag: false,
      source: 'push' as const,
      changedPaths: 'unknown' as const,
      freeze: false,
    },
    ...(project && { project }),
    ...(serverUrl !== undefined && { serverUrl }),
  };
  const all: Readonly<Record<PipelineKind, Attempt>> = {
    'default-branch': { ...common, ref: defaultBranch },
    branch: { ...common, ref: 'any-branch' },
    'merge-request': { ...common, ref: 'any-branch', source: 'merge_request_event', targetBranch: defaultBranch },
    tag: { ...common, ref: 'v1.0.0', tag: true },
    schedule: { ...common, ref: defaultBranch, source: 'schedule' },
  };
  const names: readonly PipelineKind[] = ['default-branch', 'branch', 'merge-request', 'tag', 'schedule'];
  return names.map((kind) => [kind, completeAttempt(all[kind], snapshot)] as const);
}
