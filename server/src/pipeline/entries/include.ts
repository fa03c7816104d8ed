/** `include` as an entry: what `trigger:include` may hold, and what GitLab checks where nothing was included. */
import { t } from '@vscode/l10n';
import { includeFaults } from '../../config/include-checks.ts';
import { isFalsy } from '../../config/values.ts';
import { elements, given, keys, optional, self } from './checks.ts';
import type { EntryType } from './entry.ts';
import { includeRules } from './rules.ts';
import { isArray, isBlank, isHash, under, type Value } from './shape.ts';
import { allowedKeys, arrayOfHashes, arrayOrString, hashOrString, sizeOf } from './validators.ts';

/** Ruby takes everything for true but null and false. */
function isWritten(value: Value): boolean {
  return value !== undefined && !isFalsy(value);
}

const include: EntryType = {
  word: 'include',
  checks: [
    self(hashOrString),
    self((value) => (isHash(value) ? includeFaults(value) : undefined)),
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
      ({ node }) => isWritten(under(node, 'artifact')) && isBlank(under(node, 'job')),
      self(() => ({
        text: 'must specify the job where to fetch the artifact from',
        advice: t('names an `artifact` but no `job` that makes it.'),
      })),
    ),
    optional('rules', arrayOfHashes),
  ],
  children: keys({ rules: includeRules }),
};

/** A list of includes, or one; the keys of `include` at the top of a configuration that nothing was included for. */
export const includes: EntryType = {
  word: 'includes',
  checks: [self(arrayOrString)],
  children: elements(include, 'include'),
};

/** Files that one child pipeline may be made of. */
const maxOfTrigger = 3;

export const triggerIncludes: EntryType = {
  ...includes,
  checks: [
    ...includes.checks,
    self((value) =>
      isArray(value) && sizeOf(value) > maxOfTrigger
        ? { text: `is too long (maximum is ${maxOfTrigger})`, advice: t`has more than ${maxOfTrigger} files.` }
        : undefined,
    ),
  ],
};
