/** What tests of the stand-in ask it with: plain fetch, one person at a time. */
import type { StandIn } from './server.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
}

/** GET below `/api/v4`, with the token given. */
export async function get(
  { url }: Pick<StandIn, 'url'>,
  path: string,
  token?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const response = await fetch(`${url}/api/v4${path}`, {
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    redirect: 'manual',
  });
  return replyOf(response);
}

export async function graphql(
  { url }: Pick<StandIn, 'url'>,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  token?: string,
): Promise<Reply> {
  const response = await fetch(`${url}/api/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return replyOf(response);
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
