/** `rules`, and each of them: which one decides in this attempt and why, and what they do in the usual ones. */
import { t } from '@vscode/l10n';
import { isUnknown, type Tri } from '../../logic/tri.ts';
import type { RuleSpec } from '../../pipeline/job.ts';
import type { Effect, JobOutcome } from '../../pipeline/outcome.ts';
import { rulesHold } from '../../pipeline/rule-truth.ts';
import { conditionsInWords, missingInWords } from '../../pipeline/rules.ts';
import type { TableColumn } from '../../pipeline/table.ts';
import { attemptTable, effectWords } from '../attempts.ts';
import { attemptWords } from '../words.ts';
import { type About, holds, type KeyWords } from './about.ts';

/** The whole list. */
export const rulesWords: KeyWords = (about) => {
  const { analysis, job } = about;
  if (!job.job.rules) return undefined;
  return [
    `**${headOf(job)}** (${attemptWords(analysis)}).`,
    ...(analysis.outcome.created === false && analysis.outcome.reason === 'filtered_by_workflow_rules'
      ? [t('No pipeline is created, whatever the rules of this job say: `workflow:rules` leaves this attempt out.')]
      : []),
    attemptTable(analysis, t('this job'), (column) => jobCell(column, job.job.name)),
  ].join('\n\n');
};

function headOf({ included, possible, because }: JobOutcome): string {
  if (included === false) return t`Not in this pipeline: ${because.text}`;
  const kinds = eitherKind(possible);
  return isUnknown(included) || possible.length > 1
    ? t`Not decided: ${because.text}`
    : `${capital(because.text)}: ${kinds}`;
}

/** "manual, blocking; or runs by itself". */
export function eitherKind(effects: readonly Effect[]): string {
  return [...new Set(effects.map(effectWords))].join(`; ${t('or')} `);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What becomes of a job in one attempt, and by which rule. */
function jobCell({ outcome }: TableColumn, name: string): string | undefined {
  const job = outcome.jobs.get(name);
  if (!job) return undefined;
  if (outcome.created === false && job.included !== false)
    return outcome.reason === 'filtered_by_workflow_rules' ? t('no pipeline') : t('no pipeline is created');
  if (job.included === false) return t('not there');
  const words = job.possible.map((it) =>
    it.rule ? t`rule ${it.rule.index + 1}: ${effectWords(it)}` : effectWords(it),
  );
  const open = isUnknown(job.included) ? job.included : isUnknown(outcome.created) ? outcome.created : undefined;
  const all = [...new Set(words), ...(open ? [t('not there')] : [])].join(` ${t('or')} `);
  return open ? t`${all}: depends on ${missingInWords(open.missing)}` : all;
}

/** One rule: the one that holds what is pointed at. */
export const ruleWords: KeyWords = (about) => {
  const { analysis, job, node } = about;
  const rules = job.job.rules ?? [];
  const index = rules.findIndex((it) => holds(it.node, node.span));
  const rule = rules[index];
  if (!rule) return rulesWords(about);
  const here = standing(rulesHold(analysis.pipeline, job.job, analysis), index);
  return [
    `**${sentence(here, index)}** ${consequence(rule, job, here.kind === 'decides')}`,
    t`Its condition: ${conditionsInWords(rule)}.`,
    attemptTable(analysis, t`rule ${index + 1}`, (column) => ruleCell(about, column, rule, index)),
  ].join('\n\n');
};

/** How a rule stands in one attempt: on its own, and among those before it. */
type Standing =
  | { readonly kind: 'decides' | 'fails' }
  /** Another comes first; `holds`: it would hold as well, else it may. */
  | { readonly kind: 'behind'; readonly by: number; readonly holds: boolean }
  /** Whether it holds, or whether an earlier one does. */
  | { readonly kind: 'open'; readonly on: string; readonly by?: number };

function standing(truths: readonly Tri[], index: number): Standing {
  const own = truths[index] ?? false;
  if (own === false) return { kind: 'fails' };
  const before = truths.slice(0, index);
  const by = before.indexOf(true);
  if (by >= 0) return { kind: 'behind', by, holds: own === true };
  if (isUnknown(own)) return { kind: 'open', on: missingInWords(own.missing) };
  const open = before.findIndex(isUnknown);
  const earlier = before[open];
  if (earlier !== undefined && isUnknown(earlier))
    return { kind: 'open', on: missingInWords(earlier.missing), by: open };
  return { kind: 'decides' };
}

function sentence(here: Standing, index: number): string {
  const rule = index + 1;
  switch (here.kind) {
    case 'decides':
      return t`Rule ${rule} decides in this attempt.`;
    case 'fails':
      return t`Rule ${rule} does not hold in this attempt.`;
    case 'behind':
      return t`Rule ${rule} is not reached in this attempt: rule ${here.by + 1} holds and comes first.`;
    case 'open':
      return here.by === undefined
        ? t`Whether rule ${rule} holds depends on ${here.on}.`
        : t`Rule ${rule} holds, and decides unless rule ${here.by + 1} does, which depends on ${here.on}.`;
  }
}

/** What the job is where this rule decides. */
function consequence(rule: RuleSpec, { job }: JobOutcome, isSo: boolean): string {
  const when = rule.when ?? job.when;
  if (when === 'never') {
    return isSo
      ? t('It keeps the job out of the pipeline.')
      : t('Where it decides, it keeps the job out of the pipeline.');
  }
  const startIn = rule.startIn ?? job.startIn;
  const effect = {
    when,
    allowFailure: rule.allowFailure ?? job.allowFailure.value,
    ...(startIn !== undefined && { startIn }),
  };
  const from = rule.when === undefined && job.when !== 'on_success' ? ` (${t('the `when` is that of the job')})` : '';
  const kind = `${effectWords(effect)}${from}`;
  return isSo ? t`The job is there: ${kind}.` : t`Where it decides, the job is there: ${kind}.`;
}

function ruleCell(
  { analysis: { pipeline, files }, job }: About,
  column: TableColumn,
  rule: RuleSpec,
  index: number,
): string {
  if (column.outcome.created === false && column.outcome.reason === 'filtered_by_workflow_rules')
    return t('no pipeline');
  const here = standing(rulesHold(pipeline, job.job, { ...column, files }), index);
  switch (here.kind) {
    case 'decides':
      return (rule.when ?? job.job.when) === 'never' ? t('decides: not there') : t('decides');
    case 'fails':
      return t('does not hold');
    case 'behind':
      return here.holds
        ? t`holds, but rule ${here.by + 1} comes first`
        : t`not reached: rule ${here.by + 1} comes first`;
    case 'open':
      return here.by === undefined
        ? t`depends on ${here.on}`
        : t`decides, unless rule ${here.by + 1} does (${here.on})`;
  }
}
