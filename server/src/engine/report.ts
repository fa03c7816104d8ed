/** The report as data: `explain --format json` and `deployGates/report` (contracts, section 4; `schemas/report.schema.json`). */
import { type Finding, factsOf } from '../gates/gate.ts';
import { isUnknown, type Missing } from '../logic/tri.ts';
import type { Actor } from '../pipeline/attempt.ts';
import type { JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { SettingKey, Snapshot } from '../settings/settings.ts';
import { place, position, toldOnce } from '../syntax/source.ts';
import { wallTime } from '../text/civil.ts';
import type { Instant } from '../text/instant.ts';
import type { Span } from '../text/span.ts';
import type { Analysis, DownstreamAnalysis, JobReport } from './analysis.ts';

export interface Location {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** Where a span stands, as people count. */
export function locate({ config }: Pipeline, span: Span): Location {
  const file = config.files.get(span.piece.file);
  if (!file) return { file: span.piece.file, line: 1, column: 1 };
  const { line, character } = position(file, place(file, span).start);
  return { file: pathIn(config, file.path), line: line + 1, column: character + 1 };
}

/** The path of a file in its project, where that is the one the pipeline starts in; else the key of the file. */
function pathIn({ entry }: Pipeline['config'], file: string): string {
  const [project] = /^project:[^:]+:/.exec(entry) ?? [];
  return project !== undefined && file.startsWith(project) ? file.slice(project.length) : file;
}

/** The report of an analysis. Plain JSON; the shape is a contract. */
export function reportJson(analysis: Analysis, options: { readonly all?: boolean } = {}): object {
  const { attempt, pipeline, outcome, snapshot, reports } = analysis;
  const listed = new Set(reports.map((it) => it.job.job.name));
  const rest = options.all ? [...outcome.jobs.values()].filter((it) => !listed.has(it.job.name)) : [];
  return {
    version: 1,
    attempt: {
      actor: actorJson(attempt.actor, snapshot),
      ref: attempt.ref,
      tag: attempt.tag,
      source: attempt.source,
      at: isoTime(attempt.at),
    },
    settings: settingsJson(snapshot),
    pipeline: pipelineJson(pipeline, outcome),
    jobs: [...reports.map((it) => jobJson(analysis, it)), ...rest.map((it) => plainJob(pipeline, it))],
  };
}

/** ISO 8601 to the second, in UTC. */
export function isoTime(at: Instant): string {
  const { year, month, day, hour, minute, second } = wallTime(Math.floor(at / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}Z`;
}

function actorJson(actor: Actor, { settings: { currentUser, members } }: Snapshot): object | null {
  if (actor.kind === 'nobody') return null;
  if (actor.kind === 'role') return { username: null, id: null, accessLevel: actor.accessLevel };
  const member = members.known ? members.value.find((it) => it.username === actor.username) : undefined;
  const me = currentUser.known && currentUser.value.username === actor.username ? currentUser.value : undefined;
  return {
    username: actor.username,
    id: me?.id ?? member?.id ?? null,
    accessLevel: member?.accessLevel ?? me?.projectLevel ?? null,
  };
}

function settingsJson(snapshot: Snapshot): object {
  const unread: object[] = [];
  for (const setting of Object.keys(snapshot.settings) as SettingKey[]) {
    const it = snapshot.settings[setting];
    if (!it.known) unread.push({ setting, why: it.why, ...(it.needs !== undefined && { needs: it.needs }) });
  }
  const { source, instance, project, takenAt } = snapshot;
  return { source, url: instance.url, project: project.path, takenAt, unread };
}

function pipelineJson(pipeline: Pipeline, outcome: Outcome): object {
  const { config, errors, warnings } = pipeline;
  return {
    valid: errors.length === 0,
    entry: config.entry,
    files: [...config.files.keys()],
    problems: toldOnce([...errors, ...config.hints, ...warnings]).map((it) => ({
      ...locate(pipeline, it.span),
      severity: it.severity,
      message: it.gitlab ?? it.message,
    })),
    unresolved: config.open.map((it) => (it.kind === 'include' ? { location: it.location, why: it.why } : it)),
    ...createdJson(outcome),
  };
}

/** Whether GitLab creates the pipeline, as far as the configuration decides. */
function createdJson({ created, message }: Outcome): object {
  const why = isUnknown(created) ? words(created.missing) : message;
  return {
    created: isUnknown(created) ? 'unknown' : created ? 'pass' : 'deny',
    ...(why !== undefined && { createdWhy: why }),
  };
}

function words(missing: readonly Missing[]): string {
  return factsOf(missing)
    .map((it) => it.detail)
    .join('; ');
}

function plainJob(pipeline: Pipeline, { job, included, possible }: JobOutcome): object {
  const { file, line } = locate(pipeline, job.key.span);
  return {
    name: job.name,
    kind: job.kind,
    stage: job.stage,
    file,
    line,
    included: isUnknown(included) ? 'unknown' : included,
    when: possible[0]?.when ?? job.when,
    allowFailure: possible[0]?.allowFailure ?? job.allowFailure.value,
    environment: null,
    verdict: included === false ? 'absent' : isUnknown(included) ? 'unknown' : 'pass',
    gates: [],
    who: { known: false, users: [], roles: [], groups: [], nearMisses: [] },
  };
}

function jobJson(analysis: Analysis, report: JobReport): object {
  const { pipeline, snapshot, downstream } = analysis;
  const started = downstream.find((it) => it.job === report.job.job.name);
  return {
    ...plainJob(pipeline, report.job),
    environment: environmentJson(report.job, snapshot),
    looksLike: report.looksLike,
    because: report.because,
    verdict: report.verdict.kind,
    gates: report.findings.map((it) => gateJson(pipeline, it)),
    who: whoJson(report),
    ...(started && { downstream: downstreamJson(started) }),
  };
}

/** Who can run the job, and beside that who may do each single step. */
export function whoJson({ who, may }: Pick<JobReport, 'who' | 'may'>): object {
  return { ...who, ...may };
}

/** The likeliest of what the job may start. Its jobs are those of the report, judged by the settings of `project`. */
function downstreamJson({ kind, project, ref, entry, analysis, missing }: DownstreamAnalysis): object {
  return {
    kind,
    project: project ?? null,
    ref: ref ?? null,
    entry: entry === '' ? null : entry,
    ...(analysis && createdJson(analysis.outcome)),
    ...(missing.length > 0 && { unread: factsOf(missing) }),
    jobs: analysis ? analysis.reports.map((it) => jobJson(analysis, it)) : [],
  };
}

function environmentJson({ job, possible }: JobOutcome, { settings: { environments } }: Snapshot): object | null {
  const { environment } = job;
  if (!environment) return null;
  const outcome = possible[0]?.environment;
  const name = outcome && typeof outcome.name === 'string' ? outcome.name : (outcome?.shown ?? environment.name);
  const stored = environments.known ? environments.value.find((it) => it.name === name)?.tier : undefined;
  const written = typeof outcome?.tier === 'string' ? outcome.tier : null;
  return {
    name,
    action: environment.action,
    tier: stored ?? written,
    tierFrom: stored !== undefined ? 'stored' : (outcome?.tierFrom ?? 'guessed'),
    declaredTier: outcome?.declaredTier ?? environment.tier ?? null,
    storedTier: stored ?? null,
  };
}

function gateJson(pipeline: Pipeline, finding: Finding): object {
  const { gate, verdict, reason, what, why, todo, span, facts, related } = finding;
  return {
    gate: gate.id,
    verdict: verdict.kind,
    ...(reason !== undefined && { reason }),
    what,
    why,
    ...(todo !== undefined && { todo }),
    source: gate.source,
    ...locate(pipeline, span),
    facts,
    ...(related && { related: related.map((it) => ({ ...locate(pipeline, it.span), message: it.message })) }),
  };
}
