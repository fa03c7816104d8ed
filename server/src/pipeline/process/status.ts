/** The statuses a job can have, and the one status that a set of jobs adds up to. */

/** GitLab's statuses (app/models/concerns/ci/has_status.rb). */
const statuses = [
  'created',
  'waiting_for_resource',
  'preparing',
  'waiting_for_callback',
  'pending',
  'running',
  'success',
  'failed',
  'canceling',
  'canceled',
  'skipped',
  'manual',
  'scheduled',
] as const;
export type Status = (typeof statuses)[number];

export type CompleteStatus = 'success' | 'failed' | 'canceled' | 'skipped';

/** Over and done with: what comes after may be decided now. */
export function isComplete(status: Status): status is CompleteStatus {
  return status === 'success' || status === 'failed' || status === 'canceled' || status === 'skipped';
}

/**
 * The status of a set of jobs, as GitLab shows it for a pipeline and uses it for the jobs behind (gates.md §6.2).
 *
 * @param needsMode whether the set is what a job needs: then one that does not run at all skips it.
 * @returns `undefined` for an empty set, which counts as `success`.
 */
export function composite(
  jobs: Iterable<{ readonly status: Status; readonly allowFailure: boolean }>,
  needsMode: boolean,
): Status | undefined {
  let mask = 0;
  for (const { status, allowFailure } of jobs) mask |= maskOf(status, allowFailure);
  return compositeOf(mask, needsMode);
}

const bit = Object.fromEntries(statuses.map((status, n) => [status, 1 << n])) as Readonly<Record<Status, number>>;
/** Failed or canceled, and allowed to. */
const warned = 1 << statuses.length;
/** Manual and optional. */
const ignored = 1 << (statuses.length + 1);

/** What one job adds to the set: masks of several jobs are joined with `|`. A set is then one number. */
export function maskOf(status: Status, allowFailure: boolean): number {
  if (allowFailure && (status === 'failed' || status === 'canceled')) return warned;
  if (allowFailure && status === 'manual') return ignored;
  return bit[status];
}

/** In GitLab's order: the first row that fits decides. `only` rows want nothing else in the set, `any` rows just one. */
const rows: readonly { readonly kind: 'only' | 'any'; readonly of: number; readonly is: Status }[] = [
  { kind: 'only', of: bit.skipped | ignored, is: 'skipped' },
  { kind: 'only', of: bit.success | bit.skipped | warned | ignored, is: 'success' },
  { kind: 'only', of: bit.created | warned | ignored, is: 'created' },
  { kind: 'only', of: bit.preparing | warned | ignored, is: 'preparing' },
  { kind: 'only', of: bit.canceled | bit.success | bit.skipped | warned | ignored, is: 'canceled' },
  { kind: 'only', of: bit.pending | bit.created | bit.skipped | warned | ignored, is: 'pending' },
  { kind: 'any', of: bit.running | bit.pending, is: 'running' },
  { kind: 'any', of: bit.waiting_for_resource, is: 'waiting_for_resource' },
  { kind: 'any', of: bit.waiting_for_callback, is: 'waiting_for_callback' },
  { kind: 'any', of: bit.manual, is: 'manual' },
  { kind: 'any', of: bit.scheduled, is: 'scheduled' },
  { kind: 'any', of: bit.preparing, is: 'preparing' },
  { kind: 'any', of: bit.created, is: 'running' },
  { kind: 'any', of: bit.canceling, is: 'canceling' },
];

/** The composite of a set that is given as the joined masks of its jobs; see `composite`. */
export function compositeOf(mask: number, needsMode: boolean): Status | undefined {
  if (mask === 0) return undefined;
  if (needsMode && (mask & (bit.skipped | ignored)) !== 0) return 'skipped';
  for (const { kind, of, is } of rows) {
    if (kind === 'only' ? (mask & ~of) === 0 : (mask & of) !== 0) return is;
  }
  return 'failed';
}
