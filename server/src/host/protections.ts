/**
 * Protected environments of a project and of the groups above it, from REST and GraphQL together. REST shows all of
 * them to those who manage them; GraphQL shows them to more people, but only those of environments that exist, and of
 * several groups that protect one tier only one (rest.md B.3). What remains open is said, never guessed.
 */
import { later } from '../logic/later.ts';
import type { AccessRow, GroupRef, Known, Listing, ProtectedEnvironment } from '../settings/settings.ts';
import { known } from './fault.ts';
import type { Graph } from './graph.ts';

export interface Sight {
  readonly graph: Graph | undefined;
  /** False on CE, which has no protected environments. */
  readonly enterprise: boolean | undefined;
  /** Names for the numbers of REST's rows, by id. */
  readonly usernames: ReadonlyMap<number, string>;
  readonly groupPaths: ReadonlyMap<number, string>;
}

const none: Known<Listing<ProtectedEnvironment>> = known({ items: [], complete: true });

/** Project-level protections. `rest`: the project's own list. */
export function projectProtections(
  rest: Known<readonly ProtectedEnvironment[]>,
  sight: Sight,
): Known<Listing<ProtectedEnvironment>> {
  if (sight.enterprise === false) return none;
  const environments = sight.graph?.environments ?? [];
  const shown = environments.flatMap((it) => it.protections ?? []).filter((it) => it.level === 'project');
  if (rest.known) return known({ items: rest.value.map(withNames(sight)), complete: true });
  const covers = environments.filter((it) => it.protections).map((it) => it.name);
  if (covers.length === 0) return rest;
  const { why, needs } = rest;
  return known({ items: unique(shown), complete: false, covers, why, ...(needs !== undefined && { needs }) });
}

export interface Above {
  /** How many groups stand above the project. */
  readonly count: number;
  /** The list of each group that was asked over REST. */
  readonly rest: ReadonlyMap<number, Known<readonly ProtectedEnvironment[]>>;
}

/** Group-level protections; names are tiers. */
export function groupProtections({ count, rest }: Above, sight: Sight): Known<Listing<ProtectedEnvironment>> {
  const { graph, enterprise } = sight;
  if (enterprise === false || count === 0) return none;
  const environments = graph?.environments ?? [];
  const shown = environments.flatMap((it) => it.protections ?? []).filter((it) => it.level === 'group');
  const answered = [...rest].flatMap(([id, it]) => (it.known ? [{ id, items: it.value }] : []));
  const isAnswered = (id: number | undefined) => answered.some((it) => it.id === id);
  const items = [
    ...answered.flatMap((it) => it.items.map(withNames(sight))),
    ...unique(shown.filter((it) => !isAnswered(it.groupId))),
  ];
  if (answered.length === count) return known({ items, complete: true });
  const covers = tiersOf(graph).filter((tier) => {
    const one = shown.find((it) => it.name === tier);
    if (!one) return true;
    const hidden = count - answered.length - (isAnswered(one.groupId) ? 0 : 1);
    return hidden === 0;
  });
  const refused = [...rest.values()].find((it) => !it.known);
  const why = refused && !refused.known ? refused.why : 'forbidden';
  if (items.length === 0 && covers.length === 0) return { known: false, why, needs: owner };
  return known({ items, complete: false, covers, why, needs: owner });
}

export const owner = later('Owner of each group above the project');

/** Tiers of the environments whose protections are shown: what GraphQL could say something about. */
function tiersOf(graph: Graph | undefined): string[] {
  const tiers = (graph?.environments ?? []).flatMap((it) => (it.protections && it.tier ? [it.tier] : []));
  return [...new Set(tiers)];
}

function unique(protections: readonly ProtectedEnvironment[]): ProtectedEnvironment[] {
  return [...new Map(protections.map((it) => [`${it.level} ${it.groupId ?? ''} ${it.name}`, it])).values()];
}

/** REST's rows carry numbers only; what users and groups are called is put beside, where it is known. */
function withNames({ usernames, groupPaths }: Sight): (it: ProtectedEnvironment) => ProtectedEnvironment {
  const named = <Row extends AccessRow>(row: Row): Row => {
    const username = row.userId === undefined ? undefined : usernames.get(row.userId);
    const groupPath = row.groupId === undefined ? undefined : groupPaths.get(row.groupId);
    return { ...row, ...(username !== undefined && { username }), ...(groupPath !== undefined && { groupPath }) };
  };
  return (it) => ({ ...it, deployAccess: it.deployAccess.map(named), approvalRules: it.approvalRules.map(named) });
}

/** The names that are known: those of members, of groups seen, and of whom GraphQL named in rows. */
export function sightOf(
  graph: Graph | undefined,
  enterprise: boolean | undefined,
  people: readonly { readonly id: number; readonly username: string }[],
  groups: readonly GroupRef[],
): Sight {
  const shown = (graph?.environments ?? []).flatMap((it) => it.protections ?? []);
  const rows = shown.flatMap((it) => [...it.deployAccess, ...it.approvalRules]);
  const users = rows.flatMap(({ userId, username }) =>
    userId !== undefined && username !== undefined ? [[userId, username] as const] : [],
  );
  const paths = rows.flatMap(({ groupId, groupPath }) =>
    groupId !== undefined && groupPath !== undefined ? [[groupId, groupPath] as const] : [],
  );
  return {
    graph,
    enterprise,
    usernames: new Map([...users, ...people.map((it) => [it.id, it.username] as const)]),
    groupPaths: new Map([...paths, ...groups.map((it) => [it.id, it.path] as const)]),
  };
}

/** Which groups' members decide something, and how their membership counts. */
export interface Reach {
  readonly direct: boolean;
  readonly all: boolean;
}

/**
 * The groups that rules name, by id. Group rows of environments count direct or all members (gates.md §1.5), both where
 * GraphQL does not say which; group rows of branches and tags count direct ones (§7.3); a group that protects a tier by
 * a role asks for the level in the group itself (§1.6).
 */
export function namedGroups(
  protections: readonly ProtectedEnvironment[],
  refGroups: readonly number[],
): ReadonlyMap<number, Reach> {
  const named = new Map<number, Reach>();
  const add = (id: number | undefined, direct: boolean, all: boolean) => {
    if (id === undefined) return;
    const before = named.get(id);
    named.set(id, { direct: direct || before?.direct === true, all: all || before?.all === true });
  };
  for (const { level, groupId, deployAccess, approvalRules } of protections) {
    for (const row of [...deployAccess, ...approvalRules]) {
      if (row.userId !== undefined || row.hidden) continue;
      if (row.groupId !== undefined) add(row.groupId, row.inheritance !== 'all', row.inheritance !== 'direct');
      else if (level === 'group') add(groupId, false, true);
    }
  }
  for (const id of refGroups) add(id, true, false);
  return named;
}
