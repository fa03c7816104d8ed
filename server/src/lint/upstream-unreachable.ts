/** `upstream/unreachable`: a needed job is not in this kind of pipeline, so GitLab creates no pipeline at all. */
import { t } from '@vscode/l10n';
import { sentence } from '../gates/words.ts';
import { later } from '../logic/later.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import { evaluate } from '../pipeline/evaluate.ts';
import type { Need } from '../pipeline/job.ts';
import type { JobOutcome, Outcome } from '../pipeline/outcome.ts';
import { fix, makeNeedOptional } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';

export const upstreamUnreachable: Rule = {
  id: 'upstream/unreachable',
  title: later('Needed job is missing from the pipeline'),
  severity: 'error',
  everyKind: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/yaml/#needsoptional',
  *check(question) {
    const { outcome } = question;
    const there = usually(question);
    for (const [other, needing] of missingIn(outcome)) if (there(other)) yield* finding(other, needing);
    if (outcome.created === false || !hangsOnChanges(question)) return;
    const elsewhere = evaluate(question.pipeline, variantsOf(question.attempt).unchanged);
    for (const [other, needing] of missingIn(elsewhere)) {
      if (outcome.jobs.get(other.job.name)?.included !== false) yield* finding(other, needing, unlessChanged(other));
    }
  },
};

/** The jobs that are missing where GitLab refuses the pipeline for it, with the needs of those that are there. */
function missingIn(outcome: Outcome): ReadonlyMap<JobOutcome, readonly Needing[]> {
  const missing = new Map<JobOutcome, Needing[]>();
  if (outcome.created !== false || outcome.reason !== 'seed_errors') return missing;
  for (const job of outcome.jobs.values()) {
    if (job.included !== true) continue;
    for (const need of job.possible[0]?.needs ?? []) {
      const other = absent(outcome, need);
      if (other) missing.set(other, [...(missing.get(other) ?? []), { job, need }]);
    }
  }
  return missing;
}

/** A commit that touches one file, of which no rule knows the name. */
const anotherFile: readonly string[] = ['.another file'];

interface Variants {
  readonly unchanged: Attempt;
  readonly pushed: Attempt;
}

/** The same as long as the attempt is: what came of most jobs is then known after an edit. */
const variants = new WeakMap<Attempt, Variants>();

function variantsOf(attempt: Attempt): Variants {
  const known = variants.get(attempt) ?? {
    unchanged: { ...attempt, changedPaths: anotherFile },
    pushed: { ...attempt, source: 'push' },
  };
  variants.set(attempt, known);
  return known;
}

/** Whether a job is needed that `changes` may leave out, and nobody knows which files have changed. */
function hangsOnChanges({ pipeline: { jobs }, attempt }: LintQuestion): boolean {
  if (attempt.changedPaths !== 'unknown') return false;
  const names = new Set(
    jobs.flatMap((it) => (it.rules?.some(({ changes }) => changes) || it.only?.changes ? [it.baseName, it.name] : [])),
  );
  const isNamed = (need: Need) => need.kind === 'job' && !need.optional && names.has(need.job);
  return names.size > 0 && jobs.some(({ needs }) => needs?.some(isNamed));
}

function unlessChanged({ job: { name } }: JobOutcome): Pick<LintFinding, 'severity' | 'what' | 'why'> {
  return {
    severity: 'warning',
    what: t`needs \`${name}\`, which is there only when certain files have changed: without it GitLab creates no pipeline at all`,
    why: t`\`changes\` leaves \`${name}\` out when other files have changed, and not this job. GitLab refuses to create a pipeline in which a needed job is missing.`,
  };
}

/**
 * Nobody knows on which branch a schedule runs: only what is missing because it is a schedule is missing for sure,
 * while it would be there after a push to the same branch.
 */
function usually({ pipeline, attempt, situation }: LintQuestion): (job: JobOutcome) => boolean {
  if (situation !== 'schedule') return () => true;
  // Mostly nothing is missing, and nobody asks.
  return ({ job }) => evaluate(pipeline, variantsOf(attempt).pushed).jobs.get(job.name)?.included !== false;
}

interface Needing {
  readonly job: JobOutcome;
  readonly need: Need;
}

function absent(outcome: Outcome, need: Need): JobOutcome | undefined {
  const other = need.kind === 'job' && !need.optional ? outcome.jobs.get(need.job) : undefined;
  return other?.included === false ? other : undefined;
}

/** One job that is missing is one mistake, however many need it. */
function finding(
  other: JobOutcome,
  all: readonly Needing[],
  words: Partial<Pick<LintFinding, 'severity' | 'what' | 'why'>> = {},
): readonly LintFinding[] {
  const [first, ...others] = all;
  if (!first) return [];
  const name = other.job.name;
  const because = t`\`${name}\` is not there: ${other.because.text}`;
  return [
    {
      job: first.job.job.name,
      span: first.need.span,
      what: t`needs \`${name}\`, which is not there, so that GitLab creates no pipeline at all`,
      why: t`${sentence(because)}. GitLab refuses to create a pipeline in which a needed job is missing.`,
      ...words,
      todo: t('Give both jobs the same rules, or need it with `optional: true`.'),
      related: [
        { span: other.because.span ?? other.job.key.span, message: because },
        ...others.slice(0, 3).map(({ job, need }) => ({
          span: need.span,
          message: t`\`${job.job.name}\` needs it, too`,
        })),
      ],
      fixes: fix(
        t('Need it with `optional: true`'),
        ...once(all).map(({ job, need }) => makeNeedOptional(job.job, need)),
      ),
    },
  ];
}

/** What jobs have from one template is written once. */
function once(all: readonly Needing[]): readonly Needing[] {
  return [...new Map(all.map((it) => [it.need.span, it])).values()];
}
