/** `trigger` (config.md §5.11). */
import { t } from '@vscode/l10n';
import { keys, leaf, optional, required, self, unfit } from './checks.ts';
import type { Check, EntryType, Shape } from './entry.ts';
import { triggerIncludes } from './include.ts';
import { hasKey, isHash, isString } from './shape.ts';
import { allowedKeys, boolean, hash, oneOf, presence, string } from './validators.ts';

const strategies = ['depend', 'mirror'];

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

const child: EntryType = {
  word: 'same project trigger',
  checks: [self(presence), self(allowedKeys('strategy', 'include', 'forward')), strategy],
  children: keys({ include: triggerIncludes, forward }),
};

const text = leaf('simple trigger', self(presence));
const unknownTrigger = unfit('has to be either a string or a hash', () =>
  t('has to be the path of a project, or a mapping with `project` or `include`.'),
);

export const trigger: Shape = (node) => {
  if (isString(node)) return text;
  if (!isHash(node)) return unknownTrigger;
  return hasKey(node, 'include') ? child : project;
};
