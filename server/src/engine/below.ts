/** From the analysis of a downstream pipeline to what the gates of its trigger job want to know of it. */
import { t } from '@vscode/l10n';
import { forecastOf } from '../gates/ahead.ts';
import { endOf } from '../gates/awaited.ts';
import type { Finding, Question } from '../gates/gate.ts';
import type { Below, Started, StartedJob, StartedPipeline } from '../gates/started.ts';
import { type Verdict, worst } from '../gates/verdict.ts';
import { sentence } from '../gates/words.ts';
import { isUnknown } from '../logic/tri.ts';
import type { Effect, JobOutcome, Outcome } from '../pipeline/outcome.ts';
import type { Analysis, DownstreamAnalysis, JobReport } from './analysis.ts';
import { locate } from './report.ts';
import type { StartedScene } from './scene.ts';

/** A pipeline that a trigger job starts, judged as far as it was read. */
export interface JudgedStart {
  readonly started: StartedScene;
  readonly analysis?: Analysis;
}

/** What `job` starts with each of its effects. */
export function startedIn(
  below: readonly JudgedStart[],
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

/** What all jobs of the pipeline with `outcome` start; `undefined` where none of them starts anything. */
export function belowOf(outcome: Outcome, below: readonly JudgedStart[]): Below | undefined {
  if (below.length === 0) return undefined;
  const byJob = new Map<string, Started[]>();
  for (const it of below) byJob.set(it.started.job, [...(byJob.get(it.started.job) ?? []), startedOf(it)]);
  return { of: outcome, startedBy: (job) => byJob.get(job) ?? [] };
}

function startedOf({ started, analysis }: JudgedStart): Started {
  const { job: _, effects: _effects, entry: _entry, scene: _scene, ...rest } = started;
  return { ...rest, ...(analysis && { pipeline: startedPipeline(analysis, started) }) };
}

function startedPipeline(analysis: Analysis, { start, project }: StartedScene): StartedPipeline {
  const { outcome, pipeline, reports, below } = analysis;
  const elsewhere = start.target.kind === 'project' ? project : undefined;
  return {
    created: outcome.created,
    ...(outcome.message !== undefined && { message: outcome.message }),
    open: pipeline.config.open,
    jobs: reports.filter((it) => it.verdict.kind !== 'absent').map((it) => startedJob(analysis, it, elsewhere)),
    end: endOf(forecastOf(analysis), below),
  };
}

function startedJob({ pipeline }: Analysis, report: JobReport, elsewhere: string | undefined): StartedJob {
  const { job, findings } = report;
  const { file, line } = locate(pipeline, job.job.key.span);
  const verdict = ownVerdict(report);
  const deciding = countedFindings(report).find((it) => it.verdict.kind === verdict.kind);
  const action = job.job.environment?.action ?? 'start';
  return {
    name: job.job.name,
    place: elsewhere === undefined ? `\`${file}:${line}\`` : t`\`${file}:${line}\` of \`${elsewhere}\``,
    verdict: verdict.kind,
    ...(deciding && { gate: deciding.gate.id }),
    what: deciding?.what ?? t('may not be there'),
    why: deciding?.why ?? `${sentence(job.because.text)}.`,
    ...(deciding?.todo !== undefined && { todo: deciding.todo }),
    missing: verdict.kind === 'unknown' ? verdict.missing : [],
    deploysNothing: action !== 'start',
    byItself: isOnItsOwn(job, findings),
    who: report.who,
  };
}

/** The job's verdict, but for what concerns the whole pipeline: that is told once, of the trigger job. */
function ownVerdict(report: JobReport): Verdict {
  const { included } = report.job;
  const open: readonly Verdict[] = isUnknown(included) ? [{ kind: 'unknown', missing: included.missing }] : [];
  return worst([...countedFindings(report).map((it) => it.verdict), ...open]);
}

/** Without the risks that are not known. */
function countedFindings({ findings }: JobReport): readonly Finding[] {
  return findings.filter((it) => it.gate.id !== 'pipeline' && !(it.gate.risk && it.verdict.kind === 'unknown'));
}

/** Whether the job certainly has its turn, without anybody doing anything, and GitLab does not let it fail. */
function isOnItsOwn({ included, possible }: JobOutcome, findings: readonly Finding[]): boolean {
  const [effect, another] = possible;
  if (isUnknown(included) || !effect || another) return false;
  return !effect.allowFailure && effect.when !== 'manual' && !findings.some((it) => it.verdict.kind === 'wait');
}

export function downstreamAnalysis({ started, analysis }: JudgedStart): DownstreamAnalysis {
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
