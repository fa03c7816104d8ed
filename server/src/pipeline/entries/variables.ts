/** `variables` in their places (config.md §4.8). */
import { t } from '@vscode/l10n';
import { leaf, optional, self, unfit, values } from './checks.ts';
import type { Check, EntryType, Shape, Validator } from './entry.ts';
import { isArray, isHash, isScalar, stringOf, textOf, under } from './shape.ts';
import { alphanumeric, arrayOfStrings, boolean, hash, scalar, words } from './validators.ts';

/** Names that YAML reads as something else than text or a number. */
const nameIsText: Check = {
  attribute: 'key',
  value: ({ key }) => key,
  validators: [alphanumeric],
};

const simple = leaf('simple variable', nameIsText, self(scalar));

const unfitVariable = unfit(
  'variable definition must be either a string or a hash',
  () => t('has to be a single value or a mapping with `value`.'),
  '',
);

/** The value under one of these keys of a variable's mapping has GitLab's attribute name in front. */
function field(key: string, ...validators: readonly Validator[]): Check {
  return { ...optional(key, ...validators), attribute: `config_${key}` };
}

function complex(allowed: readonly string[]): EntryType {
  return leaf(
    'complex variable',
    nameIsText,
    field('value', scalar),
    field('description', alphanumeric),
    field('expand', boolean),
    field('options', arrayOfStrings),
    self(onlyData(allowed)),
    self(valueAmongOptions),
  );
}

function onlyData(allowed: readonly string[]): Validator {
  return (value) => {
    if (!isHash(value)) return undefined;
    if (allowed.length === 0)
      return { text: 'must be a string', advice: t('has to be a single value here, no mapping.') };
    const strange = [...value.entries.values()].filter(({ key }) => !allowed.includes(String(key.value)));
    const [first] = strange;
    if (!first) return undefined;
    const names = strange.map(({ key }) => textOf(key) ?? '');
    return {
      text: `uses invalid data keys: ${names.join(', ')}`,
      advice: t`has keys that GitLab does not know here: ${words(names)}. It accepts ${words(allowed)}.`,
      span: first.key.span,
    };
  };
}

const valueAmongOptions: Validator = (value) => {
  const options = under(value, 'options');
  if (!isArray(options) || options.items.length === 0) return undefined;
  const chosen = stringOf(under(value, 'value'));
  if (chosen !== undefined && options.items.some((it) => stringOf(it) === chosen)) return undefined;
  return { text: 'value must be present in options', advice: t('has a `value` that is not among its `options`.') };
};

function variablesWith(...allowed: readonly string[]): EntryType {
  const ofMapping = complex(allowed);
  const variable: Shape = (node) => (isHash(node) ? ofMapping : isScalar(node) ? simple : unfitVariable);
  return { word: 'variables', checks: [self(hash)], children: values(variable) };
}

/** Of the whole pipeline. */
export const rootVariables = variablesWith('value', 'description', 'expand', 'options');
/** Of a job. */
export const jobVariables = variablesWith('value', 'expand');
/** Of a rule or a service: single values only. */
export const plainVariables = variablesWith();
