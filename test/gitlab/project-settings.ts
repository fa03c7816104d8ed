/** The settings of a project that a scenario may state, with GitLab's defaults, by who may see them in `GET /projects/:id`. */

/** Anybody who can read the project. */
export const open: Readonly<Record<string, unknown>> = {
  archived: false,
  jobs_enabled: true,
  repository_access_level: 'enabled',
  merge_requests_access_level: 'enabled',
  builds_access_level: 'enabled',
  environments_access_level: 'enabled',
  container_registry_enabled: true,
  shared_runners_enabled: true,
  public_jobs: true,
  only_allow_merge_if_pipeline_succeeds: false,
  merge_method: 'merge',
};

/** Whoever can read the code. */
export const forReaders: Readonly<Record<string, unknown>> = { ci_config_path: '' };

/** Maintainers. */
export const forMaintainers: Readonly<Record<string, unknown>> = {
  ci_default_git_depth: 20,
  ci_delete_pipelines_in_seconds: null,
  ci_forward_deployment_enabled: true,
  ci_forward_deployment_rollback_allowed: true,
  ci_job_token_scope_enabled: false,
  ci_separated_caches: true,
  ci_allow_fork_pipelines_to_run_in_parent_project: true,
  ci_id_token_sub_claim_components: ['project_path', 'ref_type', 'ref'],
  build_git_strategy: 'fetch',
  keep_latest_artifact: true,
  restrict_user_defined_variables: true,
  ci_pipeline_variables_minimum_override_role: 'developer',
  runner_token_expiration_interval: null,
  group_runners_enabled: true,
  resource_group_default_process_mode: 'unordered',
  auto_cancel_pending_pipelines: 'enabled',
  build_timeout: 3600,
  auto_devops_enabled: false,
  auto_devops_deploy_strategy: 'continuous',
  ci_push_repository_for_job_token_allowed: false,
};

/** Licensed features, and the key that is there with them. */
export const licensed: Readonly<Record<string, readonly [key: string, value: unknown, maintainers?: true]>> = {
  protected_environments: ['allow_pipeline_trigger_approve_deployment', false],
  merge_request_approvers: ['approvals_before_merge', 0],
  ci_pipeline_cancellation_restrictions: ['ci_restrict_pipeline_cancellation_role', 'developer', true],
};

/** What Premium has of the features that gates ask for. */
export const premium = [
  ...Object.keys(licensed),
  'protected_refs_for_users',
  'group_protected_branches',
  'code_owner_approval_required',
];

export const defaults: Readonly<Record<string, unknown>> = {
  ...open,
  ...forReaders,
  ...forMaintainers,
  ...Object.fromEntries(Object.values(licensed).map(([key, value]) => [key, value])),
};
