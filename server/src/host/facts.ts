/** The first two rounds of a reading: whom we are talking to about which project, then what the project itself says. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type {
  CurrentUser,
  FreezePeriod,
  Known,
  Member,
  ProtectedEnvironment,
  ProtectedRef,
  Settings,
  StoredEnvironment,
} from '../settings/settings.ts';
import type { Api } from './api.ts';
import { type Build, showsSettings } from './attributes.ts';
import { bearable, Fault, known, settled, unread } from './fault.ts';
import { type Graph, readGraph } from './graph.ts';
import { compact, flagOrNone, numberOrNone, type Raw, record, textOrNone } from './payload.ts';
import { membersFrom, withLevel } from './people.ts';
import {
  currentUserFrom,
  environmentFrom,
  freezePeriodFrom,
  protectedEnvironmentFrom,
  protectedRefFrom,
  resourceGroupFrom,
} from './rest.ts';

/** What the first round tells. */
export interface Door {
  readonly me: Known<CurrentUser>;
  /** `GET /projects/:id` as it came. */
  readonly project: Known<Raw>;
  /** Absent where GraphQL does not answer, or does not show the project. */
  readonly graph: Graph | undefined;
  /** Absent where the project cannot be seen. */
  readonly id?: number;
  readonly path?: string;
  readonly build: Build;
}

/** @throws Fault `cancelled` */
export async function enter(api: Api, project: string | number): Promise<Door> {
  const path = typeof project === 'string' && !/^\d+$/.test(project) ? project : undefined;
  const [me, raw, early] = await Promise.all([
    settled(api.me().then(currentUserFrom)),
    settled(api.project(path ?? Number(project)).then(record), later('membership of the project')),
    path === undefined ? undefined : shown(api, path),
  ]);
  const { id, path_with_namespace: real } = raw.known ? raw.value : {};
  // A number has no path yet, and a project that has moved has another one.
  const moved = typeof real === 'string' && real !== path;
  const graph = early ?? (moved ? await shown(api, real) : undefined);
  return {
    me,
    project: raw,
    graph,
    build: await buildOf(api, raw, graph),
    ...compact({ id: numberOrNone(id) ?? graph?.projectId, path: textOrNone(real) ?? graph?.path }),
  };
}

async function shown(api: Api, path: string): Promise<Graph | undefined> {
  try {
    return await readGraph(api, path);
  } catch (error) {
    bearable(error);
    return undefined;
  }
}

/** Version and edition. Without GraphQL they are asked for only where the licence probe has to know them. */
async function buildOf(api: Api, project: Known<Raw>, graph: Graph | undefined): Promise<Build> {
  if (graph) return compact({ version: graph.version, enterprise: graph.enterprise });
  if (!project.known || 'allow_pipeline_trigger_approve_deployment' in project.value) return {};
  const metadata = await settled(api.metadata().then(record));
  if (!metadata.known) return {};
  const { version, enterprise } = metadata.value;
  return compact({ version: textOrNone(version), enterprise: flagOrNone(enterprise) });
}

/** What the second round tells. */
export interface Own {
  /** With the level in the project. */
  readonly me: Known<CurrentUser>;
  /** False on CE. */
  readonly enterprise: boolean | undefined;
  /** REST's list. */
  readonly protectedEnvironments: Known<readonly ProtectedEnvironment[]>;
  readonly environments: Known<readonly StoredEnvironment[]>;
  readonly freezePeriods: Known<readonly FreezePeriod[]>;
  readonly protectedBranches: Known<readonly ProtectedRef[]>;
  readonly protectedTags: Known<readonly ProtectedRef[]>;
  readonly members: Known<readonly Member[]>;
  readonly resourceGroups: Known<Settings['resourceGroups']>;
  readonly jobTokenInbound: Known<boolean>;
}

/** @throws Fault `cancelled` */
export async function readOwn(api: Api, id: number, door: Door): Promise<Own> {
  const { me, graph, build } = door;
  const [protections, environments, freezePeriods, branches, tags, members, resourceGroups, inbound] =
    await Promise.all([
      protectionsOf(api, id, build),
      environmentsOf(api, id, graph),
      freezesOf(api, id, graph),
      settled(list(api.protectedBranches(id), protectedRefFrom).then(atMostHundred), 'Reporter'),
      settled(list(api.protectedTags(id), protectedRefFrom), 'Maintainer'),
      settled(api.members(id).then(membersFrom), later('membership of the project')),
      settled(list(api.resourceGroups(id), resourceGroupFrom), 'Developer'),
      inboundOf(api, id, door),
    ]);
  const ask = (userId: number) => () => api.member(id, userId);
  return {
    ...protections,
    me: me.known ? known(await withLevel(me.value, graph?.level, members, ask(me.value.id))) : me,
    environments,
    freezePeriods,
    protectedBranches: branches,
    protectedTags: tags,
    members,
    resourceGroups,
    jobTokenInbound: inbound,
  };
}

async function list<T>(answer: Promise<readonly unknown[]>, from: (row: unknown) => T): Promise<readonly T[]> {
  return (await answer).map(from);
}

/** On CE the route does not exist. */
async function protectionsOf(
  api: Api,
  id: number,
  { enterprise }: Build,
): Promise<Pick<Own, 'enterprise' | 'protectedEnvironments'>> {
  if (enterprise === false) return { enterprise, protectedEnvironments: known([]) };
  try {
    const rows = await api.protectedEnvironments(id);
    return { enterprise, protectedEnvironments: known(rows.map((it) => protectedEnvironmentFrom(it))) };
  } catch (error) {
    const fault = bearable(error);
    const isCommunity = enterprise === undefined && fault.kind === 'no-route';
    return { enterprise: isCommunity ? false : enterprise, protectedEnvironments: unread(fault, 'Maintainer') };
  }
}

/**
 * From GraphQL where it shows them. In an empty list they may also have been left out without a word, which GitLab does
 * for those below Reporter who see the environments of a public project (app/graphql/types/ci/freeze_period_type.rb).
 */
async function freezesOf(api: Api, id: number, graph: Graph | undefined): Promise<Known<readonly FreezePeriod[]>> {
  const { freezes, level = 0 } = graph ?? {};
  if (freezes && (freezes.length > 0 || level >= 20)) return known(freezes);
  return settled(list(api.freezePeriods(id), freezePeriodFrom), 'Reporter');
}

/**
 * From GraphQL when it lists all of them. An empty list is no proof there: environments that one may not see are left
 * out without a word, where REST says 403.
 */
async function environmentsOf(
  api: Api,
  id: number,
  graph: Graph | undefined,
): Promise<Known<readonly StoredEnvironment[]>> {
  if (graph?.complete && graph.environments.length > 0) {
    return known(graph.environments.map(({ name, tier, state }) => compact({ name, tier, state })));
  }
  return settled(list(api.environments(id), environmentFrom), 'Reporter');
}

/** GitLab lists no more than 100 rules, project's and group's together, and does not say so (rest.md E.1). */
function atMostHundred(refs: readonly ProtectedRef[]): readonly ProtectedRef[] {
  if (refs.length < 100) return refs;
  throw new Fault('bad-payload', t`GitLab lists 100 rules at most, so that there may be others`);
}

/** Asked only where the project already showed that its caller may administer it, which is what this takes too. */
async function inboundOf(api: Api, id: number, { project }: Door): Promise<Known<boolean>> {
  if (!project.known) return project;
  if (!showsSettings(project)) return { known: false, why: 'forbidden', needs: 'Maintainer' };
  const scope = await settled(api.jobTokenScope(id).then(record), 'Maintainer');
  if (!scope.known) return scope;
  const enabled = flagOrNone(scope.value['inbound_enabled']);
  return enabled === undefined ? { known: false, why: 'unsupported' } : known(enabled);
}
