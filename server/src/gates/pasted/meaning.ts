/** What a text can mean: a gate, in which case it is that one, and what to do then (gates.md §8.4). */
import { t } from '@vscode/l10n';
import { later } from '../../logic/later.ts';
import type { GateId } from '../gate.ts';

export interface Meaning {
  /** Absent: no gate of GitLab's stands behind it. */
  readonly gate?: GateId;
  /** A sentence: what has happened. */
  readonly what: string;
  /** A sentence: the fact by which it is told from the others. */
  readonly tell: string;
  /** Sentences: what to do. */
  readonly todo: string;
}

const meanings = {
  refusedWhenItsTurnCame: {
    gate: 'permission',
    what: later('The environment is protected, and the person as whom the job ran may not deploy there.'),
    tell: later('The job is failed with the reason `protected_environment_failure`.'),
    todo: later(
      'Ask somebody who may deploy there to run it again or to start the pipeline: a job runs with the rights of whoever does. A Maintainer changes who may under Settings > CI/CD > Protected environments; protections of groups count as well.',
    ),
  },
  refusedToPress: {
    gate: 'permission',
    what: later('The environment is protected, and you are not among those who may deploy there.'),
    tell: later('The job is manual, and its Run button is missing or disabled.'),
    todo: later(
      'Ask somebody who may deploy there to press Run. A Maintainer changes who may under Settings > CI/CD > Protected environments; protections of groups count as well.',
    ),
  },
  role: {
    gate: 'permission',
    what: later(
      'Your role is too low: starting a job takes Developer, or access to the protected environment it deploys to.',
    ),
    tell: later('You are Guest, Planner or Reporter in the project, or no member (Manage > Members).'),
    todo: later('Ask a Developer to press Run, or a Maintainer for the role.'),
  },
  branch: {
    gate: 'branch',
    what: later(
      'The branch or tag is protected, and you may neither push to it nor merge into it (of a tag: create it).',
    ),
    tell: later(
      'You are Developer or more, and the ref stands under Settings > Repository > Protected branches or tags.',
    ),
    todo: later('Ask somebody with that right to press Run. Access to a protected environment would do as well.'),
  },
  manual: {
    gate: 'manual',
    what: later('The job is a manual one: GitLab starts it only when somebody presses Run.'),
    tell: later('The configuration says `when: manual`, for the job or in one of its rules.'),
    todo: later('Press Run on the page of the job.'),
  },
  approvedNotStarted: {
    gate: 'manual',
    what: later('The deployment has been approved, and nobody has started it: approving starts nothing.'),
    tell: later('The job was not written as a manual one, and the deployment shows all approvals as given.'),
    todo: later('Somebody who may deploy presses Run.'),
  },
  approval: {
    gate: 'approval',
    what: later('The deployment waits for approvals: the protected environment asks for them.'),
    tell: later(
      'The job is manual and its deployment has approvals pending (Operate > Environments, then the deployment).',
    ),
    todo: later(
      'Ask those whom the rules name to approve on the page of the deployment. Then somebody presses Run: approving starts nothing.',
    ),
  },
  upstream: {
    gate: 'upstream',
    what: later('A blocking manual job further ahead has not been started, so nothing behind it runs.'),
    tell: later(
      'The pipeline shows Blocked, and an earlier stage has a manual job whose `allow_failure` is false; your job is `created`.',
    ),
    todo: later('Have that job started. Yours follows by itself.'),
  },
  upstreamFailed: {
    gate: 'upstream',
    what: later(
      'A job before it failed, was canceled, or is an optional manual job that it needs and nobody has started.',
    ),
    tell: later('The job is skipped; look at the stages before it, or at its `needs`.'),
    todo: later('Run that job again, or start it: when it succeeds GitLab brings the skipped ones back.'),
  },
  upstreamOpen: {
    gate: 'upstream',
    what: later('Jobs before it are not done yet: they run, wait for somebody, or wait for approvals themselves.'),
    tell: later('The job is `created`; the first job before it that is not done is the one that counts.'),
    todo: later('See what that job waits for.'),
  },
  delayed: {
    gate: 'delayed',
    what: later('The job is delayed: GitLab starts it by itself when its timer ends.'),
    tell: later('The job is `scheduled`, and its page shows the time.'),
    todo: later('Wait, or start it now. Unscheduling makes it a manual job.'),
  },
  resource: {
    gate: 'resource-group',
    what: later('Another job of the same resource group runs, or comes first in its order.'),
    tell: later('The job is `waiting_for_resource`; its page links to the job that has the resource.'),
    todo: later(
      'Wait for that one, start it, or have it canceled. In the orders oldest first and newest first a job that is not ready holds all others.',
    ),
  },
  runner: {
    gate: 'runner',
    what: later(
      'No runner has taken the job: none is free, none has its tags, or those that have take protected refs only.',
    ),
    tell: later('The job is `pending`; its page says so when it is stuck.'),
    todo: later('Compare its tags with the runners that are online (Settings > CI/CD > Runners).'),
  },
  outdatedManual: {
    gate: 'outdated',
    what: later(
      'A newer deployment to the environment has finished, and the project prevents outdated ones: nobody can start this job any more.',
    ),
    tell: later('The environment shows a later deployment of another commit.'),
    todo: later('Start the job of the newest pipeline. To bring the older commit back, run a new pipeline for it.'),
  },
  outdatedFailed: {
    gate: 'outdated',
    what: later('The job came too late: a newer deployment to the environment had finished.'),
    tell: later(
      'The job is failed with the reason `failed_outdated_deployment_job` (formerly `forward_deployment_failure`).',
    ),
    todo: later(
      'Nothing, if the newer one is wanted. Where the project allows rollbacks, running it again deploys the older commit on purpose.',
    ),
  },
  rejected: {
    gate: 'approval',
    what: later('Somebody rejected the deployment, which ends it whatever was approved.'),
    tell: later(
      'The job is failed with the reason `deployment_rejected`; the deployment shows who, and their comment.',
    ),
    todo: later('Settle it with them, then run a new pipeline: the job cannot be run again.'),
  },
  approvalSelf: {
    gate: 'approval',
    what: later(
      'It is your own deployment: you started the pipeline or ran the job again, and the project lets nobody approve their own.',
    ),
    tell: later('The deployment names you as the one who triggered it.'),
    todo: later(
      'Ask somebody else whom the rules name. A Maintainer can allow it under Settings > CI/CD > Protected environments.',
    ),
  },
  approvalNotNamed: {
    gate: 'approval',
    what: later('No approval rule of the environment names you, in person, by your role or by a group.'),
    tell: later('Being allowed to deploy is another list: it does not matter here.'),
    todo: later(
      'Ask somebody whom the rules name. A Maintainer (for rules of a group: an Owner of it) adds approvers under Settings > CI/CD > Protected environments.',
    ),
  },
  approvalComplete: {
    gate: 'manual',
    what: later('All approvals are given, or the job has moved on: there is nothing left to approve.'),
    tell: later('The deployment shows no approval as pending.'),
    todo: later('If the job is still manual, somebody who may deploy presses Run.'),
  },
  approvalUnconfigured: {
    gate: 'approval',
    what: later('The environment has no approval rules, so there is nothing to approve.'),
    tell: later('An older number of required approvals does not count any more: only rules do.'),
    todo: later('A Maintainer adds rules under Settings > CI/CD > Protected environments.'),
  },
  unprotected: {
    gate: 'approval',
    what: later('The environment is not protected, or its project has no licence for protected environments.'),
    tell: later('Protections are found by the exact name in the project, and by the stored tier in groups.'),
    todo: later('A Maintainer protects it under Settings > CI/CD > Protected environments.'),
  },
  approvalAlias: {
    gate: 'approval',
    what: later('The request names a rule (`represented_as`) that does not exist or does not accept you.'),
    tell: later('Names are those of people and groups, `Maintainers` or `Developers + Maintainers`.'),
    todo: later('Leave the parameter out, or use one of these names.'),
  },
  freezeInScript: {
    gate: 'freeze',
    what: later(
      'A script of the project itself refused, because `CI_DEPLOY_FREEZE` was set: GitLab prints no such text and stops no job for a freeze.',
    ),
    tell: later(
      'The log ends with it, and a freeze period held when the job started (Settings > CI/CD > Deploy freezes).',
    ),
    todo: later('Run the job again after the freeze. Changing freeze periods takes a Maintainer.'),
  },
  freezeInRules: {
    gate: 'freeze',
    what: later('Rules of the project keep jobs out of the pipeline, or make them manual, while a freeze holds.'),
    tell: later('The rules test `$CI_DEPLOY_FREEZE`, and a freeze held when the pipeline was created.'),
    todo: later('Run a new pipeline after the freeze: rules are asked when it is created.'),
  },
  createRole: {
    gate: 'pipeline',
    what: later('You may not start pipelines here: that takes Developer, with a confirmed e-mail address.'),
    tell: later('Your role in the project, and whether your address is confirmed (your profile shows it).'),
    todo: later('Ask a Maintainer for the role, or a Developer to start the pipeline. Confirm your address.'),
  },
  createRef: {
    gate: 'pipeline',
    what: later(
      'The branch or tag is protected, and you may neither push to it nor merge into it (of a tag: create it).',
    ),
    tell: later(
      'Its rules stand under Settings > Repository > Protected branches or tags. Of several rules that match, any one can let you in.',
    ),
    todo: later('Ask somebody with that right to run the pipeline, or a Maintainer to change the rules.'),
  },
  createFromJob: {
    gate: 'job-token',
    what: later('The push was made with the token of a CI job: GitLab never starts a pipeline for such a push.'),
    tell: later('The remote that the script pushes to uses `CI_JOB_TOKEN` or `gitlab-ci-token`.'),
    todo: later('Push with a project access token if a pipeline should follow.'),
  },
  createOff: {
    gate: 'pipeline',
    what: later(
      'Pipelines cannot be created in this project now: CI/CD is off, it is being imported, mirrored or deleted.',
    ),
    tell: later('Settings > General > Visibility, project features, permissions; for mirrors, Settings > Repository.'),
    todo: later('A Maintainer switches CI/CD on, or lets the mirror trigger pipelines.'),
  },
  createEmpty: {
    gate: 'pipeline',
    what: later('Rules have left no job over, so that no pipeline was created.'),
    tell: later(
      'Which rule, depends on the branch, the source and the variables of this attempt: `deploy-gates explain` shows it for each job.',
    ),
    todo: later('Look at `rules` and `workflow:rules`. A freeze can do it, too, where rules test `$CI_DEPLOY_FREEZE`.'),
  },
  createLimit: {
    gate: 'pipeline',
    what: later('The pipeline has more deployments than the plan allows.'),
    tell: later('The text names both numbers.'),
    todo: later('Have fewer jobs with `environment` in one pipeline.'),
  },
  createReview: {
    gate: 'pipeline',
    what: later('The change was made by an AI user, and GitLab wants a person to look at it before a pipeline runs.'),
    tell: later('The commit or the pipeline belongs to such a user.'),
    todo: later('Review the change and start the pipeline yourself.'),
  },
  pushSetting: {
    gate: 'job-token',
    what: later(
      'A job token may not push here: the setting is off, the token belongs to another project, or its user is no Developer.',
    ),
    tell: later('The remote that the script pushes to uses `CI_JOB_TOKEN` or `gitlab-ci-token`.'),
    todo: later(
      'A Maintainer allows pushes to the own repository under Settings > CI/CD > Job token permissions (GitLab 17.2 or later). To another project no job token ever pushes: use an access token of that one.',
    ),
  },
  pushToken: {
    gate: 'job-token',
    what: later('The credential may read only, or its user has no right to push to this project.'),
    tell: later('The remote uses another token or a deploy key: look at its role, scopes and write access.'),
    todo: later('Use a project access token with Developer or more and the scope `write_repository`.'),
  },
  pushBranch: {
    gate: 'job-token',
    what: later(
      'The branch is protected, and the user behind the token may not push to it. Merging being allowed is not enough for a push.',
    ),
    tell: later('With a job token that is the user of the job; with another token its own user.'),
    todo: later(
      'Push to another branch and open a merge request, or have a Maintainer add the user or token under Settings > Repository > Protected branches.',
    ),
  },
  pushForce: {
    gate: 'job-token',
    what: later('It is a forced push to a protected branch that does not allow that.'),
    tell: later('The command has `--force`, `-f` or a `+` before the ref, or rewrites commits.'),
    todo: later('Push without force, or have a Maintainer allow it for the branch.'),
  },
  pushTag: {
    gate: 'job-token',
    what: later('The tag is protected, or exists already, and the user behind the token may not create or move it.'),
    tell: later('Its rule stands under Settings > Repository > Protected tags.'),
    todo: later('Have a Maintainer add the user or token there, or use another tag.'),
  },
  pushHook: {
    gate: 'job-token',
    what: later(
      'The server refused the push for a reason of its own: a protected branch or tag, a push rule, or a hook.',
    ),
    tell: later('The line above it, which begins with `remote:`, gives the reason.'),
    todo: later('Paste that line, too.'),
  },
  tokenInbound: {
    gate: 'job-token',
    what: later("The other project does not let this project's job tokens in."),
    tell: later('The text names both projects.'),
    todo: later('A Maintainer of the other project adds this one under Settings > CI/CD > Job token permissions.'),
  },
  shallow: {
    what: later('No gate: the clone of the job is shallow, so that git cannot push from it.'),
    tell: later('`GIT_DEPTH` is set, or left at its default, and the branch has moved on meanwhile.'),
    todo: later('Set `GIT_DEPTH: 0` for this job, and fetch and rebase before the push.'),
  },
  moved: {
    what: later('No gate: the branch has moved on since the job fetched it.'),
    tell: later('Somebody else, or another job, pushed in between.'),
    todo: later('Fetch and rebase before the push; a `resource_group` keeps two such jobs apart.'),
  },
  variables: {
    gate: 'runner',
    what: later(
      'A protected variable is empty, because the branch or tag is not protected. Protecting an environment does not change that.',
    ),
    tell: later('The variable is marked as protected (Settings > CI/CD > Variables), and the ref is not.'),
    todo: later('Run the job on a protected branch or tag, or take the protection off the variable.'),
  },
  variableScope: {
    gate: 'runner',
    what: later('The variable exists for another environment only.'),
    tell: later(
      'Its environment scope does not match the name of the environment; the job may have no `environment` at all.',
    ),
    todo: later('Correct the scope, or give the job its environment.'),
  },
  tokenScope: {
    what: later('No gate: the token of the request is not good enough, by its scopes or because it has ended.'),
    tell: later('Asked with the same token, `GET /personal_access_tokens/self` shows its scopes and its end.'),
    todo: later('Use a token with the scope `api` (to read: `read_api`).'),
  },
  cannotSee: {
    what: later('No gate that tells: GitLab answers 404 for what is not there and for what you may not see.'),
    tell: later('Sign in as the same user in the browser and open the page.'),
    todo: later('Ask for membership in the project, or correct the address.'),
  },
  unplayable: {
    gate: 'manual',
    what: later(
      'The job is in no state in which it could be started: it runs, has been started already, or is not a manual one.',
    ),
    tell: later('The status of the job: only `manual`, `scheduled` and, of manual jobs, finished ones can be started.'),
    todo: later('Look at its page. A job that has run is retried in place of being played.'),
  },
  notRetryable: {
    what: later(
      'The job cannot be run again: it is not over, has been retried already, is archived, or its deployment was rejected.',
    ),
    tell: later('The status of the job, and whether a newer run of it is in the pipeline.'),
    todo: later('Use the newest run, or start a new pipeline.'),
  },
  readDeployment: {
    gate: 'approval',
    what: later('You may not see deployments of this project, and so not approve them: that takes Reporter.'),
    tell: later('The request was one to approve.'),
    todo: later('Ask a Maintainer for the role.'),
  },
  downstreamRights: {
    gate: 'trigger',
    what: later(
      'The trigger job runs with the rights of its user, who may not start a pipeline on that branch of the downstream project, or is no Developer here.',
    ),
    tell: later('The job is failed with the reason `insufficient_bridge_permissions`.'),
    todo: later(
      'Have somebody with rights in both projects run it again, or a Maintainer of the downstream project give the role, and the right to the branch if it is protected.',
    ),
  },
  stopJob: {
    gate: 'stop',
    what: later('The environment is stopped by a manual job, which somebody has to start.'),
    tell: later('The job has `environment:action: stop`.'),
    todo: later('Press Stop on the environment, or start the job.'),
  },
} as const satisfies Readonly<Record<string, Meaning>>;

export type MeaningId = keyof typeof meanings;

/** One of the meanings, in the reader's language. */
export function spoken(id: MeaningId): Meaning {
  const meaning: Meaning = meanings[id];
  return { ...meaning, what: t(meaning.what), tell: t(meaning.tell), todo: t(meaning.todo) };
}
