/** Topics on who may do what: translated into people, settings and circumstances, and asked of the gates' own functions. */
import { type EnvironmentAbility, environmentAbility, jobAbility } from '../../../server/src/gates/abilities.ts';
import { acceptsRow } from '../../../server/src/gates/access.ts';
import {
  approvalSummary,
  mayReadDeployments,
  needsApproval,
  requiredApprovals,
} from '../../../server/src/gates/approvals.ts';
import { approve } from '../../../server/src/gates/approve.ts';
import { bridgeFailure } from '../../../server/src/gates/bridge.ts';
import { mayCreatePipeline } from '../../../server/src/gates/creation.ts';
import { failureReason, failureText, failureTooltip } from '../../../server/src/gates/failure-texts.ts';
import { type ManualCircumstances, manualText } from '../../../server/src/gates/manual-text.ts';
import { isProtectedMergeRequest } from '../../../server/src/gates/merge-request-protection.ts';
import { isProtected, protectedBy, protectedFrom, protectionsOf } from '../../../server/src/gates/protection.ts';
import {
  canCreateTag,
  canMerge,
  canPush,
  canUpdateBranch,
  isDeveloper,
  isProtectedBranch,
  isProtectedTag,
  refMatches,
} from '../../../server/src/gates/refs.ts';
import { mayPushWithToken } from '../../../server/src/gates/token-push.ts';
import type { ProtectedEnvironment } from '../../../server/src/settings/settings.ts';
import type { Adapter } from '../adapters.ts';
import {
  type ApproveQuestion,
  approvalFrom,
  type BridgeQuestion,
  containerFrom,
  type EnvironmentAccess,
  type JobQuestion,
  mergeRequestFrom,
  outcomeOf,
  type PipelineQuestion,
  personFrom,
  personWithRole,
  type RawActor,
  type RawProtection,
  type RawRow,
  type RefRules,
  refsFrom,
  rowFrom,
  ruleFrom,
  snapshotFrom,
  stranger,
  targetFrom,
} from './gate-facts.ts';

export const gateAdapters: Readonly<Record<string, Adapter>> = {
  access_row: (given) => {
    const { row, protection, actor } = given as unknown as {
      row: RawRow;
      protection: RawProtection;
      actor: RawActor | null;
    };
    return { accepts: acceptsRow(rowFrom(row), containerFrom(protection), personFrom(actor)) };
  },

  env_access: (given) => {
    const it = given as unknown as EnvironmentAccess;
    const protections = protectionsOf(targetFrom(it.environment), snapshotFrom(it));
    const person = personFrom(it.actor);
    return {
      protected: isProtected(protections),
      protected_from: protectedFrom(protections, person),
      protected_by: protectedBy(protections, person),
    };
  },

  job_ability: (given) => {
    const it = given as unknown as EnvironmentAccess & RefRules & JobQuestion;
    const person = personFrom(it.actor) ?? stranger;
    const { job } = it;
    const deploys = job.environment !== null;
    const protections = protectionsOf(targetFrom(it.environment), snapshotFrom(it));
    const refs = refsFrom(it);
    return jobAbility(it.ability, person, {
      kind: job.type === 'bridge' ? 'trigger' : 'build',
      protectedFrom: deploys && protectedFrom(protections, person),
      protectedBy: deploys && protectedBy(protections, person),
      refWritable: job.tag ? canCreateTag(job.ref, person, refs) : canUpdateBranch(job.ref, person, refs),
      outdated: job.outdated ?? false,
      archivedJob: job.archived ?? false,
      downstreamWritable: (job.downstream?.exists ?? true) && (job.downstream?.can_update_branch ?? true),
      ...(it.ci_restrict_pipeline_cancellation_role !== undefined && {
        cancellationRole: it.ci_restrict_pipeline_cancellation_role,
      }),
      ownOnUnprotectedRef:
        job.own === true && (job.tag ? isProtectedTag(job.ref, refs) : isProtectedBranch(job.ref, refs)) === false,
    });
  },

  environment_ability: (given) => {
    const it = given as unknown as {
      ability: EnvironmentAbility;
      protected: boolean;
      granted: boolean | null;
      role: string | null;
      has_stop_action?: boolean;
    };
    const allowed = environmentAbility(it.ability, personWithRole(it.role), {
      protectedFrom: it.protected && it.granted !== true,
      ...(it.has_stop_action && { stopJob: !it.protected || it.granted === true }),
    });
    return { allowed };
  },

  approve: (given) => {
    const it = given as unknown as ApproveQuestion;
    const person = personFrom(it.actor);
    return outcomeOf(
      approve({
        status: it.status,
        person,
        mayRead: person ? mayReadDeployments(person, snapshotFrom({})) : false,
        own: it.actor !== null && it.actor.id === it.deployment_user_id,
        selfApproval: it.allow_pipeline_trigger_approve_deployment,
        protectedEnvironment: it.licensed && it.protected,
        rules: it.approval_rules.map((rule) => ({ rule: ruleFrom(rule), ruleset: { level: 'project' } })),
        names: it.approval_rules.map((rule) => rule.name),
        approvals: it.approvals.map(approvalFrom),
        ...(it.represented_as !== undefined && { representedAs: it.represented_as }),
      }),
    );
  },

  approval_summary: (given) => {
    const { approval_rules, approvals } = given as unknown as Pick<ApproveQuestion, 'approval_rules' | 'approvals'>;
    const { totalRequired, pending, status } = approvalSummary(
      approval_rules.map(ruleFrom),
      approvals.map(approvalFrom),
    );
    return { total_required: totalRequired, pending, status };
  },

  required_approvals: (given) => {
    const { licensed, protections } = given as unknown as {
      licensed: boolean;
      protections: { level?: 'project' | 'group'; approval_rules: number[] }[];
    };
    const all = {
      licensed,
      open: [],
      rulesets: protections.map(
        ({ level = 'project', approval_rules }): ProtectedEnvironment => ({
          name: 'production',
          level,
          deployAccess: [],
          approvalRules: approval_rules.map((required) => ({ required })),
        }),
      ),
    };
    return { required: requiredApprovals(all), needs_approval: needsApproval(all) };
  },

  ref_match: ({ pattern, ref }) => ({ matches: refMatches(String(pattern), String(ref)) }),

  ref_access: (given) => {
    const it = given as unknown as RefRules & { actor: RawActor; ref: string };
    const person = personFrom(it.actor) ?? stranger;
    const refs = refsFrom(it);
    return {
      can_push: canPush(it.ref, person, refs),
      can_merge: canMerge(it.ref, person, refs),
      can_update: canUpdateBranch(it.ref, person, refs),
      can_create_tag: canCreateTag(it.ref, person, refs),
    };
  },

  pipeline_create: (given) => {
    const it = given as unknown as PipelineQuestion;
    const person = personWithRole(it.role);
    const refs = refsFrom(it);
    const { source_branch, fork } = mergeRequestFrom(it);
    const writable = it.tag
      ? canCreateTag(it.ref, person, refs)
      : canUpdateBranch(source_branch ?? it.ref, person, refs);
    const { allowed, error } = mayCreatePipeline(person, {
      ref: it.ref,
      silentMirror: it.mirror_update ?? false,
      pendingDelete: it.pending_delete ?? false,
      ciDisabled: it.builds_enabled === false,
      importing: it.import_in_progress ?? false,
      refWritable: fork ? true : writable,
      pushedByJob: it.job_token_push ?? false,
    });
    return { allowed, error: error ?? null };
  },

  bridge_run: (given) => {
    const { upstream_role, confirmed, downstream, trigger_self } = given as unknown as BridgeQuestion;
    const readable = (downstream.exists ?? true) && (downstream.can_read ?? downstream.readable ?? true);
    const { reason } = bridgeFailure(
      { ...personWithRole(upstream_role), confirmed: confirmed ?? true },
      {
        readable,
        triggersItself: trigger_self ?? false,
        createsDownstream:
          downstream.can_create_pipeline ?? isDeveloper(personWithRole(downstream.role ?? 'developer')),
        refWritableDownstream: downstream.can_update_branch ?? downstream.ref_writable ?? true,
      },
    );
    return { failure_reason: reason ?? null };
  },

  mr_pipeline_protected: (given) => {
    const it = given as Record<string, boolean>;
    return {
      protected: isProtectedMergeRequest({
        setting: it['setting'] ?? false,
        sameProject: it['same_project'] ?? true,
        sourceProtected: it['source_protected'] ?? false,
        targetProtected: it['target_protected'] ?? false,
        canUpdateSource: it['can_update_source'] ?? false,
        canUpdateTarget: it['can_update_target'] ?? false,
      }),
    };
  },

  job_token_push: (given) => {
    const it = given as unknown as RefRules & { setting: boolean; same_project: boolean; role: string; ref?: string };
    const person = personWithRole(it.role);
    const { allowed } = mayPushWithToken({
      setting: it.setting,
      sameProject: it.same_project,
      developer: isDeveloper(person),
      refWritable: canPush(it.ref ?? 'main', person, refsFrom(it)),
    });
    return { allowed, pipeline_created: false };
  },

  failure_text: ({ failure_reason }) => {
    const reason = failureReason(String(failure_reason));
    return reason && { ...failureText(reason), tooltip: failureTooltip(reason) };
  },

  manual_text: (given) => {
    const it = given as Record<string, boolean>;
    const circumstances: ManualCircumstances = {
      playAllowed: it['play_allowed'] ?? false,
      protectedFrom: it['protected_from'] ?? false,
      outdated: it['outdated'] ?? false,
      retryable: it['retryable'] ?? false,
      maySetVariables: it['may_set_variables'] ?? false,
    };
    return manualText(circumstances);
  },
};
