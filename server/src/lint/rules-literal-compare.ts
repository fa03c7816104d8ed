/** `rules/literal-compare`: a variable in quotes is not a variable, so the comparison is between two texts. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Job, RuleSpec } from '../pipeline/job.ts';
import { replaceValue } from '../syntax/edit.ts';
import { at } from '../syntax/node.ts';
import { fix } from './fixes.ts';
import type { LintFinding, Rule } from './rule.ts';

export const rulesLiteralCompare: Rule = {
  id: 'rules/literal-compare',
  title: later('Variable in quotes'),
  severity: 'warning',
  inParts: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions',
  *check({ pipeline }) {
    for (const job of pipeline.jobs) for (const rule of job.rules ?? []) yield* findings(job, rule);
  },
};

/** A quoted text that is nothing but a variable, beside an operator that compares. */
const quotedVariable = /(["'])\$(\w+|\{\w+\})\1(?=\s*(?:[=!]=|[=!]~))|(?<=(?:[=!]=)\s*)(["'])\$(\w+|\{\w+\})\3/g;

function* findings(job: Job, rule: RuleSpec): Iterable<LintFinding> {
  if (!rule.if || !/["']\$/.test(rule.if)) return;
  const node = at(rule.node, 'if');
  const [first] = rule.if.match(quotedVariable) ?? [];
  if (!node || first === undefined) return;
  const mended = rule.if.replaceAll(quotedVariable, (it) => `$${it.slice(2, -1).replace(/[{}]/g, '')}`);
  yield {
    job: job.name,
    span: node.span,
    what: t`compares the text \`${first}\`, not the variable`,
    why: t('In `rules:if` quotes make a plain text of what is in them: GitLab does not look a variable up there.'),
    todo: t('Leave the quotes round the variable out.'),
    fixes: /[\n#]|: /.test(mended) ? [] : fix(t('Remove the quotes'), replaceValue(node, mended)),
  };
}
