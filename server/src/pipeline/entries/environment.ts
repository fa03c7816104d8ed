/** `environment` (config.md §6.1). */
import { t } from '@vscode/l10n';
import { environmentNamePattern } from '../environment.ts';
import { actions } from '../job.ts';
import { derived, given, keys, optional, required, self } from './checks.ts';
import type { Check, EntryType, Subject, Validator } from './entry.ts';
import { fits } from './schema.ts';
import { isBlank, isHash, isString, isTrue, under, type Value } from './shape.ts';
import { allowedKeys, format, hash, maxLength, oneOf, presence, string } from './validators.ts';

const nameText =
  "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'";
const nameAdvice = (): string =>
  t('may hold letters, digits, `-`, `_`, `/`, `$`, `{`, `}`, `.` and spaces only, and no `/` at its start or end.');

/** The name: all of it, or the one under `name`. */
function nameOf({ node }: Subject): Value {
  return isString(node) ? node : under(node, 'name');
}

const hashOrStringOnly: Validator = (value) =>
  isHash(value) || isString(value)
    ? undefined
    : { text: 'should be a hash or a string', advice: t('has to be a name, or a mapping with `name`.') };

const nameIsString: Validator = (value) =>
  isString(value) ? undefined : { text: nameText, advice: nameAdvice(), ...(value === undefined && { absent: true }) };

function ofMapping(check: Check): Check {
  return given(({ node }) => isHash(node), check);
}

const hashesOnly: readonly Check[] = [
  self(allowedKeys('name', 'url', 'action', 'on_stop', 'auto_stop_in', 'kubernetes', 'deployment_tier')),
  optional('url', string, maxLength(255)),
  optional('action', string, oneOf(actions, 'should be start, stop, prepare, verify, or access')),
  optional('deployment_tier', string),
  optional('on_stop', string),
  optional('kubernetes', hash),
  optional('auto_stop_in', string),
];

function is(key: string): (it: Subject) => boolean {
  return ({ node }) => !isBlank(under(node, key));
}

function needsAgent({ node }: Subject): boolean {
  return (
    !isBlank(under(node, 'flux_resource_path')) ||
    !isBlank(under(node, 'dashboard')) ||
    isTrue(under(under(node, 'managed_resources'), 'enabled'))
  );
}

function twice(key: string): Check {
  return given(
    ({ node }) => !isBlank(under(node, key)) && !isBlank(under(under(node, 'dashboard'), key)),
    required(key, () => ({
      text: `cannot be specified when dashboard.${key} is set`,
      advice: t('is also set under `dashboard`. Keep one of them.'),
    })),
  );
}

const kubernetes: EntryType = {
  word: 'kubernetes',
  checks: [
    self(hash, presence),
    self(allowedKeys('namespace', 'agent', 'flux_resource_path', 'managed_resources', 'dashboard')),
    optional('namespace', string),
    given(is('flux_resource_path'), required('namespace', presence)),
    optional('agent', string),
    given(needsAgent, required('agent', presence)),
    optional('flux_resource_path', string),
    optional('managed_resources', fits({ type: 'object', closed: true, properties: { enabled: { type: 'boolean' } } })),
    given(
      is('dashboard'),
      required(
        'dashboard',
        fits({
          type: 'object',
          closed: true,
          required: ['namespace'],
          properties: {
            namespace: { type: 'string', minLength: 1, maxLength: 63 },
            flux_resource_path: { type: 'string', minLength: 1, maxLength: 255 },
          },
        }),
      ),
    ),
    twice('namespace'),
    twice('flux_resource_path'),
  ],
};

export const environment: EntryType = {
  word: 'environment',
  checks: [
    self(hashOrStringOnly),
    derived('name', nameOf, presence),
    derived('name', nameOf, nameIsString),
    derived('name', nameOf, format(environmentNamePattern, nameText, nameAdvice)),
    ...hashesOnly.map(ofMapping),
  ],
  children: keys({ kubernetes }),
};
