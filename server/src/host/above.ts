/** The last round of a reading: the groups above the project, what they protect, and the people of the groups named. */
import { later } from '../logic/later.ts';
import type {
  GroupMembers,
  GroupRef,
  Known,
  Listing,
  ProtectedEnvironment,
  RefAccessRow,
  StoredEnvironment,
} from '../settings/settings.ts';
import { dependsOnProtections, openEnvironments, withAdmission } from './admission.ts';
import type { Api } from './api.ts';
import { groupsAbove, invitedGroups, levelAbove, orderedAbove, pathsAbove } from './attributes.ts';
import type { Door, Own } from './facts.ts';
import { known, settled } from './fault.ts';
import { flagOrNone } from './payload.ts';
import { groupMembers } from './people.ts';
import { groupProtections, namedGroups, owner, projectProtections, sightOf } from './protections.ts';
import { protectedEnvironmentFrom } from './rest.ts';

export interface Above {
  readonly groups: Known<readonly GroupRef[]>;
  readonly projectProtections: Known<Listing<ProtectedEnvironment>>;
  readonly groupProtections: Known<Listing<ProtectedEnvironment>>;
  readonly members: Known<Readonly<Record<string, GroupMembers>>>;
  /** With GitLab's own word where the protections leave it open whether they admit the viewer. */
  readonly environments: Known<readonly StoredEnvironment[]>;
}

/** Requests for a project, without those for the members of groups that rules name. */
const usual = 11;

/** @throws Fault `cancelled` */
export async function readAbove(api: Api, door: Door, own: Own, thorough: boolean): Promise<Above> {
  const groups = await groupsOf(api, door, thorough || api.asked() < usual);
  const people = [...(own.members.known ? own.members.value : []), ...(own.me.known ? [own.me.value] : [])];
  const sight = sightOf(door.graph, own.enterprise, people, [...(groups.known ? groups.value : []), ...invited(door)]);
  const direct = projectProtections(own.protectedEnvironments, sight);
  const items = direct.known ? direct.value.items : [];

  const rest = groups.known ? await protectionsAbove(api, groups.value, items, door, own, thorough) : new Map();
  const count = depthOf(door);
  const protections =
    count === undefined
      ? ({ known: false, why: door.project.known ? 'unsupported' : door.project.why, needs: owner } as const)
      : groupProtections({ count, rest }, sight);

  const every = [...items, ...(protections.known ? protections.value.items : [])];
  const [environments, members] = await Promise.all([
    environmentsAsked(api, door, own, protections, thorough ? 20 : usual - api.asked()),
    membersNamed(api, every, sight.groupPaths, own),
  ]);
  return {
    groups,
    projectProtections: direct,
    groupProtections: protections,
    members: known(members),
    environments,
  };
}

/** Asks about as many environments as there are requests left. */
async function environmentsAsked(
  api: Api,
  { graph, project }: Door,
  { environments, me }: Own,
  protections: Known<Listing<ProtectedEnvironment>>,
  left: number,
): Promise<Known<readonly StoredEnvironment[]>> {
  if (!graph || !environments.known || !protections.known || !me.known || !project.known) return environments;
  if (!dependsOnProtections(me.value.projectLevel, flagOrNone(project.value['archived']))) return environments;
  const open = openEnvironments(environments.value, protections.value).slice(0, Math.max(0, left));
  return open.length === 0 ? environments : withAdmission(api, graph, environments.value, open);
}

function invited({ project }: Door): readonly GroupRef[] {
  const groups = invitedGroups(project);
  return groups.known ? groups.value.map(({ groupId, path }) => ({ id: groupId, path })) : [];
}

/** How many groups stand above the project, also where some of them are not shown. */
function depthOf({ project, graph }: Door): number | undefined {
  return pathsAbove(project)?.length ?? (graph?.groups[0] && graph.path.split('/').length - 1);
}

/**
 * Each group's own list, for those who may own the groups: GitLab shows it to owners only. It takes a request for each
 * group, all or none since only all of them make the list complete, and only as far as the number of requests allows.
 */
async function protectionsAbove(
  api: Api,
  groups: readonly GroupRef[],
  items: readonly ProtectedEnvironment[],
  { project, graph }: Door,
  own: Own,
  thorough: boolean,
): Promise<ReadonlyMap<number, Known<readonly ProtectedEnvironment[]>>> {
  const isOwner = levelAbove(project) >= 50 || (own.me.known && own.me.value.admin === true);
  const shown = (graph?.environments ?? []).flatMap((it) => it.protections ?? []).filter((it) => it.level === 'group');
  const spare = spareRequests(namedGroups([...items, ...shown], refGroupsOf(own)).values());
  const affordable = thorough || api.asked() + groups.length <= usual + spare;
  if (own.enterprise === false || !(isOwner || thorough) || !affordable) return new Map();
  return new Map(await Promise.all(groups.map(async (it) => [it.id, await protectionsOf(api, it)] as const)));
}

async function membersNamed(
  api: Api,
  protections: readonly ProtectedEnvironment[],
  paths: ReadonlyMap<number, string>,
  own: Own,
): Promise<Record<string, GroupMembers>> {
  const me = own.me.known ? own.me.value : undefined;
  const members = await Promise.all(
    [...namedGroups(protections, refGroupsOf(own))].map(async ([id, reach]) => {
      const path = paths.get(id);
      return [
        String(id),
        { ...(path !== undefined && { path }), ...(await groupMembers(api, id, reach, me)) },
      ] as const;
    }),
  );
  return Object.fromEntries(members);
}

/** Each named group may cost two requests; one whose members count in one way only leaves the other. */
function spareRequests(reaches: Iterable<{ readonly direct: boolean; readonly all: boolean }>): number {
  return [...reaches].filter((it) => it.direct !== it.all).length;
}

async function groupsOf(api: Api, { project, graph, id }: Door, mayAsk: boolean): Promise<Known<readonly GroupRef[]>> {
  const told = groupsAbove(project, graph?.groups ?? []);
  if (told) return known(told);
  const hidden = {
    known: false,
    why: 'not-found',
    needs: later('membership of each group above the project'),
  } as const;
  if (!project.known || id === undefined || !mayAsk) return project.known ? hidden : project;
  const listed = await settled(api.ancestors(id), later('membership of the groups above the project'));
  if (!listed.known) return listed;
  const groups = orderedAbove(project, listed.value);
  return groups ? known(groups) : hidden;
}

function protectionsOf(api: Api, group: GroupRef): Promise<Known<readonly ProtectedEnvironment[]>> {
  const rows = api.groupProtectedEnvironments(group.id);
  return settled(
    rows.then((it) => it.map((row) => protectedEnvironmentFrom(row, group))),
    'Owner',
  );
}

/** Groups in rows of protected branches and tags. A deploy key or a user in the same row comes first (gates.md §7.3). */
function refGroupsOf({ protectedBranches, protectedTags }: Own): number[] {
  const refs = [protectedBranches, protectedTags].flatMap((it) => (it.known ? it.value : []));
  const rows = refs.flatMap((it): readonly RefAccessRow[] => [
    ...(it.push ?? []),
    ...(it.merge ?? []),
    ...(it.create ?? []),
  ]);
  return rows.flatMap(({ deployKeyId, userId, groupId }) =>
    groupId !== undefined && deployKeyId === undefined && userId === undefined ? [groupId] : [],
  );
}
