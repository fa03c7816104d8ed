/** `only` and `except` (config.md §5.8; lib/gitlab/ci/build/policy). */
import { type Expression, evaluate, parseExpression } from '../expression/evaluate.ts';
import { globMatcher } from '../expression/fnmatch.ts';
import { patternOf } from '../expression/regex.ts';
import { isUnknownValue } from '../expression/scope.ts';
import { all, any, type Tri, unknown } from '../logic/tri.ts';
import type { Attempt } from './attempt.ts';
import { type Circumstances, changedPaths } from './conditions.ts';
import type { PolicySpec } from './job.ts';
import { isBranch } from './predefined.ts';

/** Whether every key of `only` holds. */
export function onlyHolds(policy: PolicySpec, circumstances: Circumstances): Tri {
  return all(keys(policy, circumstances));
}

/** Whether any key of `except` holds: then the job is left out. */
export function exceptHolds(policy: PolicySpec, circumstances: Circumstances): Tri {
  return any(keys(policy, circumstances));
}

function* keys(policy: PolicySpec, circumstances: Circumstances): Iterable<Tri> {
  if (policy.refs) yield any(policy.refs.map((it) => refMatches(it, circumstances)));
  if (policy.kubernetes !== undefined) yield kubernetesIsActive(circumstances);
  if (policy.variables) yield any(variableTerms(policy, policy.variables, circumstances));
  if (policy.changes) yield changesMatch(policy.changes, circumstances);
}

/** `main`, `/^v\d/`, `tags`, `merge_requests`; behind an `@` the only project it is meant for. */
function refMatches(written: string, { attempt, variables }: Circumstances): Tri {
  const at = written.indexOf('@');
  const pattern = at < 0 ? written : written.slice(0, at);
  const matches = patternMatches(pattern, attempt);
  if (at < 0 || !matches) return matches;
  const project = attempt.project?.path ?? variables.plain('CI_PROJECT_PATH');
  return isUnknownValue(project) ? project : project === written.slice(at + 1);
}

/** Names and patterns are compared in branch and tag pipelines only: a merge request is neither. */
function patternMatches(pattern: string, attempt: Attempt): boolean {
  const branch = isBranch(attempt);
  if (attempt.tag && pattern === 'tags') return true;
  if (branch && pattern === 'branches') return true;
  const source = attempt.source.replace(/_event$/, '');
  if (pattern === source || pattern === pluralOf(source)) return true;
  if (!branch && !attempt.tag) return false;
  const regex = patternOf(pattern);
  return regex ? regex.test(attempt.ref) : pattern === attempt.ref;
}

function pluralOf(source: string): string {
  if (source.endsWith('sh')) return `${source}es`;
  return source.endsWith('y') ? `${source.slice(0, -1)}ies` : `${source}s`;
}

/** GitLab sets the variable under the very condition that `kubernetes: active` asks for. */
function kubernetesIsActive({ variables }: Circumstances): Tri {
  const value = variables.plain('CI_KUBERNETES_ACTIVE');
  return isUnknownValue(value) ? value : value !== null;
}

const expressions = new WeakMap<PolicySpec, readonly Expression[]>();

function variableTerms(policy: PolicySpec, texts: readonly string[], { variables }: Circumstances): readonly Tri[] {
  let compiled = expressions.get(policy);
  if (!compiled) {
    compiled = texts.map(parseExpression).filter((it) => 'tree' in it);
    expressions.set(policy, compiled);
  }
  return compiled.map((it) => evaluate(it, variables.plain));
}

/** Unlike the `changes` of rules, without variables and without a limit. */
function changesMatch(globs: readonly string[], { attempt }: Circumstances): Tri {
  const changed = changedPaths(attempt);
  if (changed === undefined) return true;
  if (changed === 'unknown') return unknown({ kind: 'files', what: 'changes' });
  return globs.map(globMatcher).some((matches) => changed.some(matches));
}
