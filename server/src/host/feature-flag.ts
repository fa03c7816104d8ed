/** The one feature flag that decides about a gate, as far as GitLab tells of it. */
import type { CurrentUser, Known } from '../settings/settings.ts';
import type { Api } from './api.ts';
import { atLeast, type Build } from './attributes.ts';
import { settled } from './fault.ts';
import { record, rows } from './payload.ts';

const name = 'prevent_blocking_non_deployment_jobs';

/**
 * Whether `prevent_blocking_non_deployment_jobs` is on for a project; `undefined` where nobody can tell.
 *
 * It is new in 17.4 and belongs to the Enterprise Edition, so that elsewhere it is off. `GET /features` shows what was
 * set, to administrators alone. GraphQL's `metadata { featureFlags }` tells everybody, but of the person who asks and
 * not of the project: where a flag is on for some projects that says nothing, so it is not asked.
 * @see lib/api/features.rb, lib/feature.rb, app/graphql/resolvers/app_config/gitlab_instance_feature_flags_resolver.rb,
 * ee/config/feature_flags/beta/prevent_blocking_non_deployment_jobs.yml (18.9)
 * @throws Fault `cancelled`
 */
export async function preventsBlocking(
  api: Api,
  project: number,
  me: Known<CurrentUser>,
  { version, enterprise }: Build,
): Promise<boolean | undefined> {
  if (enterprise === false) return false;
  if (version === undefined) return undefined;
  if (!atLeast(version, 17, 4)) return false;
  if (!me.known || me.value.admin !== true) return undefined;
  const features = await settled(api.features());
  if (!features.known) return undefined;
  const feature = rows(features.value)
    .map(record)
    .find((it) => it['name'] === name);
  // One that nobody has set is as its definition says, which is known up to 18.9.
  if (!feature) return atLeast(version, 18, 10) ? undefined : false;
  return isOnFor(`Project:${project}`, gatesOf(feature['gates']));
}

/** What was set, by kind of gate. */
type Gates = ReadonlyMap<string, unknown>;

function gatesOf(value: unknown): Gates {
  return new Map(
    rows(value)
      .map(record)
      .map((it) => [String(it['key']), it['value']]),
  );
}

/** Shares of time and of actors, and groups of actors, are not worked out here. */
function isOnFor(actor: string, gates: Gates): boolean | undefined {
  const actors: readonly unknown[] = Array.isArray(gates.get('actors')) ? rows(gates.get('actors')) : [];
  if (actors.includes(`${actor}:opt_out`)) return false;
  if (gates.get('boolean') === true || actors.includes(actor)) return true;
  const others = [...gates].filter(([key, it]) => key !== 'boolean' && key !== 'actors' && isSet(it));
  return others.length > 0 ? undefined : false;
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && value !== 0 && !(Array.isArray(value) && value.length === 0);
}
