/** Whether a job looks at `CI_DEPLOY_FREEZE` at all: a freeze period does nothing else than set that variable. */
import { at, isNull, type Node } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';
import type { Job, PolicySpec, RuleSpec } from './job.ts';
import type { Pipeline } from './pipeline.ts';

export const freezeVariable = 'CI_DEPLOY_FREEZE';

/** Where the job reacts: while the pipeline is created (rules of the job or of the workflow), or when it runs. */
export type FreezeReaction =
  | { readonly by: 'rules' | 'workflow' | 'script'; readonly span: Span }
  | { readonly by: 'nothing' };

/** The earliest place at which `job` of `pipeline` looks at the variable. Its value is not looked at here. */
export function freezeReaction(pipeline: Pipeline, job: Job): FreezeReaction {
  const rule = job.rules && firstRule(job.rules);
  if (rule) return { by: 'rules', span: rule.node.span };
  const policy = [job.only, job.except].find((it) => it && mentionsPolicy(it));
  if (policy) return { by: 'rules', span: policy.span ?? job.key.span };
  const workflow = pipeline.workflow?.rules && firstRule(pipeline.workflow.rules);
  if (workflow) return { by: 'workflow', span: workflow.node.span };
  const script = scriptsOf(pipeline, job)
    .map(firstMention)
    .find((it) => it !== undefined);
  return script ? { by: 'script', span: script } : { by: 'nothing' };
}

/** By list of rules, which jobs share that extend one template. */
const firstRules = new WeakMap<readonly RuleSpec[], { readonly rule: RuleSpec | undefined }>();

function firstRule(rules: readonly RuleSpec[]): RuleSpec | undefined {
  const known = firstRules.get(rules) ?? { rule: rules.find((it) => it.if?.includes(freezeVariable)) };
  firstRules.set(rules, known);
  return known.rule;
}

function mentionsPolicy({ variables }: PolicySpec): boolean {
  return variables?.some((it) => it.includes(freezeVariable)) ?? false;
}

/** What the runner executes: the job's own, else the default's where it has none. */
function scriptsOf({ config }: Pipeline, job: Job): readonly Node[] {
  const keys = ['before_script', 'script', 'after_script', 'run'];
  const found = keys.map((key) => {
    const own = at(job.body, key);
    return isNull(own)
      ? (at(config.root, 'default', key) ?? (key === 'script' ? undefined : at(config.root, key)))
      : own;
  });
  return found.filter((it): it is Node => it !== undefined);
}

/** By list or mapping: the scripts of a job are the same as long as the job is, and jobs share those of a template. */
const found = new WeakMap<Node, { readonly span: Span | undefined }>();

function firstMention(node: Node): Span | undefined {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'string' && node.value.includes(freezeVariable) ? node.span : undefined;
    case 'seq':
      return firstMentionIn(node, node.items);
    case 'map':
      return firstMentionIn(
        node,
        [...node.entries.values()].map((it) => it.value),
      );
    case 'reference':
      return undefined;
  }
}

function firstMentionIn(node: Node, parts: readonly Node[]): Span | undefined {
  const known = found.get(node) ?? { span: parts.map(firstMention).find((it) => it !== undefined) };
  found.set(node, known);
  return known.span;
}
