/** What GraphQL tells about a project, page by page, as our types; with what it leaves open. */
import type {
  AccessRow,
  FreezePeriod,
  GroupRef,
  ProtectedEnvironment,
  StoredEnvironment,
} from '../settings/settings.ts';
import type { Api } from './api.ts';
import { Fault } from './fault.ts';
import { compact, flagOrNone, numberOfGid, numberOrNone, type Raw, record, rows, text, textOrNone } from './payload.ts';
import { type Part, parts, projectQuery } from './query.ts';
import { tierOf } from './rest.ts';

/** 2,000 environments. */
const maxPages = 40;

export interface Graph {
  readonly version?: string;
  readonly enterprise?: boolean;
  readonly projectId: number;
  readonly path: string;
  /** The viewer's effective level in the project. */
  readonly level?: number;
  /** The project's group and its ancestors, innermost first, as far as they were shown. */
  readonly groups: readonly GroupRef[];
  readonly environments: readonly GraphEnvironment[];
  /** Whether all environments are listed. */
  readonly complete: boolean;
  /** `undefined` where no environment exists to show them at, or they are not shown. */
  readonly freezes?: readonly FreezePeriod[];
}

export interface GraphEnvironment extends StoredEnvironment {
  /** Protections of project and groups that apply; `undefined` where they are not shown in full. */
  readonly protections?: readonly ProtectedEnvironment[];
}

/**
 * Everything about the project; `undefined` when GraphQL knows no such project (or does not show it).
 * Asks again without the parts that this GitLab's schema lacks.
 * @throws Fault, also where GraphQL refuses the query altogether (`refused`).
 */
export async function readGraph(api: Pick<Api, 'query'>, fullPath: string): Promise<Graph | undefined> {
  const first = await ask(api, fullPath, parts);
  const wanted = first.missing.length === 0 ? parts : parts.filter((it) => !first.missing.includes(it));
  const start = first.data ?? (await ask(api, fullPath, wanted)).data;
  if (!start) throw new Fault('refused', 'GraphQL does not answer the query');
  const project = start['project'];
  if (project === null || project === undefined) return undefined;
  const pages = [record(project)];
  for (let next = following(record(project)); next !== undefined && pages.length < maxPages; ) {
    const page = (await ask(api, fullPath, wanted, next)).data?.['project'];
    if (!page) break;
    pages.push(record(page));
    next = following(record(page));
  }
  return graphFrom(start, record(project), pages);
}

interface Asked {
  readonly data?: Raw;
  /** Parts that the schema does not have. */
  readonly missing: readonly Part[];
}

async function ask(api: Pick<Api, 'query'>, fullPath: string, wanted: readonly Part[], after?: string): Promise<Asked> {
  const variables = { fullPath, ...(after !== undefined && { after }) };
  const body = record(await api.query(projectQuery(wanted), variables));
  const { data, errors } = body;
  if (data) return { data: record(data), missing: [] };
  const said = (Array.isArray(errors) ? errors : []).map((it: unknown) => record(it));
  const missing = wanted.filter((part) => said.some((it) => names(it, part)));
  if (missing.length > 0) return { missing };
  const message = textOrNone(said[0]?.['message']) ?? 'nothing';
  throw new Fault('refused', `GraphQL answers: ${message.slice(0, 300)}`, { answer: message });
}

/** Whether an error says that the schema lacks the part, or something inside it. */
function names({ extensions, message }: Raw, part: Part): boolean {
  const { code, fieldName, typeName } = (extensions ?? {}) as Raw;
  if (code !== 'undefinedField') return (textOrNone(message) ?? '').includes(`Field '${part}'`);
  const type = textOrNone(typeName) ?? '';
  const inside =
    (part === 'protectedEnvironments' && type.startsWith('ProtectedEnvironment')) ||
    (part === 'deployFreezes' && type.startsWith('CiFreezePeriod'));
  return fieldName === part || inside;
}

function following(project: Raw): string | undefined {
  const info = record(record(project['environments'] ?? {})['pageInfo'] ?? {});
  return info['hasNextPage'] === true ? textOrNone(info['endCursor']) : undefined;
}

function graphFrom(data: Raw, project: Raw, pages: readonly Raw[]): Graph {
  const metadata = record(data['metadata'] ?? {});
  const groups = groupsFrom(project['group']);
  const nodes = pages.flatMap((it) => nodesOf(it['environments']));
  const environments = nodes.filter((it) => it !== null).map((it) => environmentFrom(record(it), groups));
  const last = pages.at(-1);
  const shown = project['environments'] !== null && project['environments'] !== undefined;
  return compact({
    version: textOrNone(metadata['version']),
    enterprise: flagOrNone(metadata['enterprise']),
    projectId: idOf(project),
    path: text(project['fullPath']),
    level: numberOrNone(record(project['maxAccessLevel'] ?? {})['integerValue']),
    groups,
    environments,
    complete: shown && !nodes.includes(null) && last !== undefined && following(last) === undefined,
    freezes: freezesFrom(nodes),
  });
}

function idOf(project: Raw): number {
  const id = numberOfGid(project['id']);
  if (id === undefined) throw new Fault('bad-payload', 'GraphQL sends a project without an id');
  return id;
}

/** From the inside out. Ends at the top, or at the first group that is not shown. */
function groupsFrom(value: unknown): GroupRef[] {
  const groups: GroupRef[] = [];
  for (let raw = value; raw !== null && raw !== undefined; raw = record(raw)['parent']) {
    const { id, fullPath } = record(raw);
    const number = numberOfGid(id);
    if (number === undefined) break;
    groups.push({ id: number, path: text(fullPath) });
  }
  return groups;
}

function environmentFrom(raw: Raw, groups: readonly GroupRef[]): GraphEnvironment {
  return compact({
    name: text(raw['name']),
    tier: tierOf(raw['tier']),
    state: textOrNone(raw['state']),
    protections: protectionsFrom(raw['protectedEnvironments'], groups),
  });
}

/** `undefined` unless every protection and every row of it is there. */
function protectionsFrom(value: unknown, groups: readonly GroupRef[]): readonly ProtectedEnvironment[] | undefined {
  if (value === null || value === undefined || !isWhole(value)) return undefined;
  const nodes = nodesOf(value).map((it) => record(it));
  if (!nodes.every((it) => it['name'] && isWhole(it['deployAccessLevels']) && isWhole(it['approvalRules']))) {
    return undefined;
  }
  return nodes.map((it) => protectionFrom(it, groups));
}

/** The viewer can read the project, so that a protection without a project belongs to a group, shown or not. */
function protectionFrom(raw: Raw, groups: readonly GroupRef[]): ProtectedEnvironment {
  const own = raw['project'] !== null && raw['project'] !== undefined;
  const shown = groupsFrom(raw['group'])[0];
  const [only, ...others] = groups;
  const group = shown ?? (only && only.path.split('/').length === 1 && others.length === 0 ? only : undefined);
  return {
    name: text(raw['name']),
    level: own ? 'project' : 'group',
    ...(!own && group && { groupId: group.id, groupPath: group.path }),
    deployAccess: nodesOf(raw['deployAccessLevels']).map((it) => rowFrom(record(it))),
    approvalRules: nodesOf(raw['approvalRules']).map((it) => {
      const rule = record(it);
      return { ...rowFrom(rule), required: numberOrNone(rule['requiredApprovals']) ?? 1 };
    }),
  };
}

/** A row of which nothing is shown names a group that the viewer may not read. There is no inheritance type here. */
function rowFrom({ user, group, accessLevel }: Raw): AccessRow {
  if (user) {
    const { id, username } = record(user);
    return compact({ userId: numberOfGid(id), username: textOrNone(username) });
  }
  const [shown] = groupsFrom(group);
  if (shown) return { groupId: shown.id, groupPath: shown.path };
  const level = numberOrNone(record(accessLevel ?? {})['integerValue']);
  return level === undefined ? { hidden: true } : { accessLevel: level };
}

function freezesFrom(nodes: readonly unknown[]): readonly FreezePeriod[] | undefined {
  const [first] = nodes.filter((it) => it !== null);
  const freezes = first === undefined ? undefined : record(first)['deployFreezes'];
  if (!Array.isArray(freezes)) return undefined;
  return freezes.map((it: unknown) => {
    const { startCron, endCron, cronTimezone } = record(it);
    return { start: text(startCron), end: text(endCron), timeZone: textOrNone(cronTimezone) ?? 'UTC' };
  });
}

function nodesOf(connection: unknown): readonly unknown[] {
  return rows(record(connection ?? {})['nodes'] ?? []);
}

/** A connection whose nodes are all on this page and all shown. */
function isWhole(connection: unknown): boolean {
  if (connection === null || connection === undefined) return false;
  const info = record(record(connection)['pageInfo'] ?? {});
  return info['hasNextPage'] !== true && !nodesOf(connection).includes(null);
}
