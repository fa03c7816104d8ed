/** `parallel`, of jobs and of needs (config.md §5.9). */
import { t } from '@vscode/l10n';
import { elements, keys, late, leaf, self, unfit } from './checks.ts';
import type { Check, EntryType, Shape } from './entry.ts';
import { isAlphanumeric, isArray, isHash, isNil, isNumeric, type Value } from './shape.ts';
import { allowedKeys, arrayOfHashes, hash, minLength, requiredKeys, wholeNumber } from './validators.ts';

/** The most jobs that one `parallel` may make. */
const maxJobs = 200;

/** Names and values are texts or whole numbers; a value may be a list of them. */
function fitsMatrix(value: Value): boolean {
  if (!isHash(value)) return false;
  return [...value.entries.values()].every(
    (it) => isAlphanumeric(it.key) && !isNil(it.value) && oneLevel(it.value).every(isAlphanumeric),
  );
}

function oneLevel(value: Value): readonly Value[] {
  return isArray(value) ? value.items : [value];
}

const combination = leaf(
  'variables',
  self((value) =>
    fitsMatrix(value)
      ? undefined
      : {
          text: 'should be a hash of key value pairs, value can be an array',
          advice: t('has to map names to texts or lists of texts. Put booleans and decimals in quotes.'),
        },
  ),
  self(minLength(1, 'requires at least 1 items')),
);

/** How many jobs the combinations make; a list that is no mapping makes none. */
function jobsOf(value: Value): number {
  if (!isArray(value)) return 0;
  const sizes = value.items.map((it) =>
    isHash(it) ? [...it.entries.values()].reduce((all, { value: some }) => all * oneLevel(some).length, 1) : 0,
  );
  return sizes.reduce((sum, it) => sum + it, 0);
}

const matrix: EntryType = {
  word: 'matrix',
  checks: [
    self(arrayOfHashes),
    late(
      self((value) =>
        isArray(value) && jobsOf(value) > maxJobs
          ? {
              text: `generates too many jobs (maximum is ${maxJobs})`,
              advice: t`makes ${jobsOf(value)} jobs; GitLab takes ${maxJobs} at most.`,
            }
          : undefined,
      ),
    ),
  ],
  children: elements(combination, undefined),
};

const noNumber: Check = self(() => ({
  text: 'cannot use "parallel: <number>".',
  advice: t('cannot be a number here. Use `matrix`.'),
}));

function parallelWith(...more: readonly Check[]): Shape {
  const number = leaf('parallel builds', self(wholeNumber(1, maxJobs)), ...more);
  return (node) => {
    if (isNumeric(node)) return number;
    return isHash(node)
      ? combinations
      : unfit('should be an integer or a hash', () => t('has to be a whole number or a mapping with `matrix`.'));
  };
}

const combinations: EntryType = {
  word: 'matrix builds',
  checks: [self(hash), self(allowedKeys('matrix')), self(requiredKeys('matrix'))],
  children: keys({ matrix }),
};

export const parallel: Shape = parallelWith();
/** Of trigger jobs. */
export const matrixOnly: Shape = parallelWith(noNumber);
