/** `include:rules`: whether a file is included at all (config.md §2.4). */
import { evaluate, parseExpression } from '../expression/evaluate.ts';
import { expandExisting } from '../expression/expand.ts';
import { isUnknownValue } from '../expression/scope.ts';
import { all, isUnknown, type Tri, unknown } from '../logic/tri.ts';
import { isNull, type MapNode, type Node, text } from '../syntax/node.ts';
import { isBlank } from '../syntax/ruby.ts';
import { changesMatch } from './changes.ts';
import type { ConfigError } from './config.ts';
import { existsHolds } from './exists.ts';
import { checkIncludeRules } from './include-rule-checks.ts';
import { list, type Resolution } from './resolution.ts';
import type { ProjectRef } from './sources.ts';
import type { Surroundings } from './surroundings.ts';
import { flat, isFalsy, isString, textOf } from './values.ts';

/**
 * Whether the rules let the file in: the first rule whose clauses all hold decides, none means no.
 * Unknown names the facts that would decide. An error is GitLab's refusal of the rules themselves.
 *
 * @see lib/gitlab/ci/config/external/rules.rb
 */
export function includeRulesHold(
  rules: Node | undefined,
  around: Surroundings,
  resolution: Resolution,
): Tri | ConfigError {
  if (!rules || isFalsy(rules)) return true;
  const [error] = checkIncludeRules(rules);
  if (error) return error;
  const maps = flat(rules).filter((it) => it.kind === 'map');
  return firstMatch(maps, (rule) => ruleHolds(rule, around, resolution));
}

function firstMatch([rule, ...others]: readonly MapNode[], holds: (rule: MapNode) => Tri): Tri {
  if (!rule) return false;
  const matches = holds(rule);
  const outcome = text(rule.entries.get('when')?.value) !== 'never';
  if (matches === true) return outcome;
  const rest = firstMatch(others, holds);
  if (matches === false || rest === outcome) return rest;
  return isUnknown(rest) ? unknown(...matches.missing, ...rest.missing) : matches;
}

function ruleHolds(rule: MapNode, around: Surroundings, resolution: Resolution): Tri {
  return all(clauses(rule, around, resolution));
}

function* clauses({ entries }: MapNode, around: Surroundings, resolution: Resolution): Iterable<Tri> {
  for (const [name, { value }] of entries) {
    if (isNull(value)) continue;
    if (name === 'if') yield conditionHolds(value, around);
    else if (name === 'changes') yield changesHold(value, around, resolution);
    else if (name === 'exists') yield existsClauseHolds(value, around, resolution);
  }
}

function conditionHolds(node: Node, { scope }: Surroundings): Tri {
  const expression = parseExpression(textOf(node));
  return 'error' in expression ? false : evaluate(expression, scope);
}

function changesHold(node: Node, around: Surroundings, { context }: Resolution): Tri {
  const { changedPaths } = context;
  if (node.kind === 'map' && !isBlank(node.entries.get('compare_to')?.value)) {
    return unknown({ kind: 'files', what: 'changes' });
  }
  if (changedPaths === undefined) return true;
  if ('unknown' in changedPaths) return unknown({ kind: 'files', what: 'changes' });
  const globs = expandAll(pathsOf(node), around);
  if (isUnknownList(globs)) return globs;
  return changesMatch([...new Set(globs)], changedPaths);
}

function existsClauseHolds(node: Node, around: Surroundings, resolution: Resolution): Tri {
  const globs = expandAll(pathsOf(node), around);
  if (isUnknownList(globs)) return globs;
  if (globs.length === 0) return false;
  const project = projectOf(node, around);
  if (project === 'none') return existsHolds(globs, []);
  if (project !== 'checkout' && 'missing' in project) return project;
  const paths = list(project === 'checkout' ? undefined : project, resolution);
  if (paths === 'unresolved' || paths === undefined) return unknown({ kind: 'files', what: 'exists' });
  return existsHolds(globs, paths);
}

/** The project that `exists` looks into: the one it names, else that of the file. */
function projectOf(node: Node, { project, scope }: Surroundings): Surroundings['project'] | ReturnType<typeof unknown> {
  const named = node.kind === 'map' ? node.entries.get('project')?.value : undefined;
  if (node.kind !== 'map' || !named || isNull(named)) return project;
  const path = expandExisting(textOf(named), scope);
  const ref = expandExisting(textOf(node.entries.get('ref')?.value), scope);
  if (isUnknownValue(path)) return path;
  if (isUnknownValue(ref)) return ref;
  const found: ProjectRef = { path, ...(ref !== '' && { ref }) };
  return found;
}

function expandAll(globs: readonly string[], { scope }: Surroundings): readonly string[] | ReturnType<typeof unknown> {
  const expanded = globs.map((it) => expandExisting(it, scope));
  const open = expanded.filter(isUnknownValue);
  if (open.length > 0) return unknown(...open.flatMap((it) => it.missing));
  return expanded.filter((it) => typeof it === 'string');
}

function isUnknownList(value: readonly string[] | ReturnType<typeof unknown>): value is ReturnType<typeof unknown> {
  return 'missing' in value;
}

function pathsOf(node: Node): readonly string[] {
  if (node.kind === 'seq') return node.items.map(textOf);
  if (isString(node)) return [textOf(node)];
  const paths = node.kind === 'map' ? node.entries.get('paths')?.value : undefined;
  return paths && paths.kind !== 'map' ? pathsOf(paths) : [];
}
