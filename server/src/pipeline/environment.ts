/** What GitLab makes of an environment's name: whether it is one, its slug and its tier. */
import { type DeploymentTier, tiers } from './job.ts';
import { sha256 } from './sha256.ts';

/** The form of names, before and after variables are expanded. */
export const environmentNamePattern = /^[a-zA-Z0-9_${}. -]([a-zA-Z0-9_/${}. -]*[a-zA-Z0-9_${}. -])?$/;
const maxNameLength = 255;

/** Whether GitLab can create an environment of this name, variables expanded (gates.md §5.4; lib/gitlab/regex.rb). */
export function isEnvironmentName(text: string): boolean {
  return text.length <= maxNameLength && environmentNamePattern.test(text);
}

/** Tried in this order, anywhere in the name. */
const guesses: readonly (readonly [RegExp, DeploymentTier])[] = [
  [/dev|review|trunk/i, 'development'],
  [/test|tst|int|ac(ce|)pt|qa|qc|control|quality/i, 'testing'],
  [/sta?g|mode?l|pre|demo|non/i, 'staging'],
  [/pro?d|live/i, 'production'],
];

/** The tier GitLab gives a new environment that declares none (gates.md §5.1; app/models/environment.rb `guess_tier`). */
export function guessTier(environment: string): DeploymentTier {
  return guesses.find(([pattern]) => pattern.test(environment))?.[1] ?? 'other';
}

/**
 * The tier with which an environment is created: the declared one where there is text in it, else the guess.
 *
 * @param declared `deployment_tier` with its variables expanded
 * @returns `invalid` where GitLab refuses it: then the environment cannot be created and the job fails
 */
export function tierOf(
  environment: string,
  declared: string | undefined,
): DeploymentTier | { readonly invalid: string } {
  if (!declared?.trim()) return guessTier(environment);
  return tiers.find((it) => it === declared) ?? { invalid: declared };
}

/** The tier that counts: the stored one where the environment exists, else the one it is created with (gates.md §5.2). */
export function effectiveTier(
  environment: string,
  declared: string | undefined,
  stored: DeploymentTier | undefined,
): DeploymentTier | { readonly invalid: string } {
  return stored ?? tierOf(environment, declared);
}

/** The tier that is stored once a deployment has succeeded: a valid declared one replaces the stored one. */
export function tierAfterDeployment(stored: DeploymentTier, declared: string | undefined): DeploymentTier {
  return tiers.find((it) => it === declared) ?? stored;
}

const maxSlugLength = 24;
const stemLength = 17;

/** `CI_ENVIRONMENT_SLUG` (gates.md §5.4; lib/gitlab/slug/environment.rb). */
export function slugOf(environment: string): string {
  return slugWith(environment, () => hashSuffix(environment));
}

/** As `slugOf`; `suffix` marks the slugs that are not simply the name. */
export function slugWith(environment: string, suffix: () => string): string {
  const plain = environment.toLowerCase().replace(/[^a-z0-9]/gu, '-');
  const slug = (/^[a-z]/.test(plain) ? plain : `env-${plain}`).replace(/-+/g, '-');
  if (slug.length <= maxSlugLength && slug === environment) return slug.replace(/-$/, '');
  const stem = slug.slice(0, stemLength);
  return `${stem}${stem.endsWith('-') ? '' : '-'}${suffix()}`;
}

const suffixLength = 6;

/** The last six digits, to base 36, of the name's SHA-256. */
function hashSuffix(environment: string): string {
  const modulus = 36 ** suffixLength;
  const rest = sha256(environment)
    .flatMap((word) => [word >>> 16, word & 0xffff])
    .reduce((sum, half) => (sum * 0x10000 + half) % modulus, 0);
  return rest.toString(36).padStart(suffixLength, '0');
}

/**
 * Whether a variable of this `environment_scope` exists for jobs of the environment (config.md §8.6): `*` stands for
 * any text, slashes included, everything else for itself.
 */
export function isInScope(environment: string, scope: string): boolean {
  const [first = '', ...rest] = scope.split('*');
  const last = rest.pop();
  if (last === undefined) return environment === scope;
  if (!environment.startsWith(first) || !environment.endsWith(last)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = environment.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from <= environment.length - last.length;
}
