/** Failure reasons that say all there is to say by themselves: what they mean and what to do (gates.md §8.1). */
import type { GateId } from './gate.ts';

export interface FailureWords {
  /** Absent: no gate on deployments is to blame. */
  readonly gate?: GateId;
  /** Completes "this job …". */
  readonly what: string;
  readonly why: string;
  readonly todo: readonly string[];
  readonly source?: string;
}

const downstream = 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/';
const runners = 'https://docs.gitlab.com/ci/runners/configure_runners/';
const again = 'Run it again.';

/** By GitLab's code. Those that depend on people and rules are in `blocked/failure.ts`. */
export const failures: Readonly<Record<string, FailureWords>> = {
  environment_creation_failure: {
    gate: 'environment',
    what: 'could not be given its environment',
    why: 'The name of the environment, once its variables were filled in, or its `deployment_tier` is not one that GitLab takes. An empty variable is the usual reason.',
    todo: ['Look at `environment:name` and `deployment_tier`, and at what their variables come to on this ref.'],
    source: 'https://docs.gitlab.com/ci/environments/',
  },
  stale_schedule: {
    gate: 'delayed',
    what: 'was dropped an hour after its timer had ended',
    why: 'GitLab starts a delayed job as the user of the job. Mostly that person may not run it: a protected environment, a protected branch, or a role that was taken away.',
    todo: ['Have somebody run it again who may: the job is then theirs.'],
    source: 'https://docs.gitlab.com/ci/jobs/job_control/#run-a-job-after-a-delay',
  },
  user_blocked: {
    gate: 'permission',
    what: 'was dropped: the user it ran as is blocked',
    why: 'Jobs run as the person who started them, and nothing runs as somebody who is blocked.',
    todo: ['Run it again, or start the pipeline anew, as somebody else.'],
  },
  downstream_bridge_project_not_found: {
    gate: 'trigger',
    what: 'did not find the project in which it should start a pipeline',
    why: 'GitLab says the same of a project that is not there and of one that the user of the job may not see.',
    todo: ['Check the path under `trigger:project`, then whether the user of the job is a member there.'],
    source: downstream,
  },
  invalid_bridge_trigger: {
    gate: 'trigger',
    what: 'would start a pipeline of its own project without including anything',
    why: 'A trigger job that names its own project has to name a file for the child pipeline.',
    todo: ['Use `trigger:include` in place of `trigger:project`.'],
    source: downstream,
  },
  downstream_pipeline_creation_failed: {
    gate: 'downstream',
    what: 'could not create the downstream pipeline',
    why: 'GitLab tried and refused: the configuration there is wrong, its rules leave no job, or the user of this job may not run pipelines on that branch. Its page shows the errors.',
    todo: ['Run a pipeline on that branch by hand in the other project: it shows the same error at once.'],
    source: downstream,
  },
  reached_max_descendant_pipelines_depth: {
    gate: 'downstream',
    what: 'would nest child pipelines too deeply',
    why: 'A child pipeline may start a child pipeline, which may start none.',
    todo: ['Start the pipeline from further up.'],
    source: downstream,
  },
  reached_max_pipeline_hierarchy_size: {
    gate: 'downstream',
    what: 'would make the tree of downstream pipelines too large',
    why: 'GitLab counts all pipelines that hang together.',
    todo: ['Start fewer pipelines from one another.'],
    source: downstream,
  },
  pipeline_loop_detected: {
    gate: 'downstream',
    what: 'would start pipelines in a circle',
    why: 'The same project and ref stand further up in this chain already.',
    todo: ['Break the circle, with a rule on `$CI_PIPELINE_SOURCE` for instance.'],
    source: downstream,
  },
  reached_downstream_pipeline_trigger_rate_limit: {
    gate: 'downstream',
    what: 'was stopped by a rate limit on downstream pipelines',
    why: 'Too many were started within a minute.',
    todo: ['Wait a minute, then run it again.'],
    source: downstream,
  },
  stuck_or_timeout_failure: {
    gate: 'runner',
    what: 'was dropped: no runner took it in time, or it ran too long',
    why: 'A job that no runner can take is dropped after an hour; one that runs is ended at its timeout.',
    todo: [
      'Compare its tags with the runners that are online; on a branch that is not protected, runners for protected refs do not count.',
      again,
    ],
    source: runners,
  },
  no_matching_runner: {
    gate: 'runner',
    what: 'found no runner that may take it',
    why: 'No runner of the project, its groups or the instance has its tags and takes its ref.',
    todo: ['Compare its tags with those of the runners; a protected runner takes protected refs only.'],
    source: runners,
  },
  ci_quota_exceeded: {
    gate: 'runner',
    what: 'found no compute minutes left',
    why: 'The minutes on shared runners of this namespace are used up.',
    todo: ['Use a runner of your own, or have an Owner of the namespace buy minutes.'],
    source: 'https://docs.gitlab.com/ci/pipelines/compute_minutes/',
  },
  runner_unsupported: {
    gate: 'runner',
    what: 'asks for something that its runner cannot do',
    why: 'The runner is too old, or lacks a feature that the job uses.',
    todo: ['Have the runner updated, or send the job to another one by its tags.'],
    source: runners,
  },
  ip_restriction_failure: {
    gate: 'runner',
    what: 'was refused by the address its runner has',
    why: 'The group lets only certain IP addresses in, and the runner has another.',
    todo: ['Use a runner inside the range, or have an Owner of the group add its address.'],
  },
  secrets_provider_not_found: {
    gate: 'runner',
    what: 'did not find the provider of its secrets',
    why: 'The variables that say where the secrets are kept are missing. A protected variable is missing on every ref that is not protected.',
    todo: ['Compare the variables with the ref and the environment of the job (names and scopes, not values).'],
  },
  archived_failure: {
    gate: 'pipeline',
    what: 'is archived',
    why: 'This instance archives the jobs of old pipelines.',
    todo: ['Run a new pipeline for the commit.'],
  },
  builds_disabled: {
    gate: 'pipeline',
    what: 'was dropped: CI/CD is switched off in this project',
    why: 'Nothing runs there until it is switched on again.',
    todo: ['A Maintainer switches it on: Settings > General > Visibility, project features, permissions > CI/CD.'],
  },
  project_deleted: {
    gate: 'pipeline',
    what: 'belongs to a project that is being deleted',
    why: 'Nothing runs there any more.',
    todo: ['An Owner can restore the project for a while.'],
  },
  missing_dependency_failure: {
    what: 'did not find the artifacts of a job before it',
    why: 'They have expired or were erased. No gate on deployments has to do with it.',
    todo: ['Run the job again that makes them, then this one.'],
  },
  job_token_expired: {
    what: 'outlived its own token',
    why: 'CI_JOB_TOKEN ends with the timeout of the job. No gate on deployments has to do with it.',
    todo: ['Raise the timeout of the job, or make it faster.'],
  },
  script_failure: {
    what: 'ran, and its script failed',
    why: 'No gate of GitLab stopped it: a command of the job ended with an error. A push, a deploy API or a freeze that the script asks for itself may have refused, and the log then says so.',
    todo: ['Read the end of the log; `deploy-gates why "…"` explains what GitLab or git printed there.'],
  },
  job_execution_timeout: {
    what: 'ran into its timeout',
    why: 'No gate on deployments has to do with it.',
    todo: ['Raise `timeout`, or make it faster.'],
  },
  runner_system_failure: {
    what: 'failed with its runner',
    why: 'The runner could not set it up or lost it. No gate on deployments has to do with it.',
    todo: [again],
  },
  api_failure: {
    what: 'lost touch with GitLab',
    why: 'The runner could not report back. No gate on deployments has to do with it.',
    todo: [again],
  },
};
