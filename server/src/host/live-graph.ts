/** What GraphQL tells of the jobs behind an environment's waiting deployments, and REST does not: may the caller play them. */
import type { LiveRights } from '../settings/live.ts';
import { bearable } from './fault.ts';
import { momentFrom } from './live-rest.ts';
import { compact, flagOrNone, numberOfGid, record, rows } from './payload.ts';
import type { Transport } from './transport.ts';

/**
 * Deployments that wait: of a manual job `BLOCKED`, of a delayed one `CREATED`. They come with the oldest first, so
 * that of more than a hundred the newest are left out: for them nothing is said.
 */
const rightsQuery = `query DeployGatesLive($fullPath: ID!, $environment: String!) {
  project(fullPath: $fullPath) {
    environment(name: $environment) {
      deployments(first: 100, statuses: [BLOCKED, CREATED]) {
        nodes { id job { id playable canPlayJob scheduledAt } }
      }
    }
  }
}
`;

/**
 * By job id. Empty where GraphQL does not answer: then the rules have to tell.
 * @throws Fault `cancelled`
 */
export async function readRights(
  transport: Transport,
  fullPath: string,
  environment: string,
  signal: AbortSignal,
): Promise<readonly (readonly [number, LiveRights])[]> {
  try {
    const { data } = record(await transport.graphql(rightsQuery, { fullPath, environment }, signal));
    return nodesIn(data).flatMap(rightsFrom);
  } catch (error) {
    bearable(error);
    return [];
  }
}

function nodesIn(data: unknown): readonly unknown[] {
  let value: unknown = data;
  for (const key of ['project', 'environment', 'deployments', 'nodes']) {
    if (value === null || value === undefined) return [];
    value = record(value)[key];
  }
  return value === null || value === undefined ? [] : rows(value);
}

function rightsFrom(node: unknown): readonly (readonly [number, LiveRights])[] {
  const job = node === null ? undefined : record(node)['job'];
  if (job === null || job === undefined) return [];
  const { id, playable, canPlayJob, scheduledAt } = record(job);
  const number = numberOfGid(id);
  if (number === undefined) return [];
  const rights = compact({
    playable: flagOrNone(playable),
    canPlay: flagOrNone(canPlayJob),
    scheduledAt: momentFrom(scheduledAt),
  });
  return [[number, rights]];
}
