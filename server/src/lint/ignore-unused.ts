/** `ignore/unused`: something is ignored that is not there, or that is no rule. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { closest } from '../text/closest.ts';
import type { Ignoring } from './ignores.ts';
import type { LintFinding, Rule } from './rule.ts';

export const ignoreUnused: Rule = {
  id: 'ignore/unused',
  title: later('Ignored, and not there'),
  severity: 'info',
  inParts: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/',
  // What is of use shows when all the other rules have been asked.
  check: () => [],
};

/** Nothing is found any more that this place ignores. */
export function unusedFinding({ rule, span }: Ignoring): LintFinding {
  return {
    span,
    what: t`ignores \`${rule}\`, which finds nothing here`,
    why: t('What was ignored has been mended, or is somewhere else.'),
    todo: t('Remove it, so that it hides nothing later.'),
  };
}

/** The place names something that is no rule. */
export function unknownFinding({ rule, span }: Ignoring, ids: readonly string[]): LintFinding {
  const near = closest(rule, ids);
  return {
    span,
    what: t`ignores \`${rule}\`, which is no rule`,
    why: t('So it ignores nothing.'),
    todo: near === undefined ? t('Name the rule as findings do, such as `freeze/ignored`.') : t`Is \`${near}\` meant?`,
  };
}

/** A comment without the rules that it is about. */
export function namelessFinding(span: LintFinding['span']): LintFinding {
  return {
    span,
    what: t('ignores nothing, since it names no rule'),
    why: t('Rules are ignored one by one, so that a new one is not hidden with an old one.'),
    todo: t('Name them: `# deploy-gates: ignore[freeze/ignored] the reason`.'),
  };
}
