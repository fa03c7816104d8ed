/** The usual ways of starting the pipeline, side by side, as short tables in Markdown. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../engine/analysis.ts';
import { completeAttempt } from '../engine/complete.ts';
import { dependsOnKind } from '../engine/kinds.ts';
import type { Effect } from '../pipeline/outcome.ts';
import { type TableColumn, tableOf } from '../pipeline/table.ts';

/** The attempts, or a sentence that says why there is only the one that was chosen. */
export type Attempts = readonly TableColumn[] | { readonly why: string };

const kept = new WeakMap<Analysis, Attempts>();

export function attemptsOf(analysis: Analysis): Attempts {
  const known = kept.get(analysis) ?? attempts(analysis);
  kept.set(analysis, known);
  return known;
}

function attempts({ pipeline, attempt, snapshot, files }: Analysis): Attempts {
  const { source, variables } = attempt;
  if (source === 'pipeline' || source === 'parent_pipeline' || variables) {
    return { why: t`This pipeline is what the one above makes it, so there are no other attempts to compare.` };
  }
  if (dependsOnKind(pipeline)) {
    return { why: t`Which files are included depends on how the pipeline is started, so only this attempt is told.` };
  }
  return tableOf(pipeline, attempt, files, (it) => completeAttempt(it, snapshot));
}

/**
 * One row for each attempt.
 * @param cell what is said of an attempt, in Markdown without line breaks; `undefined` leaves the row out.
 */
export function attemptTable(
  analysis: Analysis,
  title: string,
  cell: (column: TableColumn) => string | undefined,
): string {
  const columns = attemptsOf(analysis);
  if ('why' in columns) return `*${columns.why}*`;
  const rows = columns.flatMap((it) => {
    const words = cell(it);
    return words === undefined ? [] : [`| ${inCell(it.title)} | ${inCell(words)} |`];
  });
  return rows.length === 0 ? '' : [`| ${t`attempt`} | ${title} |`, '| :-- | :-- |', ...rows].join('\n');
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

/** "manual, blocking", "runs by itself": what a job gets. */
export function effectWords({
  when,
  allowFailure,
  startIn,
}: Pick<Effect, 'when' | 'allowFailure' | 'startIn'>): string {
  switch (when) {
    case 'manual':
      return allowFailure ? t`manual, optional` : t`manual, blocking`;
    case 'delayed':
      return startIn === undefined ? t`delayed` : t`delayed by ${startIn}`;
    case 'on_failure':
      return t`runs after a failure`;
    case 'always':
      return t`runs whatever happened before`;
    case 'on_success':
      return t`runs by itself`;
  }
}
