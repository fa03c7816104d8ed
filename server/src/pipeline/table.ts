/** The table of attempts: the same pipeline as the usual ways of starting it see it, side by side. */
import { t } from '@vscode/l10n';
import type { Tri } from '../logic/tri.ts';
import type { Attempt } from './attempt.ts';
import { evaluate } from './evaluate.ts';
import type { Effect, Outcome } from './outcome.ts';
import type { Pipeline } from './pipeline.ts';
import { isMergeRequest } from './predefined.ts';

type Column = 'default-branch' | 'branch' | 'merge-request' | 'tag' | 'schedule' | 'web';

export interface TableColumn {
  readonly id: Column;
  /** "push to `main`". */
  readonly title: string;
  readonly attempt: Attempt;
  readonly outcome: Outcome;
}

/** One job in one column. */
export interface Cell {
  readonly column: TableColumn;
  /** Whether the job is in that pipeline: it must be created, and the job's rules must let it in. */
  readonly included: Tri;
  /** Effective `when` and `allow_failure`; several where the rules are not decided, none where the job is not there. */
  readonly possible: readonly Pick<Effect, 'when' | 'allowFailure'>[];
}

/** What stands for a branch, and for a tag, that nobody has named. */
const exampleBranch = 'feature';
const exampleTag = 'v1.0.0';
const usualDefaultBranch = 'main';

/**
 * The usual attempts, as like to `base` as they can be: its person, moment, project and given variables. Its own ref
 * stands in the column it belongs to.
 */
export function usualAttempts(base: Attempt): Usual {
  const known = usual.get(base) ?? attemptsLike(base);
  usual.set(base, known);
  return known;
}

type Usual = readonly Omit<TableColumn, 'outcome'>[];

/** What is worked out for an attempt is kept with it, so the same base has the very same attempts. */
const usual = new WeakMap<Attempt, Usual>();

function attemptsLike(base: Attempt): Usual {
  const main = base.defaultBranch ?? usualDefaultBranch;
  const isOther = !base.tag && base.ref !== main;
  const branch = isOther ? base.ref : exampleBranch;
  const tag = base.tag ? base.ref : exampleTag;
  const target = base.targetBranch ?? main;
  const onMain = variant(base, main, false);
  const onBranch = variant(base, branch, false);
  return [
    { id: 'default-branch', title: t`push to \`${main}\``, attempt: pushed(onMain, base) },
    { id: 'branch', title: t`push to \`${branch}\``, attempt: pushed(onBranch, base) },
    {
      id: 'merge-request',
      title: t`merge request into \`${target}\``,
      attempt: pushed({ ...withoutProtection(onBranch), source: 'merge_request_event', targetBranch: target }, base),
    },
    { id: 'tag', title: t`tag \`${tag}\``, attempt: variant(base, tag, true) },
    { id: 'schedule', title: t`schedule on \`${main}\``, attempt: { ...onMain, source: 'schedule' } },
    { id: 'web', title: t`run by hand on \`${main}\``, attempt: { ...onMain, source: 'web' } },
  ];
}

/**
 * Evaluates the usual attempts.
 * @param complete adds what else is known of each of them, such as whether its ref is protected.
 */
export function tableOf(
  pipeline: Pipeline,
  base: Attempt,
  files?: readonly string[] | 'unresolved',
  complete: (attempt: Attempt) => Attempt = (it) => it,
): readonly TableColumn[] {
  return usualAttempts(base).map((it) => {
    const attempt = complete(it.attempt);
    return { ...it, attempt, outcome: evaluate(pipeline, attempt, files) };
  });
}

/** The row of one job. */
export function rowOf(table: readonly TableColumn[], job: string): readonly Cell[] {
  return table.map((column) => {
    const its = column.outcome.jobs.get(job);
    const { created } = column.outcome;
    const included = !its || created === false || its.included === false ? false : bothOf(created, its.included);
    return { column, included, possible: included === false || !its ? [] : distinct(its.possible) };
  });
}

function bothOf(created: Tri, included: Tri): Tri {
  return created === true ? included : created;
}

function distinct(effects: readonly Effect[]): Cell['possible'] {
  const byValue = new Map(effects.map((it) => [`${it.when} ${it.allowFailure}`, it]));
  return [...byValue.values()].map(({ when, allowFailure }) => ({ when, allowFailure }));
}

/** A push of `ref` by the same person; that `ref` is protected is known only if it is the same. */
function variant(base: Attempt, ref: string, tag: boolean): Attempt {
  const { variables: _exact, changedPaths: _changed, mergeRequest: _kind, ...rest } = base;
  const same = base.ref === ref && base.tag === tag && !isMergeRequest(base);
  return {
    ...(same ? rest : withoutProtection(rest)),
    ref,
    tag,
    source: 'push',
    defaultBranch: base.defaultBranch ?? usualDefaultBranch,
  };
}

function withoutProtection(attempt: Attempt): Attempt {
  const { protected: _protected, ...rest } = attempt;
  return rest;
}

/** With the changed files, known or not, that such a pipeline has and others do not. */
function pushed(attempt: Attempt, base: Attempt): Attempt {
  return { ...attempt, changedPaths: base.changedPaths ?? 'unknown' };
}
