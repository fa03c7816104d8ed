/** `rules/never-true`: a condition that holds in no kind of pipeline. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Job, RuleSpec } from '../pipeline/job.ts';
import { at, type Node } from '../syntax/node.ts';
import { holdsIn, pipelineKinds } from './pipeline-kinds.ts';
import type { Rule } from './rule.ts';

export const rulesNeverTrue: Rule = {
  id: 'rules/never-true',
  title: later('Condition that never holds'),
  severity: 'warning',
  inParts: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/variables/predefined_variables/',
  *check({ pipeline }) {
    for (const job of pipeline.jobs) {
      const never = job.rules ? neverHolding(job.rules) : [];
      for (const { index, node } of never.length === 0 || definesKinds(job) ? [] : never) {
        yield {
          job: job.name,
          span: node.span,
          what: t`has a rule that never matches: rule ${index + 1}`,
          why: t(
            'A pipeline is of a branch, of a tag or of a merge request: `CI_COMMIT_BRANCH`, `CI_COMMIT_TAG` and the `CI_MERGE_REQUEST_…` variables never exist together, and this condition wants two of them.',
          ),
          todo: t('Split it into several rules, or use `CI_COMMIT_REF_NAME`, which always exists.'),
        };
      }
    }
  },
};

/** A rule that never holds, by its place in the list. */
interface Never {
  readonly index: number;
  /** Its condition. */
  readonly node: Node;
}

/** By list: jobs of one template share theirs, and it is the same list as long as it is the same text. */
const answers = new WeakMap<readonly RuleSpec[], readonly Never[]>();

function neverHolding(rules: readonly RuleSpec[]): readonly Never[] {
  const answer = answers.get(rules) ?? findNever(rules);
  answers.set(rules, answer);
  return answer;
}

function findNever(rules: readonly RuleSpec[]): readonly Never[] {
  return rules.flatMap(({ if: condition, node: rule }, index) => {
    const node = at(rule, 'if');
    return node && condition !== undefined && neverHolds(node, condition) ? [{ index, node }] : [];
  });
}

/** By the place where it is written, which anchors bring into many rules. */
const conditions = new WeakMap<Node, boolean>();

function neverHolds(node: Node, condition: string): boolean {
  if (!namesKinds(condition)) return false;
  const never = conditions.get(node) ?? pipelineKinds.every((kind) => holdsIn(kind, condition) === false);
  conditions.set(node, never);
  return never;
}

/** Only what is known of the kinds of pipelines is judged. */
function namesKinds(expression: string): boolean {
  return /CI_COMMIT_BRANCH|CI_COMMIT_TAG|CI_MERGE_REQUEST_I/.test(expression);
}

/** Variables of that name that the file itself sets. */
function definesKinds({ variables }: Job): boolean {
  return [...variables.keys()].some(namesKinds);
}
