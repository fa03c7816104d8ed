/** Which GitLab, and as whom. */
import type { Secret } from './secret.ts';

export interface Account {
  /** The instance without a slash at the end, such as `https://gitlab.com` or `https://example.com/gitlab`. */
  readonly base: string;
  /** Absent: signed out. Nothing is asked then. */
  readonly token?: Token;
}

export interface Token {
  /** `job`: a pipeline's `CI_JOB_TOKEN`, which reaches very little. */
  readonly kind: 'personal' | 'job';
  readonly secret: Secret;
}

/** Scheme, host and port: what a token is bound to. */
export function originOf(base: string): string {
  return new URL(base).origin;
}

/** The instance's address as we keep it, or `undefined` for what is no http address. */
export function baseOf(text: string): string | undefined {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname } = new URL(address);
  if ((protocol !== 'https:' && protocol !== 'http:') || host === '') return undefined;
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}
