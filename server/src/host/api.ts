/**
 * gitbeaker's resource classes on our transport. They know GitLab's paths and how to follow pages; everything about
 * sending is ours. Their types lack half of what GitLab sends, so answers leave here as `unknown`.
 */

import {
  Environments,
  FreezePeriods,
  GroupMembers,
  GroupProtectedEnvironments,
  Metadata,
  ProjectJobTokenScopes,
  ProjectMembers,
  ProjectProtectedEnvironments,
  Projects,
  ProtectedBranches,
  ProtectedTags,
  ResourceGroups,
  Users,
} from '@gitbeaker/core';
import { t } from '@vscode/l10n';
import { Fault, faultOf } from './fault.ts';
import type { Transport } from './transport.ts';

/** GitLab's largest page. */
const perPage = 100;

/** More pages than this of one list are not read: the list is then not known. */
const maxPages = 50;

/** Everything that is asked. Lists are complete, all pages. Every call throws Fault. */
export interface Api {
  /** How many things were asked so far, not counting further pages. */
  asked(): number;
  /** A GraphQL query with its variables; pages after the first have a variable `after`. */
  query(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown>;
  me(): Promise<unknown>;
  metadata(): Promise<unknown>;
  /** Feature flags that were set; for administrators. */
  features(): Promise<unknown>;
  project(id: string | number): Promise<unknown>;
  ancestors(id: number): Promise<readonly unknown[]>;
  environments(id: string | number): Promise<readonly unknown[]>;
  freezePeriods(id: number): Promise<readonly unknown[]>;
  protectedEnvironments(id: number): Promise<readonly unknown[]>;
  groupProtectedEnvironments(groupId: number): Promise<readonly unknown[]>;
  protectedBranches(id: number): Promise<readonly unknown[]>;
  protectedTags(id: number): Promise<readonly unknown[]>;
  resourceGroups(id: number): Promise<readonly unknown[]>;
  jobTokenScope(id: number): Promise<unknown>;
  /** Inherited and shared members too. */
  members(id: number): Promise<readonly unknown[]>;
  member(id: number, userId: number): Promise<unknown>;
  groupMembers(groupId: number, reach: 'direct' | 'all'): Promise<readonly unknown[]>;
  groupMember(groupId: number, userId: number, reach: 'direct' | 'all'): Promise<unknown>;
}

export function openApi(transport: Transport, signal: AbortSignal): Api {
  let calls = 0;
  const count = () => {
    calls++;
  };
  const requesterFn = requesterOf(transport, signal, count);
  const options = { host: transport.account.base, queryTimeout: null, requesterFn };
  const pages = { perPage, maxPages };
  const reach = (it: 'direct' | 'all') => ({ ...pages, includeInherited: it === 'all' });
  return {
    asked: () => calls,
    query: (query, variables) => {
      if (variables['after'] === undefined) count();
      return transport.graphql(query, variables, signal);
    },
    me: () => one(new Users(options).showCurrentUser()),
    metadata: () => one(new Metadata(options).show()),
    // gitbeaker has no resource for it.
    features: async () => {
      count();
      return (await transport.get('features', signal)).body;
    },
    project: (id) => one(new Projects(options).show(id)),
    ancestors: (id) => list(new Projects(options).allGroups(id, pages as object)),
    environments: (id) => list(new Environments(options).all(id, pages)),
    freezePeriods: (id) => list(new FreezePeriods(options).all(id, pages)),
    protectedEnvironments: (id) => list(new ProjectProtectedEnvironments(options).all(id, pages)),
    groupProtectedEnvironments: (id) => list(new GroupProtectedEnvironments(options).all(id, pages)),
    protectedBranches: (id) => list(new ProtectedBranches(options).all(id, pages)),
    protectedTags: (id) => list(new ProtectedTags(options).all(id, pages)),
    resourceGroups: (id) => list(new ResourceGroups(options).all(id, pages)),
    jobTokenScope: (id) => one(new ProjectJobTokenScopes(options).show(id)),
    members: (id) => list(new ProjectMembers(options).all(id, reach('all'))),
    member: (id, userId) => one(new ProjectMembers(options).show(id, userId, { includeInherited: true })),
    groupMembers: (id, it) => list(new GroupMembers(options).all(id, reach(it))),
    groupMember: (id, userId, it) =>
      one(new GroupMembers(options).show(id, userId, { includeInherited: it === 'all' })),
  };
}

async function one(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    throw faultOf(error) ?? unexpected();
  }
}

async function list(answer: Promise<unknown>): Promise<readonly unknown[]> {
  const rows = await one(answer);
  if (!Array.isArray(rows)) throw unexpected();
  if (rows.length >= perPage * maxPages) throw new Fault('bad-payload', `the list has ${rows.length} rows or more`);
  return rows;
}

function unexpected(): Fault {
  return new Fault('bad-payload', t`GitLab sends something else than a list or an object`);
}

type Requester = Record<'get' | 'post' | 'put' | 'patch' | 'delete', (path: string, options?: Asked) => Promise<never>>;

interface Asked {
  readonly searchParams?: Readonly<Record<string, unknown>>;
}

interface Resource {
  /** `<base>/api/v4/<prefix>`. */
  readonly url: string;
}

/** What gitbeaker calls instead of its own transport. It is handed no token: the transport has it. */
function requesterOf(transport: Transport, signal: AbortSignal, onCall: () => void): (resource: Resource) => Requester {
  const refuse = () => Promise.reject(new Fault('refused', 'nothing is written to GitLab'));
  return ({ url }) => {
    const prefix = url.slice(`${transport.account.base}/api/v4/`.length);
    const get = async (path: string, { searchParams = {} }: Asked = {}) => {
      if (searchParams['page'] === undefined) onCall();
      const query = queryOf(searchParams);
      const whole = [prefix, path].filter((it) => it !== '').join('/');
      return (await transport.get(query === '' ? whole : `${whole}?${query}`, signal)) as never;
    };
    return { get, post: refuse, put: refuse, patch: refuse, delete: refuse };
  };
}

/** GitLab's snake_case names for gitbeaker's camelCase ones. All values are flat. */
function queryOf(params: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null)
      query.set(
        name.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`),
        String(value),
      );
  }
  return query.toString();
}
