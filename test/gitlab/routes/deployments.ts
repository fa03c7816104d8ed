/** Deployments of a project, with the state of their approvals. */

import { type Answer, badParameter, badRequest, json, noRecord } from '../answer.ts';
import { pendingOf, ruleStates } from '../approvals.ts';
import type { Call, Route } from '../call.ts';
import { deployRow, environmentBasic, userBasic } from '../entities.ts';
import { paged } from '../paging.ts';
import type { Approval, Deployment, Project } from '../world.ts';
import { job } from './pipelines.ts';
import { inProject } from './places.ts';

export const deploymentRoutes: readonly Route[] = [
  inProject('/deployments', 'read_deployment', deployments, { jobToken: true }),
  inProject('/deployments/:deployment_id', 'read_deployment', oneDeployment, { jobToken: true }),
];

const orders: Readonly<Record<string, (it: Deployment) => string | number>> = {
  id: (it) => it.id,
  iid: (it) => it.iid,
  created_at: (it) => it.createdAt,
  updated_at: (it) => it.createdAt,
  finished_at: (it) => it.createdAt,
};
const finished = ['success', 'failed', 'canceled', 'skipped'];
const unfinished =
  '`finished_at` sort requires `finished_at` filter or a filter with at least one of the finished statuses.';
const statuses = ['created', 'running', 'success', 'failed', 'canceled', 'skipped', 'blocked'];

function deployments(project: Project, call: Call): Answer {
  const environment = call.query.get('environment');
  const status = call.query.get('status');
  const key = orders[call.query.get('order_by') ?? 'id'];
  const sort = call.query.get('sort') ?? 'asc';
  if (!key) return badParameter('order_by does not have a valid value');
  if (sort !== 'asc' && sort !== 'desc') return badParameter('sort does not have a valid value');
  if (status !== null && !statuses.includes(status)) return badParameter('status does not have a valid value');
  if (key === orders['finished_at'] && (status === null || !finished.includes(status))) return badRequest(unfinished);
  const found = project.deployments
    .filter((it) => environment === null || it.environment.name === environment)
    .filter((it) => status === null || it.status === status)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1) * (sort === 'asc' ? 1 : -1));
  return paged(call, found, (it) => deployment(call, project, it));
}

function oneDeployment(project: Project, call: Call): Answer {
  const found = project.deployments.find((it) => String(it.id) === call.params['deployment_id']);
  if (!found) return noRecord;
  const { instance } = call.world;
  if (!instance.enterprise) return json(deployment(call, project, found));
  const states = ruleStates(instance, project, found);
  return json({
    ...deployment(call, project, found),
    pending_approval_count: pendingOf(states),
    approvals: found.approvals.map((it) => approval(call, found, it)),
    approval_summary: {
      rules: states.map(({ rule, approvals }) => ({
        ...deployRow(rule),
        required_approvals: rule.required,
        deployment_approvals: approvals.map((it) => approval(call, found, it)),
      })),
    },
  });
}

function approval(call: Call, { createdAt }: Deployment, it: Approval) {
  return { user: userBasic(call, it.user), status: it.status, created_at: createdAt, comment: it.comment };
}

export function deployment(call: Call, project: Project, it: Deployment) {
  return {
    id: it.id,
    iid: it.iid,
    ref: it.ref,
    sha: it.sha,
    created_at: it.createdAt,
    updated_at: it.createdAt,
    user: userBasic(call, it.user),
    environment: environmentBasic(it.environment),
    deployable: it.job ? job(call, project, it.job.pipeline, it.job.job) : null,
    status: it.status,
  };
}
