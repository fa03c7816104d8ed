/** `workflow:rules`: whether there is a pipeline at all, in this attempt and in the usual ones. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../../engine/analysis.ts';
import { isUnknown, type Tri } from '../../logic/tri.ts';
import type { Outcome } from '../../pipeline/outcome.ts';
import { workflowRulesHold } from '../../pipeline/rule-truth.ts';
import { conditionsInWords, missingInWords } from '../../pipeline/rules.ts';
import type { TableColumn } from '../../pipeline/table.ts';
import type { Node } from '../../syntax/node.ts';
import { attemptTable } from '../attempts.ts';
import { attemptWords } from '../words.ts';
import { holds } from './about.ts';

/** The whole list, or the rule that `node` is part of. */
export function workflowWords(analysis: Analysis, node: Node): string | undefined {
  const { pipeline, outcome } = analysis;
  const rules = pipeline.workflow?.rules;
  if (!rules) return undefined;
  const index = rules.findIndex((it) => holds(it.node, node.span));
  const rule = rules[index];
  const because = outcome.workflow?.text;
  const head = headOf(outcome);
  const table = attemptTable(analysis, t('pipeline'), pipelineCell);
  if (!rule) return [`${head} ${because ?? ''} (${attemptWords(analysis)}).`, table].join('\n\n');
  const truth = workflowRulesHold(pipeline, analysis)[index] ?? false;
  return [
    `**${ruleSentence(index, truth)}** (${attemptWords(analysis)}). ${t`Its condition: ${conditionsInWords(rule)}.`}`,
    `${head} ${because ?? ''}.`,
    attemptTable(analysis, t`rule ${index + 1}`, (column) => ruleCell(analysis, column, index)),
  ].join('\n\n');
}

function headOf({ created, reason }: Outcome): string {
  if (isUnknown(created)) return t('**Whether a pipeline is created is not decided:**');
  if (created) return t('**The workflow lets this pipeline be:**');
  return reason === 'filtered_by_workflow_rules'
    ? t('**No pipeline is created:**')
    : t('**No pipeline is created, for another reason. The workflow:**');
}

/** Without its full stop. */
function ruleSentence(index: number, truth: Tri): string {
  const rule = index + 1;
  if (isUnknown(truth)) return t`Rule ${rule} of the workflow depends on ${missingInWords(truth.missing)}`;
  return truth ? t`Rule ${rule} of the workflow holds` : t`Rule ${rule} of the workflow does not hold`;
}

function holdsWords(truth: Tri): string {
  if (isUnknown(truth)) return t`depends on ${missingInWords(truth.missing)}`;
  return truth ? t('holds') : t('does not hold');
}

function pipelineCell({ outcome: { created, reason } }: TableColumn): string {
  if (isUnknown(created)) return t`depends on ${missingInWords(created.missing)}`;
  if (created) return t('created');
  return reason === 'filtered_by_workflow_rules' ? t('left out') : t('not created, for another reason');
}

function ruleCell({ pipeline, files }: Analysis, { attempt }: TableColumn, index: number): string {
  return holdsWords(workflowRulesHold(pipeline, { attempt, files })[index] ?? false);
}
