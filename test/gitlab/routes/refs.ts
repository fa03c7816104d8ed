/** Branches and tags, and who may push, merge and create them. */
import { type Answer, json, noRecord, notFound } from '../answer.ts';
import { shaOf } from '../build-project.ts';
import type { Call, Route } from '../call.ts';
import { branchRulesOf, canPush, matches } from '../deploying.ts';
import { refRow } from '../entities.ts';
import { paged } from '../paging.ts';
import { founded, type Instance, type Project, type ProtectedBranch, type ProtectedTag } from '../world.ts';
import { inProject } from './places.ts';

export const refRoutes: readonly Route[] = [
  inProject('/protected_branches', 'read_code', protectedBranches, { open: true }),
  inProject('/protected_branches/:name', 'read_code', oneProtectedBranch, { open: true }),
  inProject('/protected_tags', 'read_protected_tags', (it, call) =>
    paged(call, it.protectedTags, (row) => protectedTag(call.world.instance, row)),
  ),
  inProject('/protected_tags/:name', 'read_protected_tags', (it, { world, params }) => {
    const found = it.protectedTags.find((row) => row.name === params['name']);
    return found ? json(protectedTag(world.instance, found)) : noRecord;
  }),
  inProject(
    '/repository/branches',
    'read_code',
    (it, call) => paged(call, it.branches, (row) => branch(call, it, row)),
    {
      open: true,
    },
  ),
  inProject('/repository/branches/:branch', 'read_code', oneBranch, { open: true }),
  inProject('/repository/tags', 'read_code', (it, call) => paged(call, it.tags, (row) => tag(call, it, row)), {
    open: true,
  }),
];

/** Rules of the project and of its root group, a hundred at most. */
function protectedBranches(project: Project, call: Call): Answer {
  const search = call.query.get('search')?.toLowerCase() ?? '';
  const { enterprise } = call.world.instance;
  const rows = branchRulesOf(project)
    .filter((it) => enterprise || !it.inherited)
    .slice(0, 100)
    .filter((it) => it.name.toLowerCase().includes(search));
  return paged(call, rows, (it) => ({
    ...protectedBranch(call.world.instance, it),
    ...(enterprise && { inherited: it.inherited }),
  }));
}

/** Inherited rules are not found by name. */
function oneProtectedBranch(project: Project, { world, params }: Call): Answer {
  const found = project.protectedBranches.find((it) => it.name === params['name']);
  if (!found) return noRecord;
  return json({ ...protectedBranch(world.instance, found), ...(world.instance.enterprise && { inherited: false }) });
}

export function protectedBranch(instance: Instance, it: ProtectedBranch) {
  return {
    id: it.id,
    name: it.name,
    push_access_levels: it.push.map((row) => refRow(instance, row, true)),
    merge_access_levels: it.merge.map((row) => refRow(instance, row, false)),
    allow_force_push: it.force,
    ...(instance.enterprise && { unprotect_access_levels: [], code_owner_approval_required: it.codeOwners }),
  };
}

function protectedTag(instance: Instance, it: ProtectedTag) {
  return { name: it.name, create_access_levels: it.create.map((row) => refRow(instance, row, true)) };
}

function oneBranch(project: Project, call: Call): Answer {
  const name = call.params['branch'] ?? '';
  return project.branches.includes(name) ? json(branch(call, project, name)) : notFound('Branch');
}

function branch(call: Call, project: Project, name: string) {
  const rules = branchRulesOf(project).filter((it) => matches(it.name, name));
  const developers = (rows: 'push' | 'merge') =>
    rules.some((rule) => rule[rows].some((row) => row.level === 30 && !row.user && !row.group));
  return {
    name,
    commit: commit(call, project, shaOf(`${project.path}/${name}`)),
    merged: false,
    protected: rules.length > 0,
    developers_can_push: developers('push'),
    developers_can_merge: developers('merge'),
    can_push: canPush(call.viewer, project, name),
    default: name === project.defaultBranch,
    web_url: `${call.base}/${project.path}/-/tree/${encodeURIComponent(name)}`,
  };
}

function tag(call: Call, project: Project, name: string) {
  const sha = shaOf(`${project.path}/tags/${name}`);
  return {
    name,
    message: '',
    target: sha,
    commit: commit(call, project, sha),
    release: null,
    protected: project.protectedTags.some((it) => matches(it.name, name)),
    created_at: null,
  };
}

export function commit({ base }: Call, project: Project, sha: string) {
  return {
    id: sha,
    short_id: sha.slice(0, 8),
    created_at: founded,
    parent_ids: [],
    title: 'A change',
    message: 'A change',
    author_name: 'Somebody',
    author_email: 'somebody@example.com',
    authored_date: founded,
    committer_name: 'Somebody',
    committer_email: 'somebody@example.com',
    committed_date: founded,
    trailers: {},
    extended_trailers: {},
    web_url: `${base}/${project.path}/-/commit/${sha}`,
  };
}
