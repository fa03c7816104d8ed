/** Failure reasons that say all there is to say by themselves: what they mean and what to do (gates.md §8.1). */
import { later } from '../logic/later.ts';
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
const again = later('Run it again.');

/** By GitLab's code, to go through `t` where they are shown. Those that depend on people and rules are in `blocked/failure.ts`. */
export const failures: Readonly<Record<string, FailureWords>> = {
  environment_creation_failure: {
    gate: 'environment',
    what: later('could not be given its environment'),
    why: later(
      'The name of the environment, once its variables were filled in, or its `deployment_tier` is not one that GitLab takes. An empty variable is the usual reason.',
    ),
    todo: [later('Look at `environment:name` and `deployment_tier`, and at what their variables come to on this ref.')],
    source: 'https://docs.gitlab.com/ci/environments/',
  },
  stale_schedule: {
    gate: 'delayed',
    what: later('was dropped an hour after its timer had ended'),
    why: later(
      'GitLab starts a delayed job as the user of the job. Mostly that person may not run it: a protected environment, a protected branch, or a role that was taken away.',
    ),
    todo: [later('Have somebody run it again who may: the job is then theirs.')],
    source: 'https://docs.gitlab.com/ci/jobs/job_control/#run-a-job-after-a-delay',
  },
  user_blocked: {
    gate: 'permission',
    what: later('was dropped: the user it ran as is blocked'),
    why: later('Jobs run as the person who started them, and nothing runs as somebody who is blocked.'),
    todo: [later('Run it again, or start the pipeline anew, as somebody else.')],
  },
  downstream_bridge_project_not_found: {
    gate: 'trigger',
    what: later('did not find the project in which it should start a pipeline'),
    why: later('GitLab says the same of a project that is not there and of one that the user of the job may not see.'),
    todo: [later('Check the path under `trigger:project`, then whether the user of the job is a member there.')],
    source: downstream,
  },
  invalid_bridge_trigger: {
    gate: 'trigger',
    what: later('would start a pipeline of its own project without including anything'),
    why: later('A trigger job that names its own project has to name a file for the child pipeline.'),
    todo: [later('Use `trigger:include` in place of `trigger:project`.')],
    source: downstream,
  },
  downstream_pipeline_creation_failed: {
    gate: 'downstream',
    what: later('could not create the downstream pipeline'),
    why: later(
      'GitLab tried and refused: the configuration there is wrong, its rules leave no job, or the user of this job may not run pipelines on that branch. Its page shows the errors.',
    ),
    todo: [later('Run a pipeline on that branch by hand in the other project: it shows the same error at once.')],
    source: downstream,
  },
  reached_max_descendant_pipelines_depth: {
    gate: 'downstream',
    what: later('would nest child pipelines too deeply'),
    why: later('A child pipeline may start a child pipeline, which may start none.'),
    todo: [later('Start the pipeline from further up.')],
    source: downstream,
  },
  reached_max_pipeline_hierarchy_size: {
    gate: 'downstream',
    what: later('would make the tree of downstream pipelines too large'),
    why: later('GitLab counts all pipelines that hang together.'),
    todo: [later('Start fewer pipelines from one another.')],
    source: downstream,
  },
  pipeline_loop_detected: {
    gate: 'downstream',
    what: later('would start pipelines in a circle'),
    why: later('The same project and ref stand further up in this chain already.'),
    todo: [later('Break the circle, with a rule on `$CI_PIPELINE_SOURCE` for instance.')],
    source: downstream,
  },
  reached_downstream_pipeline_trigger_rate_limit: {
    gate: 'downstream',
    what: later('was stopped by a rate limit on downstream pipelines'),
    why: later('Too many were started within a minute.'),
    todo: [later('Wait a minute, then run it again.')],
    source: downstream,
  },
  stuck_or_timeout_failure: {
    gate: 'runner',
    what: later('was dropped: no runner took it in time, or it ran too long'),
    why: later('A job that no runner can take is dropped after an hour; one that runs is ended at its timeout.'),
    todo: [
      later(
        'Compare its tags with the runners that are online; on a branch that is not protected, runners for protected refs do not count.',
      ),
      again,
    ],
    source: runners,
  },
  no_matching_runner: {
    gate: 'runner',
    what: later('found no runner that may take it'),
    why: later('No runner of the project, its groups or the instance has its tags and takes its ref.'),
    todo: [later('Compare its tags with those of the runners; a protected runner takes protected refs only.')],
    source: runners,
  },
  ci_quota_exceeded: {
    gate: 'runner',
    what: later('found no compute minutes left'),
    why: later('The minutes on shared runners of this namespace are used up.'),
    todo: [later('Use a runner of your own, or have an Owner of the namespace buy minutes.')],
    source: 'https://docs.gitlab.com/ci/pipelines/compute_minutes/',
  },
  runner_unsupported: {
    gate: 'runner',
    what: later('asks for something that its runner cannot do'),
    why: later('The runner is too old, or lacks a feature that the job uses.'),
    todo: [later('Have the runner updated, or send the job to another one by its tags.')],
    source: runners,
  },
  ip_restriction_failure: {
    gate: 'runner',
    what: later('was refused by the address its runner has'),
    why: later('The group lets only certain IP addresses in, and the runner has another.'),
    todo: [later('Use a runner inside the range, or have an Owner of the group add its address.')],
  },
  secrets_provider_not_found: {
    gate: 'runner',
    what: later('did not find the provider of its secrets'),
    why: later(
      'The variables that say where the secrets are kept are missing. A protected variable is missing on every ref that is not protected.',
    ),
    todo: [later('Compare the variables with the ref and the environment of the job (names and scopes, not values).')],
  },
  archived_failure: {
    gate: 'pipeline',
    what: later('is archived'),
    why: later('This instance archives the jobs of old pipelines.'),
    todo: [later('Run a new pipeline for the commit.')],
  },
  builds_disabled: {
    gate: 'pipeline',
    what: later('was dropped: CI/CD is switched off in this project'),
    why: later('Nothing runs there until it is switched on again.'),
    todo: [
      later('A Maintainer switches it on: Settings > General > Visibility, project features, permissions > CI/CD.'),
    ],
  },
  project_deleted: {
    gate: 'pipeline',
    what: later('belongs to a project that is being deleted'),
    why: later('Nothing runs there any more.'),
    todo: [later('An Owner can restore the project for a while.')],
  },
  missing_dependency_failure: {
    what: later('did not find the artifacts of a job before it'),
    why: later('They have expired or were erased. No gate on deployments has to do with it.'),
    todo: [later('Run the job again that makes them, then this one.')],
  },
  job_token_expired: {
    what: later('outlived its own token'),
    why: later('CI_JOB_TOKEN ends with the timeout of the job. No gate on deployments has to do with it.'),
    todo: [later('Raise the timeout of the job, or make it faster.')],
  },
  script_failure: {
    what: later('ran, and its script failed'),
    why: later(
      'No gate of GitLab stopped it: a command of the job ended with an error. A push, a deploy API or a freeze that the script asks for itself may have refused, and the log then says so.',
    ),
    todo: [later('Read the end of the log; `deploy-gates why "…"` explains what GitLab or git printed there.')],
  },
  job_execution_timeout: {
    what: later('ran into its timeout'),
    why: later('No gate on deployments has to do with it.'),
    todo: [later('Raise `timeout`, or make it faster.')],
  },
  runner_system_failure: {
    what: later('failed with its runner'),
    why: later('The runner could not set it up or lost it. No gate on deployments has to do with it.'),
    todo: [again],
  },
  api_failure: {
    what: later('lost touch with GitLab'),
    why: later('The runner could not report back. No gate on deployments has to do with it.'),
    todo: [again],
  },
};
