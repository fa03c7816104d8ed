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
  const rule = job.rules?.find(mentions);
  if (rule) return { by: 'rules', span: rule.node.span };
  const policy = [job.only, job.except].find((it) => it && mentionsPolicy(it));
  if (policy) return { by: 'rules', span: policy.span ?? job.key.span };
  const workflow = pipeline.workflow?.rules?.find(mentions);
  if (workflow) return { by: 'workflow', span: workflow.node.span };
  const script = scriptsOf(pipeline, job)
    .map(firstMention)
    .find((it) => it !== undefined);
  return script ? { by: 'script', span: script } : { by: 'nothing' };
}

function mentions(rule: RuleSpec): boolean {
  return rule.if?.includes(freezeVariable) ?? false;
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

function firstMention(node: Node): Span | undefined {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'string' && node.value.includes(freezeVariable) ? node.span : undefined;
    case 'seq':
      return node.items.map(firstMention).find((it) => it !== undefined);
    case 'map':
      return [...node.entries.values()].map((it) => firstMention(it.value)).find((it) => it !== undefined);
    case 'reference':
      return undefined;
  }
}
