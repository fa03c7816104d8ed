/** What a reply's status and body mean (GitLab's lib/api/helpers.rb and api_guard.rb: error bodies come in four shapes). */
import { t } from '@vscode/l10n';
import type { Instant } from '../text/instant.ts';
import type { Reply } from './exchange.ts';
import { Fault, type FaultDetails, type FaultKind } from './fault.ts';

/**
 * The body as JSON where the reply says so, else as text.
 * @throws Fault `not-gitlab` for pages for people, `bad-payload` for broken JSON.
 */
export function parsed({ headers, text }: Reply, host: string): unknown {
  const type = headers['content-type'] ?? '';
  if (isPage(type)) throw notGitlab(host);
  if (!/\bjson\b/.test(type)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Fault('bad-payload', t`${host} sends JSON that is broken or cut off`);
  }
}

/** The fault that a reply with a status of 400 or more stands for. */
export function faultFrom(reply: Reply, host: string, now: Instant): Fault {
  const { status, headers } = reply;
  if (status !== 429 && status < 500 && isPage(headers['content-type'] ?? '')) return notGitlab(host, status);
  const body = bodyOf(reply);
  const kind = kindOf(status, body);
  const said = saidBy(body);
  const scope = body['error'] === 'insufficient_scope' ? body['scope'] : undefined;
  const retryAfter = kind === 'rate-limited' ? waitOf(headers['retry-after'], now) : undefined;
  const details: FaultDetails = {
    status,
    ...(said !== undefined && { answer: said }),
    ...(typeof scope === 'string' && { scopes: scope.split(/[\s,]+/).filter((it) => it !== '') }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(kind === 'server-error' && { passing: true }),
  };
  const words = said === undefined || said.startsWith(String(status)) ? (said ?? String(status)) : `${status} ${said}`;
  return new Fault(kind, t`GitLab answers ${words}`, details);
}

function kindOf(status: number, body: Readonly<Record<string, unknown>>): FaultKind {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  // A route that exists says `message`; the catch-all route says `error`.
  if (status === 404)
    return body['message'] === undefined && body['error'] === '404 Not Found' ? 'no-route' : 'not-found';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server-error' : 'refused';
}

function bodyOf({ text }: Reply): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function saidBy({
  message,
  error,
  error_description: description,
}: Readonly<Record<string, unknown>>): string | undefined {
  const inner = typeof message === 'object' && message !== null && 'error' in message ? message.error : undefined;
  const said = [description, message, inner, error].find((it) => typeof it === 'string' && it !== '');
  return typeof said === 'string' ? said.slice(0, 300) : undefined;
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function waitOf(header: string | undefined, now: Instant): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function isPage(type: string): boolean {
  return /\b(text\/html|application\/xhtml)/.test(type);
}

function notGitlab(host: string, status?: number): Fault {
  const text = t`${host} sends a web page instead of GitLab's answer: a sign-in page, a proxy's notice, or no GitLab`;
  return new Fault('not-gitlab', text, status === undefined ? {} : { status });
}
