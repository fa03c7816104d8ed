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

/** Jobs that extend one template share its rules, so these are read once. */
const ruleLists = new WeakMap<Node, readonly RuleSpec[]>();

/** The rules in order, nested lists flattened; `undefined` where there are none. The same value gives the same list. */
export function readRules(value: Value): readonly RuleSpec[] | undefined {
  if (!isArray(value)) return undefined;
  const known = ruleLists.get(value);
  if (known) return known;
  const rules = flatten(value).filter(isHash).map(readRule);
  ruleLists.set(value, rules);
  return rules;
}

/** Lists that refer to others hold their rules: an edit of one of them leaves the others the same. */
const specs = new WeakMap<MapNode, RuleSpec>();

function readRule(node: MapNode): RuleSpec {
  const spec = specs.get(node) ?? newSpec(node);
  specs.set(node, spec);
  return spec;
}

function newSpec(node: MapNode): RuleSpec {
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

type VariableSpecs = ReadonlyMap<string, VariableSpec>;

const noVariables: VariableSpecs = new Map();

/** What refers to what among variables is worked out once for each map of them, so the map has to stay the same. */
const variableMaps = new WeakMap<Node, VariableSpecs>();

/** Variables by name, as text; null is the empty text. The same value gives the same map. */
export function readVariables(value: Value): VariableSpecs {
  if (!isHash(value)) return noVariables;
  const known = variableMaps.get(value);
  if (known) return known;
  const variables = new Map([...value.entries.values()].map((it) => [toText(it.key), readVariable(it.value)]));
  variableMaps.set(value, variables);
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
