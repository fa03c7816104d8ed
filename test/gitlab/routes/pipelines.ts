/** Pipelines, jobs and schedules of a project. */
import { type Answer, json, notFound } from '../answer.ts';
import type { Call, Route } from '../call.ts';
import { userBasic, userPublic } from '../entities.ts';
import { paged } from '../paging.ts';
import { founded, type Job, type Pipeline, type Project, type Schedule } from '../world.ts';
import { inProject } from './places.ts';
import { commit } from './refs.ts';

export const pipelineRoutes: readonly Route[] = [
  inProject('/pipelines/:pipeline_id', 'read_build', onePipeline, { open: true }),
  inProject('/pipelines/:pipeline_id/jobs', 'read_build', jobs, { open: true }),
  inProject('/pipelines/:pipeline_id/bridges', 'read_build', bridges, { open: true }),
  inProject('/jobs/:job_id', 'read_build', oneJob),
  inProject('/pipeline_schedules', 'read_pipeline_schedule', schedules),
];

function pipelineOf(project: Project, { params }: Call): Pipeline | undefined {
  return project.pipelines.find((it) => String(it.id) === params['pipeline_id']);
}

function onePipeline(project: Project, call: Call): Answer {
  const it = pipelineOf(project, call);
  if (!it) return notFound('Pipeline');
  return json({
    ...pipeline(call, project, it),
    before_sha: '0'.repeat(40),
    tag: it.tag,
    yaml_errors: null,
    user: userBasic(call, it.user),
    started_at: founded,
    finished_at: null,
    committed_at: null,
    duration: null,
    queued_duration: null,
    coverage: null,
    detailed_status: { text: it.status, label: it.status, group: it.status, tooltip: it.status, has_details: true },
    archived: false,
  });
}

function pipeline({ base }: Call, project: Project, it: Pipeline) {
  return {
    id: it.id,
    iid: it.iid,
    project_id: project.id,
    sha: it.sha,
    ref: it.ref,
    status: it.status,
    source: it.source,
    created_at: founded,
    updated_at: founded,
    web_url: `${base}/${project.path}/-/pipelines/${it.id}`,
  };
}

function jobs(project: Project, call: Call): Answer {
  const it = pipelineOf(project, call);
  if (!it) return notFound('Pipeline');
  const builds = it.jobs.filter((row) => !row.bridge);
  return paged(call, builds.toReversed(), (row) => job(call, project, it, row));
}

/** Trigger jobs are in a list of their own, and in no other. */
function bridges(project: Project, call: Call): Answer {
  const it = pipelineOf(project, call);
  if (!it) return notFound('Pipeline');
  const triggers = it.jobs.filter((row) => row.bridge);
  return paged(call, triggers.toReversed(), (row) => ({
    ...jobBasic(call, project, it, row),
    downstream_pipeline: downstream(call, row),
  }));
}

function downstream({ base }: Call, { downstream: it }: Job) {
  if (!it) return null;
  return { id: it.pipeline, status: it.status, web_url: `${base}/downstream/-/pipelines/${it.pipeline}` };
}

function oneJob(project: Project, call: Call): Answer {
  const runs = project.pipelines.flatMap((from) => from.jobs.filter((it) => !it.bridge).map((it) => ({ it, from })));
  const run = runs.find(({ it }) => String(it.id) === call.params['job_id']);
  return run ? json(job(call, project, run.from, run.it)) : notFound('Job');
}

const waiting = ['created', 'manual', 'scheduled', 'skipped', 'pending', 'waiting_for_resource'];

export function job(call: Call, project: Project, from: Pipeline, it: Job) {
  return {
    ...jobBasic(call, project, from, it),
    artifacts: [],
    runner: null,
    artifacts_expire_at: null,
    archived: it.archived,
    tag_list: [...it.tags].sort(),
  };
}

/** What lists of other things show of a job. */
export function jobBasic(call: Call, project: Project, from: Pipeline, it: Job) {
  const started = waiting.includes(it.status) ? null : (it.startedAt ?? founded);
  return {
    id: it.id,
    status: it.status,
    stage: it.stage,
    name: it.name,
    ref: from.ref,
    tag: from.tag,
    coverage: null,
    allow_failure: it.allowFailure,
    created_at: founded,
    started_at: started,
    finished_at: started,
    erased_at: null,
    duration: started && 42,
    queued_duration: null,
    user: userPublic({ base: call.base, instance: call.world.instance }, it.user),
    commit: commit(call, project, from.sha),
    pipeline: pipeline(call, project, from),
    ...(it.status === 'failed' && { failure_reason: it.failureReason ?? 'script_failure' }),
    web_url: `${call.base}/${project.path}/-/jobs/${it.id}`,
    project: { ci_job_token_scope_enabled: project.settings['ci_job_token_scope_enabled'] },
  };
}

function schedules(project: Project, call: Call): Answer {
  const scope = call.query.get('scope');
  const found = project.schedules.filter((it) => scope === null || it.active === (scope === 'active'));
  return paged(call, found, (it) => schedule(call, it));
}

function schedule(call: Call, it: Schedule) {
  return {
    id: it.id,
    description: it.description,
    ref: it.ref,
    cron: it.cron,
    cron_timezone: it.tz,
    next_run_at: null,
    active: it.active,
    created_at: founded,
    updated_at: founded,
    owner: userBasic(call, it.owner),
  };
}
