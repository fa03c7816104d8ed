/** `trigger` (config.md §5.11). */
import { elements, given, keys, leaf, optional, required, self, unfit } from './checks.ts';
import type { Check, EntryType, Shape, Validator } from './entry.ts';
import { includeRules } from './rules.ts';
import { hasKey, isArray, isBlank, isHash, isNil, isString, stringOf, under } from './shape.ts';
import {
  allowedKeys,
  arrayOfHashes,
  arrayOrString,
  boolean,
  hash,
  hashOrString,
  oneOf,
  presence,
  sizeOf,
  string,
} from './validators.ts';

const strategies = ['depend', 'mirror'];
/** Files that one child pipeline may be made of. */
const maxIncludes = 3;

const forward = leaf(
  'forward',
  self(allowedKeys('yaml_variables', 'pipeline_variables')),
  optional('yaml_variables', boolean),
  optional('pipeline_variables', boolean),
);

const strategy: Check = optional('strategy', string, oneOf(strategies, 'should be depend or mirror'));

const project: EntryType = {
  word: 'cross project trigger',
  checks: [
    self(presence),
    self(allowedKeys('project', 'branch', 'strategy', 'forward', 'inputs')),
    optional('inputs', hash),
    required('project', string, presence),
    optional('branch', string),
    strategy,
  ],
  children: keys({ forward }),
};

/** What one include of a trigger has to name besides where it is. */
const completeInclude: Validator = (value) => {
  if (!isNil(under(value, 'project')) && isBlank(under(value, 'file')))
    return { text: 'must specify the file where to fetch the config from', advice: 'names a `project` but no `file`.' };
  const integrity = under(value, 'integrity');
  if (isNil(integrity)) return undefined;
  if (isBlank(under(value, 'remote')))
    return { text: 'integrity can only be specified for remote includes', advice: 'has `integrity` but no `remote`.' };
  const sum = stringOf(integrity) ?? '';
  if (!sum.startsWith('sha256-'))
    return {
      text: "integrity hash must start with 'sha256-'",
      advice: 'has an `integrity` that does not start with `sha256-`.',
    };
  const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
  return base64.test(sum.slice('sha256-'.length))
    ? undefined
    : { text: 'integrity hash must be base64 encoded', advice: 'has an `integrity` that is not base64.' };
};

const include: EntryType = {
  word: 'include',
  checks: [
    self(hashOrString),
    self(completeInclude),
    self(
      allowedKeys(
        'local',
        'file',
        'remote',
        'project',
        'ref',
        'integrity',
        'cache',
        'template',
        'artifact',
        'inputs',
        'job',
        'rules',
        'component',
      ),
    ),
    given(
      ({ node }) => !isNil(under(node, 'artifact')) && isBlank(under(node, 'job')),
      self(() => ({
        text: 'must specify the job where to fetch the artifact from',
        advice: 'names an `artifact` but no `job` that makes it.',
      })),
    ),
    optional('rules', arrayOfHashes),
  ],
  children: keys({ rules: includeRules }),
};

const includes: EntryType = {
  word: 'includes',
  checks: [
    self(arrayOrString),
    self((value) =>
      isArray(value) && sizeOf(value) > maxIncludes
        ? { text: `is too long (maximum is ${maxIncludes})`, advice: `has more than ${maxIncludes} files.` }
        : undefined,
    ),
  ],
  children: elements(include, 'include'),
};

const child: EntryType = {
  word: 'same project trigger',
  checks: [self(presence), self(allowedKeys('strategy', 'include', 'forward')), strategy],
  children: keys({ include: includes, forward }),
};

const text = leaf('simple trigger', self(presence));
const unknownTrigger = unfit(
  'has to be either a string or a hash',
  'has to be the path of a project, or a mapping with `project` or `include`.',
);

export const trigger: Shape = (node) => {
  if (isString(node)) return text;
  if (!isHash(node)) return unknownTrigger;
  return hasKey(node, 'include') ? child : project;
};
