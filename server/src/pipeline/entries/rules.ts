/** `rules` of jobs, of the workflow, and of includes in a trigger (config.md §5.4–5.7). */
import { t } from '@vscode/l10n';
import { parseExpression } from '../../expression/evaluate.ts';
import { elements, given, keys, leaf, optional, required, self, unfit, whenever } from './checks.ts';
import type { EntryType, Shape, Subject, Validator } from './entry.ts';
import { needsEntry } from './needs.ts';
import { isArray, isBlank, isHash, isString, stringOf, under } from './shape.ts';
import {
  allowedKeys,
  allowedValue,
  array,
  arrayOfStrings,
  boolean,
  disallowedKeys,
  duration,
  hash,
  maxLength,
  oneOf,
  presence,
  requiredKeys,
  string,
} from './validators.ts';
import { plainVariables } from './variables.ts';

const maxPaths = 50;
/** A delay of more than a week is refused. Seconds. */
export const maxDelay = 7 * 86_400;

const notTooManyPaths = maxLength(maxPaths, `has too many entries (maximum ${maxPaths})`);

/** Parses, and its literal patterns are RE2. */
const expression: Validator = (value) => {
  const found = parseExpression(stringOf(value) ?? '');
  if (isString(value) && !('error' in found)) return undefined;
  return {
    ...(isString(value) && 'error' in found && found.crash && { crash: true as const }),
    text: 'invalid expression syntax',
    advice: t(
      `is no condition that GitLab can read. Write it like \`$CI_COMMIT_BRANCH == "main"\`, and put it in quotes where YAML reads something else.`,
    ),
  };
};

const changes: Shape = (node) => {
  if (isArray(node)) return simpleChanges;
  return isHash(node)
    ? complexChanges
    : unfit('should be an array or a hash', () => t('has to be a list of paths. Begin each one with `- `.'));
};
const simpleChanges = leaf('simple changes', self(arrayOfStrings, notTooManyPaths));
const complexChanges = leaf(
  'complex changes',
  self(allowedKeys('paths', 'compare_to')),
  self(requiredKeys('paths')),
  required('paths', arrayOfStrings, notTooManyPaths),
  optional('compare_to', string),
);

function existsWith(limited: boolean): Shape {
  const simple = leaf(
    'simple exists',
    self(
      whenever(isArray, arrayOfStrings),
      whenever((it) => limited && isArray(it), notTooManyPaths),
    ),
  );
  const unknown = unfit('should be a string, an array of strings, or a hash', () =>
    t('has to be a path, a list of paths, or a mapping with `paths`.'),
  );
  return (node) => {
    if (isString(node) || isArray(node) || isBlank(node)) return simple;
    return isHash(node) ? complexExists : unknown;
  };
}

const complexExists = leaf(
  'complex exists',
  self(allowedKeys('paths', 'project', 'ref')),
  self(requiredKeys('paths')),
  given(({ node }) => under(node, 'ref') !== undefined, self(requiredKeys('project'))),
  optional('paths', arrayOfStrings, notTooManyPaths),
  optional('project', string),
  optional('ref', string),
);

const cancelOnCommit = ['conservative', 'interruptible', 'none'];
const cancelOnFailure = ['none', 'all'];

export const autoCancel = leaf(
  'auto cancel',
  self(hash, allowedKeys('on_new_commit', 'on_job_failure')),
  optional('on_new_commit', string, oneOf(cancelOnCommit, `must be one of: ${cancelOnCommit.join(', ')}`)),
  optional('on_job_failure', string, oneOf(cancelOnFailure, `must be one of: ${cancelOnFailure.join(', ')}`)),
);

function isDelayed({ node }: Subject): boolean {
  return stringOf(under(node, 'when')) === 'delayed';
}

function ruleWith(whens: readonly string[], known: readonly string[]): EntryType {
  return {
    word: 'rule',
    checks: [
      self(hash),
      self(presence),
      given(
        (it) => !isDelayed(it),
        self(
          disallowedKeys(
            ['start_in'],
            'contains disallowed keys',
            (names) => t`is not delayed and cannot have ${names}.`,
          ),
        ),
      ),
      given(isDelayed, required('start_in', presence)),
      given(isDelayed, required('start_in', duration({ limit: maxDelay }))),
      optional('if', expression),
      optional('allow_failure', boolean),
      optional('interruptible', boolean),
      optional('when', allowedValue(whens)),
      self(allowedKeys(...known)),
    ],
    children: keys({
      changes,
      exists: existsWith(true),
      variables: plainVariables,
      needs: needsEntry('job'),
      auto_cancel: autoCancel,
    }),
  };
}

function rulesWith(rule: EntryType): EntryType {
  return { word: 'rules', checks: [self(presence), self(array)], children: elements(rule, 'rule') };
}

const clauses = ['if', 'changes', 'exists', 'when', 'start_in', 'allow_failure', 'variables', 'needs'];

export const jobRules = rulesWith(
  ruleWith(['on_success', 'on_failure', 'always', 'never', 'manual', 'delayed'], [...clauses, 'interruptible']),
);
export const workflowRules = rulesWith(ruleWith(['always', 'never'], [...clauses, 'auto_cancel']));

/** Rules of an include inside a trigger. */
export const includeRules = rulesWith({
  word: 'rule',
  checks: [
    self(hash),
    self(presence),
    self(allowedKeys('if', 'exists', 'when', 'changes')),
    optional('if', expression),
    optional('when', allowedValue(['never', 'always'])),
  ],
  children: keys({ changes, exists: existsWith(false) }),
});
