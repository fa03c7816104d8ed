/** One project of a scenario, with its environments, pipelines and deployments. */
import { createHash } from 'node:crypto';
import { protectedBranchesOf, protectedEnvironmentsOf, protectedTagsOf } from './build-protection.ts';
import { guessTier, slugOf } from './environment-names.ts';
import { defaults } from './project-settings.ts';
import { groupOf, membersOf, type References, sharesOf, userOf } from './references.ts';
import type { DeploymentSpec, EnvironmentSpec, PipelineSpec, ProjectSpec } from './scenario.ts';
import {
  type Deployment,
  type Environment,
  founded,
  type Job,
  type Pipeline,
  type Project,
  type ProtectedEnvironment,
  type Schedule,
} from './world.ts';

/** `allowed` is filled in later, when all projects are there. */
export function projectOf(
  refs: References,
  path: string,
  spec: ProjectSpec,
  allowed: Pick<Project['jobToken'], 'projects' | 'groups'>,
): Project {
  const where = `projects.${path}`;
  const id = refs.id('project', spec.id, 1001);
  const environments = (spec.environments ?? []).map((it) => environmentOf(refs, it));
  const pipelines = pipelinesOf(refs, spec, where);
  const protectedEnvironments: ProtectedEnvironment[] = [];
  const defaultBranch = branchOf(spec);
  const project: Project = {
    kind: 'project',
    id,
    path,
    name: spec.name ?? path.slice(path.lastIndexOf('/') + 1),
    description: spec.description ?? '',
    visibility: spec.visibility ?? 'private',
    ...(defaultBranch !== undefined && { defaultBranch }),
    ...namespaceOf(refs, path, where),
    members: membersOf(refs, spec.members, where),
    sharedWith: sharesOf(refs, spec.shared_with, where),
    environments,
    protectedEnvironments,
    protectedBranches: protectedBranchesOf(refs, spec.protected_branches, where),
    protectedTags: protectedTagsOf(refs, spec.protected_tags, where),
    freezePeriods: (spec.freeze_periods ?? []).map((it) => ({
      id: refs.id('freeze period'),
      ...it,
      tz: it.tz ?? 'UTC',
    })),
    pipelines,
    deployments: deploymentsOf(refs, spec, environments, pipelines, where),
    schedules: schedulesOf(refs, spec, where),
    resourceGroups: (spec.resource_groups ?? []).map(({ key, process_mode }) => ({
      id: refs.id('resource group'),
      key,
      processMode: process_mode ?? 'unordered',
    })),
    ...repositoryOf(spec, defaultBranch),
    settings: settingsOf(refs, spec, where),
    jobToken: { inbound: spec.job_token?.inbound ?? true, ...allowed },
  };
  protectedEnvironments.push(...protectedEnvironmentsOf(refs, spec.protected_environments, project, where));
  return project;
}

function branchOf({ default_branch: name }: ProjectSpec): string | undefined {
  return name === null ? undefined : (name ?? 'main');
}

function repositoryOf(spec: ProjectSpec, main: string | undefined) {
  return {
    variables: spec.variables ?? [],
    branches: spec.branches ?? (main === undefined ? [] : [main]),
    tags: spec.tags ?? [],
    files: spec.files ?? {},
    lint: spec.lint ?? {},
    oldPaths: spec.old_paths ?? [],
  };
}

/** A project is in a group or in a user's own namespace. */
function namespaceOf(refs: References, path: string, where: string): Pick<Project, 'group' | 'owner'> {
  const namespace = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const owner = refs.users.get(namespace);
  if (owner) return { owner };
  const group = groupOf(refs, namespace, where);
  return group ? { group } : {};
}

function settingsOf(refs: References, { settings = {} }: ProjectSpec, where: string): Project['settings'] {
  for (const key of Object.keys(settings)) {
    if (!(key in defaults)) refs.problems.push(`${where}.settings: \`${key}\` is not known here`);
  }
  return { ...defaults, ...settings };
}

function environmentOf(refs: References, spec: EnvironmentSpec): Environment {
  return {
    id: refs.id('environment', spec.id, 11),
    name: spec.name,
    slug: slugOf(spec.name),
    tier: spec.tier ?? guessTier(spec.name),
    state: spec.state ?? 'available',
    ...(spec.external_url !== undefined && { externalUrl: spec.external_url }),
  };
}

function pipelinesOf(refs: References, project: ProjectSpec, where: string): readonly Pipeline[] {
  return (project.pipelines ?? []).flatMap((spec, n) => {
    const user = userOf(refs, spec.user, `${where}.pipelines`);
    if (!user) return [];
    const id = refs.id('pipeline', spec.id, 901);
    const ref = spec.ref ?? 'main';
    const jobs = jobsOf(refs, spec, user, where);
    return [
      {
        id,
        iid: n + 1,
        ref,
        tag: spec.tag ?? false,
        sha: spec.sha ?? shaOf(`${where}/${ref}`),
        status: spec.status ?? 'success',
        source: spec.source ?? 'push',
        user,
        jobs,
      },
    ];
  });
}

function jobsOf(refs: References, { jobs = [] }: PipelineSpec, starter: Job['user'], where: string): readonly Job[] {
  return jobs.map((spec) => ({
    id: refs.id('job', spec.id, 5001),
    name: spec.name,
    stage: spec.stage ?? 'test',
    status: spec.status ?? 'success',
    manual: spec.manual ?? spec.status === 'manual',
    allowFailure: spec.allow_failure ?? false,
    user: (spec.user !== undefined && userOf(refs, spec.user, `${where}.pipelines`)) || starter,
    ...(spec.failure_reason !== undefined && { failureReason: spec.failure_reason }),
    ...(spec.environment !== undefined && { environment: spec.environment }),
    ...(spec.scheduled_at !== undefined && { scheduledAt: spec.scheduled_at }),
    bridge: spec.bridge !== undefined,
    ...(typeof spec.bridge === 'object' && { downstream: spec.bridge }),
    ...(spec.resource_group !== undefined && { resourceGroup: spec.resource_group }),
    tags: spec.tags ?? [],
    archived: spec.archived ?? false,
    ...(spec.started_at !== undefined && { startedAt: spec.started_at }),
  }));
}

function deploymentsOf(
  refs: References,
  project: ProjectSpec,
  environments: readonly Environment[],
  pipelines: readonly Pipeline[],
  where: string,
): readonly Deployment[] {
  const runs = pipelines.flatMap((pipeline) => pipeline.jobs.map((job) => ({ job, pipeline })));
  return (project.deployments ?? []).flatMap((spec, n) => {
    const place = `${where}.deployments`;
    const user = userOf(refs, spec.user, place);
    const environment = environments.find((it) => it.name === spec.environment);
    if (!environment) refs.problems.push(`${place}: there is no environment \`${spec.environment}\``);
    const job = runs.find((it) => it.job.id === spec.job);
    if (spec.job !== undefined && !job) refs.problems.push(`${place}: there is no job ${spec.job}`);
    if (!user || !environment) return [];
    const ref = spec.ref ?? job?.pipeline.ref ?? 'main';
    return [
      {
        id: refs.id('deployment', spec.id, 701),
        iid: n + 1,
        environment,
        status: spec.status ?? 'success',
        ref,
        tag: spec.tag ?? false,
        sha: spec.sha ?? job?.pipeline.sha ?? shaOf(`${where}/${ref}`),
        user,
        ...(job && { job }),
        createdAt: spec.created_at ?? new Date(Date.parse(founded) + n * 3_600_000).toISOString(),
        approvals: approvalsOf(refs, spec, place),
      },
    ];
  });
}

function approvalsOf(refs: References, { approvals = [] }: DeploymentSpec, where: string): Deployment['approvals'] {
  return approvals.flatMap(({ user: name, status = 'approved', comment = '' }) => {
    const user = userOf(refs, name, `${where}.approvals`);
    return user ? [{ user, status, comment }] : [];
  });
}

function schedulesOf(refs: References, { schedules = [] }: ProjectSpec, where: string): readonly Schedule[] {
  return schedules.flatMap((spec) => {
    const owner = userOf(refs, spec.owner, `${where}.schedules`);
    if (!owner) return [];
    return [
      {
        id: refs.id('schedule'),
        description: spec.description,
        ref: spec.ref ?? 'main',
        cron: spec.cron,
        tz: spec.tz ?? 'UTC',
        active: spec.active ?? true,
        owner,
      },
    ];
  });
}

/** A commit that is always the same for the same words. */
export function shaOf(words: string): string {
  return createHash('sha1').update(words).digest('hex');
}
