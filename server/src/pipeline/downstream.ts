/** What a trigger job starts: a child pipeline or one of another project, its variables, and who it is started as. */
import type { Config, InputValue } from '../config/config.ts';
import { resolve, resolveChild } from '../config/resolve.ts';
import type { Location, ProjectRef, Sources } from '../config/sources.ts';
import type { Definition } from '../expression/collection.ts';
import { expand, expandKnown } from '../expression/expand.ts';
import { isUnknownValue, type Scope, type SomeValue } from '../expression/scope.ts';
import type { Unknown } from '../logic/tri.ts';
import { at, isNull, type MapNode, type Node, text } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';
import type { Actor, Ancestor, Attempt } from './attempt.ts';
import { changedPaths } from './conditions.ts';
import { configContext } from './context.ts';
import type { Job, TriggerSpec } from './job.ts';
import type { Effect, Outcome } from './outcome.ts';
import type { Pipeline } from './pipeline.ts';
import { isMergeRequest } from './predefined.ts';
import { type Chosen, pipelineDefinitions, type RuleVariables, triggerScope, yamlVariables } from './variables.ts';

/** Where a trigger job leads. */
export type Target =
  | { readonly kind: 'child'; readonly include: Node }
  | {
      readonly kind: 'project';
      /** Expanded. */
      readonly project: string | Unknown;
      /** For people: unknown variables as they are written. */
      readonly shown: string;
      /** Absent: the default branch there. */
      readonly branch?: string | Unknown;
      readonly inputs?: Readonly<Record<string, InputValue>>;
    };

/** What a trigger job starts with one of its effects. */
export interface Start {
  readonly target: Target;
  /** The pipeline variables that it passes on. */
  readonly forwarded: RuleVariables;
}

/**
 * What `job` starts; `undefined` for a job with a script, and for one that only mirrors an upstream pipeline.
 * @see app/models/ci/bridge.rb (18.9)
 */
export function startOf(
  pipeline: Pipeline,
  attempt: Attempt,
  { workflowVariables }: Pick<Outcome, 'workflowVariables'>,
  job: Job,
  effect: Effect,
): Start | undefined {
  const { trigger } = job;
  if (!trigger) return undefined;
  const rule = effect.rule && job.rules?.[effect.rule.index]?.variables;
  const chosen: Chosen = { when: effect.when, workflow: workflowVariables, rule };
  const scope = triggerScope(pipeline, job, attempt, chosen);
  const target = targetOf(trigger, scope);
  return target && { target, forwarded: forwardedBy(trigger, yamlVariables(pipeline, job, chosen), attempt, scope) };
}

function targetOf({ project, branch, include, node }: TriggerSpec, scope: Scope): Target | undefined {
  if (include) return { kind: 'child', include };
  if (project === undefined) return undefined;
  const inputs = at(node, 'inputs');
  return {
    kind: 'project',
    project: expand(project, scope),
    shown: expandKnown(project, scope),
    ...(branch !== undefined && { branch: expand(branch, scope) }),
    ...(inputs?.kind === 'map' && { inputs: inputValues(inputs) }),
  };
}

function inputValues({ entries }: MapNode): Readonly<Record<string, InputValue>> {
  return Object.fromEntries([...entries.values()].map(({ key, value }) => [toText(key), inputValue(value)]));
}

function inputValue(node: Node): InputValue {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'seq':
      return node.items.map(inputValue);
    case 'map':
      return inputValues(node);
    case 'reference':
      return node.written;
  }
}

/**
 * The YAML's variables of the job, those of the root among them, unless `forward:yaml_variables` is false; the
 * pipeline's own only where `forward:pipeline_variables` is true, and then they count before the others.
 * @see lib/gitlab/ci/variables/downstream/generator.rb (18.9)
 */
function forwardedBy({ node }: TriggerSpec, yaml: RuleVariables, attempt: Attempt, scope: Scope): RuleVariables {
  const passed = new Map<string, Definition>();
  if (forwards(node, 'yaml_variables', true)) for (const [name, it] of yaml) passed.set(name, handedOn(it, scope));
  if (forwards(node, 'pipeline_variables', false)) {
    for (const [name, it] of pipelineDefinitions(attempt)) passed.set(name, handedOn(it, scope));
  }
  return passed;
}

function forwards(trigger: Node, what: string, usual: boolean): boolean {
  const value = at(trigger, 'forward', what);
  return isNull(value) || value?.kind !== 'scalar' ? usual : value.value === true;
}

/** Expanded once, with what the trigger job knows. Whatever comes of it, the variable exists. */
function handedOn(definition: Definition, scope: Scope): Definition {
  const { value, raw } = definition;
  if (raw || typeof value !== 'string') return definition;
  const expanded = expand(value, scope);
  return { value: isUnknownValue(expanded) ? someValue(expanded, value) : expanded, raw };
}

function someValue({ missing }: Unknown, written: string): SomeValue {
  return { missing, exists: true, filled: /\S/.test(String(expand(written, () => null))) };
}

/** GitLab's reasons to refuse that lie in how pipelines start each other. */
export type ChainFailure =
  | 'invalid_bridge_trigger'
  | 'reached_max_descendant_pipelines_depth'
  | 'pipeline_loop_detected';

/** Pipelines of one project that start each other as children: one, and the child of its child is the last. */
const maxAncestors = 2;

/** How often the same pipeline, of a project, a ref and a source, may stand in the line. */
const maxRepeats = 2;

/**
 * Why GitLab refuses to start `target` from the pipeline of `attempt`, as far as it lies in the pipelines above.
 * @see app/services/ci/create_downstream_pipeline_service.rb (18.9)
 */
export function chainFailure(target: Target, attempt: Attempt): ChainFailure | undefined {
  const line = [ancestorOf(attempt), ...(attempt.upstream ?? [])];
  if (target.kind === 'child') {
    const first = line.findIndex((it) => it.source !== 'parent_pipeline');
    const ancestors = (first < 0 ? line.length : first) + 1;
    return ancestors > maxAncestors ? 'reached_max_descendant_pipelines_depth' : undefined;
  }
  if (isSameProject(target.project, attempt.project?.path)) return 'invalid_bridge_trigger';
  const counts = new Map<string, number>();
  for (const it of line) if (it.source !== 'parent_pipeline') counts.set(keyOf(it), (counts.get(keyOf(it)) ?? 0) + 1);
  return [...counts.values()].some((it) => it > maxRepeats) ? 'pipeline_loop_detected' : undefined;
}

function isSameProject(one: string | Unknown, other: string | undefined): boolean {
  return typeof one === 'string' && one !== '' && one.toLowerCase() === other?.toLowerCase();
}

function ancestorOf({ project, ref, source }: Attempt): Ancestor {
  return { ...(project && { project: project.path }), ref, source };
}

function keyOf({ project = '', ref, source }: Ancestor): string {
  return `${project.toLowerCase()} ${source} ${ref}`;
}

/** Whether a pipeline like that of `attempt` is already among those above it: they start each other in a circle. */
export function isAgain(attempt: Attempt): boolean {
  const key = keyOf(ancestorOf(attempt));
  return (attempt.upstream ?? []).some((it) => it.source !== 'parent_pipeline' && keyOf(it) === key);
}

/** The attempt of a child pipeline: on the same ref, of the same merge request, by the same person. */
export function childAttempt(parent: Attempt, forwarded: RuleVariables): Attempt {
  const { variables, overrideVariables: _own, changedPaths: _changed, ...rest } = parent;
  const changed = changedPaths(parent);
  return {
    ...rest,
    source: 'parent_pipeline',
    mergeRequest: isMergeRequest(parent),
    ...(changed !== undefined && { changedPaths: changed }),
    ...(variables && { variables: ofChild(variables) }),
    forwarded,
    upstream: [ancestorOf(parent), ...(parent.upstream ?? [])],
  };
}

function ofChild(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(variables).filter(([name]) => !ofParentAlone.has(name));
  return { ...Object.fromEntries(kept), CI_PIPELINE_SOURCE: 'parent_pipeline' };
}

const ofParentAlone = new Set(['CI_PIPELINE_SCHEDULE_DESCRIPTION', 'CI_PIPELINE_TRIGGERED', 'CI_TRIGGER_SHORT_TOKEN']);

/**
 * The attempt of another project's pipeline, before the settings there complete it. What is known of the person here
 * (a mere role) need not hold there, so `actor` is given.
 */
export function projectAttempt(
  upstream: Attempt,
  { project, ref, actor }: { readonly project: string; readonly ref: string; readonly actor: Actor },
  forwarded: RuleVariables,
): Attempt {
  const { at: moment, serverUrl } = upstream;
  return {
    actor,
    ref,
    tag: false,
    source: 'pipeline',
    at: moment,
    project: { path: project },
    ...(serverUrl !== undefined && { serverUrl }),
    forwarded,
    upstream: [ancestorOf(upstream), ...(upstream.upstream ?? [])],
  };
}

/** A configuration of a downstream pipeline that is to be read. */
export interface DownstreamConfig {
  /** The same for the same content, as long as no file changes; with `include` together with that node. */
  readonly key: string;
  readonly attempt: Attempt;
  readonly from:
    | { readonly kind: 'child'; readonly include: Node; readonly home?: ProjectRef }
    | {
        readonly kind: 'project';
        readonly entry: Location;
        readonly home: ProjectRef;
        readonly inputs?: Readonly<Record<string, InputValue>>;
      };
}

/** What has to be read before more can be said of downstream pipelines. */
export type Wanted =
  | { readonly kind: 'settings'; readonly project: string }
  | { readonly kind: 'pipeline'; readonly config: DownstreamConfig };

/** A downstream pipeline as it was read, with the files of its project where a rule asks for them. */
export interface Reading {
  readonly pipeline: Pipeline;
  readonly files?: readonly string[] | 'unresolved';
}

/** What a child pipeline is read from. @param home the project of the parent, where that is not the checkout. */
export function childConfig(include: Node, attempt: Attempt, home?: ProjectRef): DownstreamConfig {
  return { key: keyOfAttempt(attempt), attempt, from: { kind: 'child', include, ...(home && { home }) } };
}

/**
 * What the pipeline of another project is read from.
 * @param path `ci_config_path` there: a file, `file@group/project[:ref]`, or an address.
 */
export function projectConfig(
  home: ProjectRef,
  path: string | undefined,
  attempt: Attempt,
  inputs?: Readonly<Record<string, InputValue>>,
): DownstreamConfig {
  const entry = entryOf(home, path === undefined || path === '' ? '.gitlab-ci.yml' : path);
  const key = JSON.stringify([entry, inputs ?? null, keyOfAttempt(attempt)]);
  return { key, attempt, from: { kind: 'project', entry, home, ...(inputs && { inputs }) } };
}

/** @see lib/gitlab/ci/project_config/{remote,external_project,repository}.rb (18.9) */
function entryOf(home: ProjectRef, path: string): Location {
  if (/^https?:\/\//.test(path)) return { kind: 'remote', url: path };
  const [, file, project, ref] = /^([^@]+)@([^:]+)(?::(.+))?$/.exec(path) ?? [];
  if (file === undefined || project === undefined) return { kind: 'file', path, project: home };
  return { kind: 'file', path: file, project: { path: project.toLowerCase(), ...(ref !== undefined && { ref }) } };
}

/** Everything about an attempt that its configuration or its jobs may depend on, but the moment. */
function keyOfAttempt({ at: _moment, forwarded = new Map<string, Definition>(), ...rest }: Attempt): string {
  return JSON.stringify([rest, [...forwarded]]);
}

/** Puts the configuration together from what is known, as `resolve` does. */
export function resolveDownstream({ from, attempt }: DownstreamConfig, sources: Sources): Config {
  const { projectPath, ...context } = configContext(attempt);
  if (from.kind === 'project') {
    return resolve(from.entry, sources, { ...context, ...(from.inputs && { inputs: from.inputs }) });
  }
  const own = from.home ? {} : { ...(projectPath !== undefined && { projectPath }) };
  return resolveChild(from.include, sources, { ...context, ...own }, from.home);
}

/** The first file of a child pipeline as it is written: for people, where nothing could be read. */
export function writtenEntry(include: Node): string {
  const first = include.kind === 'seq' ? include.items[0] : include;
  if (first?.kind !== 'map') return text(first)?.replace(/^\/+/, '') ?? '';
  for (const key of ['local', 'file', 'artifact', 'remote', 'template', 'component']) {
    const value = at(first, key);
    const name = text(value?.kind === 'seq' ? value.items[0] : value);
    if (name !== undefined) return name.replace(/^\/+/, '');
  }
  return '';
}

/** Whether any rule asks for the files of the project. */
export function asksForFiles({ jobs, workflow }: Pipeline): boolean {
  const rules = [...(workflow?.rules ?? []), ...jobs.flatMap((it) => it.rules ?? [])];
  return rules.some((it) => it.exists !== undefined);
}
