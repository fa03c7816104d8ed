/** Jobs, pipelines, deployments and approvals as GitLab's REST shows them, as our types (lib/api/entities, 18.9). */
import type {
  LiveApproval,
  LiveApprovals,
  LiveDeployment,
  LiveEnvironment,
  LiveJob,
  LivePipeline,
  LiveUser,
} from '../settings/live.ts';
import type { Instant } from '../text/instant.ts';
import { compact, flagOrNone, number, numberOrNone, type Raw, record, rows, text, textOrNone } from './payload.ts';
import { approvalRuleFrom } from './rest.ts';

/** A job of `/jobs/:id`, `/pipelines/:id/jobs` or `/pipelines/:id/bridges`. */
export function jobFrom(value: unknown, kind: LiveJob['kind']): LiveJob {
  const raw = record(value);
  const { downstream_pipeline: downstream } = raw;
  return compact({
    id: number(raw['id']),
    name: text(raw['name']),
    kind,
    stage: textOrNone(raw['stage']) ?? '',
    status: text(raw['status']),
    allowFailure: raw['allow_failure'] === true,
    failureReason: textOrNone(raw['failure_reason']),
    user: userFrom(raw['user']),
    ref: textOrNone(raw['ref']) ?? '',
    tag: raw['tag'] === true,
    pipelineId: number(record(raw['pipeline'])['id']),
    url: textOrNone(raw['web_url']),
    createdAt: momentFrom(raw['created_at']),
    startedAt: momentFrom(raw['started_at']),
    archived: flagOrNone(raw['archived']),
    runnerTags: tagsFrom(raw['tag_list']),
    downstream: isPresent(downstream) ? downstreamFrom(record(downstream)) : undefined,
  });
}

function tagsFrom(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((it): it is string => typeof it === 'string') : undefined;
}

function downstreamFrom(raw: Raw): NonNullable<LiveJob['downstream']> {
  return compact({
    id: number(raw['id']),
    status: textOrNone(raw['status']) ?? '',
    url: textOrNone(raw['web_url']),
  });
}

export function pipelineFrom(value: unknown): LivePipeline {
  const raw = record(value);
  return compact({
    id: number(raw['id']),
    status: text(raw['status']),
    source: textOrNone(raw['source']) ?? 'push',
    ref: textOrNone(raw['ref']) ?? '',
    tag: raw['tag'] === true,
    sha: textOrNone(raw['sha']) ?? '',
    user: userFrom(raw['user']),
    url: textOrNone(raw['web_url']),
    createdAt: momentFrom(raw['created_at']),
    error: textOrNone(raw['yaml_errors']),
  });
}

export function deploymentFrom(value: unknown): LiveDeployment {
  const raw = record(value);
  const job = isPresent(raw['deployable']) ? record(raw['deployable']) : undefined;
  const pipeline = job && isPresent(job['pipeline']) ? record(job['pipeline']) : undefined;
  return compact({
    id: number(raw['id']),
    iid: number(raw['iid']),
    status: text(raw['status']),
    environment: liveEnvironmentFrom(raw['environment']),
    sha: textOrNone(raw['sha']) ?? '',
    user: userFrom(raw['user']),
    createdAt: momentFrom(raw['created_at']),
    jobId: numberOrNone(job?.['id']),
    pipelineId: numberOrNone(pipeline?.['id']),
  });
}

export function liveEnvironmentFrom(value: unknown): LiveEnvironment {
  const raw = record(value);
  return compact({ id: number(raw['id']), name: text(raw['name']), state: textOrNone(raw['state']) });
}

/** What `/deployments/:id` adds on EE; `undefined` where this GitLab has no approvals. */
export function approvalsFrom(value: unknown): LiveApprovals | undefined {
  const raw = record(value);
  const pending = numberOrNone(raw['pending_approval_count']);
  if (pending === undefined) return undefined;
  const summary = isPresent(raw['approval_summary']) ? record(raw['approval_summary']) : {};
  return {
    pending,
    given: rows(raw['approvals'] ?? []).map(approvalFrom),
    rules: rows(summary['rules'] ?? []).map((it) => ({
      ...approvalRuleFrom(it),
      given: rows(record(it)['deployment_approvals'] ?? []).map(approvalFrom),
    })),
  };
}

function approvalFrom(value: unknown): LiveApproval {
  const raw = record(value);
  return compact({
    user: userFrom(raw['user']) ?? { username: 'somebody' },
    status: raw['status'] === 'rejected' ? ('rejected' as const) : ('approved' as const),
    comment: textOrNone(raw['comment']) || undefined,
  });
}

function userFrom(value: unknown): LiveUser | undefined {
  if (!isPresent(value)) return undefined;
  const raw = record(value);
  const username = textOrNone(raw['username']);
  return username === undefined
    ? undefined
    : compact({ id: numberOrNone(raw['id']), username, name: textOrNone(raw['name']) });
}

export function momentFrom(value: unknown): Instant | undefined {
  const at = Date.parse(textOrNone(value) ?? '');
  return Number.isNaN(at) ? undefined : at;
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined;
}
