/** Which of the jobs that share a resource group gets the free slot. */
import type { Status } from './status.ts';

const processModes = ['unordered', 'oldest_first', 'newest_first', 'newest_ready_first'] as const;
export type ProcessMode = (typeof processModes)[number];

export interface Queued {
  readonly name: string;
  /** Id of its pipeline: GitLab's order. */
  readonly pipeline: number;
  readonly status: Status;
}

/**
 * The job at the head of the line while one slot is free (gates.md §7.1).
 *
 * @returns `started` is absent where the head is not ready: the slot then stays empty, and everybody behind waits.
 */
export function nextInLine(
  mode: ProcessMode,
  jobs: readonly Queued[],
): { readonly candidate?: Queued; readonly started?: Queued } {
  const readyOnly = mode === 'unordered' || mode === 'newest_ready_first';
  const line = jobs.filter(({ status }) => isReady(status) || (!readyOnly && isUpcoming(status)));
  const [candidate] = mode === 'unordered' ? line : line.toSorted(mode === 'oldest_first' ? older : newer);
  if (!candidate) return {};
  return { candidate, ...(isReady(candidate.status) && { started: candidate }) };
}

function isReady(status: Status): boolean {
  return status === 'waiting_for_resource';
}

/** Will want the slot later. Manual jobs are not among them. */
function isUpcoming(status: Status): boolean {
  return status === 'created' || status === 'scheduled';
}

function older(a: Queued, b: Queued): number {
  return a.pipeline - b.pipeline || readiness(a) - readiness(b);
}

function newer(a: Queued, b: Queued): number {
  return b.pipeline - a.pipeline || readiness(a) - readiness(b);
}

function readiness({ status }: Queued): number {
  return isReady(status) ? 0 : 1;
}
