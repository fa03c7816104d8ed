/** One request as the routes see it, and the table that leads there. */

import type { Viewer } from './access.ts';
import type { Answer } from './answer.ts';
import type { Token, World } from './world.ts';

export interface Call {
  readonly world: World;
  readonly viewer: Viewer;
  readonly token?: Token;
  /** Named parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The instance, without a slash at the end: `http://127.0.0.1:3000/gitlab`. */
  readonly base: string;
  /** The path as it was asked for, without base and query. */
  readonly path: string;
}

export interface Route {
  /** Below `/api/v4`: `/projects/:id/environments`. */
  readonly path: string;
  /** Enterprise Edition only. */
  readonly enterprise?: true;
  /** Scopes that do beside `api` and `read_api`; `any` for every token. */
  readonly scopes?: readonly string[];
  /** Job tokens are taken here. */
  readonly jobToken?: true;
  /** Served without a token too. */
  readonly open?: true;
  handle(call: Call): Answer;
}

/** Which route a path leads to, with its parts; the first in the table wins. */
export function find(
  routes: readonly Route[],
  path: string,
): { readonly route: Route; readonly params: Readonly<Record<string, string>> } | undefined {
  const parts = path.split('/');
  for (const route of routes) {
    const names = route.path.split('/');
    if (names.length !== parts.length) continue;
    if (!names.every((name, n) => (name.startsWith(':') ? parts[n] !== '' : name === parts[n]))) continue;
    const params = names.flatMap((name, n) =>
      name.startsWith(':') ? [[name.slice(1), decoded(parts[n] ?? '')] as const] : [],
    );
    return { route, params: Object.fromEntries(params) };
  }
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
