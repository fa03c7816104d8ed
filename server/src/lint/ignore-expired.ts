/** `ignore/expired`: an entry of the project file whose day is over. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Ignoring } from './ignores.ts';
import type { LintFinding, Rule } from './rule.ts';

export const ignoreExpired: Rule = {
  id: 'ignore/expired',
  title: later('Ignored until a day that is over'),
  severity: 'info',
  inParts: true,
  ofAttempt: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/',
  // The project file is no part of the pipeline: who applies it says what has expired.
  check: () => [],
};

export function expiredFinding({ rule, span, until }: Ignoring): LintFinding {
  return {
    span,
    what: t`no longer ignores \`${rule}\`, since ${until ?? ''} is over`,
    why: t('What it ignored is found again.'),
    todo: t('Mend what is found, or set another day and say why in `reason`.'),
  };
}
