/** What the inputs of a file are: types, defaults, rules, and what was given (config.md §3.2). */
import { t } from '@vscode/l10n';
import { evaluate, parseExpression } from '../expression/evaluate.ts';
import { compile } from '../expression/regex.ts';
import { isNull, type MapNode, type Node } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';
import type { Span } from '../text/span.ts';
import type { ConfigError, InputValue } from './config.ts';
import { configError } from './errors.ts';
import { areEqual, isString, nodeOf, printed, stringNode } from './values.ts';

export interface Inputs {
  readonly values: ReadonlyMap<string, Node>;
  /** Those that have their default: Ruby prints mappings in it otherwise. */
  readonly defaulted: ReadonlySet<string>;
  /** In GitLab's order. It joins the first three into one message. */
  readonly errors: readonly ConfigError[];
}

/** What was given: names and values. */
export type Given = ReadonlyMap<string, Node>;

/**
 * Values for `spec:inputs`: what was given, else the default.
 *
 * @param specs the mapping of inputs, already checked (`checkHeader`).
 * @param site where the inputs are given, for what is missing or too much.
 * @param isOpen there may be inputs that nobody could read: one that is too much may be one of these.
 * @see lib/ci/inputs/ and lib/gitlab/ci/config/interpolation/inputs.rb
 */
export function inputsOf(specs: MapNode | undefined, given: Given, site: Span, isOpen = false): Inputs {
  const values = new Map<string, Node>();
  const defaulted = new Set<string>();
  const unknownTypes: ConfigError[] = [];
  const errors: ConfigError[] = [];
  for (const [name, { key, value }] of specs?.entries ?? []) {
    const type = typeOf(value);
    if (!type) {
      unknownTypes.push(unknownType(toText(key), key.span));
      continue;
    }
    const input: Input = { name: toText(key), type, spec: value.kind === 'map' ? value : undefined, site };
    const inForce = new Map([...given, ...values]);
    errors.push(...validate(input, given.get(name), inForce));
    const own = effective(input, given.get(name));
    if (!own) defaulted.add(name);
    values.set(name, actualValue(input, own, inForce));
  }
  const unknown = isOpen ? [] : unknownNames(specs, given);
  return { values, defaulted, errors: [...unknown, ...unknownTypes, ...errors] };
}

type InputType = 'array' | 'boolean' | 'number' | 'string';

interface Input {
  readonly name: string;
  readonly type: InputType;
  /** `undefined` for one that says nothing: a string that has to be given. */
  readonly spec: MapNode | undefined;
  readonly site: Span;
}

function typeOf(spec: Node): InputType | undefined {
  if (spec.kind !== 'map') return 'string';
  const type = spec.entries.get('type')?.value;
  if (!type) return 'string';
  if (!isString(type)) return undefined;
  const { value } = type;
  return value === 'array' || value === 'boolean' || value === 'number' || value === 'string' ? value : undefined;
}

function unknownType(name: string, span: Span): ConfigError {
  const types = 'array, boolean, number, string';
  const gitlab = `unknown input specification for \`${name}\` (valid types: ${types})`;
  return configError(gitlab, t`The type of an input is one of ${types}.`, span);
}

function unknownNames(specs: MapNode | undefined, given: Given): readonly ConfigError[] {
  const unknown = [...given].filter(([name]) => !specs?.entries.has(name));
  const [first] = unknown;
  if (!first) return [];
  const names = unknown.map(([name]) => name).join(', ');
  const advice = t('The file has no input of this name. Remove it, or declare it under `spec:inputs` there.');
  return [configError(`unknown input arguments: ${names}`, advice, first[1].span)];
}

function field({ spec }: Input, name: string): Node | undefined {
  return spec?.entries.get(name)?.value;
}

function rulesOf(input: Input): readonly MapNode[] | undefined {
  const rules = field(input, 'rules');
  return rules?.kind === 'seq' ? rules.items.filter((it) => it.kind === 'map') : undefined;
}

/** The empty text counts as not given where the input has rules. */
function effective(input: Input, given: Node | undefined): Node | undefined {
  if (isNull(given)) return undefined;
  return given && isString(given) && given.value === '' && rulesOf(input) ? undefined : given;
}

function isRequired(input: Input): boolean {
  if (input.spec?.entries.has('default')) return false;
  return !rulesOf(input)?.some((rule) => rule.entries.has('default'));
}

function validate(input: Input, given: Node | undefined, inForce: Given): readonly ConfigError[] {
  const value = effective(input, given);
  if (isRequired(input) && !value) {
    const advice = t`\`${input.name}\` has no default, so it has to be given under \`inputs\`.`;
    return [inputError(input, 'required value has not been provided', advice, input.site)];
  }
  const errors: ConfigError[] = [];
  // The default is checked also where it is not used.
  if (!isRequired(input)) errors.push(...check(input, defaultOf(input, inForce), inForce, 'default'));
  if (value) errors.push(...check(input, value, inForce, 'provided'));
  return errors;
}

type Origin = 'default' | 'provided';

function check(input: Input, raw: Node | undefined, inForce: Given, origin: Origin): readonly ConfigError[] {
  const value = coerce(input, raw, origin);
  const span = raw && raw !== value ? raw.span : (value?.span ?? input.site);
  return [
    ...checkType(input, value, origin, span),
    ...checkOptions(input, value, inForce, span),
    ...checkRegex(input, value, origin, span),
  ];
}

function checkType(input: Input, value: Node | undefined, origin: Origin, span: Span): readonly ConfigError[] {
  if (isOfType(input.type, value)) return [];
  const article = input.type === 'array' ? 'an' : 'a';
  const advice =
    article === 'an' ? t`The input is declared as an ${input.type}.` : t`The input is declared as a ${input.type}.`;
  return [inputError(input, `${origin} value is not ${article} ${input.type}`, advice, span)];
}

function isOfType(type: InputType, value: Node | undefined): boolean {
  switch (type) {
    case 'string':
      return true;
    case 'array':
      return value?.kind === 'seq';
    case 'boolean':
      return value?.kind === 'scalar' && value.type === 'boolean';
    case 'number':
      return value?.kind === 'scalar' && typeof value.value === 'number';
  }
}

function checkOptions(input: Input, value: Node | undefined, inForce: Given, span: Span): readonly ConfigError[] {
  const { type } = input;
  const own = field(input, 'options');
  if (type !== 'string' && type !== 'number') {
    if (isNull(own)) return [];
    const advice = t('Only strings and numbers can be chosen from options.');
    return [inputError(input, 'Options can only be used with string and number inputs', advice, span)];
  }
  const options = optionsOf(input, inForce);
  if (options?.kind !== 'seq' || !value) return [];
  const isAllowed = (it: Node): boolean =>
    type === 'string' ? printed(it, 'texts') === printed(value) : areEqual(it, value);
  if (options.items.some(isAllowed)) return [];
  const list = type === 'string' ? 'list of allowed options' : 'list of the allowed options';
  const choices = options.items.map((it) => `\`${printed(it)}\``).join(', ');
  const gitlab = `\`${printed(value)}\` cannot be used because it is not in the ${list}`;
  return [inputError(input, gitlab, t`The options are ${choices}.`, span)];
}

function checkRegex(input: Input, value: Node | undefined, origin: Origin, span: Span): readonly ConfigError[] {
  const regex = field(input, 'regex');
  if (!regex) return [];
  if (input.type !== 'string') {
    const advice = t('Only strings can be matched with a regular expression.');
    return [inputError(input, 'RegEx validation can only be used with string inputs', advice, span)];
  }
  if (!value) return [];
  const pattern = compile(printed(regex));
  if (!pattern) {
    return [inputError(input, 'invalid regular expression', t('GitLab reads RE2 here.'), regex.span)];
  }
  if (pattern.test(printed(value))) return [];
  const gitlab = `${origin} value does not match required RegEx pattern`;
  return [inputError(input, gitlab, t`The pattern is \`${printed(regex)}\`.`, span)];
}

function inputError({ name }: Input, text: string, advice: string, span: Span): ConfigError {
  return configError(`\`${name}\` input: ${text}`, t`Input \`${name}\`: ${advice}`, span);
}

function actualValue(input: Input, given: Node | undefined, inForce: Given): Node {
  const value = given ? coerce(input, given, 'provided') : coerce(input, defaultOf(input, inForce), 'default');
  return value ?? { kind: 'scalar', type: 'null', value: null, span: input.site };
}

function defaultOf(input: Input, inForce: Given): Node | undefined {
  const own = field(input, 'default');
  const ruled = ruleInForce(input, inForce)?.entries.get('default')?.value;
  return isNull(ruled) ? own : ruled;
}

function optionsOf(input: Input, inForce: Given): Node | undefined {
  const ruled = ruleInForce(input, inForce)?.entries.get('options')?.value;
  return isNull(ruled) ? field(input, 'options') : ruled;
}

/** The first rule whose condition holds; one without condition always does. */
function ruleInForce(input: Input, inForce: Given): MapNode | undefined {
  const values = Object.fromEntries(
    [...inForce].map(([name, it]) => [name, it.kind === 'scalar' ? it.value : printed(it)]),
  );
  return rulesOf(input)?.find((rule) => {
    const condition = rule.entries.get('if')?.value;
    if (isNull(condition)) return true;
    if (!condition || !isString(condition)) return false;
    const expression = parseExpression(String(condition.value));
    return !('error' in expression) && evaluate(expression, () => null, values) === true;
  });
}

/** Texts for other types are read as JSON; for strings everything is printed. */
function coerce({ type, site }: Input, value: Node | undefined, origin: Origin): Node | undefined {
  const keys = origin === 'default' ? 'texts' : 'symbols';
  if (type === 'string') return stringNode(value ? printed(value, keys) : '', value?.span ?? site);
  if (!value || isNull(value)) return undefined;
  if (!isString(value)) return value;
  return fromJson(String(value.value), value.span) ?? value;
}

function fromJson(text: string, span: Span): Node | undefined {
  try {
    const node = nodeOf(JSON.parse(text) as InputValue, span);
    return node.kind === 'scalar' && node.type === 'integer' && /[.eE]/.test(text) ? { ...node, type: 'float' } : node;
  } catch {
    return undefined;
  }
}
