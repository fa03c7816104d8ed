/** What becomes of a pipeline in one attempt: whether it is created, which jobs are in it, and why (config.md §0.1). */
import { all, isUnknown, type Missing, not, type Tri, unknown } from '../logic/tri.ts';
import type { Attempt } from './attempt.ts';
import type { Circumstances } from './conditions.ts';
import { creationOf } from './creation.ts';
import { effectOf, type Setting } from './effect.ts';
import type { Job, RuleSpec } from './job.ts';
import type { Because, Effect, JobOutcome, Outcome } from './outcome.ts';
import type { Pipeline } from './pipeline.ts';
import { exceptHolds, onlyHolds } from './policy.ts';
import { becauseOf, type FirstMatch, firstMatch, missingInWords } from './rules.ts';
import { jobVariables } from './variables.ts';
import { workflowOf } from './workflow.ts';

/**
 * Evaluates a pipeline definition for one attempt.
 *
 * @param files paths of all files of the commit in the order of its tree, for `exists`; without them what depends on
 *   files is unknown
 * @returns every job of the definition with what its rules say, also where no pipeline is created
 */
export function evaluate(pipeline: Pipeline, attempt: Attempt, files?: readonly string[] | 'unresolved'): Outcome {
  const workflow = workflowOf(pipeline, attempt, files);
  const variables = new Map(pipeline.jobs.map((it) => [it, jobVariables(pipeline, it, attempt, workflow.variables)]));
  const setting: Setting = { pipeline, attempt, workflow: workflow.variables };
  const jobs = new Map<string, JobOutcome>();
  for (const [job, its] of variables) {
    jobs.set(job.name, outcomeOf(job, { attempt, files, variables: its }, setting));
  }
  return {
    ...creationOf(pipeline, workflow, jobs, variables),
    ...(workflow.variables && { workflowVariables: workflow.variables }),
    jobs,
  };
}

function outcomeOf(job: Job, circumstances: Circumstances, setting: Setting): JobOutcome {
  if (job.rules) return byRules(job, job.rules, firstMatch(job.rules, circumstances), setting);
  return byPolicies(job, circumstances, setting);
}

function byRules(job: Job, rules: readonly RuleSpec[], match: FirstMatch, setting: Setting): JobOutcome {
  const effects: Effect[] = [];
  for (const index of match.possible) {
    const spec = index === undefined ? undefined : rules[index];
    if (index === undefined || !spec || (spec.when ?? job.when) === 'never') continue;
    effects.push(effectOf(job, { index, spec }, setting));
  }
  const included = inclusion(match, effects.length);
  if (effects.length === 0) effects.push(effectOf(job, undefined, setting));
  return { job, included, possible: effects, because: becauseOf(rules, match, 'rule') };
}

/** Decided as soon as everything that is possible agrees. */
function inclusion({ possible, missing }: FirstMatch, including: number): Tri {
  if (including === 0) return false;
  return including === possible.length ? true : unknown(...missing);
}

function byPolicies(job: Job, circumstances: Circumstances, setting: Setting): JobOutcome {
  const only = job.only ? onlyHolds(job.only, circumstances) : true;
  const except = job.except ? exceptHolds(job.except, circumstances) : false;
  const included = all([only, not(except)]);
  return {
    job,
    included,
    possible: [effectOf(job, undefined, setting)],
    because: becauseOfPolicies(job, only, except),
  };
}

function becauseOfPolicies({ only, except }: Job, onlyTerm: Tri, exceptTerm: Tri): Because {
  if (!only && !except) return { kind: 'no-rules', text: 'it has no rules' };
  const default_ = only && !only.span ? 'the default `only: [branches, tags]`' : '`only`';
  const onlySpan = only?.span && { span: only.span };
  const exceptSpan = except?.span && { span: except.span };
  if (onlyTerm === false) return { kind: 'only', text: `${default_} does not hold`, ...onlySpan };
  if (exceptTerm === true) return { kind: 'except', text: '`except` holds', ...exceptSpan };
  const missing: readonly Missing[] = [onlyTerm, exceptTerm].flatMap((it) => (isUnknown(it) ? it.missing : []));
  if (missing.length > 0) {
    const span = isUnknown(onlyTerm) ? onlySpan : exceptSpan;
    return { kind: 'undecided', text: `it depends on ${missingInWords(missing)}`, ...span };
  }
  if (!only) return { kind: 'except', text: '`except` does not hold', ...exceptSpan };
  return {
    kind: 'only',
    text: except ? `${default_} holds and \`except\` does not` : `${default_} holds`,
    ...onlySpan,
  };
}
