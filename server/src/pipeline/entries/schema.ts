/** The few values that GitLab checks with a JSON schema, in the words of its validator (the gem json_schemer 2). */
import { t } from '@vscode/l10n';
import { ownOf } from '../../logic/own.ts';
import type { Node } from '../../syntax/node.ts';
import { toText } from '../../syntax/ruby.ts';
import type { Validator } from './entry.ts';
import { isHash } from './shape.ts';
import { sizeOf } from './validators.ts';

type Type = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

/** The part of JSON Schema that is needed. */
export interface Schema {
  readonly type?: Type | readonly Type[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** One pattern for keys, and what their values are. */
  readonly keyed?: readonly [RegExp, Schema];
  /** Other keys are refused. */
  readonly closed?: true;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  /** Schemas of which exactly one has to fit; a function, so that a schema can hold itself. */
  readonly oneOf?: () => readonly Schema[];
}

/** Checks a value against a schema; one fault for each thing that does not fit. */
export function fits(schema: Schema): Validator {
  return (value) =>
    value === undefined
      ? undefined
      : misfits(schema, value, '').map(({ text, node }) => ({
          text,
          advice: t`does not have the form that GitLab expects: ${text}.`,
          span: node.span,
        }));
}

interface Misfit {
  readonly text: string;
  readonly node: Node;
}

function misfits(schema: Schema, node: Node, path: string): readonly Misfit[] {
  return [...branches(schema, node, path), ...insides(schema, node, path), ...limits(schema, node, path)];
}

function branches(schema: Schema, node: Node, path: string): readonly Misfit[] {
  const options = schema.oneOf?.();
  if (!options) return [];
  const answers = options.map((it) => misfits(it, node, path));
  const fitting = answers.filter((it) => it.length === 0).length;
  if (fitting === 1) return [];
  if (fitting === 0) return answers.flat();
  const keys = [...new Set(options.flatMap(({ required = [] }) => required))];
  return [{ node, text: `value at ${path} should use only one of: ${keys.join(', ')}` }];
}

function insides({ items, properties = {}, keyed, closed }: Schema, node: Node, path: string): readonly Misfit[] {
  if (node.kind === 'seq') return items ? node.items.flatMap((it, n) => misfits(items, it, `${path}/${n}`)) : [];
  if (node.kind !== 'map') return [];
  const found: (readonly Misfit[])[] = [];
  const strange: Misfit[] = [];
  for (const { key, value } of node.entries.values()) {
    const name = toText(key);
    const here = `${path}/${name}`;
    const expected = ownOf(properties, name) ?? (keyed?.[0].test(name) ? keyed[1] : undefined);
    if (expected) found.push(misfits(expected, value, here));
    else if (closed)
      strange.push({ node: key, text: `object property at \`${here}\` is a disallowed additional property` });
  }
  return [...found.flat(), ...strange];
}

function limits(schema: Schema, node: Node, path: string): readonly Misfit[] {
  const place = path === '' ? 'root' : `\`${path}\``;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const text = types.length > 0 && !types.some((it) => isA(it, node)) ? wrongType(types) : wrongSize(schema, node);
  return text === undefined ? [] : [{ node, text: text.replace('%', place) }];
}

function wrongType(types: readonly Type[]): string {
  const [only = '', ...more] = types;
  if (more.length > 0) return `value at % is not one of the types: [${types.map((it) => `"${it}"`).join(', ')}]`;
  return `value at % is not ${/^[aio]/.test(only) ? 'an' : 'a'} ${only}`;
}

function wrongSize(schema: Schema, node: Node): string | undefined {
  if (isHash(node)) {
    const missing = (schema.required ?? []).filter((it) => !node.entries.has(it));
    return missing.length > 0 ? `object at % is missing required properties: ${missing.join(', ')}` : undefined;
  }
  if (node.kind === 'seq')
    return sizeOf(node) < (schema.minItems ?? 0) ? `array size at % is less than: ${schema.minItems}` : undefined;
  return node.kind === 'scalar' && isA('string', node) ? wrongText(schema, toText(node)) : undefined;
}

function wrongText({ minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern }: Schema, text: string) {
  const length = [...text].length;
  if (length > maxLength) return `string length at % is greater than: ${maxLength}`;
  if (length < minLength) return `string length at % is less than: ${minLength}`;
  return pattern && !pattern.test(text) ? `string at % does not match pattern: ${pattern.source}` : undefined;
}

/** After the round trip through JSON that GitLab makes: symbols are strings. */
function isA(type: Type, node: Node): boolean {
  if (node.kind === 'map') return type === 'object';
  if (node.kind === 'seq') return type === 'array';
  if (node.kind === 'reference') return false;
  switch (node.type) {
    case 'string':
    case 'symbol':
      return type === 'string';
    case 'integer':
      return type === 'integer' || type === 'number';
    case 'float':
      return type === 'number' || (type === 'integer' && Number.isInteger(node.value));
    default:
      return type === node.type;
  }
}
