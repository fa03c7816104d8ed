/** The variables that GitLab itself defines before a job runs, as far as an attempt tells them (config.md §8.2). */
import type { Definition } from '../expression/collection.ts';
import type { SomeValue, Value } from '../expression/scope.ts';
import { unknown } from '../logic/tri.ts';
import type { Attempt, PipelineSource } from './attempt.ts';

/** When the variables are looked at: includes see less than rules do. */
type Moment = 'config' | 'pipeline';

export type Definitions = ReadonlyMap<string, Definition>;

/** A variable nobody can tell anything about. */
export function unnamed(name: string): Value {
  return unknown({ kind: 'variable', name });
}

/** `group/my_app` as GitLab puts it into addresses: `Gitlab::Utils.slugify`. */
export function slugify(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/gu, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

/** Whether the attempt makes a merge-request pipeline; a child pipeline is one when its parent is. */
export function isMergeRequest({ source, mergeRequest, variables }: Attempt): boolean {
  if (mergeRequest !== undefined) return mergeRequest;
  return (
    source === 'merge_request_event' ||
    (source === 'parent_pipeline' && variables?.['CI_MERGE_REQUEST_IID'] !== undefined)
  );
}

/** Whether the attempt makes a branch pipeline: neither of a tag nor of a merge request. */
export function isBranch(attempt: Attempt): boolean {
  return !attempt.tag && !isMergeRequest(attempt);
}

/**
 * The predefined variables of an attempt: their values, that they exist, that they do not (`null`), or that nobody
 * can tell. Names that are not in the map are GitLab's own, and unset, where `isNeverSet` says so.
 */
export function predefined(attempt: Attempt, moment: Moment): Definitions {
  const values = new Map<string, Value>();
  const put = (value: (name: string) => Value, names: readonly string[]): void => {
    for (const name of names) values.set(name, value(name));
  };
  put(filled, filledAlways);
  put(existing, blankAllowed);
  put(unnamed, undecided);
  put(() => null, unsetBeforeJobs);
  addAll(values, serverValues(attempt));
  addAll(values, projectValues(attempt));
  addAll(values, refValues(attempt));
  addAll(values, sourceValues(attempt, moment));
  if (isMergeRequest(attempt)) {
    put(filled, mergeRequestFilled);
    put(unnamed, mergeRequestUndecided);
    values.set('CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', attempt.ref);
    if (attempt.targetBranch !== undefined) values.set('CI_MERGE_REQUEST_TARGET_BRANCH_NAME', attempt.targetBranch);
  }
  values.set('CI_DEPLOY_FREEZE', freezeValue(attempt));
  return new Map([...values].map(([name, value]) => [name, { value, raw: false }]));
}

/** GITLAB_USER_*: they stand above the YAML's variables, and includes do not see them. */
export function userVariables({ actor }: Attempt): Definitions {
  const values = ['GITLAB_USER_ID', 'GITLAB_USER_EMAIL', 'GITLAB_USER_LOGIN', 'GITLAB_USER_NAME'].map(
    (name): [string, Value] => [
      name,
      name === 'GITLAB_USER_LOGIN' && actor.kind === 'user' ? actor.username : filled(name),
    ],
  );
  return new Map(values.map(([name, value]) => [name, { value, raw: false }]));
}

/** GitLab's own names that do not exist before a job runs, or not in this kind of pipeline. */
export function isNeverSet(name: string, { source }: Attempt): boolean {
  if (name.startsWith('CI_EXTERNAL_PULL_REQUEST_')) return source !== 'external_pull_request_event';
  return /^CI_(RUNNER|CONCURRENT|JOB|MERGE_REQUEST|ENVIRONMENT|NODE|BUILD)_/.test(name);
}

function filled(name: string): SomeValue {
  return { missing: [{ kind: 'variable', name }], exists: true, filled: true };
}

function existing(name: string): SomeValue {
  return { missing: [{ kind: 'variable', name }], exists: true, filled: false };
}

function addAll(values: Map<string, Value>, more: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(more)) values.set(name, value);
}

function freezeValue({ freeze }: Attempt): Value {
  if (freeze === undefined) return unnamed('CI_DEPLOY_FREEZE');
  return freeze ? 'true' : null;
}

function serverValues({ serverUrl }: Attempt): Readonly<Record<string, Value>> {
  const constant = {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_SERVER_NAME: 'GitLab',
    CI_TEMPLATE_REGISTRY_HOST: 'registry.gitlab.com',
  };
  const [, protocol, host, port = ''] = /^(https?):\/\/([^/:]+)(?::(\d+))?/.exec(serverUrl ?? '') ?? [];
  if (serverUrl === undefined || protocol === undefined || host === undefined) return constant;
  const url = serverUrl.replace(/\/+$/, '');
  return {
    ...constant,
    CI_SERVER_URL: url,
    CI_SERVER_PROTOCOL: protocol,
    CI_SERVER_HOST: host,
    CI_SERVER_FQDN: port ? `${host}:${port}` : host,
    CI_SERVER_PORT: port || (protocol === 'https' ? '443' : '80'),
    CI_API_V4_URL: `${url}/api/v4`,
    CI_API_GRAPHQL_URL: `${url}/api/graphql`,
  };
}

function projectValues({ project, defaultBranch, serverUrl }: Attempt): Readonly<Record<string, Value>> {
  const branch = defaultBranch && { CI_DEFAULT_BRANCH: defaultBranch, CI_DEFAULT_BRANCH_SLUG: slugify(defaultBranch) };
  if (!project) return { ...branch };
  const namespace = project.path.split('/').slice(0, -1).join('/');
  const url = project.url ?? (serverUrl && `${serverUrl.replace(/\/+$/, '')}/${project.path}`);
  return {
    ...branch,
    CI_PROJECT_PATH: project.path,
    CI_PROJECT_PATH_SLUG: slugify(project.path),
    CI_PROJECT_NAME: project.path.slice(namespace.length + 1),
    CI_PROJECT_NAMESPACE: namespace,
    CI_PROJECT_NAMESPACE_SLUG: slugify(namespace),
    CI_PROJECT_ROOT_NAMESPACE: namespace.split('/')[0] ?? namespace,
    ...(project.id !== undefined && { CI_PROJECT_ID: String(project.id) }),
    ...(project.name !== undefined && { CI_PROJECT_TITLE: project.name }),
    ...(url && { CI_PROJECT_URL: url }),
  };
}

/** The pipeline of a push to an existing branch, and a child pipeline, know the commit before; others do not. */
const noCommit = '0'.repeat(40);

function refValues(attempt: Attempt): Readonly<Record<string, Value>> {
  const { ref, tag, source } = attempt;
  const before = isBranch(attempt) && (source === 'push' || source === 'parent_pipeline');
  return {
    CI_COMMIT_REF_NAME: ref,
    CI_COMMIT_REF_SLUG: slugify(ref),
    CI_COMMIT_BRANCH: isBranch(attempt) ? ref : null,
    CI_COMMIT_TAG: tag ? ref : null,
    CI_COMMIT_TAG_MESSAGE: tag ? unnamed('CI_COMMIT_TAG_MESSAGE') : null,
    ...(!before && { CI_COMMIT_BEFORE_SHA: noCommit }),
    ...(attempt.protected !== undefined && { CI_COMMIT_REF_PROTECTED: String(attempt.protected) }),
    CI_OPEN_MERGE_REQUESTS: openMergeRequests(attempt),
  };
}

function openMergeRequests(attempt: Attempt): Value {
  if (attempt.tag) return null;
  return isMergeRequest(attempt) ? filled('CI_OPEN_MERGE_REQUESTS') : unnamed('CI_OPEN_MERGE_REQUESTS');
}

function sourceValues({ source }: Attempt, moment: Moment): Readonly<Record<string, Value>> {
  const triggered = source === 'trigger' && moment === 'pipeline';
  const downstream: readonly PipelineSource[] = ['pipeline', 'parent_pipeline'];
  const upstream = (name: string): Value => (downstream.includes(source) ? filled(name) : null);
  return {
    CI_PIPELINE_SOURCE: source,
    CI_PIPELINE_IID: moment === 'config' ? '' : filled('CI_PIPELINE_IID'),
    CI_PIPELINE_SCHEDULE_DESCRIPTION: source === 'schedule' ? filled('CI_PIPELINE_SCHEDULE_DESCRIPTION') : null,
    CI_PIPELINE_TRIGGERED: triggered ? 'true' : null,
    CI_TRIGGER_SHORT_TOKEN: triggered ? filled('CI_TRIGGER_SHORT_TOKEN') : null,
    CI_UPSTREAM_PIPELINE_ID: upstream('CI_UPSTREAM_PIPELINE_ID'),
    CI_UPSTREAM_PROJECT_ID: upstream('CI_UPSTREAM_PROJECT_ID'),
    CI_UPSTREAM_JOB_ID: upstream('CI_UPSTREAM_JOB_ID'),
  };
}

/** They exist in every pipeline and hold text. */
const filledAlways = [
  'CI_SERVER_URL',
  'CI_SERVER_HOST',
  'CI_SERVER_FQDN',
  'CI_SERVER_PORT',
  'CI_SERVER_PROTOCOL',
  'CI_SERVER_SHELL_SSH_HOST',
  'CI_SERVER_SHELL_SSH_PORT',
  'CI_SERVER_VERSION',
  'CI_SERVER_VERSION_MAJOR',
  'CI_SERVER_VERSION_MINOR',
  'CI_SERVER_VERSION_PATCH',
  'CI_SERVER_REVISION',
  'CI_API_V4_URL',
  'CI_API_GRAPHQL_URL',
  'CI_PROJECT_ID',
  'CI_PROJECT_NAME',
  'CI_PROJECT_TITLE',
  'CI_PROJECT_PATH',
  'CI_PROJECT_PATH_SLUG',
  'CI_PROJECT_NAMESPACE',
  'CI_PROJECT_NAMESPACE_SLUG',
  'CI_PROJECT_NAMESPACE_ID',
  'CI_PROJECT_ROOT_NAMESPACE',
  'CI_PROJECT_URL',
  'CI_PROJECT_VISIBILITY',
  'CI_DEFAULT_BRANCH',
  'CI_DEFAULT_BRANCH_SLUG',
  'CI_CONFIG_PATH',
  'CI_COMMIT_SHA',
  'CI_COMMIT_SHORT_SHA',
  'CI_COMMIT_BEFORE_SHA',
  'CI_COMMIT_REF_PROTECTED',
  'CI_COMMIT_MESSAGE_IS_TRUNCATED',
  'CI_COMMIT_TIMESTAMP',
  'CI_COMMIT_AUTHOR',
];

/** They exist in every pipeline and may be empty. */
const blankAllowed = [
  'CI_COMMIT_MESSAGE',
  'CI_COMMIT_TITLE',
  'CI_COMMIT_DESCRIPTION',
  'CI_PROJECT_TOPICS',
  'CI_PROJECT_REPOSITORY_LANGUAGES',
  'GITLAB_FEATURES',
];

/** Whether they exist depends on settings of the instance or the project. */
const undecided = [
  'CI_KUBERNETES_ACTIVE',
  'CI_GITLAB_FIPS_MODE',
  'CI_PROJECT_DESCRIPTION',
  'CI_PROJECT_CLASSIFICATION_LABEL',
];

/** They come into being with the job or its runner. */
export const unsetBeforeJobs: readonly string[] = [
  'CI_SERVER',
  'CI_PIPELINE_ID',
  'CI_PIPELINE_URL',
  'CI_PIPELINE_CREATED_AT',
  'CI_PIPELINE_NAME',
  'CI_PROJECT_DIR',
  'CI_BUILDS_DIR',
  'CI_REPOSITORY_URL',
  'CI_REGISTRY_USER',
  'CI_REGISTRY_PASSWORD',
  'CI_DEPLOY_USER',
  'CI_DEPLOY_PASSWORD',
  'CI_DEPENDENCY_PROXY_USER',
  'CI_DEPENDENCY_PROXY_PASSWORD',
  'CI_DISPOSABLE_ENVIRONMENT',
  'CI_SHARED_ENVIRONMENT',
];

const mergeRequestFilled = [
  'CI_MERGE_REQUEST_ID',
  'CI_MERGE_REQUEST_IID',
  'CI_MERGE_REQUEST_REF_PATH',
  'CI_MERGE_REQUEST_PROJECT_ID',
  'CI_MERGE_REQUEST_PROJECT_PATH',
  'CI_MERGE_REQUEST_PROJECT_URL',
  'CI_MERGE_REQUEST_TARGET_BRANCH_NAME',
  'CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED',
  'CI_MERGE_REQUEST_TITLE',
  'CI_MERGE_REQUEST_DRAFT',
  'CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED',
  'CI_MERGE_REQUEST_SQUASH_ON_MERGE',
  'CI_MERGE_REQUEST_SOURCE_PROJECT_ID',
  'CI_MERGE_REQUEST_SOURCE_PROJECT_PATH',
  'CI_MERGE_REQUEST_SOURCE_PROJECT_URL',
  'CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED',
  'CI_MERGE_REQUEST_EVENT_TYPE',
  'CI_MERGE_REQUEST_DIFF_ID',
  'CI_MERGE_REQUEST_DIFF_BASE_SHA',
];

/** Branch commits are empty in detached pipelines; the others exist where somebody has filled them in. */
const mergeRequestUndecided = [
  'CI_MERGE_REQUEST_SOURCE_BRANCH_SHA',
  'CI_MERGE_REQUEST_TARGET_BRANCH_SHA',
  'CI_MERGE_REQUEST_DESCRIPTION',
  'CI_MERGE_REQUEST_ASSIGNEES',
  'CI_MERGE_REQUEST_MILESTONE',
  'CI_MERGE_REQUEST_LABELS',
  'CI_MERGE_REQUEST_APPROVED',
];
