/** Topics on how a pipeline is processed: `composite`, `downstream`, `scenario`, `auto_process` and their neighbours. */
import type { EnvironmentAction, When } from '../../../server/src/pipeline/job.ts';
import { castOf } from '../../../server/src/pipeline/process/cast.ts';
import { type Happening, jobUser } from '../../../server/src/pipeline/process/job-user.ts';
import { isOutdated } from '../../../server/src/pipeline/process/outdated.ts';
import { after, type Play, type ProcessEvent, start } from '../../../server/src/pipeline/process/player.ts';
import { nextInLine, type ProcessMode, type Queued } from '../../../server/src/pipeline/process/resource-group.ts';
import { composite, type Status } from '../../../server/src/pipeline/process/status.ts';
import { turn } from '../../../server/src/pipeline/process/turn.ts';
import type { Adapter } from '../adapters.ts';

export const processAdapters: Readonly<Record<string, Adapter>> = {
  composite: (given) => {
    const { jobs, needs_mode } = given as unknown as { jobs: readonly Row[]; needs_mode: boolean };
    return { status: composite(jobs.map(fromRow), needs_mode) ?? null };
  },

  downstream: (given) => {
    const { upstream, scheduling, when } = given as unknown as Downstream;
    const needsMode = scheduling === 'dag';
    const before = composite(upstream.map(fromRow), needsMode);
    return { status: turn({ kind: 'build', when, needsMode, ...delay(when) }, before).status };
  },

  scenario: (given) => {
    const { jobs, steps } = given as unknown as Scenario;
    const cast = castOf(
      jobs.map(({ name, stage_index, when, allow_failure, needs }) => ({
        name,
        kind: 'build',
        stage: stage_index,
        when,
        allowFailure: allow_failure,
        ...(needs && { needs }),
        ...delay(when),
      })),
    );
    let play = start(cast, 1);
    const initial = shown(play);
    const moments: unknown[] = [];
    for (const step of steps) {
      play = after(play, eventOf(step));
      moments.push(shown(play));
    }
    return { initial: initial.jobs, initial_pipeline: initial.pipeline, after: moments };
  },

  auto_process: (given) => {
    const it = given as unknown as AutoProcess;
    const { status, when, failureReason, deployment } = turn(
      {
        kind: it.job.type === 'bridge' ? 'trigger' : 'build',
        when: it.job.when,
        needsMode: it.job.scheduling === 'dag',
        needsApproval: it.licensed !== false && (it.required_approvals ?? 0) > 0,
        approvalHoldsStartOnly: it.flag_prevent_blocking_non_deployment_jobs ?? false,
        protectedFrom: it.licensed !== false && (it.protected_from ?? false),
        outdated: it.job.outdated ?? false,
        resourceGroup: Boolean(it.job.resource_group),
        enqueueImmediately: it.job.enqueue_immediately ?? false,
        ...(it.job.environment && { action: it.job.action ?? 'start' }),
        ...(it.job.start_in && { startIn: it.job.start_in }),
      },
      it.upstream_status,
    );
    return { status, when, failure_reason: failureReason ?? null, deployment_status: deployment ?? null };
  },

  outdated: (given) => {
    const it = given as unknown as Outdated;
    const job = { action: it.action ?? 'start', status: it.job_status, deployment: deploymentOf(it.deployment) };
    const last = it.last_successful ? deploymentOf(it.last_successful) : undefined;
    return {
      outdated: isOutdated(job, last, {
        enabled: it.ci_forward_deployment_enabled ?? true,
        rollbackAllowed: it.ci_forward_deployment_rollback_allowed ?? true,
      }),
    };
  },

  resource_group: (given) => {
    const { process_mode, jobs } = given as unknown as { process_mode: ProcessMode; jobs: readonly Queued[] };
    const { candidate, started } = nextInLine(process_mode, jobs);
    return { candidate: candidate?.name ?? null, started: started?.name ?? null };
  },

  job_user: (given) => {
    const { job, deployment } = jobUser(happeningOf(given));
    return { job_user: job, deployment_user: deployment };
  },
};

interface Row {
  readonly status: Status;
  readonly allow_failure: boolean;
}

interface Downstream {
  readonly upstream: readonly Row[];
  readonly scheduling: 'stage' | 'dag';
  readonly when: When;
}

interface Scenario {
  readonly jobs: readonly {
    readonly name: string;
    readonly stage_index: number;
    readonly when: When;
    readonly allow_failure: boolean;
    readonly needs: readonly string[] | null;
  }[];
  readonly steps: readonly Step[];
}

interface Step {
  readonly event: string;
  readonly jobs: readonly string[] | 'pipeline';
}

interface AutoProcess {
  readonly licensed?: boolean;
  readonly upstream_status: Status;
  readonly protected_from?: boolean;
  readonly required_approvals?: number;
  readonly flag_prevent_blocking_non_deployment_jobs?: boolean;
  readonly job: {
    readonly type?: string;
    readonly environment?: string | null;
    readonly action?: EnvironmentAction;
    readonly when: When;
    readonly start_in?: string | null;
    readonly scheduling?: string;
    readonly outdated?: boolean;
    readonly resource_group?: string | null;
    readonly enqueue_immediately?: boolean;
  };
}

interface Outdated {
  readonly action?: EnvironmentAction;
  readonly ci_forward_deployment_enabled?: boolean;
  readonly ci_forward_deployment_rollback_allowed?: boolean;
  readonly job_status: Status;
  readonly deployment: DeploymentGiven;
  readonly last_successful?: DeploymentGiven | null;
}

interface DeploymentGiven {
  readonly id: number | null;
  readonly sha: string;
  readonly persisted?: boolean;
}

function fromRow({ status, allow_failure }: Row): { status: Status; allowFailure: boolean } {
  return { status, allowFailure: allow_failure };
}

/** A delayed job always has `start_in`: the configuration is refused without. */
function delay(when: When): { startIn?: string } {
  return when === 'delayed' ? { startIn: '1 minute' } : {};
}

function deploymentOf({ id, sha, persisted }: DeploymentGiven): { id: number | undefined; sha: string } {
  return { id: persisted === false ? undefined : (id ?? undefined), sha };
}

function eventOf({ event, jobs }: Step): ProcessEvent<number> {
  if (jobs === 'pipeline') return { kind: 'retry-pipeline', by: 1 };
  if (event === 'play' || event === 'retry') return { kind: event, jobs, by: 1 };
  return { kind: event as 'run', jobs };
}

function shown({ cast, statuses, pipeline }: Play): { jobs: Record<string, Status | undefined>; pipeline: Status } {
  return { jobs: Object.fromEntries(cast.jobs.map(({ name }, n) => [name, statuses[n]])), pipeline };
}

function happeningOf(given: Record<string, unknown>): Happening<unknown> {
  const { event, by, job, later_status_before: before } = given;
  const user = given['pipeline_user'] ?? given['owner'] ?? given['user'];
  if (job === 'later') return { kind: 'behind', by, user, wasSkipped: before === 'skipped' };
  switch (event) {
    case 'play':
      return { kind: 'played', by, user };
    case 'retry':
      return { kind: 'retried', by };
    case 'auto_retry':
      return { kind: 'retried-by-itself', user };
    case 'stop':
      return { kind: 'stopped-environment', user: given['stop_job_user'] ?? user };
    case 'bridge':
      return { kind: 'created', pipelineUser: given['bridge_user'] };
    default:
      return { kind: 'created', pipelineUser: user ?? given['schedule_owner'] ?? given['token_owner'] ?? by };
  }
}
