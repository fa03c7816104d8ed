/** Which pipeline, job, deployment or environment an address of GitLab's web interface means. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';

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

/**
 * What keeps an address from being one of those, as a sentence: it names the place.
 * @param text one that `addressOf` reads nothing from.
 */
export function addressTrouble(text: string): string {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return t('It is no address that could be opened.');
  const { pathname } = new URL(trimmed);
  const [, before = '', page = ''] = /^(.*?)\/-\/(.*)$/.exec(pathname) ?? [];
  if (page === '')
    return t`Its path, \`${pathname}\`, leads to no page of a job: there is no \`/-/jobs/\` or its like in it.`;
  const [kind = '', number = ''] = page.split('/');
  const one = kinds.get(kind);
  if (one === undefined) return t`\`/-/${page}\` is a page of another kind.`;
  if (number === '') return t`\`/-/${kind}\` is a list: the number of one ${t(one)} is missing after it.`;
  if (!/^\d+$/.test(number))
    return t`In \`/-/${page}\` there is \`${number}\` where the number of the ${t(one)} stands.`;
  const start = before === '' ? '/' : before;
  return t`Before \`/-/${page}\` there is \`${start}\` where the path of a project stands.`;
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['jobs', later('job')],
  ['pipelines', later('pipeline')],
  ['environments', later('environment')],
]);

/** Whether a text is meant as an address, right or wrong. Of a page that is one the scheme may be missing. */
export function looksLikeAddress(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(withScheme(text));
}

function withScheme(text: string): string {
  const trimmed = text.trim();
  const isPage = /^[\w-]+(\.[\w-]+)*(:\d+)?\/\S+\/-\/(jobs|pipelines|environments)\/\d+\S*$/.test(trimmed);
  return isPage ? `https://${trimmed}` : trimmed;
}

/**
 * Reads an address. What follows the number (`/raw`, `/failures`, `#L12`, `?job=…`) does not matter. Addresses from
 * before `/-/` was there (GitLab 12) are read as well.
 * @returns `undefined` for every other page.
 */
export function addressOf(text: string): LiveAddress | undefined {
  const url = withScheme(text);
  if (!looksLikeAddress(url) || !URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
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
