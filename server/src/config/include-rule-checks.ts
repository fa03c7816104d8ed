/** What GitLab's entries say about `include:rules` (config.md §2.4). Only its first message is ever shown. */
import { t } from '@vscode/l10n';
import { isNull, type MapNode, type Node } from '../syntax/node.ts';
import { isBlank, toText } from '../syntax/ruby.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';
import { isExpression } from './header.ts';
import { flat, isString, textOf } from './values.ts';

const ruleKeys = ['if', 'exists', 'when', 'changes'];
const changesKeys = ['paths', 'compare_to'];
const existsKeys = ['paths', 'project', 'ref'];
const maxPaths = 50;

/** Messages begin with `include:`; a list has no index in them. */
export function checkIncludeRules(rules: Node): readonly ConfigError[] {
  if (isBlank(rules)) return [refusal('rules', "config can't be blank", t('`rules` lists conditions.'), rules)];
  if (rules.kind !== 'seq') return [refusal('rules', 'config should be an array', t('`rules` is a list.'), rules)];
  return flat(rules).flatMap(checkRule);
}

function checkRule(rule: Node): readonly ConfigError[] {
  // GitLab takes it for no rule while it checks, and stumbles over it when it looks for one that matches.
  if (isNull(rule)) return [configError('Undefined error', t('An empty entry is no rule. Remove it.'), rule.span)];
  if (rule.kind !== 'map')
    return [refusal('rule', 'config should be a hash', t('A rule has keys such as `if`.'), rule)];
  if (rule.entries.size === 0)
    return [refusal('rule', "config can't be blank", t('An empty rule says nothing.'), rule)];
  const errors = [...unknownKeys('rule', rule, ruleKeys)];
  const value = valuesOf(rule);
  const condition = value('if');
  if (condition && !isExpression(condition)) {
    errors.push(refusal('rule', 'if invalid expression syntax', t('GitLab cannot read this condition.'), condition));
  }
  const when = value('when');
  if (when && textOf(when) !== 'never' && textOf(when) !== 'always') {
    const advice = t('Here `when` is `always` or `never`.');
    errors.push(refusal('rule', `when unknown value: ${textOf(when)}`, advice, when));
  }
  if (errors.length > 0) return errors;
  const changes = value('changes');
  const exists = value('exists');
  return [...(changes ? checkChanges(changes) : []), ...(exists ? checkExists(exists) : [])];
}

function checkChanges(changes: Node): readonly ConfigError[] {
  const at = 'rule:changes';
  if (changes.kind === 'seq') return checkPaths(`${at} config`, changes, maxPaths);
  if (changes.kind !== 'map')
    return [refusal(at, 'should be an array or a hash', t('`changes` lists paths.'), changes)];
  const errors = [...unknownKeys(at, changes, changesKeys)];
  const paths = changes.entries.get('paths')?.value;
  if (paths) errors.push(...checkPaths(`${at} paths`, paths, maxPaths));
  else errors.push(missingKey(at, 'paths', changes));
  const other = valuesOf(changes)('compare_to');
  if (other && !isString(other))
    errors.push(refusal(at, 'compare to should be a string', t('A ref is a text.'), other));
  return errors;
}

function checkExists(exists: Node): readonly ConfigError[] {
  const at = 'rule:exists';
  if (isString(exists) || isBlank(exists)) return [];
  if (exists.kind === 'seq') return checkPaths(`${at} config`, exists, Number.POSITIVE_INFINITY);
  if (exists.kind !== 'map') {
    return [refusal(at, 'should be a string, an array of strings, or a hash', t('`exists` lists paths.'), exists)];
  }
  const value = valuesOf(exists);
  const errors = [...unknownKeys(at, exists, existsKeys)];
  if (!exists.entries.has('paths')) errors.push(missingKey(at, 'paths', exists));
  if (value('ref') && !exists.entries.has('project')) errors.push(missingKey(at, 'project', exists));
  const paths = value('paths');
  if (paths) errors.push(...checkPaths(`${at} paths`, paths, maxPaths));
  for (const name of ['project', 'ref']) {
    const node = value(name);
    if (node && !isString(node)) errors.push(refusal(at, `${name} should be a string`, t('This is a text.'), node));
  }
  return errors;
}

function checkPaths(location: string, paths: Node, limit: number): readonly ConfigError[] {
  if (paths.kind !== 'seq' || !paths.items.every(isString)) {
    return [refusal(location, 'should be an array of strings', t('Paths are texts in a list.'), paths)];
  }
  if (paths.items.length <= limit) return [];
  return [refusal(location, `has too many entries (maximum ${limit})`, t`GitLab takes ${limit} paths here.`, paths)];
}

function unknownKeys(location: string, map: MapNode, allowed: readonly string[]): readonly ConfigError[] {
  const unknown = [...map.entries].filter(([name]) => !allowed.includes(name)).map(([, it]) => it.key);
  const [first] = unknown;
  if (!first) return [];
  const names = unknown.map(toText).join(', ');
  const advice = t`GitLab knows only ${allowed.map((it) => `\`${it}\``).join(', ')} here.`;
  return [refusal(location, `config contains unknown keys: ${names}`, advice, first)];
}

function missingKey(location: string, key: string, map: Node): ConfigError {
  return refusal(location, `config missing required keys: ${key}`, t`\`${key}\` is needed here.`, map);
}

function refusal(location: string, text: string, advice: string, { span }: Node): ConfigError {
  return configError(`include:${`${location} ${text}`.toLowerCase()}`, advice, span);
}

function valuesOf({ entries }: MapNode): (name: string) => Node | undefined {
  return (name) => {
    const node = entries.get(name)?.value;
    return node && isNull(node) ? undefined : node;
  };
}
