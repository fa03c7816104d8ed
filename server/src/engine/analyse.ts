/** The whole engine in one call: a pipeline, an attempt and the settings in, a report on every deploy job out. */
import { type Answer, type Finding, factsOf, type Gate, type Question } from '../gates/gate.ts';
import { gates } from '../gates/index.ts';
import { personOf } from '../gates/person.ts';
import { pushesOf } from '../gates/push-lines.ts';
import { type VerdictKind, worst } from '../gates/verdict.ts';
import { type Who, whoCan } from '../gates/who.ts';
import { deploysBy } from '../lint/deploy-commands.ts';
import { rules } from '../lint/index.ts';
import type { LintQuestion } from '../lint/rule.ts';
import { isUnknown, type Missing } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Job } from '../pipeline/job.ts';
import type { Effect, JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { Piece } from '../text/span.ts';
import type { Analysis, JobReport, RuleFinding } from './analysis.ts';
import { type Below, downstreamAnalysis, startedIn } from './below.ts';
import { type Readings, type Scene, sceneOf } from './scene.ts';

/**
 * Judges every deploy job of `pipeline` for one attempt.
 *
 * @param attempt what is known of it; the settings fill in what they can (default branch, protected ref, freeze).
 * @param files paths of the checkout, for `rules:exists`; absent or `'unresolved'` = not known.
 * @param readings the downstream pipelines, as far as they have been read. Without them they are not known.
 */
export function analyse(
  pipeline: Pipeline,
  attempt: Attempt,
  snapshot: Snapshot,
  files?: readonly string[] | 'unresolved',
  readings?: Readings,
): Analysis {
  return judge(sceneOf({ pipeline, attempt, snapshot, files }, readings));
}

/** Judges every deploy job of a scene, those of the pipelines that it starts first. */
export function judge({ pipeline, attempt, outcome, snapshot, downstream }: Scene): Analysis {
  const below = downstream.map((it): Below => ({ started: it, ...(it.scene && { analysis: judge(it.scene) }) }));
  const person = personOf(attempt.actor, snapshot);
  const circumstances = { pipeline, attempt, outcome, snapshot, person };
  const reports = [...outcome.jobs.values()]
    .filter((it) => isDeployJob(pipeline, it.job))
    .map((it) => reportOn(circumstances, it, startedIn(below, it)));
  const lint = lintFindings({ ...circumstances, findings: byJob(reports), who: whoByJob(reports) });
  return { pipeline, attempt, outcome, snapshot, reports, lint, downstream: below.map(downstreamAnalysis) };
}

type Circumstances = Omit<Question, 'job' | 'effect' | 'downstream'>;

/** What a job starts with one of its effects. */
type StartedWith = (effect: Effect) => Pick<Question, 'downstream'>;

function reportOn(circumstances: Circumstances, job: JobOutcome, started: StartedWith): JobReport {
  const looksLike = !job.job.environment && !job.job.trigger;
  // A job that its rules keep out is still explained: with what it would meet were it there.
  const effects = job.possible.length > 0 ? job.possible : [nominal(job.job)];
  const [first = nominal(job.job)] = effects;
  const findings = gates
    .map((gate) => ask(gate, circumstances, job, effects, started))
    .filter((it): it is Finding => it !== undefined);
  return {
    job,
    looksLike,
    findings,
    verdict: verdictOf(job, circumstances.outcome, findings),
    who: whoCan({ ...circumstances, job, effect: first, ...started(first) }),
  };
}

/** What the job would be without its rules. */
function nominal(job: Job): Effect {
  return {
    when: job.when === 'never' ? 'on_success' : job.when,
    allowFailure: job.allowFailure.value,
    ...(job.startIn !== undefined && { startIn: job.startIn }),
    ...(job.needs && { needs: job.needs }),
  };
}

/** The gate's answer over all that may come of the rules: one answer where it is always the same, else unknown. */
function ask(
  gate: Gate,
  circumstances: Circumstances,
  job: JobOutcome,
  effects: readonly Effect[],
  started: StartedWith,
): Finding | undefined {
  const answers = effects.map((effect) => gate.ask({ ...circumstances, job, effect, ...started(effect) }));
  const [first] = answers;
  const said = answers.find((it) => it !== undefined);
  if (!said) return undefined;
  const kinds = new Set<VerdictKind | undefined>(answers.map((it) => it?.verdict.kind));
  if (kinds.size === 1 && first) return { gate, ...first };
  const missing = isUnknown(job.included) ? job.included.missing : openRules(job);
  return { gate, ...undecided(said, missing) };
}

/** Several rules may match, and they do not agree on this gate. */
function undecided(said: Answer, missing: readonly Missing[]): Answer {
  if (said.verdict.kind === 'unknown') return said;
  return {
    ...said,
    verdict: { kind: 'unknown', missing },
    what: `may do this, depending on its rules: ${said.what}`,
    facts: [...said.facts, ...factsOf(missing)],
  };
}

function openRules(job: JobOutcome): readonly Missing[] {
  return [{ kind: 'runtime', detail: `which of the job's rules matches is not decided: ${job.because.text}` }];
}

/** The worst of the gates that count; `absent` where rules keep the job out. */
function verdictOf(job: JobOutcome, outcome: Outcome, findings: readonly Finding[]): JobReport['verdict'] {
  if (job.included === false) return { kind: 'absent' };
  if (outcome.created === false && outcome.reason === 'filtered_by_workflow_rules') return { kind: 'absent' };
  const open = [job.included, outcome.created].filter(isUnknown);
  // What may not be there at all is not refused for certain: nobody would be told of a refusal.
  if (open.length > 0) return { kind: 'unknown', missing: open.flatMap((it) => it.missing) };
  return worst(findings.filter((it) => !(it.gate.risk && it.verdict.kind === 'unknown')).map((it) => it.verdict));
}

/** Contracts §4: jobs with an environment, trigger jobs, jobs that look like deployments, jobs that push. */
function isDeployJob(pipeline: Pipeline, job: Job): boolean {
  if (job.environment ?? job.trigger) return true;
  return deploysBy(job) !== undefined || pushesOf(pipeline, job).some((it) => it.credential === 'job-token');
}

function byJob(reports: readonly JobReport[]): ReadonlyMap<string, readonly Finding[]> {
  return new Map(reports.map((it) => [it.job.job.name, it.findings]));
}

function whoByJob(reports: readonly JobReport[]): ReadonlyMap<string, Who> {
  return new Map(reports.map((it) => [it.job.job.name, it.who]));
}

/** Instances of a matrix, and jobs that extend one template, share what is written: it is said once. */
function lintFindings(question: LintQuestion): readonly RuleFinding[] {
  const seen = new Map<Piece, Set<string>>();
  const findings: RuleFinding[] = [];
  for (const rule of rules) {
    for (const finding of rule.check(question)) {
      const { piece, start, end } = finding.span;
      const here = seen.get(piece) ?? new Set();
      seen.set(piece, here);
      const key = `${rule.id} ${start} ${end} ${finding.what}`;
      if (here.has(key)) continue;
      here.add(key);
      findings.push({ rule, ...finding });
    }
  }
  return findings;
}
