import { resolve } from '../../../server/src/config/resolve.ts';
import type { Sources } from '../../../server/src/config/sources.ts';
import { decide, parseExpression } from '../../../server/src/expression/evaluate.ts';
import { fnmatch } from '../../../server/src/expression/fnmatch.ts';
import type { Attempt } from '../../../server/src/pipeline/attempt.ts';
import {
  effectiveTier,
  guessTier,
  isEnvironmentName,
  isInScope,
  slugOf,
  slugWith,
  tierAfterDeployment,
} from '../../../server/src/pipeline/environment.ts';
import { evaluate } from '../../../server/src/pipeline/evaluate.ts';
import { tiers } from '../../../server/src/pipeline/job.ts';
import type { JobOutcome, Outcome } from '../../../server/src/pipeline/outcome.ts';
import { readPipeline } from '../../../server/src/pipeline/read.ts';
import { configScope } from '../../../server/src/pipeline/variables.ts';
import { parse } from '../../../server/src/syntax/parse.ts';
import type { Adapter } from '../adapters.ts';

export const expressionAdapters: Readonly<Record<string, Adapter>> = {
  expression: ({ expression, variables, inputs }) => {
    const parsed = parseExpression(String(expression));
    if ('error' in parsed) return { result: parsed.crash ? 'crash' : 'error' };
    const values = variables as Record<string, string | null>;
    return {
      result: decide(parsed, (name) => values[name] ?? null, (inputs ?? {}) as Record<string, unknown>),
    };
  },
  changes_glob: ({ glob, path }) => ({ matches: fnmatch(String(glob), String(path)) }),
  tier_guess: ({ name }) => ({ tier: guessTier(String(name)) }),
  env_slug: ({ name, forced_suffix }) => ({
    slug: forced_suffix === undefined ? slugOf(String(name)) : slugWith(String(name), () => String(forced_suffix)),
  }),
  env_name_valid: ({ name }) => ({ valid: isEnvironmentName(String(name)) }),
  environment_scope: ({ scope, environment }) => ({ matches: isInScope(String(environment), String(scope)) }),
  tier_effective: ({ stored_tier, yaml_tier, name }) => {
    const stored = tiers.find((it) => it === stored_tier);
    const declared = typeof yaml_tier === 'string' ? yaml_tier : undefined;
    const tier = effectiveTier(String(name), declared, stored);
    if (typeof tier !== 'string') return { failure_reason: 'environment_creation_failure' };
    return { tier, tier_after_successful_deployment: tierAfterDeployment(tier, declared) };
  },
  allow_failure: ({ job, matched_rule }) => {
    const rules = matched_rule ? { rules: [{ if: '$CI_PIPELINE_SOURCE', ...(matched_rule as object) }] } : {};
    const [effect] = jobIn({ deploy: { script: 'x', ...(job as object), ...rules } }, {}).possible;
    return { when: effect?.when, allow_failure: effect?.allowFailure };
  },
  freeze_rules: ({ freeze_active_at_creation, job_rule, other_jobs }) => {
    const freeze = freeze_active_at_creation === true;
    const others = Array.from({ length: Number(other_jobs ?? 1) }, (_, n) => [`other ${n}`, { script: 'x' }]);
    const rules = typeof job_rule === 'string' && { rules: [{ if: job_rule }] };
    const yaml = { ...Object.fromEntries(others), deploy: { script: 'x', ...rules } };
    const created = jobIn(yaml, { freeze }).included;
    return {
      job_created: created,
      pipeline_created: outcomeOf(yaml, { freeze }).created,
      blocked_by_freeze: created !== jobIn(yaml, { freeze: false }).included,
    };
  },
};

/** A configuration is written as JSON, which is YAML. */
function outcomeOf(configuration: object, given: Partial<Attempt>): Outcome {
  const attempt: Attempt = { actor: { kind: 'nobody' }, ref: 'main', tag: false, source: 'push', at: 0, ...given };
  const file = parse('.gitlab-ci.yml', JSON.stringify(configuration));
  const sources: Sources = { find: () => ({ kind: 'file', file }), list: () => 'unresolved' };
  const config = resolve({ kind: 'file', path: '.gitlab-ci.yml' }, sources, { scope: configScope(attempt) });
  return evaluate(readPipeline(config), attempt);
}

function jobIn(configuration: object, given: Partial<Attempt>): JobOutcome {
  const job = outcomeOf(configuration, given).jobs.get('deploy');
  if (!job) throw new Error('the job is not there');
  return job;
}
