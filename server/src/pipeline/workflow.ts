/** Whether `workflow:rules` let a pipeline be created, and which variables they give it (config.md §5.7). */
import { type Tri, type Unknown, unknown } from '../logic/tri.ts';
import type { Attempt } from './attempt.ts';
import type { Circumstances } from './conditions.ts';
import type { RuleSpec } from './job.ts';
import type { Because } from './outcome.ts';
import type { Pipeline } from './pipeline.ts';
import { becauseOf, type FirstMatch, firstMatch } from './rules.ts';
import { pipelineVariables, type RuleVariables } from './variables.ts';

export interface Workflow {
  readonly passes: Tri;
  /** Of the rule that matches. Where several may match, a variable that they do not agree in is unknown. */
  readonly variables?: RuleVariables;
  /** Absent where the workflow has no rules. */
  readonly because?: Because;
  /** A condition raises in GitLab. */
  readonly raises?: true;
}

/** What was made of an attempt last, and from what besides the attempt. */
interface Kept {
  readonly rules: readonly RuleSpec[];
  readonly variables: Pipeline['variables'];
  readonly files: Circumstances['files'];
  readonly workflow: Workflow;
}

/** An edit of a job leaves the workflow as it is; its variables have to stay the same for the jobs to stay the same. */
const kept = new WeakMap<Attempt, Kept>();

export function workflowOf(pipeline: Pipeline, attempt: Attempt, files: Circumstances['files']): Workflow {
  const rules = pipeline.workflow?.rules;
  if (!rules) return { passes: true };
  const { variables } = pipeline;
  const last = kept.get(attempt);
  if (last?.rules === rules && last.variables === variables && last.files === files) return last.workflow;
  const workflow = judged(rules, { attempt, files, variables: pipelineVariables(pipeline, attempt) });
  kept.set(attempt, { rules, variables, files, workflow });
  return workflow;
}

function judged(rules: readonly RuleSpec[], circumstances: Circumstances): Workflow {
  const match = firstMatch(rules, circumstances);
  const passing = match.possible.flatMap((index) => passingRule(rules, index));
  const variables = variablesOfAny(passing, match);
  return {
    passes: passesIn(passing, match),
    ...(variables && { variables }),
    because: becauseOf(rules, match, 'workflow rule'),
    ...(match.raises !== undefined && { raises: true }),
  };
}

function passesIn(passing: readonly RuleSpec[], { possible, missing }: FirstMatch): Tri {
  if (passing.length === 0) return false;
  return passing.length === possible.length ? true : unknown(...missing);
}

function passingRule(rules: readonly RuleSpec[], index: number | undefined): readonly RuleSpec[] {
  const rule = index === undefined ? undefined : rules[index];
  return rule && rule.when !== 'never' ? [rule] : [];
}

/** Jobs are looked at as if the pipeline passes: then one of these rules has matched. */
function variablesOfAny(passing: readonly RuleSpec[], { missing }: FirstMatch): RuleVariables | undefined {
  const [first, ...others] = passing;
  if (others.length === 0) return first?.variables;
  const open: Unknown = unknown(...missing);
  const names = new Set(passing.flatMap((it) => [...(it.variables?.keys() ?? [])]));
  return new Map(
    [...names].map((name) => {
      const [value, ...more] = new Set(passing.map((it) => it.variables?.get(name)?.value));
      const agreed = more.length === 0 && value !== undefined ? value : open;
      return [name, { value: agreed, raw: passing.every((it) => it.variables?.get(name)?.raw ?? false) }];
    }),
  );
}
