/** GitLab's words for its failure reasons: as a label in lists, and as the message on the job's page. */

interface FailureText {
  readonly label: string;
  readonly message: string;
}

/** lib/gitlab/ci/status/build/failed.rb and app/presenters/commit_status_presenter.rb (18.9). */
const texts = {
  protected_environment_failure: {
    label: 'protected environment failure',
    message:
      'The environment this job is deploying to is protected. Only users with permission may successfully run this job.',
  },
  failed_outdated_deployment_job: {
    label: 'failed outdated deployment job',
    message: 'The deployment job is older than the latest deployment, and therefore failed.',
  },
  forward_deployment_failure: {
    label: 'forward deployment failure',
    message: 'The deployment job is older than the previously succeeded deployment job, and therefore cannot be run',
  },
  deployment_rejected: { label: 'deployment rejected', message: 'This deployment job was rejected.' },
  environment_creation_failure: {
    label: 'environment creation failure',
    message: 'This job could not be executed because it would create an environment with an invalid parameter.',
  },
  insufficient_bridge_permissions: {
    label: 'no permissions to trigger downstream pipeline',
    message: 'This job could not be executed because of insufficient permissions to create a downstream pipeline',
  },
  downstream_bridge_project_not_found: {
    label: 'downstream project could not be found',
    message: 'This job could not be executed because downstream bridge project could not be found',
  },
  invalid_bridge_trigger: {
    label: 'downstream pipeline trigger definition is invalid',
    message: 'This job could not be executed because downstream pipeline trigger definition is invalid',
  },
  downstream_pipeline_creation_failed: {
    label: 'downstream pipeline can not be created',
    message: 'The downstream pipeline could not be created',
  },
  reached_max_descendant_pipelines_depth: {
    label: 'reached maximum depth of child pipelines',
    message: 'You reached the maximum depth of child pipelines',
  },
  reached_max_pipeline_hierarchy_size: {
    label: 'downstream pipeline tree is too large',
    message: 'The downstream pipeline tree is too large',
  },
  pipeline_loop_detected: {
    label: 'job would create infinitely looping pipelines',
    message: 'This job could not be executed because it would create infinitely looping pipelines',
  },
  reached_downstream_pipeline_trigger_rate_limit: {
    label: 'Too many downstream pipelines triggered in the last minute. Try again later.',
    message: 'Too many downstream pipelines triggered in the last minute. Try again later.',
  },
  stale_schedule: {
    label: 'stale schedule',
    message: 'Delayed job could not be executed by some reason, please try again',
  },
  stuck_or_timeout_failure: {
    label: 'stuck or timeout failure',
    message: 'There has been a timeout failure or the job got stuck. Check your timeout limits or try again',
  },
  user_blocked: { label: 'pipeline user was blocked', message: 'The user who created this job is blocked' },
  archived_failure: { label: 'archived failure', message: 'The job is archived and cannot be run' },
  builds_disabled: {
    label: 'project builds are disabled',
    message: 'The CI/CD is disabled for this project',
  },
  project_deleted: { label: 'pipeline project was deleted', message: 'The job belongs to a deleted project' },
  no_matching_runner: { label: 'no matching runner available', message: 'No matching runner available' },
  ci_quota_exceeded: { label: 'no more compute minutes available', message: 'No more compute minutes available' },
  runner_unsupported: {
    label: 'unsupported runner',
    message: 'No runners support the requirements to run this job.',
  },
  ip_restriction_failure: {
    label: 'IP address restriction failure',
    message:
      "This job could not be executed because group IP address restrictions are enabled, and the runner's IP address is not in the allowed range.",
  },
  secrets_provider_not_found: {
    label: 'secrets provider can not be found',
    message: 'The secrets provider can not be found. Check your CI/CD variables and try again.',
  },
  missing_dependency_failure: {
    label: 'missing dependency failure',
    message: 'There has been a missing dependency failure',
  },
  job_token_expired: {
    label: 'job token has expired',
    message: 'The CI job token has expired. The job may have exceeded the maximum time limit.',
  },
} as const satisfies Readonly<Record<string, FailureText>>;

export type FailureReason = keyof typeof texts;

/** Every reason whose words are known. */
export const failureReasons = Object.keys(texts) as readonly FailureReason[];

/** GitLab's words for one of its failure reasons. */
export function failureText(reason: FailureReason): FailureText {
  return texts[reason];
}

/** The reason by its code, where these words are known. */
export function failureReason(code: string): FailureReason | undefined {
  return failureReasons.find((it) => it === code);
}

/** What GitLab shows over the badge of a failed job. */
export function failureTooltip(reason: FailureReason, allowFailure = false): string {
  return `Failed - (${texts[reason].label})${allowFailure ? ' (allowed to fail)' : ''}`;
}
