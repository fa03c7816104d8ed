/** `rules/never-true`: a condition that holds in no kind of pipeline. */
import type { Job, RuleSpec } from '../pipeline/job.ts';
import { at, type MapNode } from '../syntax/node.ts';
import { holdsIn, pipelineKinds } from './pipeline-kinds.ts';
import type { Rule } from './rule.ts';

export const rulesNeverTrue: Rule = {
  id: 'rules/never-true',
  title: 'Condition that never holds',
  severity: 'warning',
  inParts: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/variables/predefined_variables/',
  *check({ pipeline }) {
    for (const job of pipeline.jobs) {
      for (const [index, rule] of (job.rules ?? []).entries()) {
        const node = at(rule.node, 'if');
        if (!node || definesKinds(job) || !neverHolds(rule)) continue;
        yield {
          job: job.name,
          span: node.span,
          what: `has a rule that never matches: rule ${index + 1}`,
          why: 'A pipeline is of a branch, of a tag or of a merge request: `CI_COMMIT_BRANCH`, `CI_COMMIT_TAG` and the `CI_MERGE_REQUEST_…` variables never exist together, and this condition wants two of them.',
          todo: 'Split it into several rules, or use `CI_COMMIT_REF_NAME`, which always exists.',
        };
      }
    }
  },
};

/** A rule is the same object as long as it is the same text. */
const answers = new WeakMap<MapNode, boolean>();

function neverHolds({ if: condition, node }: RuleSpec): boolean {
  if (condition === undefined || !namesKinds(condition)) return false;
  const known = answers.get(node);
  if (known !== undefined) return known;
  const answer = pipelineKinds.every((kind) => holdsIn(kind, condition) === false);
  answers.set(node, answer);
  return answer;
}

/** Only what is known of the kinds of pipelines is judged. */
function namesKinds(expression: string): boolean {
  return /CI_COMMIT_BRANCH|CI_COMMIT_TAG|CI_MERGE_REQUEST_I/.test(expression);
}

/** Variables of that name that the file itself sets. */
function definesKinds({ variables }: Job): boolean {
  return [...variables.keys()].some(namesKinds);
}
