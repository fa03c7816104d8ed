/** What a job gets when a particular rule lets it into the pipeline: `when`, `allow_failure`, environment, names expanded. */
import { expand, expandKnown } from '../expression/expand.ts';
import type { Scope, Value } from '../expression/scope.ts';
import { later } from '../logic/later.ts';
import { type Tri, type Unknown, unknown } from '../logic/tri.ts';
import type { Attempt } from './attempt.ts';
import { isEnvironmentName, slugOf, tierOf } from './environment.ts';
import type { EnvironmentSpec, Job, RuleSpec } from './job.ts';
import type { Effect, EnvironmentOutcome } from './outcome.ts';
import { type Chosen, type Root, type RuleVariables, simpleVariables } from './variables.ts';

/** Where the effect is looked at. */
export interface Setting {
  readonly pipeline: Root;
  readonly attempt: Attempt;
  /** Variables of the workflow rule that lets the pipeline pass. */
  readonly workflow?: RuleVariables | undefined;
}

/** A rule and its place in the list, counted from 0. */
interface ChosenRule {
  readonly index: number;
  readonly spec: RuleSpec;
}

/**
 * The effect of a rule on a job; without one, the job's own values (config.md §5.3, §5.4).
 * A rule's `allow_failure` counts before the job's, and an empty `needs` of a rule not at all.
 */
export function effectOf(job: Job, rule: ChosenRule | undefined, setting: Setting): Effect {
  const when = (rule?.spec.when ?? job.when) as Effect['when'];
  const startIn = when === 'delayed' ? (rule?.spec.startIn ?? job.startIn) : undefined;
  const needs = rule?.spec.needs?.length ? rule.spec.needs : job.needs;
  const chosen = { when, workflow: setting.workflow, rule: rule?.spec.variables };
  const environment = job.environment && environmentOf(job, job.environment, chosen, setting);
  const resourceGroup = resourceGroupOf(job, environment, chosen, setting);
  return {
    when,
    allowFailure: rule?.spec.allowFailure ?? job.allowFailure.value,
    ...(startIn !== undefined && { startIn }),
    ...(needs && { needs }),
    ...(rule && { rule: { index: rule.index, span: rule.spec.node.span } }),
    ...(environment && { environment: { ...environment, ...(resourceGroup !== undefined && { resourceGroup }) } }),
    ...(resourceGroup !== undefined && { resourceGroup }),
  };
}

/** The environment as GitLab would create it with the pipeline (config.md §6.4, §6.5). */
function environmentOf(job: Job, spec: EnvironmentSpec, chosen: Chosen, setting: Setting): EnvironmentOutcome {
  const variables = simpleVariables(setting.pipeline, job, setting.attempt, chosen);
  const scope = variables.expanded();
  const name = expand(spec.name, scope);
  const declared = spec.tier === undefined ? undefined : expand(spec.tier, variables.plain);
  const isDeclared = declared !== undefined && (typeof declared !== 'string' || declared.trim() !== '');
  return {
    name,
    shown: typeof name === 'string' ? name : expandKnown(spec.name, scope),
    valid: validity(name, spec.name, scope),
    ...(typeof name === 'string' && { slug: slugOf(name) }),
    tier: tierAtCreation(name, declared),
    tierFrom: isDeclared ? 'declared' : 'guessed',
    ...(isDeclared && typeof declared === 'string' && { declaredTier: declared }),
  };
}

/** Unknown parts may make a good name bad, but nothing makes a character good that GitLab does not allow. */
function validity(name: string | Unknown, written: string, scope: Scope): Tri {
  if (typeof name === 'string') return isEnvironmentName(name);
  const known = expand(written, (it) => {
    const value = scope(it);
    return typeof value === 'string' ? value : null;
  });
  return typeof known === 'string' && /[^a-zA-Z0-9_/${}. -]/.test(known) ? false : name;
}

function tierAtCreation(name: string | Unknown, declared: string | Unknown | undefined): EnvironmentOutcome['tier'] {
  if (declared !== undefined && typeof declared !== 'string') return declared;
  if (typeof name === 'string') return tierOf(name, declared);
  return declared?.trim() ? tierOf('', declared) : name;
}

/** Besides the simple variables it may name the environment, once that exists (config.md §6.7). */
function resourceGroupOf(
  job: Job,
  environment: EnvironmentOutcome | undefined,
  chosen: Chosen,
  { pipeline, attempt }: Setting,
): string | Unknown | undefined {
  if (!job.resourceGroup?.trim()) return undefined;
  if (!environment || environment.valid === false) {
    return expand(job.resourceGroup, simpleVariables(pipeline, job, attempt, chosen).expanded());
  }
  const above = new Map(
    Object.entries<Value>({
      CI_ENVIRONMENT_ID: unknown({ kind: 'runtime', detail: later('the number of the environment') }),
      CI_ENVIRONMENT_NAME: environment.name,
      CI_ENVIRONMENT_SLUG: environment.slug ?? environment.name,
    }).map(([name, value]) => [name, { value, raw: false }]),
  );
  return expand(job.resourceGroup, simpleVariables(pipeline, job, attempt, { ...chosen, above }).expanded());
}
