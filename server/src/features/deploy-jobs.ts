/** Every deploy job of a pipeline and of those that it starts, as views show it: where it leads, what becomes of it, its gates. */
import { t } from '@vscode/l10n';
import type { Range } from 'vscode-languageserver';
import type { Analysis, DownstreamAnalysis, JobReport } from '../engine/analysis.ts';
import type { Finding } from '../gates/gate.ts';
import { sameUsername } from '../gates/person.ts';
import { aRole } from '../gates/words.ts';
import type { Actor, Attempt } from '../pipeline/attempt.ts';
import { type DeploymentTier, tiers } from '../pipeline/job.ts';
import type { Span } from '../text/span.ts';
import { answer } from './answer.ts';
import { toLocation, type UriOf } from './range.ts';
import { settingsPages } from './settings-links.ts';
import { projectPage } from './settings-page.ts';

/** The verdict of a job or a gate. */
export type Outlook = JobReport['verdict']['kind'];

/** An environment, without what comes of the jobs that lead to it. */
export interface Goal {
  /** As far as it can be expanded; empty for jobs that name none. */
  readonly name: string;
  /** Where it is another project's. */
  readonly project?: string;
  /** The stored one where there is one; absent where it is not known. */
  readonly tier?: DeploymentTier;
  /** Its page in GitLab, as far as that can be told. */
  readonly page?: string;
}

export interface DeployJob {
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
  readonly place?: Written;
  readonly gates: readonly JobGate[];
}

export interface JobGate {
  readonly id: string;
  readonly title: string;
  readonly verdict: Exclude<Outlook, 'absent'>;
  /** Completes "this job …", in Markdown. */
  readonly what: string;
  /** Sentences, in Markdown. */
  readonly why: string;
  readonly todo?: string;
  /** It says what might come, and does not count into the job's verdict while a fact for it is unread. */
  readonly risk?: boolean;
  /** GitLab's page on the matter. */
  readonly source: string;
  /** Where in GitLab it is set. */
  readonly page?: string;
  readonly place?: Written;
}

export interface Written {
  readonly uri: string;
  readonly range: Range;
}

/** A job of a pipeline that is looked at, and where in the line of pipelines it stands. */
export interface Found {
  readonly analysis: Analysis;
  readonly report: JobReport;
  readonly environment: Goal;
  /** The same for jobs with the same environment of the same project. */
  readonly key: string;
  readonly around: Around;
}

/** What is told of a pipeline that another one starts. */
export interface Around {
  /** Gives nothing for files that no editor can open. */
  readonly uriOf: UriOf;
  readonly startedBy?: string;
  /** Where it is another project's. */
  readonly project?: string;
}

/** From mild to severe. */
export const severity = { absent: 0, pass: 1, wait: 2, unknown: 3, deny: 4 } as const satisfies Record<Outlook, number>;

/** Those of the pipeline first, then those of the pipelines that it starts. */
export function deployJobs(analysis: Analysis, uriOf: UriOf): readonly Found[] {
  return jobsIn(analysis, { uriOf });
}

/** "as dana · push on main". */
export function attemptLine({ actor, source, ref, tag }: Attempt): string {
  const who = actorWords(actor);
  return tag ? t`as ${who} · ${source} on tag ${ref}` : t`as ${who} · ${source} on ${ref}`;
}

function actorWords(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return actor.username;
    case 'role':
      return aRole(actor.accessLevel);
    case 'nobody':
      return actor.stranger ?? t`nobody in particular`;
  }
}

function jobsIn(analysis: Analysis, around: Around): readonly Found[] {
  const own = analysis.reports.map((report): Found => {
    const environment = goalOf(analysis, report, around.project);
    return { analysis, report, environment, key: JSON.stringify([around.project, environment.name]), around };
  });
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

/** The job as views show it. */
export function jobOf({ analysis, report, around: { uriOf, startedBy } }: Found): DeployJob {
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
    gates: findings.map((it) => gateOf(analysis, report, it, uriOf)),
  };
}

function gateOf(analysis: Analysis, report: JobReport, finding: Finding, uriOf: UriOf): JobGate {
  const { gate, verdict, what, why, todo, span } = finding;
  const [page] = settingsPages(analysis, report, finding);
  const place = placeOf(analysis, span, uriOf);
  return {
    ...{ id: gate.id, title: t(gate.title), verdict: verdict.kind, what, why, source: gate.source },
    ...(gate.risk && { risk: true }),
    ...(todo !== undefined && { todo }),
    ...(page && { page: page.address }),
    ...(place && { place }),
  };
}

/** Sorts production before staging before the others, those of this project before those elsewhere; then by name. */
export function goalOrder({ tier, name, project = '' }: Goal): string {
  const place = tier === undefined ? tiers.length : tiers.indexOf(tier);
  return `${name === '' ? tiers.length + 1 : place} ${project} ${name}`;
}

/** Where something is written, for editors. */
export function placeOf(analysis: Analysis, span: Span, uriOf: UriOf): Written | undefined {
  return toLocation(analysis, span, uriOf);
}

/** Whether the attempt's own person can run the job, or approve what it deploys. */
function isFor({ attempt: { actor } }: Analysis, { who, findings, may }: JobReport): DeployJob['mine'] {
  if (actor.kind !== 'user') return 'unknown';
  const isActor = ({ username }: { readonly username: string }) => sameUsername(username, actor.username);
  if (who.users.some(isActor)) return 'yes';
  // Who may approve takes some time to work out, and matters only where somebody has to.
  const approve = findings.some((it) => it.gate.id === 'approval') ? may.approve : undefined;
  if (approve?.users.some(isActor)) return 'yes';
  const isRefused = who.nearMisses.some(isActor) && (!approve || approve.nearMisses.some(isActor));
  return isRefused ? 'no' : 'unknown';
}
