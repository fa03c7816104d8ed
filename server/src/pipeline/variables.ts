/** Which variables exist at which moment of an attempt, and which of two definitions counts (config.md §8). */
import { t } from '@vscode/l10n';
import {
  type Definition,
  type Layer,
  layerOf,
  noReferences,
  type Referring,
  referringIn,
  type Variables,
  variablesOf,
} from '../expression/collection.ts';
import { expand } from '../expression/expand.ts';
import type { Scope, Value } from '../expression/scope.ts';
import { type Unknown, unknown } from '../logic/tri.ts';
import type { Attempt } from './attempt.ts';
import type { EnvironmentSpec, Job, When } from './job.ts';
import type { Pipeline } from './pipeline.ts';
import { type Definitions, isNeverSet, predefined, slugify, unnamed, userVariables } from './predefined.ts';

/** Variables that rules of the workflow or of a job define. */
export type RuleVariables = ReadonlyMap<string, Definition>;

/** All that variables rest on in a pipeline besides the job: what is kept for a job is kept as long as this. */
export type Root = Pick<Pipeline, 'variables'>;

/** What include locations, `include:rules` and `expand_vars` see (config.md §2.6): nothing of the YAML. */
export function configScope(attempt: Attempt): Scope {
  const { config, overrides, otherwise } = basisOf(attempt);
  return variablesOf([config, overrides], otherwise).plain;
}

/** What rules of the workflow see (config.md §5.7): no job, no environment. */
export function pipelineScope(pipeline: Root, attempt: Attempt): Scope {
  return pipelineVariables(pipeline, attempt).plain;
}

/** As `pipelineScope`, with the expanded values. */
export function pipelineVariables(pipeline: Root, attempt: Attempt): Variables {
  const { before, user, overrides, otherwise } = basisOf(attempt);
  const node = layerOf(new Map([['CI_NODE_TOTAL', { value: '1', raw: false }]]));
  const all = variablesOf([node, before, layerOf(pipeline.variables), user, overrides], otherwise);
  return { ...all, plain: (name) => (/^CI_(JOB|BUILD)/.test(name) ? null : all.plain(name)) };
}

/**
 * What the rules of a job see (config.md §7.5): everything but what its rules define, values as written.
 * @param workflow variables of the workflow rule that let the pipeline pass
 */
export function jobScope(pipeline: Root, job: Job, attempt: Attempt, workflow?: RuleVariables): Scope {
  return jobVariables(pipeline, job, attempt, workflow).plain;
}

/** As `jobScope`, with the expanded values. */
export function jobVariables(pipeline: Root, job: Job, attempt: Attempt, workflow?: RuleVariables): Variables {
  const yaml = yamlLayer(pipeline, job, workflow);
  const simple = collected(attempt, simpleLayer(job, job.when), yaml);
  const environment = job.environment;
  if (!environment) return simple;
  return collected(attempt, environmentLayer(job, environment, simple, attempt), yaml);
}

/**
 * What the name of a job's environment is expanded with once a rule has been chosen (config.md §6.4): also the rule's
 * variables, but nothing of the environment itself.
 */
export function simpleVariables(
  pipeline: Root,
  job: Job,
  attempt: Attempt,
  { when, workflow, rule, above }: Chosen,
): Variables {
  return collected(attempt, simpleLayer(job, when), yamlLayer(pipeline, job, workflow, rule), above);
}

/**
 * What a trigger job's project, branch and variables are expanded with when its turn comes
 * (`Ci::Bridge#variables`): by then the pipeline is there, and so is what it calls itself.
 */
export function triggerScope(pipeline: Root, job: Job, attempt: Attempt, chosen: Chosen): Scope {
  const simple = simpleVariables(pipeline, job, attempt, chosen);
  const yaml = yamlLayer(pipeline, job, chosen.workflow, chosen.rule);
  const { environment } = job;
  const { plain } = environment
    ? collected(attempt, environmentLayer(job, environment, simple, attempt), yaml)
    : simple;
  return (name) => plain(name) ?? (setByThen.has(name) ? atRunTime(name) : null);
}

/** Unset while rules are looked at. */
const setByThen = new Set(['CI_PIPELINE_ID', 'CI_PIPELINE_URL', 'CI_PIPELINE_CREATED_AT', 'CI_PIPELINE_NAME']);

function atRunTime(name: string): Value {
  return unknown({ kind: 'runtime', detail: t`\`$${name}\`, which is set with the pipeline` });
}

/** The variables that the YAML gives a job in a pipeline, each as its strongest definition has it. */
export function yamlVariables(
  pipeline: Root,
  job: Job,
  { workflow, rule }: Pick<Chosen, 'workflow' | 'rule'>,
): RuleVariables {
  const { find } = yamlLayer(pipeline, job, workflow, rule);
  const maps: readonly (RuleVariables | undefined)[] = [pipeline.variables, workflow, job.variables, rule];
  const names = new Set(maps.flatMap((it) => [...(it?.keys() ?? [])]));
  return new Map(
    [...names].flatMap((name) => {
      const definition = find(name);
      return definition ? [[name, definition] as const] : [];
    }),
  );
}

/** What has been decided about a job when its names are expanded. */
export interface Chosen {
  /** The effective one. */
  readonly when: When;
  readonly workflow?: RuleVariables | undefined;
  readonly rule?: RuleVariables | undefined;
  /** Variables that stand above all others. */
  readonly above?: RuleVariables;
}

/** The layers of an attempt that are the same for all its jobs. */
interface Basis {
  /** What includes see, the strongest origins left out. */
  readonly config: Layer;
  readonly before: Layer;
  readonly user: Layer;
  /** Project, group, instance, pipeline and schedule variables. */
  readonly overrides: Layer;
  readonly otherwise: Scope;
}

const bases = new WeakMap<Attempt, Basis>();

function basisOf(attempt: Attempt): Basis {
  const known = bases.get(attempt);
  if (known) return known;
  const overrides = layerOf(pipelineDefinitions(attempt));
  const basis = attempt.variables ? given(attempt.variables, overrides) : derived(attempt, overrides);
  bases.set(attempt, basis);
  return basis;
}

function given(variables: Readonly<Record<string, string>>, overrides: Layer): Basis {
  const before = layerOf(definitionsOf(variables));
  return { config: before, before, user: layerOf(new Map()), overrides, otherwise: () => null };
}

function derived(attempt: Attempt, overrides: Layer): Basis {
  const user = userVariables(attempt);
  return {
    config: layerOf(new Map([...predefined(attempt, 'config'), ...unsetOf(user)])),
    before: layerOf(predefined(attempt, 'pipeline')),
    user: layerOf(user),
    overrides,
    otherwise: once((name) => (isNeverSet(name, attempt) ? null : unnamed(name))),
  };
}

/** The same name has the very same value, so that lists of what is missing stay short. */
function once(scope: Scope): Scope {
  const known = new Map<string, Value>();
  return (name) => {
    const value = known.get(name) ?? scope(name);
    known.set(name, value);
    return value;
  };
}

/** Pipeline variables, and what else stands above the YAML's own. What a trigger job passed on counts before the rest. */
export function pipelineDefinitions({ overrideVariables = {}, forwarded }: Attempt): RuleVariables {
  return new Map([...definitionsOf(overrideVariables), ...(forwarded ?? [])]);
}

function unsetOf(variables: Definitions): Definitions {
  return new Map([...variables.keys()].map((name) => [name, { value: null, raw: false }]));
}

function definitionsOf(values: Readonly<Record<string, string>>): Definitions {
  return new Map(Object.entries(values).map(([name, value]) => [name, { value, raw: false }]));
}

function collected(attempt: Attempt, own: Layer, yaml: Layer, above?: RuleVariables): Variables {
  const { before, user, overrides, otherwise } = basisOf(attempt);
  const layers = [own, before, yaml, user, overrides];
  return variablesOf(above ? [...layers, layerOf(above)] : layers, otherwise);
}

/** Root, then workflow, then the job with its matrix, then its rule: one definition of each name is left. */
function yamlLayer(pipeline: Root, job: Job, workflow?: RuleVariables, rule?: RuleVariables): Layer {
  const inherits = inheritance(job);
  const own: readonly ReadonlyMap<string, Definition>[] = rule ? [rule, job.variables] : [job.variables];
  const root = workflow ? [workflow, pipeline.variables] : [pipeline.variables];
  const find = (name: string): Definition | undefined => {
    for (const it of own) {
      const found = it.get(name);
      if (found) return found;
    }
    if (!inherits(name)) return undefined;
    return workflow?.get(name) ?? pipeline.variables.get(name);
  };
  const referring = (): Referring => referringOf([...own, ...root], find);
  return { find, referring: rule ? referring : () => referringOfJob(job, root, referring) };
}

/** What a job's variables refer to is the same in all attempts in which the root variables are the same. */
const ofJobs = new WeakMap<Job, { readonly root: readonly RuleVariables[]; readonly list: Referring }>();

function referringOfJob(job: Job, root: readonly RuleVariables[], referring: () => Referring): Referring {
  const known = ofJobs.get(job);
  if (known && known.root.length === root.length && known.root.every((it, n) => it === root[n])) return known.list;
  const list = referring();
  ofJobs.set(job, { root, list });
  return list;
}

/** The list of one origin itself, where all references are its own: lists are compared by identity. */
function referringOf(origins: readonly ReadonlyMap<string, Definition>[], find: Layer['find']): Referring {
  const lists = origins.map(referringIn).filter((it) => it.length > 0);
  const counts = ([name, definition]: Referring[number]): boolean => find(name) === definition;
  const [only, another] = lists;
  if (!only) return noReferences();
  if (!another && only.every(counts)) return only;
  return lists.flatMap((it) => it.filter(counts));
}

function inheritance({ inheritVariables }: Job): (name: string) => boolean {
  if (typeof inheritVariables === 'boolean') return () => inheritVariables;
  return (name) => inheritVariables.includes(name);
}

/** The job's own predefined variables, those of its environment left out. */
function simpleLayer(job: Job, when: When): Layer {
  return { find: (name) => defined(jobValue(job, when, name)), referring: noReferences };
}

/** As `simpleLayer`, and those of the environment as they are before it exists. */
function environmentLayer(job: Job, environment: EnvironmentSpec, simple: Variables, attempt: Attempt): Layer {
  const find = (name: string): Definition | undefined =>
    defined(jobValue(job, job.when, name) ?? environmentValue(environment, simple, attempt, name));
  return { find, referring: noReferences };
}

function defined(value: Value | undefined): Definition | undefined {
  return value === undefined ? undefined : { value, raw: false };
}

/** `undefined` for names that are not the job's. */
function jobValue(job: Job, when: When, name: string): Value | undefined {
  switch (name) {
    case 'CI_JOB_NAME':
      return job.name;
    case 'CI_JOB_NAME_SLUG':
      return slugify(job.name);
    case 'CI_JOB_GROUP_NAME':
      return groupName(job.name);
    case 'CI_JOB_STAGE':
      return job.stage;
    case 'CI_JOB_MANUAL':
      return when === 'manual' || when === 'delayed' ? 'true' : undefined;
    case 'CI_NODE_INDEX':
      return job.node ? String(job.node.index) : undefined;
    case 'CI_NODE_TOTAL':
      return String(job.node?.total ?? 1);
    default:
      return undefined;
  }
}

/** The name without the number or the values of `parallel` (`Gitlab::Utils::Job.group_name`). */
function groupName(name: string): string {
  return name.replace(/([\s:]+(\[.*\]|\d+[\s:/\\]+\d+)){1,3}\s*$/, '').trim();
}

/** Tier and address are those of the job, unexpanded, else of the stored environment, which nobody has read here. */
function environmentValue(
  { name, action, tier, url }: EnvironmentSpec,
  simple: Variables,
  attempt: Attempt,
  variable: string,
): Value | undefined {
  const stored = attempt.variables ? undefined : unnamed(variable);
  switch (variable) {
    case 'CI_ENVIRONMENT_NAME':
      return expandedName(name, simple);
    case 'CI_ENVIRONMENT_ACTION':
      return expandedName(name, simple) && action;
    case 'CI_ENVIRONMENT_TIER':
      return expandedName(name, simple) && (tier ?? stored);
    case 'CI_ENVIRONMENT_URL':
      return expandedName(name, simple) && (url ?? stored);
    default:
      return undefined;
  }
}

/** `undefined` where nothing is left of it: then GitLab sets none of these variables. */
function expandedName(name: string, simple: Variables): string | Unknown | undefined {
  const expanded = expand(name, simple.expanded());
  return typeof expanded === 'string' && !expanded.trim() ? undefined : expanded;
}
