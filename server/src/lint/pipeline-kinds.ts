/** The kinds of pipelines there are, as variables that exist in each: for questions about all of them at once. */
import { evaluate, parseExpression } from '../expression/evaluate.ts';
import type { Scope, SomeValue, Value } from '../expression/scope.ts';
import { ownOf } from '../logic/own.ts';
import type { Tri } from '../logic/tri.ts';

export const pipelineKinds = ['branch', 'tag', 'merge-request'] as const;
export type PipelineKind = (typeof pipelineKinds)[number];

/**
 * Whether an expression can hold in pipelines of `kind`; only what makes the kinds differ is taken as known. A child
 * pipeline is of the kind of its parent, with another source.
 */
export function holdsIn(kind: PipelineKind, expression: string): Tri {
  const parsed = parseExpression(expression);
  return 'error' in parsed ? false : evaluate(parsed, scopeOf(kind));
}

/** Variables that exist in one kind alone. */
const markers: Readonly<Record<string, PipelineKind>> = {
  CI_COMMIT_BRANCH: 'branch',
  CI_COMMIT_TAG: 'tag',
  CI_MERGE_REQUEST_IID: 'merge-request',
  CI_MERGE_REQUEST_ID: 'merge-request',
};

function scopeOf(kind: PipelineKind): Scope {
  return (name): Value => {
    const marked = ownOf(markers, name);
    if (marked) return marked === kind ? some(name) : null;
    return { missing: [{ kind: 'variable', name }] };
  };
}

function some(name: string): SomeValue {
  return { missing: [{ kind: 'variable', name }], exists: true, filled: true };
}
