/** What a text can mean: a gate, in which case it is that one, and what to do then (gates.md §8.4). */
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

const deployList = 'Settings > CI/CD > Protected environments';

export const meanings = {
  refusedWhenItsTurnCame: {
    gate: 'permission',
    what: 'The environment is protected, and the person as whom the job ran may not deploy there.',
    tell: 'The job is failed with the reason `protected_environment_failure`.',
    todo: `Ask somebody who may deploy there to run it again or to start the pipeline: a job runs with the rights of whoever does. A Maintainer changes who may under ${deployList}; protections of groups count as well.`,
  },
  refusedToPress: {
    gate: 'permission',
    what: 'The environment is protected, and you are not among those who may deploy there.',
    tell: 'The job is manual, and its Run button is missing or disabled.',
    todo: `Ask somebody who may deploy there to press Run. A Maintainer changes who may under ${deployList}; protections of groups count as well.`,
  },
  role: {
    gate: 'permission',
    what: 'Your role is too low: starting a job takes Developer, or access to the protected environment it deploys to.',
    tell: 'You are Guest, Planner or Reporter in the project, or no member (Manage > Members).',
    todo: 'Ask a Developer to press Run, or a Maintainer for the role.',
  },
  branch: {
    gate: 'branch',
    what: 'The branch or tag is protected, and you may neither push to it nor merge into it (of a tag: create it).',
    tell: 'You are Developer or more, and the ref stands under Settings > Repository > Protected branches or tags.',
    todo: 'Ask somebody with that right to press Run. Access to a protected environment would do as well.',
  },
  manual: {
    gate: 'manual',
    what: 'The job is a manual one: GitLab starts it only when somebody presses Run.',
    tell: 'The configuration says `when: manual`, for the job or in one of its rules.',
    todo: 'Press Run on the page of the job.',
  },
  approvedNotStarted: {
    gate: 'manual',
    what: 'The deployment has been approved, and nobody has started it: approving starts nothing.',
    tell: 'The job was not written as a manual one, and the deployment shows all approvals as given.',
    todo: 'Somebody who may deploy presses Run.',
  },
  approval: {
    gate: 'approval',
    what: 'The deployment waits for approvals: the protected environment asks for them.',
    tell: 'The job is manual and its deployment has approvals pending (Operate > Environments, then the deployment).',
    todo: 'Ask those whom the rules name to approve on the page of the deployment. Then somebody presses Run: approving starts nothing.',
  },
  upstream: {
    gate: 'upstream',
    what: 'A blocking manual job further ahead has not been started, so nothing behind it runs.',
    tell: 'The pipeline shows Blocked, and an earlier stage has a manual job whose `allow_failure` is false; your job is `created`.',
    todo: 'Have that job started. Yours follows by itself.',
  },
  upstreamFailed: {
    gate: 'upstream',
    what: 'A job before it failed, was canceled, or is an optional manual job that it needs and nobody has started.',
    tell: 'The job is skipped; look at the stages before it, or at its `needs`.',
    todo: 'Run that job again, or start it: when it succeeds GitLab brings the skipped ones back.',
  },
  upstreamOpen: {
    gate: 'upstream',
    what: 'Jobs before it are not done yet: they run, wait for somebody, or wait for approvals themselves.',
    tell: 'The job is `created`; the first job before it that is not done is the one that counts.',
    todo: 'See what that job waits for.',
  },
  delayed: {
    gate: 'delayed',
    what: 'The job is delayed: GitLab starts it by itself when its timer ends.',
    tell: 'The job is `scheduled`, and its page shows the time.',
    todo: 'Wait, or start it now. Unscheduling makes it a manual job.',
  },
  resource: {
    gate: 'resource-group',
    what: 'Another job of the same resource group runs, or comes first in its order.',
    tell: 'The job is `waiting_for_resource`; its page links to the job that has the resource.',
    todo: 'Wait for that one, start it, or have it canceled. In the orders oldest first and newest first a job that is not ready holds all others.',
  },
  runner: {
    gate: 'runner',
    what: 'No runner has taken the job: none is free, none has its tags, or those that have take protected refs only.',
    tell: 'The job is `pending`; its page says so when it is stuck.',
    todo: 'Compare its tags with the runners that are online (Settings > CI/CD > Runners).',
  },
  outdatedManual: {
    gate: 'outdated',
    what: 'A newer deployment to the environment has finished, and the project prevents outdated ones: nobody can start this job any more.',
    tell: 'The environment shows a later deployment of another commit.',
    todo: 'Start the job of the newest pipeline. To bring the older commit back, run a new pipeline for it.',
  },
  outdatedFailed: {
    gate: 'outdated',
    what: 'The job came too late: a newer deployment to the environment had finished.',
    tell: 'The job is failed with the reason `failed_outdated_deployment_job` (formerly `forward_deployment_failure`).',
    todo: 'Nothing, if the newer one is wanted. Where the project allows rollbacks, running it again deploys the older commit on purpose.',
  },
  rejected: {
    gate: 'approval',
    what: 'Somebody rejected the deployment, which ends it whatever was approved.',
    tell: 'The job is failed with the reason `deployment_rejected`; the deployment shows who, and their comment.',
    todo: 'Settle it with them, then run a new pipeline: the job cannot be run again.',
  },
  approvalSelf: {
    gate: 'approval',
    what: 'It is your own deployment: you started the pipeline or ran the job again, and the project lets nobody approve their own.',
    tell: 'The deployment names you as the one who triggered it.',
    todo: `Ask somebody else whom the rules name. A Maintainer can allow it under ${deployList}.`,
  },
  approvalNotNamed: {
    gate: 'approval',
    what: 'No approval rule of the environment names you, in person, by your role or by a group.',
    tell: 'Being allowed to deploy is another list: it does not matter here.',
    todo: `Ask somebody whom the rules name. A Maintainer (for rules of a group: an Owner of it) adds approvers under ${deployList}.`,
  },
  approvalComplete: {
    gate: 'manual',
    what: 'All approvals are given, or the job has moved on: there is nothing left to approve.',
    tell: 'The deployment shows no approval as pending.',
    todo: 'If the job is still manual, somebody who may deploy presses Run.',
  },
  approvalUnconfigured: {
    gate: 'approval',
    what: 'The environment has no approval rules, so there is nothing to approve.',
    tell: 'An older number of required approvals does not count any more: only rules do.',
    todo: `A Maintainer adds rules under ${deployList}.`,
  },
  unprotected: {
    gate: 'approval',
    what: 'The environment is not protected, or its project has no licence for protected environments.',
    tell: 'Protections are found by the exact name in the project, and by the stored tier in groups.',
    todo: `A Maintainer protects it under ${deployList}.`,
  },
  approvalAlias: {
    gate: 'approval',
    what: 'The request names a rule (`represented_as`) that does not exist or does not accept you.',
    tell: 'Names are those of people and groups, `Maintainers` or `Developers + Maintainers`.',
    todo: 'Leave the parameter out, or use one of these names.',
  },
  freezeInScript: {
    gate: 'freeze',
    what: 'A script of the project itself refused, because `CI_DEPLOY_FREEZE` was set: GitLab prints no such text and stops no job for a freeze.',
    tell: 'The log ends with it, and a freeze period held when the job started (Settings > CI/CD > Deploy freezes).',
    todo: 'Run the job again after the freeze. Changing freeze periods takes a Maintainer.',
  },
  freezeInRules: {
    gate: 'freeze',
    what: 'Rules of the project keep jobs out of the pipeline, or make them manual, while a freeze holds.',
    tell: 'The rules test `$CI_DEPLOY_FREEZE`, and a freeze held when the pipeline was created.',
    todo: 'Run a new pipeline after the freeze: rules are asked when it is created.',
  },
  createRole: {
    gate: 'pipeline',
    what: 'You may not start pipelines here: that takes Developer, with a confirmed e-mail address.',
    tell: 'Your role in the project, and whether your address is confirmed (your profile shows it).',
    todo: 'Ask a Maintainer for the role, or a Developer to start the pipeline. Confirm your address.',
  },
  createRef: {
    gate: 'pipeline',
    what: 'The branch or tag is protected, and you may neither push to it nor merge into it (of a tag: create it).',
    tell: 'Its rules stand under Settings > Repository > Protected branches or tags. Of several rules that match, any one can let you in.',
    todo: 'Ask somebody with that right to run the pipeline, or a Maintainer to change the rules.',
  },
  createFromJob: {
    gate: 'job-token',
    what: 'The push was made with the token of a CI job: GitLab never starts a pipeline for such a push.',
    tell: 'The remote that the script pushes to uses `CI_JOB_TOKEN` or `gitlab-ci-token`.',
    todo: 'Push with a project access token if a pipeline should follow.',
  },
  createOff: {
    gate: 'pipeline',
    what: 'Pipelines cannot be created in this project now: CI/CD is off, it is being imported, mirrored or deleted.',
    tell: 'Settings > General > Visibility, project features, permissions; for mirrors, Settings > Repository.',
    todo: 'A Maintainer switches CI/CD on, or lets the mirror trigger pipelines.',
  },
  createEmpty: {
    gate: 'pipeline',
    what: 'Rules have left no job over, so that no pipeline was created.',
    tell: 'Which rule, depends on the branch, the source and the variables of this attempt: `deploy-gates explain` shows it for each job.',
    todo: 'Look at `rules` and `workflow:rules`. A freeze can do it, too, where rules test `$CI_DEPLOY_FREEZE`.',
  },
  createLimit: {
    gate: 'pipeline',
    what: 'The pipeline has more deployments than the plan allows.',
    tell: 'The text names both numbers.',
    todo: 'Have fewer jobs with `environment` in one pipeline.',
  },
  createReview: {
    gate: 'pipeline',
    what: 'The change was made by an AI user, and GitLab wants a person to look at it before a pipeline runs.',
    tell: 'The commit or the pipeline belongs to such a user.',
    todo: 'Review the change and start the pipeline yourself.',
  },
  pushSetting: {
    gate: 'job-token',
    what: 'A job token may not push here: the setting is off, the token belongs to another project, or its user is no Developer.',
    tell: 'The remote that the script pushes to uses `CI_JOB_TOKEN` or `gitlab-ci-token`.',
    todo: 'A Maintainer allows pushes to the own repository under Settings > CI/CD > Job token permissions (GitLab 17.2 or later). To another project no job token ever pushes: use an access token of that one.',
  },
  pushToken: {
    gate: 'job-token',
    what: 'The credential may read only, or its user has no right to push to this project.',
    tell: 'The remote uses another token or a deploy key: look at its role, scopes and write access.',
    todo: 'Use a project access token with Developer or more and the scope `write_repository`.',
  },
  pushBranch: {
    gate: 'job-token',
    what: 'The branch is protected, and the user behind the token may not push to it. Merging being allowed is not enough for a push.',
    tell: 'With a job token that is the user of the job; with another token its own user.',
    todo: 'Push to another branch and open a merge request, or have a Maintainer add the user or token under Settings > Repository > Protected branches.',
  },
  pushForce: {
    gate: 'job-token',
    what: 'It is a forced push to a protected branch that does not allow that.',
    tell: 'The command has `--force`, `-f` or a `+` before the ref, or rewrites commits.',
    todo: 'Push without force, or have a Maintainer allow it for the branch.',
  },
  pushTag: {
    gate: 'job-token',
    what: 'The tag is protected, or exists already, and the user behind the token may not create or move it.',
    tell: 'Its rule stands under Settings > Repository > Protected tags.',
    todo: 'Have a Maintainer add the user or token there, or use another tag.',
  },
  pushHook: {
    gate: 'job-token',
    what: 'The server refused the push for a reason of its own: a protected branch or tag, a push rule, or a hook.',
    tell: 'The line above it, which begins with `remote:`, gives the reason.',
    todo: 'Paste that line, too.',
  },
  tokenInbound: {
    gate: 'job-token',
    what: "The other project does not let this project's job tokens in.",
    tell: 'The text names both projects.',
    todo: 'A Maintainer of the other project adds this one under Settings > CI/CD > Job token permissions.',
  },
  shallow: {
    what: 'No gate: the clone of the job is shallow, so that git cannot push from it.',
    tell: '`GIT_DEPTH` is set, or left at its default, and the branch has moved on meanwhile.',
    todo: 'Set `GIT_DEPTH: 0` for this job, and fetch and rebase before the push.',
  },
  moved: {
    what: 'No gate: the branch has moved on since the job fetched it.',
    tell: 'Somebody else, or another job, pushed in between.',
    todo: 'Fetch and rebase before the push; a `resource_group` keeps two such jobs apart.',
  },
  variables: {
    gate: 'runner',
    what: 'A protected variable is empty, because the branch or tag is not protected. Protecting an environment does not change that.',
    tell: 'The variable is marked as protected (Settings > CI/CD > Variables), and the ref is not.',
    todo: 'Run the job on a protected branch or tag, or take the protection off the variable.',
  },
  variableScope: {
    gate: 'runner',
    what: 'The variable exists for another environment only.',
    tell: 'Its environment scope does not match the name of the environment; the job may have no `environment` at all.',
    todo: 'Correct the scope, or give the job its environment.',
  },
  tokenScope: {
    what: 'No gate: the token of the request is not good enough, by its scopes or because it has ended.',
    tell: 'Asked with the same token, `GET /personal_access_tokens/self` shows its scopes and its end.',
    todo: 'Use a token with the scope `api` (to read: `read_api`).',
  },
  cannotSee: {
    what: 'No gate that tells: GitLab answers 404 for what is not there and for what you may not see.',
    tell: 'Sign in as the same user in the browser and open the page.',
    todo: 'Ask for membership in the project, or correct the address.',
  },
  unplayable: {
    gate: 'manual',
    what: 'The job is in no state in which it could be started: it runs, has been started already, or is not a manual one.',
    tell: 'The status of the job: only `manual`, `scheduled` and, of manual jobs, finished ones can be started.',
    todo: 'Look at its page. A job that has run is retried in place of being played.',
  },
  notRetryable: {
    what: 'The job cannot be run again: it is not over, has been retried already, is archived, or its deployment was rejected.',
    tell: 'The status of the job, and whether a newer run of it is in the pipeline.',
    todo: 'Use the newest run, or start a new pipeline.',
  },
  readDeployment: {
    gate: 'approval',
    what: 'You may not see deployments of this project, and so not approve them: that takes Reporter.',
    tell: 'The request was one to approve.',
    todo: 'Ask a Maintainer for the role.',
  },
  stopJob: {
    gate: 'stop',
    what: 'The environment is stopped by a manual job, which somebody has to start.',
    tell: 'The job has `environment:action: stop`.',
    todo: 'Press Stop on the environment, or start the job.',
  },
} as const satisfies Readonly<Record<string, Meaning>>;

export type MeaningId = keyof typeof meanings;
