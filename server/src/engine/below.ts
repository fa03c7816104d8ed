/** From the analysis of a downstream pipeline to what the gates of its trigger job want to know of it. */
import type { Finding, Question } from '../gates/gate.ts';
import type { Started, StartedJob, StartedPipeline } from '../gates/started.ts';
import { isUnknown, type Missing } from '../logic/tri.ts';
import type { Effect, JobOutcome } from '../pipeline/outcome.ts';
import type { Analysis, DownstreamAnalysis, JobReport } from './analysis.ts';
import { locate } from './report.ts';
import type { StartedScene } from './scene.ts';

/** A pipeline that a trigger job starts, judged as far as it was read. */
export interface Below {
  readonly started: StartedScene;
  readonly analysis?: Analysis;
}

/** What `job` starts with each of its effects. */
export function startedIn(
  below: readonly Below[],
  { job }: JobOutcome,
): (effect: Effect) => Pick<Question, 'downstream'> {
  const its = below
    .filter((it) => it.started.job === job.name)
    .map((it) => ({ effects: it.started.effects, downstream: startedOf(it) }));
  return (effect) => {
    const found = its.find((it) => it.effects.includes(effect));
    return found ? { downstream: found.downstream } : {};
  };
}

function startedOf({ started, analysis }: Below): Started {
  const { job: _, effects: _effects, entry: _entry, scene: _scene, ...rest } = started;
  return { ...rest, ...(analysis && { pipeline: startedPipeline(analysis, started) }) };
}

function startedPipeline(analysis: Analysis, { start, project }: StartedScene): StartedPipeline {
  const { outcome, pipeline, reports } = analysis;
  const elsewhere = start.target.kind === 'project' ? ` of \`${project}\`` : '';
  return {
    created: outcome.created,
    ...(outcome.message !== undefined && { message: outcome.message }),
    open: pipeline.config.open,
    jobs: reports.filter((it) => it.verdict.kind !== 'absent').map((it) => startedJob(analysis, it, elsewhere)),
  };
}

function startedJob({ pipeline }: Analysis, report: JobReport, elsewhere: string): StartedJob {
  const { job, findings, verdict } = report;
  const { file, line } = locate(pipeline, job.job.key.span);
  const kind = verdict.kind === 'absent' ? 'pass' : verdict.kind;
  const deciding = decidingFinding(report);
  const action = job.job.environment?.action ?? 'start';
  return {
    name: job.job.name,
    place: `\`${file}:${line}\`${elsewhere}`,
    verdict: kind,
    ...(deciding && { gate: deciding.gate.id }),
    what: deciding?.what ?? `may not be there: ${job.because.text}`,
    why: deciding?.why ?? '',
    ...(deciding?.todo !== undefined && { todo: deciding.todo }),
    missing: missingOf(report),
    deploysNothing: action !== 'start',
    failsPipeline: kind === 'deny' && isOnItsOwn(job, findings),
  };
}

/** The first of the gates that make the verdict what it is. */
function decidingFinding({ verdict, findings }: JobReport): Finding | undefined {
  const counted = findings.filter((it) => !(it.gate.risk && it.verdict.kind === 'unknown'));
  return counted.find((it) => it.verdict.kind === verdict.kind);
}

function missingOf({ verdict, job }: JobReport): readonly Missing[] {
  if (verdict.kind !== 'unknown') return [];
  return verdict.missing.length > 0 ? verdict.missing : [{ kind: 'runtime', detail: job.because.text }];
}

/** Whether the job certainly has its turn, without anybody doing anything, and GitLab does not let it fail. */
function isOnItsOwn({ included, possible }: JobOutcome, findings: readonly Finding[]): boolean {
  const [effect, another] = possible;
  if (isUnknown(included) || !effect || another) return false;
  return !effect.allowFailure && effect.when !== 'manual' && !findings.some((it) => it.verdict.kind === 'wait');
}

export function downstreamAnalysis({ started, analysis }: Below): DownstreamAnalysis {
  const { job, start, project, ref, entry, missing } = started;
  return {
    job,
    kind: start.target.kind,
    ...(project !== undefined && { project }),
    ...(ref !== undefined && { ref }),
    entry,
    ...(analysis && { analysis }),
    missing,
  };
}
