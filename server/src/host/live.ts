/** Reads what an address of GitLab's web interface shows: one job, pipeline, deployment or environment. Reading only. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { LiveDeployment, LiveJob, LiveReading, LiveRun } from '../settings/live.ts';
import { type LiveAddress, type LiveTarget, placesOf } from '../settings/live-address.ts';
import type { Known, Snapshot } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import { bearable, type Fault, faultOf, known, settled, unread } from './fault.ts';
import { takeSnapshot } from './gitlab.ts';
import { deploymentFrom, jobFrom, liveEnvironmentFrom } from './live-rest.ts';
import { type Asking, readRun } from './live-run.ts';
import { rows } from './payload.ts';
import type { Transport } from './transport.ts';

export interface LiveHost {
  /** Instances that are known: they tell where a relative root ends. */
  readonly bases: readonly string[];
  readonly now: () => Instant;
  /** Kept and closed by the caller. `undefined`: nobody is signed in there. */
  open(base: string): Promise<Transport | undefined>;
  /** Settings of the project that are at hand already; else they are read. */
  snapshot?(project: string, base: string): Snapshot | undefined;
}

/** Of an environment no more pipelines than these are read, the newest first. */
const maxRuns = 5;

/**
 * Everything about what the address shows. Not known: with GitLab's word for why, and the right that it takes.
 * @throws Fault `cancelled`
 */
export async function readLive(host: LiveHost, address: LiveAddress, signal: AbortSignal): Promise<Known<LiveReading>> {
  let fault: Fault | undefined;
  for (const { base, project } of placesOf(address, host.bases)) {
    const transport = await host.open(base);
    if (!transport) return { known: false, why: 'signed-out', detail: t`nobody is signed in to ${base}` };
    const path = `projects/${encodeURIComponent(project)}`;
    try {
      const start = await enter(transport, path, address.target, signal);
      return known(await readFrom(start, askingOf(host, transport, project, signal)));
    } catch (error) {
      const isGitlab = !leadsElsewhere(error);
      if (isGitlab || !fault) fault = bearable(error);
      if (isGitlab) break;
    }
  }
  return fault ? unread(fault, later('membership of the project')) : { known: false, why: 'not-found' };
}

/** What GitLab itself would not say of a job that it does not have: it may live below the first segment of the path. */
function leadsElsewhere(error: unknown): boolean {
  const fault = faultOf(error);
  if (fault?.kind === 'not-found') return !(fault.details.answer ?? '').startsWith('404 ');
  return fault?.kind === 'not-gitlab' || fault?.kind === 'no-route' || fault?.kind === 'redirect';
}

function askingOf(host: LiveHost, transport: Transport, project: string, signal: AbortSignal): Asking {
  const { account } = transport;
  const { now } = host;
  const kept = host.snapshot?.(project, account.base);
  const settings = kept ? Promise.resolve(kept) : takeSnapshot(account, project, { now: now(), signal, transport });
  // It fails only when the reading is cancelled, which everything else then says as well.
  settings.catch(() => undefined);
  return { transport, project: `projects/${encodeURIComponent(project)}`, snapshot: settings, now, signal };
}

/** What the first request tells: enough to know that this is the place. */
type Start =
  | { readonly kind: 'job'; readonly job: LiveJob }
  | { readonly kind: 'pipeline'; readonly id: number }
  | { readonly kind: 'environment'; readonly id: number; readonly name: string; readonly iid?: number };

async function enter(transport: Transport, project: string, target: LiveTarget, signal: AbortSignal): Promise<Start> {
  switch (target.kind) {
    case 'job': {
      const { body } = await transport.get(`${project}/jobs/${target.id}`, signal);
      return { kind: 'job', job: jobFrom(body, 'build') };
    }
    case 'pipeline':
      await transport.get(`${project}/pipelines/${target.id}`, signal);
      return target;
    default: {
      const id = target.kind === 'environment' ? target.id : target.environmentId;
      const { body } = await transport.get(`${project}/environments/${id}`, signal);
      const { name } = liveEnvironmentFrom(body);
      return { kind: 'environment', id, name, ...(target.kind === 'deployment' && { iid: target.iid }) };
    }
  }
}

async function readFrom(start: Start, asking: Asking): Promise<LiveReading> {
  switch (start.kind) {
    case 'job':
      return readingOf(asking, [await readRun(asking, start.job.pipelineId, [start.job.id])]);
    case 'pipeline':
      return readingOf(asking, [await readRun(asking, start.id, 'held')]);
    case 'environment':
      return start.iid === undefined ? ofEnvironment(start, asking) : ofDeployment(start, start.iid, asking);
  }
}

async function readingOf(
  { transport, snapshot, now }: Asking,
  runs: readonly LiveRun[],
  more: Pick<LiveReading, 'environment' | 'lastDeployment'> = {},
): Promise<LiveReading> {
  return { base: transport.account.base, readAt: now(), snapshot: await snapshot, runs, ...more };
}

async function ofDeployment(
  { id, name }: Extract<Start, { kind: 'environment' }>,
  iid: number,
  asking: Asking,
): Promise<LiveReading> {
  const found = (await deploymentsOf(asking, name, 'iid')).find((it) => it.iid === iid);
  const environment = { id, name };
  if (!found) return readingOf(asking, [], { environment });
  return readingOf(asking, await runsOf([found], asking), { environment, lastDeployment: found });
}

/** What waits there; where nothing does, the newest deployment, whatever became of it. */
async function ofEnvironment(
  { id, name }: Extract<Start, { kind: 'environment' }>,
  asking: Asking,
): Promise<LiveReading> {
  const [newest, blocked] = await Promise.all([
    deploymentsOf(asking, name, 'id'),
    deploymentsOf(asking, name, 'id', 'blocked'),
  ]);
  const created = newest.filter((it) => it.status === 'created');
  const waiting = [...blocked, ...created].toSorted((a, b) => b.id - a.id);
  const [last] = newest;
  const environment = { id, name };
  const runs = await runsOf(waiting.length > 0 ? waiting : newest.slice(0, 1), asking);
  return readingOf(asking, runs, { environment, ...(last && { lastDeployment: last }) });
}

async function deploymentsOf(
  { transport, project, signal }: Asking,
  environment: string,
  order: 'id' | 'iid',
  status?: 'blocked',
): Promise<readonly LiveDeployment[]> {
  const query = new URLSearchParams({
    environment,
    order_by: order,
    sort: 'desc',
    per_page: '100',
    ...(status && { status }),
  });
  const { body } = await transport.get(`${project}/deployments?${query}`, signal);
  return rows(body).map(deploymentFrom);
}

/** The pipelines of deployments, each with the jobs that they belong to. One that cannot be read is left out. */
async function runsOf(deployments: readonly LiveDeployment[], asking: Asking): Promise<readonly LiveRun[]> {
  const byPipeline = new Map<number, LiveDeployment[]>();
  for (const it of deployments) {
    if (it.pipelineId === undefined || it.jobId === undefined) continue;
    byPipeline.set(it.pipelineId, [...(byPipeline.get(it.pipelineId) ?? []), it]);
  }
  const runs = await Promise.all(
    [...byPipeline].slice(0, maxRuns).map(([id, its]) =>
      settled(
        readRun(
          asking,
          id,
          its.flatMap((it) => it.jobId ?? []),
          its,
        ),
      ),
    ),
  );
  return runs.flatMap((it) => (it.known ? [it.value] : []));
}
