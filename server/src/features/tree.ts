/** The tree of environments, their deploy jobs and the gates before each, worst first: what a side bar shows. */
import type { Range } from 'vscode-languageserver';
import type { Analysis, DownstreamAnalysis, JobReport } from '../engine/analysis.ts';
import type { Finding } from '../gates/gate.ts';
import { sameUsername } from '../gates/person.ts';
import { aRole } from '../gates/words.ts';
import type { Actor, Attempt } from '../pipeline/attempt.ts';
import type { DeploymentTier } from '../pipeline/job.ts';
import type { Span } from '../text/span.ts';
import { answer } from './answer.ts';
import { toLocation, type UriOf } from './range.ts';
import { projectPage, settingsPage } from './settings-page.ts';

/** The verdict of a job or a gate. */
export type Outlook = JobReport['verdict']['kind'];

/** A pipeline with everything that it deploys. */
export interface Tree {
  /** Path of the project in GitLab; absent where none is known. */
  readonly project?: string;
  /** For whom and what it is answered: "as dana · push on main". */
  readonly attempt: string;
  readonly environments: readonly TreeEnvironment[];
}

/** Jobs that deploy to the same environment of the same project. */
export interface TreeEnvironment {
  /** As far as it can be expanded; empty for jobs that name none. */
  readonly name: string;
  /** Where it is another project's. */
  readonly project?: string;
  /** The stored one where there is one; absent where it is not known. */
  readonly tier?: DeploymentTier;
  /** The worst of its jobs. */
  readonly verdict: Outlook;
  readonly jobs: readonly TreeJob[];
  /** Its page in GitLab, as far as that can be told. */
  readonly page?: string;
}

export interface TreeJob {
  readonly name: string;
  readonly stage: string;
  readonly verdict: Outlook;
  /** What becomes of it, in Markdown. */
  readonly answer: string;
  /** Whether the person of the attempt can run or approve it; `unknown` also where nobody is named. */
  readonly mine: 'yes' | 'no' | 'unknown';
  /** What starts its pipeline, where that is another one. */
  readonly startedBy?: string;
  /** A file of its pipeline, for those that ask about it; absent for pipelines of other projects. */
  readonly uri?: string;
  readonly place?: TreePlace;
  readonly gates: readonly TreeGate[];
}

export interface TreeGate {
  readonly id: string;
  readonly title: string;
  readonly verdict: Exclude<Outlook, 'absent'>;
  /** Completes "this job …", in Markdown. */
  readonly what: string;
  /** Sentences, in Markdown. */
  readonly why: string;
  readonly todo?: string;
  /** GitLab's page on the matter. */
  readonly source: string;
  /** Where in GitLab it is set. */
  readonly page?: string;
  readonly place?: TreePlace;
}

export interface TreePlace {
  readonly uri: string;
  readonly range: Range;
}

const severity = { absent: 0, pass: 1, wait: 2, unknown: 3, deny: 4 } as const satisfies Record<Outlook, number>;
const tierOrder: readonly (DeploymentTier | undefined)[] = ['production', 'staging', 'testing', 'development', 'other'];

/** The tree of a pipeline and of those that it starts. */
export function treeOf(analysis: Analysis, uriOf: UriOf): Tree {
  const groups = new Map<string, { readonly environment: Goal; readonly jobs: TreeJob[] }>();
  for (const { environment, job } of jobsIn(analysis, { uriOf })) {
    const key = JSON.stringify([environment.project, environment.name]);
    const group = groups.get(key);
    if (group) group.jobs.push(job);
    else groups.set(key, { environment, jobs: [job] });
  }
  const environments = [...groups.values()].map(({ environment, jobs }): TreeEnvironment => {
    const sorted = worstFirst(jobs, (it) => it.name);
    return { ...environment, verdict: sorted[0]?.verdict ?? 'absent', jobs: sorted };
  });
  const { path } = analysis.snapshot.project;
  return {
    ...(path !== '' && { project: path }),
    attempt: attemptLine(analysis.attempt),
    environments: worstFirst(environments, byTierAndName),
  };
}

/** "as dana · push on main". */
function attemptLine({ actor, source, ref, tag }: Attempt): string {
  return `as ${actorWords(actor)} · ${source} on ${tag ? `tag ${ref}` : ref}`;
}

function actorWords(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return actor.username;
    case 'role':
      return aRole(actor.accessLevel);
    case 'nobody':
      return actor.stranger ?? 'nobody in particular';
  }
}

/** Production before staging before the others; then by name. */
function byTierAndName({ tier, name }: TreeEnvironment): string {
  const place = tierOrder.indexOf(tier);
  return `${name === '' ? 9 : place < 0 ? 8 : place} ${name}`;
}

function worstFirst<T extends { readonly verdict: Outlook }>(items: readonly T[], order: (item: T) => string): T[] {
  return [...items].sort(
    (a, b) => severity[b.verdict] - severity[a.verdict] || (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0),
  );
}

/** An environment without what comes of its jobs. */
type Goal = Omit<TreeEnvironment, 'verdict' | 'jobs'>;

interface Found {
  readonly environment: Goal;
  readonly job: TreeJob;
}

/** What is told of a pipeline that another one starts. */
interface Around {
  /** Absent for files that no editor can open. */
  readonly uriOf: UriOf;
  readonly startedBy?: string;
  /** Where it is another project's. */
  readonly project?: string;
}

function jobsIn(analysis: Analysis, around: Around): readonly Found[] {
  const own = analysis.reports.map((it) => ({
    environment: goalOf(analysis, it, around.project),
    job: jobOf(analysis, it, around),
  }));
  return [...own, ...analysis.downstream.flatMap((it) => jobsBelow(it, around))];
}

function jobsBelow(
  { analysis, job, kind, project }: DownstreamAnalysis,
  { uriOf, ...above }: Around,
): readonly Found[] {
  if (!analysis) return [];
  const isElsewhere = kind === 'project';
  const where = isElsewhere ? project : above.project;
  return jobsIn(analysis, {
    uriOf: isElsewhere ? nowhere : uriOf,
    startedBy: job,
    ...(where !== undefined && { project: where }),
  });
}

const nowhere: UriOf = () => undefined;

function goalOf({ snapshot }: Analysis, { job }: JobReport, project: string | undefined): Goal {
  const { environment } = job.job;
  const outcome = job.possible[0]?.environment;
  const name = outcome?.shown ?? environment?.name ?? '';
  const { environments } = snapshot.settings;
  const stored = environments.known ? environments.value.find((it) => it.name === name) : undefined;
  const written = typeof outcome?.tier === 'string' ? outcome.tier : undefined;
  const tier = stored?.tier ?? written;
  const base = projectPage(snapshot);
  return {
    name,
    ...(project !== undefined && { project }),
    ...(environment && tier !== undefined && { tier }),
    ...(environment && base !== undefined && { page: `${base}/-/environments?search=${encodeURIComponent(name)}` }),
  };
}

function jobOf(analysis: Analysis, report: JobReport, { uriOf, startedBy }: Around): TreeJob {
  const { job, verdict, findings } = report;
  const place = placeOf(analysis, job.job.key.span, uriOf);
  return {
    name: job.job.name,
    stage: job.job.stage,
    verdict: verdict.kind,
    answer: answer(analysis, report),
    mine: isFor(analysis, report),
    ...(startedBy !== undefined && { startedBy }),
    ...(place && { uri: place.uri, place }),
    gates: findings.map((it) => gateOf(analysis, it, uriOf)),
  };
}

function gateOf(analysis: Analysis, finding: Finding, uriOf: UriOf): TreeGate {
  const { gate, verdict, what, why, todo, span } = finding;
  const page = settingsPage(analysis, finding);
  const place = placeOf(analysis, span, uriOf);
  return {
    ...{ id: gate.id, title: gate.title, verdict: verdict.kind, what, why, source: gate.source },
    ...(todo !== undefined && { todo }),
    ...(page !== undefined && { page }),
    ...(place && { place }),
  };
}

function placeOf(analysis: Analysis, span: Span, uriOf: UriOf): TreePlace | undefined {
  return toLocation(analysis, span, uriOf);
}

/** Whether the attempt's own person can run the job, or approve what it deploys. */
function isFor({ attempt: { actor } }: Analysis, { who, findings, may }: JobReport): TreeJob['mine'] {
  if (actor.kind !== 'user') return 'unknown';
  const isActor = ({ username }: { readonly username: string }) => sameUsername(username, actor.username);
  if (who.users.some(isActor)) return 'yes';
  // Who may approve takes some time to work out, and matters only where somebody has to.
  const approve = findings.some((it) => it.gate.id === 'approval') ? may.approve : undefined;
  if (approve?.users.some(isActor)) return 'yes';
  const isRefused = who.nearMisses.some(isActor) && (!approve || approve.nearMisses.some(isActor));
  return isRefused ? 'no' : 'unknown';
}
