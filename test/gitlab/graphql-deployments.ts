/** Deployments and their jobs in GraphQL: what is pending, and what the viewer may do. */
import { can, projectLevel } from './access.ts';
import { mayApprove, pendingOf, type RuleState, ruleStates } from './approvals.ts';
import { canCreateTag, canUpdateBranch, grantedBy, protectedFrom } from './deploying.ts';
import { gid, rowObject, type Scene, userObject } from './graphql-people.ts';
import type { Approval, Deployment, Project } from './world.ts';

export function deploymentObject(scene: Scene, project: Project, it: Deployment): object | null {
  const { viewer, world } = scene;
  if (!can(viewer, 'read_deployment', project)) return null;
  const states = ruleStates(world.instance, project, it);
  const from = protectedFrom(world.instance, viewer.user, project, it.environment);
  const may = can(viewer, 'push_code', project) && !from;
  return {
    id: gid('Deployment', it.id),
    iid: String(it.iid),
    status: it.status.toUpperCase(),
    ref: it.ref,
    sha: it.sha,
    tag: it.tag,
    job: () => jobObject(scene, project, it),
    triggerer: userObject(it.user),
    pendingApprovalCount: () => pendingOf(states),
    approvals: () => it.approvals.map((row) => approvalObject(it, row)),
    approvalSummary: () => summary(scene, project, it, states),
    userPermissions: {
      approveDeployment: states.some((state) => mayApprove(viewer.user, project, it, state)),
      updateDeployment: may,
      destroyDeployment: may && can(viewer, 'admin_project', project),
    },
  };
}

function summary(scene: Scene, project: Project, it: Deployment, states: readonly RuleState[]) {
  const rejected = states.some((state) => state.approvals.some((row) => row.status === 'rejected'));
  return {
    status: rejected ? 'REJECTED' : pendingOf(states) === 0 ? 'APPROVED' : 'PENDING_APPROVAL',
    totalRequiredApprovals: states.reduce((sum, { rule }) => sum + rule.required, 0),
    totalPendingApprovalCount: pendingOf(states),
    rules: states.map((state) => ({
      ...rowObject(scene, state.rule),
      requiredApprovals: state.rule.required,
      approvedCount: state.approved,
      pendingApprovalCount: state.pending,
      status: state.pending === 0 ? 'APPROVED' : 'PENDING_APPROVAL',
      canApprove: mayApprove(scene.viewer.user, project, it, state),
      approvals: state.approvals.map((row) => approvalObject(it, row)),
    })),
  };
}

function approvalObject({ createdAt }: Deployment, it: Approval) {
  return { user: userObject(it.user), status: it.status.toUpperCase(), comment: it.comment, createdAt };
}

/** A newer deployment of another commit has finished, and the project minds (app/models/concerns/ci/deployable.rb). */
function isOutdated(project: Project, { id, sha, environment }: Deployment): boolean {
  if (project.settings['ci_forward_deployment_enabled'] !== true) return false;
  const newest = project.deployments
    .filter((it) => it.environment === environment && it.status === 'success')
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
  return newest !== undefined && newest.id > id && newest.sha !== sha;
}

/** With GitLab's own answer to "may I press Run?" (gates on jobs: app/policies/ci/build_policy.rb and EE's). */
function jobObject(scene: Scene, project: Project, deployment: Deployment) {
  const { world, viewer } = scene;
  if (!deployment.job || !can(viewer, 'read_build', project)) return null;
  const { job, pipeline } = deployment.job;
  const { environment } = deployment;
  const level = viewer.user ? projectLevel(viewer.user, project) : 0;
  const granted = grantedBy(world.instance, viewer.user, project, environment) && (level >= 20 || viewer.admin);
  const writable = pipeline.tag
    ? canCreateTag(viewer, project, pipeline.ref)
    : canUpdateBranch(viewer, project, pipeline.ref);
  const developer = level >= 30 || viewer.admin;
  const free = developer && writable && !protectedFrom(world.instance, viewer.user, project, environment);
  const may = (granted || free) && !job.archived && !isOutdated(project, deployment);
  const playable =
    ['manual', 'scheduled'].includes(job.status) && pendingOf(ruleStates(world.instance, project, deployment)) === 0;
  return {
    id: gid('Ci::Build', job.id),
    name: job.name,
    status: job.status.toUpperCase(),
    allowFailure: job.allowFailure,
    manualJob: job.manual,
    playable,
    canPlayJob: may && playable,
    failureMessage: job.failureReason ?? null,
    schedulingType: 'stage',
    scheduledAt: job.scheduledAt ?? null,
    webPath: `/${project.path}/-/jobs/${job.id}`,
    userPermissions: { readBuild: true, updateBuild: may, cancelBuild: may },
  };
}
