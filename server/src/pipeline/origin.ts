/** Where the value of a variable comes from: which of its definitions counts (config.md §8.1). */
import { isSomeValue } from '../expression/scope.ts';
import type { Unknown } from '../logic/tri.ts';
import type { Span } from '../text/span.ts';
import type { Attempt } from './attempt.ts';
import type { Job, VariableSpec } from './job.ts';
import type { Outcome } from './outcome.ts';
import type { Pipeline } from './pipeline.ts';
import { predefined, userVariables } from './predefined.ts';
import { jobVariables, pipelineDefinitions, pipelineVariables, simpleVariables } from './variables.ts';

export interface Origin {
  /**
   * `upstream`: passed on by the trigger job above. `given`: named with the attempt, as a variable of the pipeline or the
   * project. `gitlab`: predefined. `nobody`: nothing that is known here defines it.
   */
  readonly by: 'upstream' | 'given' | 'rule' | 'job' | 'workflow' | 'root' | 'gitlab' | 'nobody';
  /** Where it is written, for what the files define. */
  readonly span?: Span;
  /** As it is compared in conditions; `null` where it does not exist. */
  readonly value: string | null | Unknown;
  /** As it is put into names. */
  readonly expanded: string | null | Unknown;
  /** Of a value that is not known: it exists. */
  readonly exists?: true;
}

/** What looks at the variable. */
export interface Reader {
  readonly attempt: Attempt;
  readonly outcome: Pick<Outcome, 'workflowVariables'>;
  /** Absent: the workflow. */
  readonly job?: Job;
  /** For a name that is expanded once a rule has been chosen: the index of that rule, where there is one. */
  readonly chosen?: { readonly rule?: number; readonly when: Job['when'] };
}

export function originOf(pipeline: Pipeline, name: string, reader: Reader): Origin {
  const { attempt, outcome, job, chosen } = reader;
  const rule = chosen?.rule === undefined ? undefined : job?.rules?.[chosen.rule]?.variables;
  const workflow = outcome.workflowVariables;
  const variables = !job
    ? pipelineVariables(pipeline, attempt)
    : chosen
      ? simpleVariables(pipeline, job, attempt, { when: chosen.when, workflow, rule })
      : jobVariables(pipeline, job, attempt, workflow);
  const value = variables.plain(name);
  const expanded = variables.expanded()(name);
  return { ...definedBy(pipeline, name, reader, rule), value, expanded, ...(isSomeValue(value) && { exists: true }) };
}

type Definer = Pick<Origin, 'by' | 'span'>;

/** The strongest first, as `collected` of the variables has them. */
function definedBy(
  pipeline: Pipeline,
  name: string,
  { attempt, outcome, job }: Reader,
  rule: ReadonlyMap<string, VariableSpec> | undefined,
): Definer {
  if (attempt.forwarded?.has(name)) return { by: 'upstream' };
  if (pipelineDefinitions(attempt).has(name)) return { by: 'given' };
  if (!attempt.variables && userVariables(attempt).has(name)) return { by: 'gitlab' };
  const yaml = inFiles(pipeline, name, job, rule, outcome);
  if (yaml) return yaml;
  const gitlab = attempt.variables ? name in attempt.variables : predefined(attempt, 'pipeline').has(name);
  return { by: gitlab || /^(CI|GITLAB)_/.test(name) ? 'gitlab' : 'nobody' };
}

function inFiles(
  pipeline: Pipeline,
  name: string,
  job: Job | undefined,
  rule: ReadonlyMap<string, VariableSpec> | undefined,
  { workflowVariables }: Reader['outcome'],
): Definer | undefined {
  const ofRule = rule?.get(name);
  if (ofRule) return { by: 'rule', span: ofRule.span };
  const ofJob = job?.variables.get(name);
  if (ofJob) return { by: 'job', span: ofJob.span };
  const { inheritVariables = true } = job ?? {};
  const inherits = typeof inheritVariables === 'boolean' ? inheritVariables : inheritVariables.includes(name);
  if (!inherits) return undefined;
  if (job && workflowVariables?.has(name)) return { by: 'workflow' };
  const ofRoot = pipeline.variables.get(name);
  return ofRoot && { by: 'root', span: ofRoot.span };
}
