/** `image`, `services` and what stands in them. */
import { derived, elements, keys, leaf, optional, self, whenever } from './checks.ts';
import type { Check, EntryType, Subject } from './entry.ts';
import { commands } from './keywords.ts';
import { fits, type Schema } from './schema.ts';
import { isArray, isHash, isNil, isString, under, type Value } from './shape.ts';
import {
  allowedElements,
  allowedKeys,
  array,
  arrayOfStrings,
  arrayOfStringsOrString,
  disallowedKeys,
  hashOrString,
  oneOf,
  presence,
  string,
} from './validators.ts';
import { plainVariables } from './variables.ts';

const imageKeys = ['docker', 'kubernetes', 'name', 'entrypoint', 'ports', 'pull_policy'];

const executorOptions: Schema = {
  type: 'object',
  closed: true,
  properties: {
    docker: {
      type: 'object',
      closed: true,
      properties: {
        platform: { type: 'string', minLength: 1, maxLength: 64 },
        user: { type: 'string', minLength: 1, maxLength: 255 },
      },
    },
    kubernetes: {
      type: 'object',
      closed: true,
      properties: { user: { type: ['string', 'integer'], minLength: 1, maxLength: 255 } },
    },
  },
};

/** The name: all of it, or the one under `name`. */
function nameOf({ node }: Subject): Value {
  return isString(node) ? node : under(node, 'name');
}

/** `docker` and `kubernetes` on their own. */
function optionsOf({ node }: Subject): Value {
  if (!isHash(node)) return undefined;
  const entries = [...node.entries].filter(
    ([key, { value }]) => (key === 'docker' || key === 'kubernetes') && !isNil(value),
  );
  return entries.length > 0 ? { kind: 'map', entries: new Map(entries), span: node.span } : undefined;
}

const imageChecks: readonly Check[] = [
  self(hashOrString),
  self(disallowedKeys(['ports'])),
  derived('name', nameOf, string, presence),
  optional('entrypoint', arrayOfStrings),
  derived('executor_opts', optionsOf, fits(executorOptions)),
];

const policies = ['always', 'never', 'if-not-present'];

const pullPolicy = leaf(
  'pull policy',
  self(arrayOfStringsOrString),
  self(allowedElements(policies), whenever(isArray, presence)),
  self(whenever(isString, oneOf(policies, 'is not included in the list'))),
);

export const image: EntryType = {
  word: 'image',
  checks: [...imageChecks, self(allowedKeys(...imageKeys))],
  children: keys({ pull_policy: pullPolicy }),
};

const service: EntryType = {
  word: 'service',
  checks: [...imageChecks, self(allowedKeys('command', 'alias', 'variables', ...imageKeys)), optional('alias', string)],
  children: keys({ pull_policy: pullPolicy, variables: plainVariables, command: commands }),
};

export const services: EntryType = { word: 'services', checks: [self(array)], children: elements(service, 'service') };
