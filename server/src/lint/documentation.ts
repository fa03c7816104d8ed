/** Where the page of a rule is found, and what stands at its head. */
import { t } from '@vscode/l10n';
import { settingWords } from '../gates/gate.ts';
import { later } from '../logic/later.ts';
import type { Rule, Severity } from './rule.ts';

/** The name of a page's file without its ending: `freeze-ignored`. */
export function pageName(id: string): string {
  return id.replace('/', '-');
}

/**
 * The address of a rule's page: on the project's own site where that is known, else GitLab's page on the subject.
 * @param web address of the repository, without a slash at its end
 */
export function hrefOf({ id, source }: Pick<Rule, 'id' | 'source'>, web?: string): string {
  if (web === undefined) return source;
  const blob = /^https?:\/\/(www\.)?github\.com\//.test(web) ? 'blob' : '-/blob';
  return `${web}/${blob}/main/docs/rules/${pageName(id)}.md`;
}

/**
 * The page of a gate or rule as people read it: of a rule with what its declaration says below the title.
 * @param rule the rule, where it is one.
 * @param pages by `pageName`.
 */
export function pageOf(id: string, pages: Readonly<Record<string, string>>, rule?: Rule): string | undefined {
  const page = Object.hasOwn(pages, pageName(id)) ? pages[pageName(id)] : undefined;
  return rule ? page?.replace(/^(# .*\n)/, `$1\n${ruleFacts(rule)}\n`) : page;
}

const severities: Readonly<Record<Severity, string>> = {
  error: later('error'),
  warning: later('warning'),
  info: later('info'),
  hint: later('hint'),
};

/** What the declaration of a rule says, in a line. */
export function ruleFacts({ severity, strict, reads }: Rule): string {
  const level = t(severities[severity]);
  const facts =
    reads.length === 0
      ? t`Severity: ${level} · works signed out`
      : t`Severity: ${level} · needs ${reads.map(settingWords).join(', ')}`;
  return strict ? `${facts} · ${t('in the profile `strict` alone')}` : facts;
}
