/** Whether the conditions of one rule hold in an attempt: `if`, `changes`, `exists` (config.md §5.4-5.6). */
import { changesMatch } from '../config/changes.ts';
import { existsHolds } from '../config/exists.ts';
import type { Variables } from '../expression/collection.ts';
import { type Expression, evaluate, parseExpression } from '../expression/evaluate.ts';
import { expandExisting, mayRefer } from '../expression/expand.ts';
import { all, any, type Tri, unknown } from '../logic/tri.ts';
import type { MapNode } from '../syntax/node.ts';
import type { Attempt } from './attempt.ts';
import type { RuleSpec } from './job.ts';

/** What a rule is looked at with. */
export interface Circumstances {
  readonly attempt: Attempt;
  readonly variables: Variables;
  /** Paths of all files of the commit, in the order of its tree. */
  readonly files: readonly string[] | 'unresolved' | undefined;
}

/** Whether all conditions of a rule hold; a rule without any always does. */
export function ruleHolds(rule: RuleSpec, circumstances: Circumstances): Tri {
  const condition = rule.if === undefined || expressionHolds(rule.node, rule.if, circumstances);
  if (condition === false || !(rule.changes || rule.exists)) return condition;
  return all([
    condition,
    rule.changes ? changesHold(rule.changes, circumstances) : true,
    rule.exists ? filesExist(rule.exists, circumstances) : true,
  ]);
}

const expressions = new WeakMap<MapNode, { readonly text: string; readonly expression: Expression | undefined }>();

/** What is no valid expression holds never: GitLab refuses the configuration that has it. */
function expressionHolds(node: MapNode, text: string, { variables }: Circumstances): Tri {
  let compiled = expressions.get(node);
  if (compiled?.text !== text) {
    const parsed = parseExpression(text);
    compiled = { text, expression: 'error' in parsed ? undefined : parsed };
    expressions.set(node, compiled);
  }
  return compiled.expression ? evaluate(compiled.expression, variables.plain) : false;
}

function changesHold({ paths: globs, compareTo }: NonNullable<RuleSpec['changes']>, here: Circumstances): Tri {
  const changed = compareTo === undefined ? changedPaths(here.attempt) : changedSince(here.attempt);
  if (changed === undefined) return true;
  if (changed === 'unknown') return unknown({ kind: 'files', what: 'changes' });
  if (changed.length === 0) return false;
  return anyGlob(globs, changed, here.variables, (known) => changesMatch(known, changed));
}

/** Only pushes to branches and merge requests have changed files; in all other pipelines `changes` always holds. */
export function changedPaths(attempt: Attempt): Attempt['changedPaths'] {
  const { source, tag, variables } = attempt;
  const comparable = source === 'push' || source === 'merge_request_event' || source === 'external_pull_request_event';
  if (variables || (!tag && (comparable || source === 'parent_pipeline'))) return attempt.changedPaths;
  return undefined;
}

/** What has changed since some other commit is known only where exactly this has been given. */
function changedSince({ variables, changedPaths: given }: Attempt): Attempt['changedPaths'] {
  return variables ? given : 'unknown';
}

function filesExist({ paths: globs, project }: NonNullable<RuleSpec['exists']>, here: Circumstances): Tri {
  if (globs.length === 0) return false;
  const { files, variables } = here;
  if (project !== undefined || files === undefined || files === 'unresolved') {
    return unknown({ kind: 'files', what: 'exists' });
  }
  return anyGlob(globs, files, variables, (known) => existsHolds(known, files));
}

/** What plain globs gave last for a list of paths: the same rule is looked at again with every change elsewhere. */
const answers = new WeakMap<readonly string[], { readonly paths: readonly string[]; readonly holds: boolean }>();

/** Whether one of the globs, expanded, matches one of the paths; one that is not known may. */
function anyGlob(
  globs: readonly string[],
  paths: readonly string[],
  variables: Variables,
  holds: (known: readonly string[]) => boolean,
): Tri {
  const last = answers.get(globs);
  if (last?.paths === paths) return last.holds;
  if (globs.some(mayRefer)) {
    const expanded = new Set(globs.map((it) => expandExisting(it, variables.expanded())));
    const known = [...expanded].filter((it) => typeof it === 'string');
    return any([holds(known), ...[...expanded].filter((it) => typeof it !== 'string')]);
  }
  const answer = { paths, holds: holds([...new Set(globs)]) };
  answers.set(globs, answer);
  return answer.holds;
}
