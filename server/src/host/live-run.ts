/** Reads one pipeline with everything that may explain why its jobs do not go on. Bounded: large projects stay unknown in part. */
import { t } from '@vscode/l10n';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { LiveDeployment, LiveJob, LivePipeline, LiveResource, LiveRights, LiveRun } from '../settings/live.ts';
import type { Known, Snapshot } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import { bearable, Fault, known, settled } from './fault.ts';
import { readRights } from './live-graph.ts';
import { readPlan } from './live-plan.ts';
import { approvalsFrom, deploymentFrom, jobFrom, pipelineFrom } from './live-rest.ts';
import { record, rows } from './payload.ts';
import type { Transport } from './transport.ts';

/** What every reading of one project shares. */
export interface Asking {
  readonly transport: Transport;
  /** `projects/group%2Fproject`. */
  readonly project: string;
  readonly snapshot: Promise<Snapshot>;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
}

/** Pages of a hundred. */
const maxPages = 10;
/** Deployments whose approvals are read, and resource groups that are searched for a job. */
const maxDetails = 20;

/**
 * @param extra deployments that are known already.
 * @throws Fault, where the pipeline itself cannot be read.
 */
export async function readRun(
  asking: Asking,
  id: number,
  asked: LiveRun['asked'],
  extra: readonly LiveDeployment[] = [],
): Promise<LiveRun> {
  const { transport, project, signal } = asking;
  const path = `${project}/pipelines/${id}`;
  const first = transport.get(path, signal).then((it) => pipelineFrom(it.body));
  const jobs = settled(jobsOf(asking, path), 'Reporter');
  const [pipeline, snapshot] = await Promise.all([first, asking.snapshot]);
  const [all, found, plan] = await Promise.all([
    jobs,
    deploymentsOf(asking, pipeline, extra),
    readPlan(transport, pipeline, snapshot, asking),
  ]);
  const live = all.known ? all.value : [];
  const waiting = new Set(live.filter(isWaiting).map((it) => it.id));
  const environments = namesOf(found.items.filter((it) => waiting.has(it.jobId ?? 0)));
  const [deployments, rights, newest, resources] = await Promise.all([
    withApprovals(asking, found.items, live),
    Promise.all(environments.map((it) => readRights(transport, snapshot.project.path, it, signal))),
    newestOf(asking, namesOf(found.items.filter((it) => mayBeOutdated(it, live)))),
    resourcesOf(asking, live, plan, snapshot),
  ]);
  const mine = new Map<number, LiveRights>(rights.flat());
  return { pipeline, asked, jobs: all, deployments, allDeployments: found.all, plan, mine, newest, resources };
}

function isWaiting({ status }: LiveJob): boolean {
  return status === 'manual' || status === 'scheduled';
}

function mayBeOutdated({ jobId }: LiveDeployment, jobs: readonly LiveJob[]): boolean {
  const job = jobs.find((it) => it.id === jobId);
  return job !== undefined && ['manual', 'failed', 'canceled'].includes(job.status);
}

function namesOf(deployments: readonly LiveDeployment[]): readonly string[] {
  return [...new Set(deployments.map((it) => it.environment.name))].slice(0, maxDetails);
}

/** Builds and trigger jobs are listed apart. */
async function jobsOf(asking: Asking, pipeline: string): Promise<readonly LiveJob[]> {
  const [builds, bridges] = await Promise.all([
    pagesOf(asking, `${pipeline}/jobs?`),
    pagesOf(asking, `${pipeline}/bridges?`).catch((error: unknown) => {
      bearable(error);
      return { list: [], complete: true };
    }),
  ]);
  if (!builds.complete) throw new Fault('bad-payload', t`the pipeline has more jobs than are read`);
  const jobs = [...builds.list.map((it) => jobFrom(it, 'build')), ...bridges.list.map((it) => jobFrom(it, 'trigger'))];
  return jobs.toSorted((a, b) => a.id - b.id);
}

interface Pages {
  readonly list: readonly unknown[];
  readonly complete: boolean;
}

/** @param enough whether a page ends the search. */
async function pagesOf(
  { transport, signal }: Asking,
  path: string,
  enough: (page: readonly unknown[]) => boolean = () => false,
): Promise<Pages> {
  const list: unknown[] = [];
  for (let page = 1; page <= maxPages; page++) {
    const { body, headers } = await transport.get(`${path}per_page=100&page=${page}`, signal);
    const found = rows(body);
    list.push(...found);
    if (enough(found) || !headers['x-next-page']) return { list, complete: true };
  }
  return { list, complete: false };
}

/** Deployments are made when a job's turn comes, hence none of them is older than its pipeline. */
async function deploymentsOf(
  asking: Asking,
  { id, createdAt }: LivePipeline,
  extra: readonly LiveDeployment[],
): Promise<{ readonly items: readonly LiveDeployment[]; readonly all: Known<true> }> {
  const isOlder = (it: unknown) => createdAt !== undefined && (deploymentFrom(it).createdAt ?? createdAt) < createdAt;
  const path = `${asking.project}/deployments?order_by=id&sort=desc&`;
  const pages = await settled(
    pagesOf(asking, path, (page) => page.some(isOlder)),
    'Reporter',
  );
  if (!pages.known) return { items: extra, all: pages };
  const found = pages.value.list.map(deploymentFrom).filter((it) => it.pipelineId === id);
  const items = [...found, ...extra.filter((it) => found.every((own) => own.id !== it.id))];
  if (pages.value.complete) return { items, all: known(true) };
  const detail = t`there are more than ${maxPages * 100} newer deployments`;
  return { items, all: { known: false, why: 'not-asked', detail } };
}

async function withApprovals(
  asking: Asking,
  deployments: readonly LiveDeployment[],
  jobs: readonly LiveJob[],
): Promise<readonly LiveDeployment[]> {
  const rejected = new Set(jobs.filter((it) => it.failureReason === 'deployment_rejected').map((it) => it.id));
  let left = maxDetails;
  return Promise.all(
    deployments.map(async (it) => {
      const wanted = it.status === 'blocked' || rejected.has(it.jobId ?? 0);
      if (!wanted || left-- <= 0) return it;
      const answer = asking.transport.get(`${asking.project}/deployments/${it.id}`, asking.signal);
      const approvals = await settled(
        answer.then(({ body }) => approvalsFrom(body)),
        'Reporter',
      );
      if (!approvals.known) return { ...it, approvals };
      return approvals.value ? { ...it, approvals: known(approvals.value) } : it;
    }),
  );
}

async function newestOf(
  { transport, project, signal }: Asking,
  environments: readonly string[],
): Promise<LiveRun['newest']> {
  const found = await Promise.all(
    environments.map(async (name) => {
      const query = new URLSearchParams({
        environment: name,
        status: 'success',
        order_by: 'finished_at',
        sort: 'desc',
      });
      const answer = transport.get(`${project}/deployments?${query}&per_page=1`, signal);
      const newest = settled(
        answer.then(({ body }) => rows(body).map(deploymentFrom)[0]),
        'Reporter',
      );
      return [name, await newest] as const;
    }),
  );
  return new Map(found);
}

/** GitLab does not say of a job which resource group it is in: the one whose queue it stands in is found. */
async function resourcesOf(
  asking: Asking,
  jobs: readonly LiveJob[],
  plan: Known<Pipeline>,
  { settings: { resourceGroups } }: Snapshot,
): Promise<LiveRun['resources']> {
  const waiting = jobs.filter((it) => it.status === 'waiting_for_resource');
  const found = await Promise.all(
    waiting.map(async (job) => {
      if (!resourceGroups.known) return [job.id, resourceGroups] as const;
      const keys = resourceGroups.value.filter((it) => couldBe(it.key, keyOf(job, plan)));
      const search = findQueue(asking, job.id, keys.slice(0, maxDetails));
      return [job.id, await settled(search, 'Developer')] as const;
    }),
  );
  return new Map(found);
}

/** As written; absent where the configuration is not known. */
function keyOf({ name }: LiveJob, plan: Known<Pipeline>): string | undefined {
  return plan.known ? plan.value.jobs.find((it) => it.name === name)?.resourceGroup : undefined;
}

function couldBe(key: string, written: string | undefined): boolean {
  const [start = ''] = (written ?? '$').split(/[$%]/, 1);
  return start === written ? key === written : key.startsWith(start);
}

async function findQueue(
  { transport, project, signal }: Asking,
  jobId: number,
  groups: readonly { readonly key: string; readonly processMode: string }[],
): Promise<LiveResource> {
  for (const { key, processMode } of groups) {
    const path = `${project}/resource_groups/${encodeURIComponent(key)}`;
    const queue = rows((await transport.get(`${path}/upcoming_jobs?per_page=100`, signal)).body).map((it) =>
      jobFrom(it, 'build'),
    );
    if (!queue.some((it) => it.id === jobId)) continue;
    const { body } = await transport.get(`${path}/current_job`, signal);
    const isHeld = typeof body === 'object' && body !== null && 'id' in body;
    return { key, mode: processMode, queue, ...(isHeld && { holder: jobFrom(record(body), 'build') }) };
  }
  throw new Fault('not-found', t`the job stands in the queue of no resource group that could be read`);
}
