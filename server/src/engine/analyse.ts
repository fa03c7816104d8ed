/** The whole engine in one call: a pipeline, an attempt and the settings in, a report on every deploy job out. */
import { t } from '@vscode/l10n';
import { forecastOf } from '../gates/ahead.ts';
import type { Finding } from '../gates/gate.ts';
import { type Person, personOf } from '../gates/person.ts';
import { pushesOf } from '../gates/push-lines.ts';
import { worst } from '../gates/verdict.ts';
import type { Who } from '../gates/who.ts';
import { deploysBy } from '../lint/deploy-commands.ts';
import type { Use } from '../lint/ignores.ts';
import { lint } from '../lint/lint.ts';
import { type Policy, standardPolicy } from '../lint/policy.ts';
import type { Situation } from '../lint/rule.ts';
import { isUnknown } from '../logic/tri.ts';
import type { Attempt } from '../pipeline/attempt.ts';
import type { Job } from '../pipeline/job.ts';
import type { JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { startsBy } from '../pipeline/process/words.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { Analysis, JobReport } from './analysis.ts';
import { answersOn, type Circumstances, type StartedWith } from './answers.ts';
import { belowOf, downstreamAnalysis, type JudgedStart, startedIn } from './below.ts';
import { childKinds, otherKinds } from './kinds.ts';
import { type Readings, type Scene, type StartedScene, sceneOf } from './scene.ts';

/**
 * Judges every deploy job of `pipeline` for one attempt.
 *
 * @param attempt what is known of it; the settings fill in what they can (default branch, protected ref, freeze).
 * @param files paths of the checkout, for `rules:exists`; absent or `'unresolved'` = not known.
 * @param readings the downstream pipelines, as far as they have been read. Without them they are not known.
 * @param policy how the project wants to be linted.
 */
export function analyse(
  pipeline: Pipeline,
  attempt: Attempt,
  snapshot: Snapshot,
  files?: readonly string[] | 'unresolved',
  readings?: Readings,
  policy?: Policy,
): Analysis {
  return judge(sceneOf({ pipeline, attempt, snapshot, files }, readings), policy);
}

/** Judges every deploy job of a scene, those of the pipelines that it starts first. */
export function judge(scene: Scene, policy: Policy = standardPolicy): Analysis {
  return judgeWith(scene, policy, { used: new Set(), isBelow: false });
}

/** @param kinds of a child pipeline the other kinds of pipelines that start it. */
function judgeWith(scene: Scene, policy: Policy, use: Use, kinds?: () => readonly Situation[]): Analysis {
  const { pipeline, attempt, outcome, snapshot, files, downstream } = scene;
  const elsewhere = once(kinds ?? (() => otherKinds({ pipeline, attempt, snapshot, files })));
  const kindsOf = (it: StartedScene) => () =>
    it.start.target.kind === 'child' ? childKinds({ pipeline, situations: elsewhere(), snapshot }, it) : [];
  const starts = downstream.map(
    (it): JudgedStart => ({
      started: it,
      ...(it.scene && { analysis: judgeWith(it.scene, policy, { ...use, isBelow: true }, kindsOf(it)) }),
    }),
  );
  const person = personIn(attempt, snapshot);
  const below = belowOf(outcome, starts);
  const circumstances = { pipeline, attempt, outcome, snapshot, person, ...(below && { below }) };
  const reports = deployJobs(pipeline, outcome, policy).map((it) => reportOn(circumstances, it, startedIn(starts, it)));
  const findings = once(() => {
    // What the pipelines below ignore is of use as well.
    for (const { analysis } of starts) void analysis?.lint;
    return lint(
      {
        ...circumstances,
        findings: byJob(reports),
        who: whoByJob(reports),
        elsewhere: elsewhere(),
      },
      policy,
      use,
    );
  });
  return {
    ...{ pipeline, attempt, outcome, snapshot, reports, policy, downstream: starts.map(downstreamAnalysis) },
    ...(files && { files }),
    ...(below && { below }),
    // Verdicts are asked for more often than findings, and do not wait for them.
    get lint() {
      return findings();
    },
  };
}

/** Gates keep what they work out for a person with that person. */
const people = new WeakMap<Attempt, { readonly snapshot: Snapshot; readonly person: Person }>();

function personIn(attempt: Attempt, snapshot: Snapshot): Person {
  const known = people.get(attempt);
  if (known?.snapshot === snapshot) return known.person;
  const person = personOf(attempt.actor, snapshot);
  people.set(attempt, { snapshot, person });
  return person;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function reportOn(circumstances: Circumstances, job: JobOutcome, started: StartedWith): JobReport {
  const looksLike = !job.job.environment && !job.job.trigger;
  const { findings, who, may } = answersOn(circumstances, job, started);
  const steps = once(may);
  const starts = once(() => startsAs(circumstances, job));
  return {
    ...{ job, looksLike, findings, verdict: verdictOf(job, circumstances.outcome, findings), who },
    because: becauseOf(job, circumstances.outcome),
    // These are worked out for those alone who show them.
    get starts() {
      return starts();
    },
    get may() {
      return steps();
    },
  };
}

function startsAs(circumstances: Circumstances, { job }: JobOutcome): string | undefined {
  const forecast = forecastOf(circumstances).of(job.name);
  return forecast && startsBy(forecast);
}

/** The worst of the gates that count; `absent` where rules keep the job out. */
function verdictOf(job: JobOutcome, outcome: Outcome, findings: readonly Finding[]): JobReport['verdict'] {
  if (job.included === false) return { kind: 'absent' };
  if (isFiltered(outcome)) return { kind: 'absent' };
  const open = [job.included, outcome.created].filter(isUnknown);
  // What may not be there at all is not refused for certain: nobody would be told of a refusal.
  if (open.length > 0) return { kind: 'unknown', missing: open.flatMap((it) => it.missing) };
  return worst(findings.filter((it) => !(it.gate.risk && it.verdict.kind === 'unknown')).map((it) => it.verdict));
}

function isFiltered({ created, reason }: Outcome): boolean {
  return created === false && reason === 'filtered_by_workflow_rules';
}

/** Where no pipeline comes about, it does not matter what the job's own rules say. */
function becauseOf({ because }: JobOutcome, outcome: Outcome): string {
  return isFiltered(outcome) && outcome.workflow
    ? t`GitLab makes no pipeline, since ${outcome.workflow.text}`
    : because.text;
}

/** Contracts §4: jobs with an environment, trigger jobs, jobs that look like deployments, jobs that push. */
function deployJobs(pipeline: Pipeline, outcome: Outcome, { deployCommands }: Policy): readonly JobOutcome[] {
  const from = scriptsComeFrom(pipeline);
  return [...outcome.jobs.values()].filter(({ job }) => {
    if (job.environment ?? job.trigger) return true;
    return deploysBy(job, deployCommands) !== undefined || pushesWithJobToken(pipeline, job, from);
  });
}

/** Whether a job pushes with its token, and what its scripts came from besides the job when that was found out. */
interface Pushing {
  readonly from: readonly unknown[];
  readonly answer: boolean;
}

/** Most jobs push nothing, which takes reading all their scripts to see. */
const pushing = new WeakMap<Job, Pushing>();

function pushesWithJobToken(pipeline: Pipeline, job: Job, from: readonly unknown[]): boolean {
  const last = pushing.get(job);
  if (last?.from.every((it, n) => it === from[n])) return last.answer;
  const answer = pushesOf(pipeline, job).some((it) => it.credential === 'job-token');
  pushing.set(job, { from, answer });
  return answer;
}

/** All of the pipeline that may make up a job's scripts: values of variables, and defaults. */
function scriptsComeFrom({ variables, config: { root } }: Pipeline): readonly unknown[] {
  const defaults = ['default', 'before_script', 'after_script', 'run'].map((it) => root.entries.get(it)?.value);
  return [variables, ...defaults];
}

function byJob(reports: readonly JobReport[]): ReadonlyMap<string, readonly Finding[]> {
  return new Map(reports.map((it) => [it.job.job.name, it.findings]));
}

function whoByJob(reports: readonly JobReport[]): ReadonlyMap<string, Who> {
  return new Map(reports.map((it) => [it.job.job.name, it.who]));
}
