/** What every route below a project or a group does first: find it, show it only to those who may, check the right. */
import { can, canInGroup, type GroupAbility, type ProjectAbility } from '../access.ts';
import { type Answer, forbidden, notFound, unauthorized } from '../answer.ts';
import type { Call, Route } from '../call.ts';
import { byIdOrPath, type Group, lineage, type Project } from '../world.ts';

type Extras = Omit<Route, 'path' | 'handle'>;

/** A route below `/projects/:id`. */
export function inProject(
  path: string,
  ability: ProjectAbility,
  handle: (project: Project, call: Call) => Answer,
  extras: Extras = {},
): Route {
  return { path: `/projects/:id${path}`, ...extras, handle: (call) => answer(call) };

  function answer(call: Call): Answer {
    if (!extras.open && !call.viewer.user) return unauthorized;
    const key = call.params['id'] ?? '';
    const { projects } = call.world;
    const project = byIdOrPath(projects, key) ?? projects.find((it) => it.oldPaths.includes(key));
    if (!project || !can(call.viewer, 'read_project', project) || !reaches(call, project)) return notFound('Project');
    if (project.oldPaths.includes(key)) return moved(call, project);
    return can(call.viewer, ability, project) ? handle(project, call) : forbidden();
  }
}

/** A job token of another project gets in where that one is on the allowlist. */
function reaches({ token }: Call, project: Project): boolean {
  if (token?.kind !== 'job' || token.project === undefined || token.project === project) return true;
  const { inbound, projects, groups } = project.jobToken;
  const { project: from } = token;
  const listed = projects.includes(from) || lineage(from.group).some((it) => groups.includes(it));
  return !inbound || listed || project.visibility === 'public';
}

function moved(call: Call, project: Project): Answer {
  const [, rest = ''] = /^\/api\/v4\/projects\/[^/]+(.*)$/.exec(call.path) ?? [];
  const query = call.query.size > 0 ? `?${call.query}` : '';
  const location = `${call.base}/api/v4/projects/${project.id}${rest}${query}`;
  return {
    status: 301,
    text: `This resource has been moved permanently to ${location}`,
    headers: { location },
  };
}

/** A route below `/groups/:id`. */
export function inGroup(
  path: string,
  ability: GroupAbility,
  handle: (group: Group, call: Call) => Answer,
  extras: Extras = {},
): Route {
  return { path: `/groups/:id${path}`, ...extras, handle: (call) => answer(call) };

  function answer(call: Call): Answer {
    if (!extras.open && !call.viewer.user) return unauthorized;
    const { groups, projects } = call.world;
    const group = byIdOrPath(groups, call.params['id'] ?? '');
    if (!group || !canInGroup(call.viewer, 'read_group', group, projects)) return notFound('Group');
    return canInGroup(call.viewer, ability, group, projects) ? handle(group, call) : forbidden();
  }
}
