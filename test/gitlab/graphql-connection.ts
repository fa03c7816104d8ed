/** Lists in GraphQL: a page of nodes and where the next one begins. */

export interface Paging {
  readonly first?: number;
  readonly after?: string;
}

/** GitLab gives a hundred nodes at most. */
const most = 100;

export function connection<T>(rows: readonly T[], { first = most, after }: Paging, node: (row: T) => unknown) {
  const start = after === undefined ? 0 : Number(Buffer.from(after, 'base64url').toString()) || 0;
  const end = start + Math.min(most, Math.max(0, first));
  return {
    nodes: rows.slice(start, end).map(node),
    pageInfo: {
      hasNextPage: end < rows.length,
      endCursor: start < rows.length ? Buffer.from(String(end)).toString('base64url') : null,
    },
  };
}
