/** Finds the token for an instance. A token belongs to one origin and is sent nowhere else; it is never printed. */
import type { Instant } from '../text/instant.ts';
import { baseOf, originOf, type Token } from './account.ts';
import { variable } from './environment.ts';
import { glabHostFor, glabHosts, type Machine } from './glab.ts';
import { Secret } from './secret.ts';

export interface TokenSources extends Machine {
  /** Asks the editor, which keeps tokens by origin. */
  readonly given?: (origin: string) => Promise<string | undefined>;
  /** Whether the user named the instance, or the git remote did. Other instances never get `GITLAB_TOKEN`. */
  readonly named: boolean;
  readonly now: Instant;
}

export interface FoundToken {
  readonly token?: Token;
  /** Where it was found, for people. */
  readonly from?: 'editor' | 'GITLAB_TOKEN' | 'glab' | 'CI_JOB_TOKEN';
  /** A private CA that is configured for the instance: path of a PEM file. */
  readonly caFile?: string;
  /** Why a token that is there was not taken. */
  readonly note?: string;
}

/** The first of: the editor's, `GITLAB_TOKEN`, glab's, and in a pipeline `CI_JOB_TOKEN`. None is an answer too. */
export async function tokenFor(base: string, sources: TokenSources): Promise<FoundToken> {
  const { env, given, now } = sources;
  const stored = await given?.(originOf(base));
  if (stored) return { token: personal(stored), from: 'editor' };

  const refusal = refusalOf(base, sources);
  const fromEnv = variable(env, 'GITLAB_TOKEN');
  const glab = glabHostFor(await glabHosts(sources, now), base);
  const caFile = glab?.caFile ?? caOfJob(base, sources);
  const rest = caFile === undefined ? {} : { caFile };
  if (fromEnv !== undefined && refusal === undefined)
    return { ...rest, token: personal(fromEnv), from: 'GITLAB_TOKEN' };
  if (glab?.token) return { ...rest, token: { kind: 'personal', secret: glab.token }, from: 'glab' };

  const job = variable(env, 'CI_JOB_TOKEN');
  if (job !== undefined && isOwnServer(base, sources)) {
    return { ...rest, token: { kind: 'job', secret: new Secret(job) }, from: 'CI_JOB_TOKEN' };
  }
  const note = (fromEnv === undefined ? undefined : refusal) ?? glab?.note;
  return { ...rest, ...(note !== undefined && { note }) };
}

/** Where a machine keeps logins besides the editor. */
export type Login = 'glab' | 'environment';

/**
 * The token of one place, for somebody who chose that place for this instance.
 * Where `GITLAB_HOST` names another one, `GITLAB_TOKEN` is not for this.
 */
export async function tokenFrom(
  login: Login,
  base: string,
  sources: Omit<TokenSources, 'given' | 'named'>,
): Promise<FoundToken> {
  if (login === 'environment') {
    const value = variable(sources.env, 'GITLAB_TOKEN');
    const refusal = refusalOf(base, { ...sources, named: true });
    if (value === undefined) return { note: '`GITLAB_TOKEN` is not set' };
    return refusal === undefined ? { token: personal(value), from: 'GITLAB_TOKEN' } : { note: refusal };
  }
  const glab = glabHostFor(await glabHosts(sources, sources.now), base);
  if (glab?.token) return { token: { kind: 'personal', secret: glab.token }, from: 'glab' };
  return { note: glab?.note ?? 'glab knows no login for this instance' };
}

function personal(value: string): Token {
  return { kind: 'personal', secret: new Secret(value.trim()) };
}

/** Why `GITLAB_TOKEN` is not for this instance. Where `GITLAB_HOST` names one, it is for that one alone. */
function refusalOf(base: string, { env, named }: TokenSources): string | undefined {
  const host = variable(env, 'GITLAB_HOST');
  const own = host === undefined ? undefined : baseOf(host);
  if (own !== undefined) {
    return originOf(own) === originOf(base) ? undefined : `\`GITLAB_TOKEN\` is for ${own} (\`GITLAB_HOST\`)`;
  }
  return named
    ? undefined
    : `\`GITLAB_TOKEN\` is not sent to ${base}, which nobody named: use --gitlab-url or \`GITLAB_HOST\``;
}

function isOwnServer(base: string, { env }: TokenSources): boolean {
  const server = baseOf(variable(env, 'CI_SERVER_URL') ?? '');
  return server !== undefined && originOf(server) === originOf(base);
}

function caOfJob(base: string, sources: TokenSources): string | undefined {
  return isOwnServer(base, sources) ? variable(sources.env, 'CI_SERVER_TLS_CA_FILE') : undefined;
}
