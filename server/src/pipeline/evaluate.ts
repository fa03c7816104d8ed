/** What becomes of a pipeline in one attempt: whether it is created, which jobs are in it, and why (config.md §0.1). */
import { t } from '@vscode/l10n';
import type { Variables } from '../expression/collection.ts';
import { isBreakOff } from '../expression/evaluate.ts';
import { all, isUnknown, type Missing, not, type Tri, unknown } from '../logic/tri.ts';
import type { Attempt } from './attempt.ts';
import type { Circumstances } from './conditions.ts';
import { creationOf } from './creation.ts';
import { effectOf, type Setting } from './effect.ts';
import type { Job, RuleSpec } from './job.ts';
import type { Because, Effect, JobOutcome, Outcome } from './outcome.ts';
import type { Pipeline } from './pipeline.ts';
import { exceptHolds, onlyHolds } from './policy.ts';
import { becauseOf, type FirstMatch, firstMatch, missingInWords } from './rules.ts';
import { jobVariables, type RuleVariables } from './variables.ts';
import { workflowOf } from './workflow.ts';

/**
 * Evaluates a pipeline definition for one attempt.
 *
 * @param files paths of all files of the commit in the order of its tree, for `exists`; without them what depends on
 *   files is unknown
 * @returns every job of the definition with what its rules say, also where no pipeline is created
 */
export function evaluate(pipeline: Pipeline, attempt: Attempt, files?: readonly string[] | 'unresolved'): Outcome {
  const workflow = workflowOf(pipeline, attempt, files);
  const setting: Setting = { pipeline, attempt, workflow: workflow.variables };
  const known = keptFor(attempt);
  const jobs = new Map<string, JobOutcome>();
  const variables = new Map<Job, Variables>();
  for (const job of pipeline.jobs) {
    const judged = judge(job, setting, files, known);
    jobs.set(job.name, judged.outcome);
    variables.set(job, judged.its);
  }
  return {
    ...creationOf(pipeline, workflow, jobs, variables),
    ...(workflow.variables && { workflowVariables: workflow.variables }),
    jobs,
  };
}

/** What came of a job, and from what besides the attempt and the job itself. */
interface Judged {
  readonly variables: Pipeline['variables'];
  readonly workflow: RuleVariables | undefined;
  /** Absent where its rules do not ask for files. */
  readonly files: Circumstances['files'];
  readonly outcome: JobOutcome;
  /** What its rules saw. */
  readonly its: Variables;
}

/** An edit leaves most jobs as they were; what was worked out for one holds as long as all that it rests on. */
const kept = new WeakMap<Attempt, WeakMap<Job, Judged>>();

function keptFor(attempt: Attempt): WeakMap<Job, Judged> {
  const known = kept.get(attempt) ?? new WeakMap<Job, Judged>();
  kept.set(attempt, known);
  return known;
}

function judge(job: Job, setting: Setting, listing: Circumstances['files'], known: WeakMap<Job, Judged>): Judged {
  const { pipeline, attempt, workflow } = setting;
  const { variables } = pipeline;
  const files = job.rules && asksForFiles(job.rules) ? listing : undefined;
  const last = known.get(job);
  if (last?.variables === variables && last.workflow === workflow && last.files === files) return last;
  const its = jobVariables(pipeline, job, attempt, workflow);
  const outcome = outcomeOf(job, { attempt, files, variables: its }, setting);
  const judged = { variables, workflow, files, outcome, its };
  known.set(job, judged);
  return judged;
}

/** By list of rules, which instances of a job and jobs of one template share. */
const asking = new WeakMap<readonly RuleSpec[], boolean>();

function asksForFiles(rules: readonly RuleSpec[]): boolean {
  const asks = asking.get(rules) ?? rules.some((it) => it.exists);
  asking.set(rules, asks);
  return asks;
}

function outcomeOf(job: Job, circumstances: Circumstances, setting: Setting): JobOutcome {
  if (job.rules) return byRules(job, job.rules, firstMatch(job.rules, circumstances), setting);
  return byPolicies(job, circumstances, setting);
}

function byRules(job: Job, rules: readonly RuleSpec[], match: FirstMatch, setting: Setting): JobOutcome {
  const effects: Effect[] = [];
  for (const index of match.possible) {
    const spec = index === undefined ? undefined : rules[index];
    if (index === undefined || !spec || (spec.when ?? job.when) === 'never') continue;
    effects.push(effectOf(job, { index, spec }, setting));
  }
  const included = inclusion(match, effects.length);
  if (effects.length === 0) effects.push(effectOf(job, undefined, setting));
  const raises = match.raises !== undefined && ({ raises: true } as const);
  return { job, included, possible: effects, because: becauseOf(rules, match, 'rule'), ...raises };
}

/** Decided as soon as everything that is possible agrees. */
function inclusion({ possible, missing }: FirstMatch, including: number): Tri {
  if (including === 0) return false;
  return including === possible.length ? true : unknown(...missing);
}

function byPolicies(job: Job, circumstances: Circumstances, setting: Setting): JobOutcome {
  const only = job.only ? onlyHolds(job.only, circumstances) : true;
  const except = job.except ? exceptHolds(job.except, circumstances) : false;
  const included = all([only, not(except)]);
  return {
    job,
    included,
    possible: [effectOf(job, undefined, setting)],
    because: becauseOfPolicies(job, only, except),
    ...(isBreakOff(included) && { raises: true }),
  };
}

function becauseOfPolicies({ only, except }: Job, onlyTerm: Tri, exceptTerm: Tri): Because {
  if (!only && !except) return { kind: 'no-rules', text: t('it has no rules') };
  const default_ = only && !only.span ? t('the default `only: [branches, tags]`') : '`only`';
  const onlySpan = only?.span && { span: only.span };
  const exceptSpan = except?.span && { span: except.span };
  if (onlyTerm === false) return { kind: 'only', text: t`${default_} does not hold`, ...onlySpan };
  if (exceptTerm === true) return { kind: 'except', text: t`${'`except`'} holds`, ...exceptSpan };
  const missing: readonly Missing[] = [onlyTerm, exceptTerm].flatMap((it) => (isUnknown(it) ? it.missing : []));
  if (missing.length > 0) {
    const span = isUnknown(onlyTerm) ? onlySpan : exceptSpan;
    return { kind: 'undecided', text: t`it depends on ${missingInWords(missing)}`, ...span };
  }
  if (!only) return { kind: 'except', text: t`${'`except`'} does not hold`, ...exceptSpan };
  return {
    kind: 'only',
    text: except ? t`${default_} holds and \`except\` does not` : t`${default_} holds`,
    ...onlySpan,
  };
}
