/** The checks of a file's header, the document with `spec` (config.md §3.1). */
import { t } from '@vscode/l10n';
import { parseExpression } from '../expression/evaluate.ts';
import { type Entry, isNull, type MapNode, type Node } from '../syntax/node.ts';
import { toText } from '../syntax/ruby.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';
import { includeFaults } from './include-checks.ts';
import { areEqual, flat, isString, printed, textOf } from './values.ts';

const inputTypes: readonly string[] = ['array', 'boolean', 'number', 'string'];

/** What a component may use of itself as `$[[ component.x ]]`. */
const componentFields: readonly string[] = ['name', 'sha', 'version', 'reference'];

const specKeys = ['inputs', 'include', 'component'];
const inputKeys = ['default', 'description', 'options', 'regex', 'type', 'rules'];
const ruleKeys = ['if', 'options', 'default'];
const includeKeys = ['local', 'file', 'remote', 'project', 'ref', 'integrity', 'cache'];
const maxOptions = 50;

/**
 * What GitLab's entries say about a header, in their order. Nothing below an entry that is itself wrong is looked at.
 *
 * @see lib/gitlab/ci/config/header/
 */
export function checkHeader(header: MapNode): readonly ConfigError[] {
  const unknown = unknownKeys('header', header, ['spec']);
  if (unknown.length > 0) return unknown;
  const spec = header.entries.get('spec')?.value;
  if (!spec || isNull(spec)) return [];
  if (spec.kind !== 'map') return [notA('header:spec config', 'hash', spec)];
  const own = unknownKeys('header:spec', spec, specKeys);
  if (own.length > 0) return own;
  return [
    ...checkInputs(spec.entries.get('inputs')?.value),
    ...checkIncludes(spec.entries.get('include')?.value),
    ...checkComponent(spec.entries.get('component')?.value),
  ];
}

function checkInputs(inputs: Node | undefined): readonly ConfigError[] {
  if (!inputs || isNull(inputs)) return [];
  if (inputs.kind !== 'map') return [notA('header:spec:inputs config', 'hash', inputs)];
  return [...inputs.entries.values()].flatMap(checkInput);
}

function checkInput({ key, value }: Entry): readonly ConfigError[] {
  if (isNull(value)) return [];
  const location = `header:spec:inputs:${toText(key)}`;
  if (value.kind !== 'map') {
    // GitLab checks it twice, and says so twice.
    const error = notA(`${location} config`, 'hash', value);
    return [error, error];
  }
  const errors = [...checkInputValues(location, value), ...unknownKeys(location, value, inputKeys)];
  for (const other of ['options', 'default']) {
    const both = [...value.entries.keys()].filter((it) => it === 'rules' || it === other);
    if (both.length === 2) errors.push(exclusive(location, both, value));
  }
  return errors.length > 0 ? errors : checkRules(location, value.entries.get('rules')?.value);
}

function checkInputValues(location: string, input: MapNode): ConfigError[] {
  const errors: ConfigError[] = [];
  const value = (name: string): Node | undefined => {
    const node = input.entries.get(name)?.value;
    return node && isNull(node) ? undefined : node;
  };
  const description = value('description');
  if (description && !isAlphanumeric(description)) {
    errors.push(
      entryError(
        location,
        'input description must be an alphanumeric string',
        t('A description is a text.'),
        description,
      ),
    );
  }
  const regex = value('regex');
  if (regex && !isString(regex)) errors.push(notA(`${location} input regex`, 'string', regex));
  const type = value('type');
  if (type && !inputTypes.includes(textOf(type))) {
    const advice = t`The type of an input is one of ${inputTypes.map((it) => `\`${it}\``).join(', ')}.`;
    errors.push(entryError(location, `input type unknown value: ${textOf(type)}`, advice, type));
  }
  const options = value('options');
  if (options && options.kind !== 'seq') errors.push(notA(`${location} input options`, 'array', options));
  if (options?.kind === 'seq' && options.items.length > maxOptions) errors.push(tooManyOptions(location, options));
  return errors;
}

function isAlphanumeric(node: Node): boolean {
  return node.kind === 'scalar' && (node.type === 'string' || node.type === 'symbol' || node.type === 'integer');
}

function tooManyOptions(location: string, options: Node): ConfigError {
  const advice = t`An input has ${maxOptions} options at most.`;
  return entryError(location, `config cannot define more than ${maxOptions} options`, advice, options);
}

function exclusive(location: string, keys: readonly string[], { span }: Node): ConfigError {
  const [one = '', other = ''] = keys;
  const advice = t`\`${one}\` and \`${other}\` exclude each other: rules bring their own options and defaults.`;
  return configError(
    `${location} config these keys cannot be used together: ${keys.join(', ')}`.toLowerCase(),
    advice,
    span,
  );
}

function checkRules(location: string, rules: Node | undefined): readonly ConfigError[] {
  if (!rules || isNull(rules)) return [];
  if (rules.kind !== 'seq') return [notA(`${location}:rules config`, 'array', rules)];
  return rules.items.flatMap(flat).flatMap((it) => checkRule(`${location}:rules:rule`, it));
}

function checkRule(location: string, rule: Node): readonly ConfigError[] {
  if (rule.kind !== 'map') return [named(notA(`${location} config`, 'hash', rule))];
  if (rule.entries.size === 0) {
    return [named(entryError(location, "config can't be blank", t('An empty rule says nothing.'), rule))];
  }
  const errors: ConfigError[] = [...unknownKeys(location, rule, ruleKeys)];
  const condition = rule.entries.get('if')?.value;
  if (condition && !isNull(condition) && !isExpression(condition)) {
    const advice = t('GitLab cannot read this condition.');
    errors.push(entryError(location, 'if invalid expression syntax', advice, condition));
  }
  const options = rule.entries.get('options')?.value;
  if (options && !isNull(options) && options.kind !== 'seq') errors.push(notA(`${location} options`, 'array', options));
  return (errors.length > 0 ? errors : checkRuleDefault(location, rule, options)).map(named);
}

function checkRuleDefault(location: string, rule: MapNode, options: Node | undefined): readonly ConfigError[] {
  const fallback = rule.entries.get('default')?.value;
  const choices = options?.kind === 'seq' ? options.items : [];
  if (choices.length > maxOptions && options) return [tooManyOptions(location, options)];
  if (!fallback) {
    const text = "rule must define 'options' with at least one value and a 'default'";
    return [entryError(location, text, t('A rule brings options and the default among them.'), rule)];
  }
  if (choices.length === 0 || choices.some((it) => areEqual(it, fallback))) return [];
  const text = `default '${printed(fallback)}' must be one of the options`;
  return [entryError(location, text, t('The default of a rule is one of its options.'), fallback)];
}

/** GitLab rewrites the messages of input rules so that they begin like those about values. */
function named(error: ConfigError): ConfigError {
  const gitlab = error.gitlab.replace(
    /(?:header:spec:inputs:)?(\w+):rules:rule (?:base |config )?(.+)/g,
    (_, name: string, text: string) => `\`${name}\` input: ${text}`,
  );
  return { ...error, gitlab };
}

export function isExpression(node: Node): boolean {
  return isString(node) && !('error' in parseExpression(String(node.value)));
}

function checkIncludes(includes: Node | undefined): readonly ConfigError[] {
  if (!includes || isNull(includes)) return [];
  if (includes.kind !== 'seq') {
    if (isString(includes)) return [];
    const advice = t('`spec:include` is a list of files.');
    return [entryError('header:spec:include', 'config should be an array or a string', advice, includes)];
  }
  return includes.items.flatMap(flat).flatMap(checkInclude);
}

function checkInclude(include: Node): readonly ConfigError[] {
  if (isNull(include) || isString(include)) return [];
  const location = 'header:spec:include:include';
  if (include.kind !== 'map') {
    const advice = t('An include is a path or a mapping such as `local: file.yml`.');
    return [entryError(location, 'config should be a hash or a string', advice, include)];
  }
  const faults = includeFaults(include).map(({ text, advice }) =>
    entryError(location, `config ${text}`, t`The include ${advice}`, include),
  );
  return [...faults, ...unknownKeys(location, include, includeKeys)];
}

function checkComponent(component: Node | undefined): readonly ConfigError[] {
  if (!component || isNull(component)) return [];
  if (component.kind !== 'seq') return [notA('header:spec:component config', 'array', component)];
  const location = 'header:spec:component';
  if (!component.items.every(isString)) {
    return [
      entryError(location, 'config should be an array of strings', t('`spec:component` lists words.'), component),
    ];
  }
  const unknown = component.items.map(textOf).filter((it) => !componentFields.includes(it));
  if (unknown.length === 0) return [];
  const advice = t`A component knows of itself: ${componentFields.map((it) => `\`${it}\``).join(', ')}.`;
  return [entryError(location, `config contains unknown values: ${unknown.join(', ')}`, advice, component)];
}

function unknownKeys(location: string, { entries, span }: MapNode, allowed: readonly string[]): ConfigError[] {
  const unknown = [...entries].filter(([name]) => !allowed.includes(name)).map(([, it]) => it.key);
  const [first] = unknown;
  if (!first) return [];
  const names = unknown.map(toText);
  const advice = t`GitLab knows only ${allowed.map((it) => `\`${it}\``).join(', ')} here, not ${names.map((it) => `\`${it}\``).join(', ')}.`;
  const gitlab = `${location} config contains unknown keys: ${names.join(', ')}`.toLowerCase();
  return [configError(gitlab, advice, first.span ?? span)];
}

function notA(what: string, kind: 'hash' | 'array' | 'string', { span }: Node): ConfigError {
  const gitlab = `${what} should be ${kind === 'array' ? 'an' : 'a'} ${kind}`.toLowerCase();
  return configError(gitlab, expected(kind), span);
}

function expected(kind: 'hash' | 'array' | 'string'): string {
  switch (kind) {
    case 'hash':
      return t('GitLab expects keys here.');
    case 'array':
      return t('GitLab expects a list here.');
    case 'string':
      return t('GitLab expects a text here.');
  }
}

function entryError(location: string, text: string, advice: string, { span }: Node): ConfigError {
  return configError(`${location} ${text}`.toLowerCase(), advice, span);
}
