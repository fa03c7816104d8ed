/** `only` and `except` (config.md §5.8). */
import { t } from '@vscode/l10n';
import { parseExpression } from '../../expression/evaluate.ts';
import { leaf, optional, required, self, unfit } from './checks.ts';
import type { Fault, Shape, Validator } from './entry.ts';
import { isPattern, looksLikePattern } from './keywords.ts';
import { isArray, isHash, isString } from './shape.ts';
import { allowedKeys, allowedValue, arrayOfStrings, presence } from './validators.ts';

/** Names, keywords and RE2 patterns. Symbols do not count as text here. */
const stringsOrPatterns: Validator = (value) => {
  const fits = isArray(value) && value.items.every((it) => isString(it) && !isBadPattern(String(it.value)));
  if (fits) return undefined;
  return {
    text: 'should be an array of strings or regular expressions using re2 syntax',
    advice: t('has to be a list of names or of RE2 patterns between slashes.'),
  };
};

function isBadPattern(text: string): boolean {
  return looksLikePattern(text) && !isPattern(text);
}

const conditions: Validator = (value) => {
  if (!isArray(value)) return undefined;
  return value.items.flatMap((it): readonly Fault[] => {
    const found = isString(it) ? parseExpression(String(it.value)) : { error: '', crash: true };
    if (!('error' in found)) return [];
    const advice = t('has a condition that GitLab cannot read. Write it like `$DEPLOY == "yes"`.');
    return [{ text: 'invalid expression syntax', advice, span: it.span, ...(found.crash && { crash: true }) }];
  });
};

const refs = leaf('refs policy', self(stringsOrPatterns));
const complex = leaf(
  'complex policy',
  self(presence),
  self(allowedKeys('refs', 'kubernetes', 'variables', 'changes')),
  required('variables', conditions),
  optional('refs', stringsOrPatterns),
  optional('kubernetes', allowedValue(['active'])),
  optional('variables', arrayOfStrings),
  optional('changes', arrayOfStrings),
);
const unknownPolicy = unfit('has to be either an array of conditions or a hash', () =>
  t('has to be a list: write `[main]` for a single branch.'),
);

export const policy: Shape = (node) => (isArray(node) ? refs : isHash(node) ? complex : unknownPolicy);
