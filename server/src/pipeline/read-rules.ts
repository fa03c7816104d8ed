/** Rules, policies and variables of a job as they are written, without judging them. */
import type { MapNode, Node } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';
import {
  flatten,
  isArray,
  isBoolean,
  isHash,
  isNil,
  isTrue,
  stringsOf,
  textOf,
  under,
  type Value,
} from './entries/shape.ts';
import type { PolicySpec, RuleSpec, VariableSpec, When } from './job.ts';
import { whens } from './job.ts';
import { readNeeds } from './read-needs.ts';

/** The rules in order, nested lists flattened; `undefined` where there are none. */
export function readRules(value: Value): readonly RuleSpec[] | undefined {
  return isArray(value) ? flatten(value).filter(isHash).map(readRule) : undefined;
}

function readRule(node: MapNode): RuleSpec {
  const condition = textOf(under(node, 'if'));
  const changes = readChanges(under(node, 'changes'));
  const exists = readExists(under(node, 'exists'));
  const when = readWhen(under(node, 'when'));
  const startIn = textOf(under(node, 'start_in'));
  const allowFailure = under(node, 'allow_failure');
  const variables = under(node, 'variables');
  const needs = readNeeds(under(node, 'needs'));
  return {
    node,
    ...(condition !== undefined && { if: condition }),
    ...(changes && { changes }),
    ...(exists && { exists }),
    ...(when && { when }),
    ...(startIn !== undefined && { startIn }),
    ...(isBoolean(allowFailure) && { allowFailure: isTrue(allowFailure) }),
    ...(variables && { variables: readVariables(variables) }),
    ...(needs && { needs }),
  };
}

export function readWhen(value: Value): When | undefined {
  const text = textOf(value);
  return whens.find((it) => it === text);
}

function readChanges(value: Value): RuleSpec['changes'] {
  if (isArray(value)) return { paths: stringsOf(value) };
  if (!isHash(value)) return undefined;
  const compareTo = textOf(under(value, 'compare_to'));
  return { paths: stringsOf(under(value, 'paths')), ...(compareTo !== undefined && { compareTo }) };
}

function readExists(value: Value): RuleSpec['exists'] {
  if (value === undefined) return undefined;
  if (!isHash(value)) return { paths: stringsOf(value) };
  const project = textOf(under(value, 'project'));
  const ref = textOf(under(value, 'ref'));
  return {
    paths: stringsOf(under(value, 'paths')),
    ...(project !== undefined && { project }),
    ...(ref !== undefined && { ref }),
  };
}

/** Variables by name, as text; null is the empty text. */
export function readVariables(value: Value): ReadonlyMap<string, VariableSpec> {
  const variables = new Map<string, VariableSpec>();
  if (!isHash(value)) return variables;
  for (const entry of value.entries.values()) variables.set(toText(entry.key), readVariable(entry.value));
  return variables;
}

/** A mapping's `expand` decides once it is written: everything but `true` keeps the value as it is. */
function readVariable(node: Node): VariableSpec {
  if (!isHash(node)) return { value: textOf(node) ?? '', raw: false, span: node.span };
  const value = under(node, 'value');
  return {
    value: textOf(value) ?? '',
    raw: node.entries.has('expand') && !isTrue(under(node, 'expand')),
    span: value?.span ?? node.span,
  };
}

/** `only` with GitLab's default refs under it (config.md §5.8). */
const defaultRefs = ['branches', 'tags'];
export const defaultOnly: PolicySpec = { refs: defaultRefs };

/** `defaults`: the refs that hold where the policy names none. */
export function readPolicy(value: Value, defaults?: readonly string[]): PolicySpec | undefined {
  if (value === undefined) return undefined;
  if (!isHash(value)) return { refs: isArray(value) ? stringsOf(value) : (defaults ?? []), span: value.span };
  const has = (key: string): boolean => value.entries.has(key);
  const refs = has('refs') ? stringsOf(under(value, 'refs')) : defaults;
  const kubernetes = textOf(under(value, 'kubernetes'));
  return {
    ...(refs && { refs }),
    ...(!isNil(under(value, 'variables')) && { variables: stringsOf(under(value, 'variables')) }),
    ...(!isNil(under(value, 'changes')) && { changes: stringsOf(under(value, 'changes')) }),
    ...(kubernetes !== undefined && { kubernetes }),
    span: value.span,
  };
}

export function readOnly(value: Value): PolicySpec | undefined {
  return readPolicy(value, defaultRefs);
}
