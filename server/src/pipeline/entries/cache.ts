/** `cache`. */
import { t } from '@vscode/l10n';
import { elements, keys, leaf, optional, optionalOrBlank, self, unfit } from './checks.ts';
import type { EntryType, Shape, Validator } from './entry.ts';
import { booleanEntry, paths, stringList } from './keywords.ts';
import { isArray, isHash, isStringOrSymbol, textOf } from './shape.ts';
import {
  allowedKeys,
  arrayOfStrings,
  format,
  hash,
  maxLength,
  minLength,
  oneOf,
  onlyOneOfKeys,
  string,
} from './validators.ts';

const whens = ['on_success', 'on_failure', 'always'];
const maxCaches = 4;
const maxFallbackKeys = 5;
const maxKeyFiles = 2;

/** A cache's key becomes a path: no slash, not `.` nor `..`, also when it is percent-encoded. */
const pathSegment: Validator = (value) => {
  if (!isStringOrSymbol(value)) return { text: 'should be a string or symbol', advice: t('has to be text.') };
  const path = (textOf(value) ?? '').replace(/%2f/gi, '/').replace(/%2e/gi, '.');
  if (path.includes('/'))
    return { text: 'cannot contain the "/" character', advice: t('has a slash in it. Use `-` or `_` instead.') };
  return path === '.' || path === '..'
    ? { text: 'cannot be "." or ".."', advice: t('is `.` or `..`. Give it a name.') }
    : undefined;
};

const keyFiles = leaf(
  'files',
  self(arrayOfStrings),
  self(
    minLength(1, 'requires at least 1 item'),
    maxLength(maxKeyFiles, `has too many items (maximum is ${maxKeyFiles})`),
  ),
);

const simpleKey = leaf('key', self(pathSegment));
const complexKey: EntryType = {
  word: 'key',
  checks: [self(allowedKeys('files', 'files_commits', 'prefix')), self(onlyOneOfKeys('files', 'files_commits'))],
  children: keys({ files: keyFiles, files_commits: keyFiles, prefix: leaf('prefix', self(pathSegment)) }),
};

const key: Shape = (node) => {
  if (isStringOrSymbol(node)) return simpleKey;
  return isHash(node)
    ? complexKey
    : unfit('should be a hash, a string or a symbol', () =>
        t('has to be text or a mapping with `files`. Put numbers in quotes.'),
      );
};

const cache: EntryType = {
  word: 'cache',
  checks: [
    self(hash, allowedKeys('key', 'untracked', 'paths', 'when', 'policy', 'unprotect', 'fallback_keys')),
    optionalOrBlank(
      'policy',
      string,
      format(/push|pull|\$/, 'should be a variable or one of: pull-push, push, pull', () =>
        t('has to be `pull-push`, `push`, `pull` or a variable.'),
      ),
    ),
    optional('when', string, oneOf(whens)),
    optional('fallback_keys', maxLength(maxFallbackKeys, `has to many entries (maximum ${maxFallbackKeys})`)),
  ],
  children: keys({ key, unprotect: booleanEntry, untracked: booleanEntry, paths, fallback_keys: stringList }),
};

export const caches: EntryType = {
  word: 'caches',
  nameless: true,
  checks: [
    self((value) => {
      if (!isHash(value) && !isArray(value))
        return { text: 'can only be a hash or an array', advice: t('has to be a mapping or a list of mappings.') };
      return isArray(value) && value.items.length > maxCaches
        ? { text: `no more than ${maxCaches} caches can be created`, advice: t`has more than ${maxCaches} caches.` }
        : undefined;
    }),
  ],
  children: elements(cache, 'cache'),
};
