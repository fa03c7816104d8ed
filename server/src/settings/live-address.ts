/** Which pipeline, job, deployment or environment an address of GitLab's web interface means. */

export type LiveTarget =
  | { readonly kind: 'job'; readonly id: number }
  | { readonly kind: 'pipeline'; readonly id: number }
  | { readonly kind: 'environment'; readonly id: number }
  /** Of a deployment the address holds the number within its project, not the id that the API wants. */
  | { readonly kind: 'deployment'; readonly iid: number; readonly environmentId: number };

export interface LiveAddress {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The path before `/-/`: the project's, below the relative root where the instance has one. At least two segments. */
  readonly path: readonly string[];
  readonly target: LiveTarget;
}

const withDash = /^\/(.+?)\/-\/(jobs|pipelines|environments)\/(\d+)(?:\/deployments\/(\d+))?(?:\/|$)/;
const withoutDash =
  /^\/((?:[^/]+\/)+[^/]+)\/(jobs|builds|pipelines|environments)\/(\d+)(?:\/deployments\/(\d+))?(?:\/|$)/;

/** What `why` takes, for messages. */
export const addressForms: readonly string[] = [
  'https://HOST/GROUP/PROJECT/-/jobs/123',
  'https://HOST/GROUP/PROJECT/-/pipelines/45',
  'https://HOST/GROUP/PROJECT/-/environments/6',
  'https://HOST/GROUP/PROJECT/-/environments/6/deployments/7',
];

/** Whether a text is meant as an address, right or wrong. */
export function looksLikeAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text.trim());
}

/**
 * Reads an address. What follows the number (`/raw`, `/failures`, `#L12`, `?job=…`) does not matter. Addresses from
 * before `/-/` was there (GitLab 12) are read as well.
 * @returns `undefined` for every other page.
 */
export function addressOf(text: string): LiveAddress | undefined {
  const trimmed = text.trim();
  if (!looksLikeAddress(trimmed) || !URL.canParse(trimmed)) return undefined;
  const { origin, pathname } = new URL(trimmed);
  const match = withDash.exec(pathname) ?? withoutDash.exec(pathname);
  const [, before = '', page = '', id = '', iid] = match ?? [];
  const path = before.split('/').map(decoded);
  if (!match || path.length < 2 || path.includes('-') || path.includes('')) return undefined;
  return { origin, path, target: targetOf(page, Number(id), iid) };
}

function targetOf(page: string, id: number, iid: string | undefined): LiveTarget {
  switch (page) {
    case 'pipelines':
      return { kind: 'pipeline', id };
    case 'environments':
      return iid === undefined
        ? { kind: 'environment', id }
        : { kind: 'deployment', iid: Number(iid), environmentId: id };
    default:
      return { kind: 'job', id };
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Where an instance may be that has this address, likeliest first: those that are known, the whole host, and the
 * first segments of the path as a relative root.
 */
export function placesOf(
  { origin, path }: LiveAddress,
  known: readonly string[],
): readonly { readonly base: string; readonly project: string }[] {
  const named = known.filter((it) => it.startsWith(`${origin}/`) && isBelow(it.slice(origin.length + 1), path));
  const roots = [
    ...named.toSorted((a, b) => b.length - a.length).map((it) => it.slice(origin.length + 1).split('/').length),
    ...Array.from({ length: Math.max(1, Math.min(3, path.length - 1)) }, (_, length) => length),
  ];
  return [...new Set(roots)].map((length) => ({
    base: [origin, ...path.slice(0, length)].join('/'),
    project: path.slice(length).join('/'),
  }));
}

function isBelow(root: string, path: readonly string[]): boolean {
  return root.split('/').every((it, n) => it === path[n]);
}
