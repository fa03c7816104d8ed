/** `rules/also-true`: "not this branch" is true as well where there is no branch at all. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { RuleSpec } from '../pipeline/job.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import { at } from '../syntax/node.ts';
import { holdsIn } from './pipeline-kinds.ts';
import type { LintFinding, Rule } from './rule.ts';

export const rulesAlsoTrue: Rule = {
  id: 'rules/also-true',
  title: later('Not this branch, but tags and merge requests'),
  severity: 'info',
  reads: [],
  source: 'https://docs.gitlab.com/ci/variables/predefined_variables/',
  *check({ outcome, pipeline }) {
    if (pipeline.workflow?.rules) return;
    for (const job of outcome.jobs.values()) {
      if (job.job.environment?.action === 'start' || job.job.trigger) yield* findings(job);
    }
  },
};

/** Whether it is no more than "not this branch". */
export function isNotThisBranch({ if: condition, when }: RuleSpec): boolean {
  return condition !== undefined && when !== 'never' && notThisBranch.test(condition);
}

const notThisBranch = /^\s*\$CI_COMMIT_BRANCH\s*!=\s*(\$CI_DEFAULT_BRANCH|"[^"]*"|'[^']*')\s*$/;

function* findings({ job }: JobOutcome): Iterable<LintFinding> {
  const rules = job.rules ?? [];
  for (const [index, rule] of rules.entries()) {
    const node = at(rule.node, 'if');
    if (!node || !isNotThisBranch(rule)) continue;
    const before = rules.slice(0, index);
    const kinds = (['tag', 'merge-request'] as const).filter(
      (kind) => !before.some((it) => it.if !== undefined && holdsIn(kind, it.if) === true),
    );
    if (kinds.length === 0) continue;
    yield {
      job: job.name,
      span: node.span,
      what: whatOf(kinds),
      why: t(
        '`CI_COMMIT_BRANCH` exists in branch pipelines alone. Elsewhere it is not set, and not set is not equal to anything: the rule matches.',
      ),
      todo: t('Ask for the branch first: `$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH != …`.'),
    };
  }
}

function whatOf(kinds: readonly ('tag' | 'merge-request')[]): string {
  if (kinds.length > 1) return t('is in tag pipelines and merge request pipelines as well');
  return kinds[0] === 'tag' ? t('is in tag pipelines as well') : t('is in merge request pipelines as well');
}
