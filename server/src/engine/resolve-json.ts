/** A pipeline, and what becomes of it in an attempt, as `resolve --format json` prints them. */
import { isUnknown, type Missing, type Tri } from '../logic/tri.ts';
import { guessTier } from '../pipeline/environment.ts';
import type { EnvironmentSpec, Job, Need, TriggerSpec } from '../pipeline/job.ts';
import type { EnvironmentOutcome, JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Node } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The pipeline as GitLab sees it before anybody runs it; absent keys stand for null. A configuration that GitLab
 * refuses has errors (GitLab's own words) and no jobs.
 */
export function resolveJson({ config, errors, stages, jobs }: Pipeline): object {
  const valid = errors.length === 0;
  const unresolved = config.open.flatMap(unresolvedLocation);
  return {
    file: config.entry,
    valid,
    errors: errors.map(({ gitlab }) => gitlab),
    ...(unresolved.length > 0 && { unresolved }),
    stages: valid ? stages : null,
    ...(valid && { jobs: Object.fromEntries(jobs.map((it) => [it.name, jobJson(it)])) }),
  };
}

function unresolvedLocation(missing: Missing): readonly string[] {
  return missing.kind === 'include' ? [missing.location] : [];
}

function jobJson(job: Job): object {
  const { stage, kind, when, allowFailure, startIn, needs, environment, resourceGroup, trigger, rules } = job;
  return {
    stage,
    type: kind,
    when,
    allow_failure: allowFailure.value,
    ...(startIn !== undefined && { start_in: startIn }),
    ...(needs && { needs: needsJson(needs) }),
    ...(environment && environmentJson(environment)),
    ...(resourceGroup !== undefined && { resource_group: resourceGroup }),
    ...(trigger && { trigger: triggerJson(trigger) }),
    ...(rules && { rules: rules.length }),
  };
}

/** The tier is the declared one as written, else guessed from the name as written. */
function environmentJson({ name, tier, node }: EnvironmentSpec): object {
  return {
    environment: node.kind === 'map' ? plain(node) : { name, action: 'start' },
    environment_name: name,
    environment_tier: tier?.trim() ? tier : guessTier(name),
  };
}

/** Grouped by what they ask for, as GitLab stores them. */
function needsJson(needs: readonly Need[]): Readonly<Record<string, Json>> {
  const groups: Record<string, Json[]> = {};
  for (const need of needs) {
    const [group, json] = needJson(need);
    groups[group] ??= [];
    groups[group].push(json);
  }
  return groups;
}

function needJson(need: Need): readonly [group: string, json: Json] {
  switch (need.kind) {
    case 'job':
      return ['job', { name: need.job, artifacts: need.artifacts, optional: need.optional }];
    case 'cross': {
      const { job, artifacts, project, ref, pipeline } = need;
      return [
        'cross_dependency',
        {
          ...(project !== undefined && { project }),
          ...(ref !== undefined && { ref }),
          ...(pipeline !== undefined && { pipeline }),
          job,
          artifacts,
        },
      ];
    }
    case 'bridge':
      return ['bridge', { pipeline: need.pipeline }];
  }
}

const triggerKeys = ['project', 'branch', 'include', 'strategy', 'forward', 'inputs'];

function triggerJson({ node }: TriggerSpec): Json {
  if (node.kind !== 'map') return { project: plain(node) };
  const written = triggerKeys.flatMap((key) => {
    const value = node.entries.get(key)?.value;
    return value && !(value.kind === 'scalar' && value.type === 'null') ? [[key, plain(value)] as const] : [];
  });
  return Object.fromEntries(written);
}

function plain(node: Node): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'seq':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries([...node.entries.values()].map(({ key, value }) => [toText(key), plain(value)]));
    case 'reference':
      return node.written;
  }
}

/** What becomes of the pipeline in one attempt: the member `pipeline` of the answer. */
export function outcomeJson({ created, reason, message, jobs }: Outcome): object {
  return {
    pipeline: triJson(created),
    ...(reason && { reason }),
    ...(message !== undefined && { message }),
    jobs: Object.fromEntries([...jobs].map(([name, it]) => [name, jobOutcomeJson(it)])),
  };
}

function triJson(value: Tri): boolean | 'unknown' {
  return isUnknown(value) ? 'unknown' : value;
}

/** A job that is not there has its stage only; one that may be there has its most likely values. */
function jobOutcomeJson({ job, included, possible }: JobOutcome): object {
  const [effect] = possible;
  if (included === false || !effect) return { included: triJson(included), stage: job.stage };
  const needs = effect.needs?.filter((it) => it.kind === 'job');
  return {
    included: triJson(included),
    stage: job.stage,
    type: job.kind,
    when: effect.when,
    allow_failure: effect.allowFailure,
    ...(effect.startIn !== undefined && { start_in: effect.startIn }),
    ...(effect.environment && { environment: environmentOutcomeJson(effect.environment) }),
    ...(needs && needs.length > 0 && { needs: needs.map((it) => needJson(it)[1]) }),
  };
}

function environmentOutcomeJson({ name, slug, tier }: EnvironmentOutcome): object {
  const isKnownTier = typeof tier === 'string';
  return {
    expanded_name: typeof name === 'string' ? name : null,
    slug: slug ?? null,
    tier: isKnownTier ? tier : 'invalid' in tier ? tier.invalid : null,
  };
}
