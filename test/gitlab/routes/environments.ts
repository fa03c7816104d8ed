/** Environments, their protections, freeze periods and resource groups of a project. */
import { type Answer, badParameter, badRequest, json, noRecord } from '../answer.ts';
import type { Call, Route } from '../call.ts';
import { deployRow, environmentBasic } from '../entities.ts';
import { paged } from '../paging.ts';
import { type Environment, type FreezePeriod, founded, type Project, type ProtectedEnvironment } from '../world.ts';
import { deployment } from './deployments.ts';
import { jobBasic } from './pipelines.ts';
import { inProject } from './places.ts';
import { projectBasic } from './projects.ts';

export const environmentRoutes: readonly Route[] = [
  inProject('/environments', 'read_environment', environments, { jobToken: true }),
  inProject('/environments/:environment_id', 'read_environment', oneEnvironment, { jobToken: true }),
  inProject('/protected_environments', 'admin_protected_environments', protections, { enterprise: true, open: true }),
  inProject('/protected_environments/:name', 'admin_protected_environments', oneProtection, {
    enterprise: true,
    open: true,
  }),
  inProject('/freeze_periods', 'read_freeze_period', (it, call) => paged(call, it.freezePeriods, freezePeriod)),
  inProject('/freeze_periods/:freeze_period_id', 'read_freeze_period', (it, { params }) => {
    const found = it.freezePeriods.find((row) => String(row.id) === params['freeze_period_id']);
    return found ? json(freezePeriod(found)) : noRecord;
  }),
  inProject('/resource_groups', 'read_resource_group', (it, call) => paged(call, it.resourceGroups, resourceGroup)),
  inProject('/resource_groups/:key', 'read_resource_group', (it, { params }) => {
    const found = it.resourceGroups.find((row) => row.key === params['key']);
    return found ? json(resourceGroup(found)) : noRecord;
  }),
  inProject('/resource_groups/:key/current_job', 'read_resource_group', currentJob),
  inProject('/resource_groups/:key/upcoming_jobs', 'read_resource_group', upcomingJobs),
];

const states = ['available', 'stopping', 'stopped'];

function environments(project: Project, call: Call): Answer {
  const name = call.query.get('name');
  const search = call.query.get('search');
  const state = call.query.get('states');
  if (name !== null && search !== null) return badParameter('name, search cannot be used together');
  if (search !== null && search.length < 3) return badRequest('Search query is less than 3 characters');
  if (state !== null && !states.includes(state)) return badParameter('states does not have a valid value');
  const found = project.environments
    .filter((it) => name === null || it.name === name)
    .filter((it) => search === null || it.name.toLowerCase().includes(search.toLowerCase()))
    .filter((it) => state === null || it.state === state);
  return paged(call, found, (it) => ({
    ...environmentBasic(it),
    tier: it.tier,
    project: projectBasic(call, project),
    ...environmentRest(it),
  }));
}

function oneEnvironment(project: Project, call: Call): Answer {
  const found = project.environments.find((it) => String(it.id) === call.params['environment_id']);
  if (!found) return noRecord;
  const last = project.deployments.findLast((it) => it.environment === found && it.status === 'success');
  return json({
    ...environmentBasic(found),
    tier: found.tier,
    last_deployment: last ? deployment(call, project, last) : null,
    ...environmentRest(found),
  });
}

function environmentRest(it: Environment) {
  return { state: it.state, auto_stop_at: null, description: null, auto_stop_setting: 'always' };
}

/** This project's rows only; the licence is not asked. */
function protections(project: Project, call: Call): Answer {
  const rows = [...project.protectedEnvironments].sort((a, b) => (a.name < b.name ? -1 : 1));
  return paged(call, rows, protectedEnvironment);
}

function oneProtection(project: Project, { params }: Call): Answer {
  const found = project.protectedEnvironments.find((it) => it.name === params['name']);
  return found ? json(protectedEnvironment(found)) : noRecord;
}

export function protectedEnvironment(it: ProtectedEnvironment) {
  return {
    name: it.name,
    deploy_access_levels: it.deploy.map(deployRow),
    required_approval_count: 0,
    approval_rules: it.approve.map((rule) => ({ ...deployRow(rule), required_approvals: rule.required })),
  };
}

function freezePeriod(it: FreezePeriod) {
  return {
    id: it.id,
    freeze_start: it.start,
    freeze_end: it.end,
    cron_timezone: it.tz,
    created_at: founded,
    updated_at: founded,
  };
}

/** Jobs that name a resource group, with their pipelines. */
function sharing(project: Project, key: string | undefined) {
  return project.pipelines.flatMap((from) =>
    from.jobs.filter((it) => it.resourceGroup !== undefined && it.resourceGroup === key).map((it) => ({ it, from })),
  );
}

function currentJob(project: Project, call: Call): Answer {
  const found = sharing(project, call.params['key']).find(({ it }) => ['running', 'pending'].includes(it.status));
  return json(found ? jobBasic(call, project, found.from, found.it) : null);
}

/** In the order of the process mode (app/models/ci/resource_group.rb, `upcoming_processables`). */
function upcomingJobs(project: Project, call: Call): Answer {
  const { key } = call.params;
  const mode = project.resourceGroups.find((it) => it.key === key)?.processMode ?? 'unordered';
  const early = mode === 'oldest_first' || mode === 'newest_first' ? ['created', 'scheduled'] : [];
  const found = sharing(project, key)
    .filter(({ it }) => [...early, 'waiting_for_resource'].includes(it.status))
    .sort((a, b) => (mode === 'oldest_first' ? 1 : -1) * (a.from.id - b.from.id));
  return paged(call, found, ({ it, from }) => jobBasic(call, project, from, it));
}

function resourceGroup(it: Project['resourceGroups'][number]) {
  return { id: it.id, key: it.key, process_mode: it.processMode, created_at: founded, updated_at: founded };
}
