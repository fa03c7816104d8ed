/** Members of projects and groups: direct rows, everybody with access, one person. */
import type { Viewer } from '../access.ts';
import { type Answer, json, noRecord } from '../answer.ts';
import type { Call, Route } from '../call.ts';
import { memberOf } from '../entities.ts';
import { allOfGroup, allOfProject, groupMembers, projectMembers } from '../members.ts';
import { paged } from '../paging.ts';
import type { Group, Member, Project, World } from '../world.ts';
import { inGroup, inProject } from './places.ts';

export const memberRoutes: readonly Route[] = [
  inProject('/members', 'read_project_member', (it, call) => list(it.members, call)),
  inProject('/members/all', 'read_project_member', (it, call) => list(all(it, call), call)),
  inProject('/members/all/:user_id', 'read_project_member', (it, call) => one(all(it, call), call)),
  inProject('/members/:user_id', 'read_project_member', (it, call) => one(it.members, call)),
  inGroup('/members', 'read_group_member', (it, call) => list(it.members, call)),
  inGroup('/members/all', 'read_group_member', (it, call) => list(all(it, call), call)),
  inGroup('/members/all/:user_id', 'read_group_member', (it, call) => one(all(it, call), call)),
  inGroup('/members/:user_id', 'read_group_member', (it, call) => one(it.members, call)),
];

function all(source: Project | Group, { world, viewer }: { readonly world: World; readonly viewer: Viewer }) {
  return source.kind === 'project'
    ? projectMembers(world, viewer, source, allOfProject)
    : groupMembers(world, viewer, source, allOfGroup);
}

function list(rows: readonly Member[], call: Call): Answer {
  const wanted = call.query.getAll('user_ids[]').concat(call.query.getAll('user_ids')).map(Number);
  const words = call.query.get('query')?.toLowerCase() ?? '';
  const found = rows
    .filter((it) => wanted.length === 0 || wanted.includes(it.user.id))
    .filter((it) => `${it.user.username} ${it.user.name}`.toLowerCase().includes(words));
  return paged(call, found, (it) => memberOf({ base: call.base, instance: call.world.instance }, it));
}

function one(rows: readonly Member[], call: Call): Answer {
  const found = rows.find((it) => String(it.user.id) === call.params['user_id']);
  return found ? json(memberOf({ base: call.base, instance: call.world.instance }, found)) : noRecord;
}
