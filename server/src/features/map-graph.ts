/** The graph of the gate map: jobs, the stages that they wait for, and environments, with the locks on the way. */
import { t } from '@vscode/l10n';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { forecastOf } from '../gates/ahead.ts';
import { later } from '../logic/later.ts';
import { isUnknown } from '../logic/tri.ts';
import type { JobOutcome } from '../pipeline/outcome.ts';
import type { Forecast, Stop } from '../pipeline/process/forecast.ts';
import {
  type DeployJob,
  type Found,
  type Goal,
  jobOf,
  type Outlook,
  placeOf,
  severity,
  type Written,
} from './deploy-jobs.ts';
import type { UriOf } from './range.ts';

export interface MapGraph {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

export type MapNode = JobNode | StageNode | EnvironmentNode;

/** How a job is passed: `open` lets through, `closed` waits for somebody or something, `refused` lets nobody through. */
export type Lock = 'open' | 'closed' | 'unknown' | 'refused';

export interface JobNode {
  readonly kind: 'job';
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  /** Absent for a job that holds nothing up and deploys nothing. */
  readonly lock?: Lock;
  /** What it does to those behind it, in words: "waits to be started by hand". Of jobs that deploy nothing. */
  readonly holds?: string;
  /** What becomes of it and its gates, where it deploys. */
  readonly deploys?: DeployJob;
  /** Its rules are not decided. */
  readonly perhaps?: boolean;
  /** The job that starts its pipeline, where that is another one; and the project, where that is another one. */
  readonly startedBy?: string;
  readonly project?: string;
  readonly place?: Written;
}

/** Where everything of the stages before is awaited. */
export interface StageNode {
  readonly kind: 'stage';
  readonly id: string;
  /** The stage that begins then. */
  readonly name: string;
}

export interface EnvironmentNode extends Goal {
  readonly kind: 'environment';
  readonly id: string;
  /** The worst of the jobs that lead to it. */
  readonly verdict: Outlook;
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  /**
   * `needs`: the job names the other one. `stage`: it comes after it by its stage. `starts`: it is in a pipeline that
   * the other one starts. `deploys`: it deploys there; `touches`: it does something else there, such as stopping it.
   */
  readonly kind: 'needs' | 'stage' | 'starts' | 'deploys' | 'touches';
}

/** @param found the deploy jobs of the pipeline and of those that it starts. */
export function graphOf(analysis: Analysis, uriOf: UriOf, found: readonly Found[]): MapGraph {
  const byReport = new Map(found.map((it) => [it.report, it]));
  const own = pipelineGraph({ analysis, uriOf, byReport, prefix: '' });
  const goals = environments(found);
  const byKey = new Map(goals.map((it) => [it.id, it]));
  const leads = own.jobs.flatMap(({ node, report }): MapEdge[] => {
    const to = report && environmentId(byReport.get(report));
    const action = report?.job.job.environment?.action;
    if (to === undefined || !byKey.has(to)) return [];
    return [{ from: node.id, to, kind: action === 'start' ? 'deploys' : 'touches' }];
  });
  return { nodes: [...own.stages, ...own.jobs.map((it) => it.node), ...goals], edges: [...own.edges, ...leads] };
}

/** One pipeline on its way into the graph. */
interface Piece {
  readonly analysis: Analysis;
  readonly uriOf: UriOf;
  readonly byReport: ReadonlyMap<JobReport, Found>;
  /** Keeps the names of jobs of several pipelines apart. */
  readonly prefix: string;
  readonly startedBy?: string;
  readonly project?: string;
}

interface Drawn {
  readonly jobs: readonly { readonly node: JobNode; readonly report: JobReport | undefined }[];
  readonly stages: readonly StageNode[];
  readonly edges: readonly MapEdge[];
}

function pipelineGraph(piece: Piece): Drawn {
  const { analysis, prefix } = piece;
  const forecast = forecastOf(analysis);
  const reports = new Map(analysis.reports.map((it) => [it.job.job.name, it]));
  const holding = holdersIn(analysis, forecast);
  const outcomes = [...analysis.outcome.jobs.values()].filter(
    (it) => it.included !== false || reports.has(it.job.name),
  );
  const jobs = outcomes.map((it) => {
    const report = reports.get(it.job.name);
    return { node: jobNode(piece, it, report, forecast, holding), report };
  });
  const { stages, edges } = waits(prefix, outcomes, forecast);
  const below = analysis.downstream.flatMap((it) => {
    if (!it.analysis) return [];
    const isElsewhere = it.kind === 'project';
    const project = isElsewhere ? it.project : piece.project;
    const drawn = pipelineGraph({
      ...piece,
      analysis: it.analysis,
      prefix: `${prefix}${it.job}/`,
      startedBy: it.job,
      ...(project !== undefined && { project }),
    });
    return [{ ...drawn, edges: [...drawn.edges, ...starts(jobId(prefix, it.job), drawn)] }];
  });
  return {
    jobs: [...jobs, ...below.flatMap((it) => it.jobs)],
    stages: [...stages, ...below.flatMap((it) => it.stages)],
    edges: [...edges, ...below.flatMap((it) => it.edges)],
  };
}

/** Everything that waits for nothing starts with the pipeline. */
function starts(from: string, { jobs, stages, edges }: Drawn): readonly MapEdge[] {
  const waiting = new Set(edges.map((it) => it.to));
  const first = [...jobs.map((it) => it.node), ...stages].filter((it) => !waiting.has(it.id));
  return first.map((it) => ({ from, to: it.id, kind: 'starts' }));
}

/** Jobs that something which deploys has to wait for. */
function holdersIn({ reports }: Analysis, forecast: Forecast): ReadonlySet<string> {
  return new Set(reports.flatMap((it) => forecast.of(it.job.job.name)?.ahead.map((of) => of.job.job.name) ?? []));
}

function jobNode(
  { analysis, uriOf, byReport, prefix, startedBy, project }: Piece,
  { job, included }: JobOutcome,
  report: JobReport | undefined,
  forecast: Forecast,
  holding: ReadonlySet<string>,
): JobNode {
  const place = placeOf(analysis, job.key.span, project === undefined ? uriOf : () => undefined);
  const found = report && byReport.get(report);
  const deploys = found && jobOf(found);
  const stop = forecast.of(job.name)?.stop;
  const lock = deploys ? locks[deploys.verdict] : stop && (holding.has(job.name) ? 'closed' : 'open');
  return {
    ...{ kind: 'job', id: jobId(prefix, job.name), name: job.name, stage: job.stage },
    ...(lock && { lock }),
    ...(!deploys && stop && { holds: t(stopWords[stop]) }),
    ...(deploys && { deploys }),
    ...(isUnknown(included) && { perhaps: true }),
    ...(startedBy !== undefined && { startedBy }),
    ...(project !== undefined && { project }),
    ...(place && { place }),
  };
}

const locks: Readonly<Record<Outlook, Lock | undefined>> = {
  pass: 'open',
  wait: 'closed',
  unknown: 'unknown',
  deny: 'refused',
  absent: undefined,
};

const stopWords: Readonly<Record<Stop, string>> = {
  manual: later('waits to be started by hand'),
  optional: later('started by hand, may be left out'),
  delayed: later('waits for its timer'),
  approval: later('waits for approvals'),
  downstream: later('waits for the pipeline that it starts'),
};

/** What waits for what. Jobs without `needs` wait for all stages before, which meet in one node for each stage. */
function waits(prefix: string, outcomes: readonly JobOutcome[], forecast: Forecast): Pick<Drawn, 'stages' | 'edges'> {
  const names = new Set(outcomes.map((it) => it.job.name));
  /** For each stage that somebody waits for, the last one before it. */
  const before = new Map<string, string>();
  const edges = outcomes.flatMap(({ job }): MapEdge[] => {
    const after = forecast.of(job.name)?.after;
    const to = jobId(prefix, job.name);
    if (after?.kind === 'stage') {
      before.set(job.stage, after.stage);
      return [{ from: stageId(prefix, job.stage), to, kind: 'stage' }];
    }
    const needed = after?.kind === 'needs' ? after.jobs.filter((it) => names.has(it)) : [];
    return needed.map((it) => ({ from: jobId(prefix, it), to, kind: 'needs' }));
  });
  for (const [stage, last] of before) {
    const to = stageId(prefix, stage);
    const awaited = outcomes.filter((it) => it.job.stage === last && it.included !== false);
    for (const { job } of awaited) edges.push({ from: jobId(prefix, job.name), to, kind: 'stage' });
    // Where all jobs of that stage went ahead by their needs, the stages before it are still awaited.
    const isImplied = awaited.some((it) => forecast.of(it.job.name)?.after.kind === 'stage');
    if (before.has(last) && !isImplied) edges.push({ from: stageId(prefix, last), to, kind: 'stage' });
  }
  const stages = [...before.keys()].map((name): StageNode => ({ kind: 'stage', id: stageId(prefix, name), name }));
  return { stages, edges };
}

function environments(found: readonly Found[]): readonly EnvironmentNode[] {
  const worst = new Map<string, EnvironmentNode>();
  for (const it of found) {
    const id = environmentId(it);
    const verdict = it.report.verdict.kind;
    const known = id === undefined ? undefined : worst.get(id);
    if (id === undefined || (known && severity[known.verdict] >= severity[verdict])) continue;
    worst.set(id, { kind: 'environment', id, ...it.environment, verdict });
  }
  return [...worst.values()];
}

function environmentId(found: Found | undefined): string | undefined {
  return found && found.environment.name !== '' ? `environment:${found.key}` : undefined;
}

function jobId(prefix: string, name: string): string {
  return `job:${prefix}${name}`;
}

function stageId(prefix: string, name: string): string {
  return `stage:${prefix}${name}`;
}
