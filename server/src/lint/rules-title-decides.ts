/** `rules/title-decides`: the words of whoever writes a commit or merge request decide about production. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { RuleSpec } from '../pipeline/job.ts';
import { at } from '../syntax/node.ts';
import type { Rule } from './rule.ts';
import { deploymentsOf, isProduction } from './subject.ts';

export const rulesTitleDecides: Rule = {
  id: 'rules/title-decides',
  title: later('A title decides about production'),
  severity: 'info',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/variables/predefined_variables/',
  *check(question) {
    for (const deployment of deploymentsOf(question)) {
      const { job } = deployment.job;
      if (!isProduction(deployment, question)) continue;
      for (const rule of job.rules ?? []) {
        const variable = letsInBy(rule, rule.when ?? job.when);
        // Where the branch is asked for as well, it takes more than words: somebody has to get the commit there.
        if (variable === undefined || asksForRef.test(rule.if ?? '')) continue;
        yield {
          job: job.name,
          span: at(rule.node, 'if')?.span ?? rule.node.span,
          what: t`deploys to production where \`$${variable}\` says so`,
          why: t`${t(authors[variable] ?? '')} A protected branch or environment keeps others out, not this condition.`,
          todo: t('Decide by the branch or tag, or have somebody press the job.'),
        };
      }
    }
  },
};

/** Who writes it. */
const authors: Readonly<Record<string, string>> = {
  CI_COMMIT_TITLE: later('Whoever writes the commit writes its title.'),
  CI_COMMIT_MESSAGE: later('Whoever writes the commit writes its message.'),
  CI_COMMIT_DESCRIPTION: later('Whoever writes the commit writes its message.'),
  CI_COMMIT_AUTHOR: later('Whoever writes the commit says who its author is: git asks for no proof.'),
  CI_MERGE_REQUEST_TITLE: later('Whoever opens the merge request writes its title.'),
  CI_MERGE_REQUEST_DESCRIPTION: later('Whoever opens the merge request writes its description.'),
  CI_MERGE_REQUEST_LABELS: later('Every Developer sets the labels of a merge request.'),
};

const asksForRef = /\$\{?CI_(COMMIT_(BRANCH|TAG|REF_NAME|REF_SLUG|REF_PROTECTED)|DEFAULT_BRANCH)\b/;

/** The variable by which the rule lets a job run by itself; one that has to be pressed asks somebody all the same. */
function letsInBy({ if: condition }: RuleSpec, when: string): string | undefined {
  if (condition === undefined || when === 'never' || when === 'manual') return undefined;
  return Object.keys(authors).find((it) => new RegExp(`\\$\\{?${it}\\b\\}?\\s*(=~|==)`).test(condition));
}
