/** The environment as GitLab has it stored, or would store it: whose protections apply to a job. */
import { t } from '@vscode/l10n';
import { type Unknown, unknown } from '../logic/tri.ts';
import type { DeploymentTier } from '../pipeline/job.ts';
import type { EnvironmentOutcome } from '../pipeline/outcome.ts';
import type { Snapshot, StoredEnvironment } from '../settings/settings.ts';
import { unread } from './unread.ts';

/** An environment that a job deploys to, seen from GitLab's settings. */
export interface Target {
  readonly name: string | Unknown;
  /** The name as far as it is known, unknown variables left as `$NAME`. */
  readonly shown: string;
  /** The tier that protections of groups are compared with. */
  readonly tier: DeploymentTier | Unknown;
}

/**
 * The environment of a job with the tier that counts: the stored one once the environment exists, else the declared
 * or guessed one (gates.md §5.2).
 *
 * @returns `undefined` for a name that GitLab refuses: the job fails before any protection is looked at.
 */
export function targetOf({ name, shown, valid, tier }: EnvironmentOutcome, snapshot: Snapshot): Target | undefined {
  if (valid === false) return undefined;
  return { name, shown, tier: effectiveTier(name, shown, tier, snapshot) };
}

function effectiveTier(
  name: string | Unknown,
  shown: string,
  written: EnvironmentOutcome['tier'],
  { settings: { environments } }: Snapshot,
): DeploymentTier | Unknown {
  if (!environments.known) return unread('environments', environments, t`the stored tier of \`${shown}\``);
  const otherwise = typeof written === 'object' && 'invalid' in written ? noTier(written.invalid) : written;
  if (typeof name === 'string') {
    const row = environments.value.find((it) => it.name === name);
    return row ? tierOfRow(row) : otherwise;
  }
  const rows = environments.value.filter((it) => couldBe(shown, it.name));
  return rows.every((it) => it.tier === otherwise) ? otherwise : name;
}

/** GitLab creates no environment with such a tier, so there is none to compare. */
function noTier(written: string): Unknown {
  return unknown({
    kind: 'runtime',
    detail: t`the tier of an environment that declares \`${written}\`, which is no tier`,
  });
}

function tierOfRow({ name, tier }: StoredEnvironment): DeploymentTier | Unknown {
  return tier ?? unread('environments', { why: 'unsupported' }, t`the stored tier of \`${name}\``);
}

/**
 * Whether a name with unknown variables may turn out to be `name`.
 *
 * @param shown `review/$USER`: every variable stands for any text, the empty one included.
 */
export function couldBe(shown: string, name: string): boolean {
  const pieces = shown.split(/\$\{\w+\}|\$\w+|%\w+%/);
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let from = first.length;
  for (const piece of rest) {
    const at = name.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= name.length - last.length;
}
