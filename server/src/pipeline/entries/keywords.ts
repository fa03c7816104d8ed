/** Keywords of jobs whose value is simple: texts, lists, numbers, small mappings. */
import { t } from '@vscode/l10n';
import { compile } from '../../expression/regex.ts';
import { given, keys, leaf, optional, required, self, unfit, values, whenever } from './checks.ts';
import type { EntryType, Shape, Validator } from './entry.ts';
import { failureReasons } from './failure-reasons.ts';
import { isArray, isHash, isInteger, isString, stringOf, type Value } from './shape.ts';
import {
  allowedElements,
  allowedKeys,
  arrayOfIntegersOrInteger,
  arrayOfStrings,
  arrayOfStringsOrString,
  boolean,
  duration,
  hash,
  hashOrBoolean,
  nestedStrings,
  oneOf,
  requiredKeys,
  string,
  stringOrNestedStrings,
  wholeNumber,
} from './validators.ts';

/** How deep lists of texts may be nested. */
const maxNesting = 10;

/** `script` and its kin. */
export const commands = leaf('commands', self(stringOrNestedStrings(maxNesting)));
export const stage = leaf('stage', self(string));
export const stages = leaf('stages', self(nestedStrings(maxNesting)));
export const booleanEntry = leaf('boolean', self(boolean));
export const stringList = leaf('array of strings', self(arrayOfStrings));
export const paths = leaf('paths', self(arrayOfStrings));

/** The longest timeout GitLab takes, in seconds: a month. */
const maxTimeout = 2_629_746;
export const timeout = leaf('timeout', self(duration({ limit: maxTimeout })));

export const hooks: EntryType = {
  word: 'hooks',
  checks: [self(hash), self(allowedKeys('pre_get_sources_script'))],
  children: keys({ pre_get_sources_script: commands }),
};

export const allowFailure = leaf(
  'allow failure',
  self(hashOrBoolean),
  self(allowedKeys('exit_codes')),
  optional('exit_codes', arrayOfIntegersOrInteger),
);

export const publish = leaf('publish', self(string));

export const pages = leaf(
  'pages',
  self(hashOrBoolean),
  self(allowedKeys('path_prefix', 'expire_in', 'publish')),
  optional('path_prefix', string),
  optional('expire_in', duration({ never: true, variables: true })),
  optional('publish', string),
);

/** A `/…/` pattern as Ruby writes it, on a line of its own; what stands between is RE2's matter. */
const slashed = /^\/(.*)\/([ismU]*)$/m;

/** Whether the text looks like a pattern at all. */
export function looksLikePattern(text: string): boolean {
  return slashed.test(text);
}

/** Whether RE2 takes the pattern. */
export function isPattern(text: string): boolean {
  const [, body, flags] = slashed.exec(text) ?? [];
  return body !== undefined && compile(flags ? `(?${flags})${body}` : body) !== undefined;
}

export const coverage = leaf(
  'coverage',
  self((value) =>
    isPattern(stringOf(value) ?? '')
      ? undefined
      : {
          text: 'must be a regular expression with re2 syntax',
          advice: t('has to be a regular expression of RE2 between slashes, such as `/Coverage: (\\d+)%/`.'),
        },
  ),
);

/** Fewer than these. */
const maxTags = 50;

export const tags = leaf(
  'tags',
  self(arrayOfStrings),
  self((value) =>
    isArray(value) && tagsOf(value).size >= maxTags
      ? { text: `must be less than the limit of ${maxTags} tags`, advice: t`has ${maxTags} tags or more. Use fewer.` }
      : undefined,
  ),
);

/** A comma inside a tag makes two of it. */
function tagsOf(value: Value): ReadonlySet<string> {
  const items = isArray(value) ? value.items : [];
  const all = items.flatMap((it) => (stringOf(it) ?? '').split(',')).map((it) => it.trim());
  return new Set(all.filter((it) => it !== ''));
}

const maxRetries = 2;

const simpleRetry: EntryType = { word: 'retry', location: 'retry', checks: [self(wholeNumber(0, maxRetries))] };

/** Rails' own words: GitLab gives none for a reason that is no reason. */
const reason: Validator = oneOf(failureReasons, 'is not included in the list');

const fullRetry: EntryType = {
  word: 'retry',
  location: 'retry',
  checks: [
    self(allowedKeys('max', 'when', 'exit_codes')),
    optional('max', wholeNumber(0, maxRetries)),
    optional('when', arrayOfStringsOrString),
    optional('when', allowedElements(failureReasons)),
    optional('when', whenever(isString, reason)),
    optional('exit_codes', arrayOfIntegersOrInteger),
  ],
};

export const retry: Shape = (node) => {
  if (isInteger(node)) return simpleRetry;
  return isHash(node)
    ? fullRetry
    : unfit('has to be either an integer or a hash', () => t('has to be a whole number or a mapping.'), 'retry config');
};

const idToken = leaf(
  'id token',
  self(requiredKeys('aud')),
  self(allowedKeys('aud')),
  required('aud', arrayOfStringsOrString),
);

export const idTokens: EntryType = { word: 'composable hash', checks: [self(hash)], children: values(idToken) };

const identities = ['google_cloud'];
export const identity = leaf('identity', self(string, oneOf(identities)));

export const dastConfiguration = leaf(
  'dast configuration',
  self(hash),
  self(allowedKeys('site_profile', 'scanner_profile')),
  optional('site_profile', string),
  optional('scanner_profile', string),
);

/** What can be switched off with `inherit:default`. */
export const defaultKeys = [
  'before_script',
  'after_script',
  'hooks',
  'cache',
  'image',
  'services',
  'interruptible',
  'timeout',
  'retry',
  'tags',
  'artifacts',
  'id_tokens',
];

const neither = unfit('should be a bool or array of strings', () => t('has to be `true`, `false` or a list of names.'));
const anything = leaf('boolean');
const inheritedKeys = leaf('array strategy', self(arrayOfStrings), self(allowedElements(defaultKeys)));
const inheritedNames = leaf('array strategy', self(arrayOfStrings));

export const inherit: EntryType = {
  word: 'inherit',
  checks: [self(hash), self(allowedKeys('default', 'variables'))],
  children: keys({
    default: (node) => inheritance(node, inheritedKeys),
    variables: (node) => inheritance(node, inheritedNames),
  }),
};

function inheritance(node: Value, list: EntryType): EntryType {
  if (isArray(node)) return list;
  return node?.kind === 'scalar' && node.type === 'boolean' ? anything : neither;
}

/** `inputs` of jobs is known to GitLab 18.9 and switched off. */
export const inputsAreOff = given(
  ({ node }) => isHash(node) && node.entries.has('inputs'),
  self(() => ({
    text: 'contains unknown keys: inputs',
    advice: t('has the key `inputs`, which GitLab 18.9 does not take in jobs. Remove it.'),
  })),
);
