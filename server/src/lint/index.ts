/** All lint rules, group by group. */
import { approvalLegacyCountIgnored } from './approval-legacy-count-ignored.ts';
import { approvalManualOptional } from './approval-manual-optional.ts';
import { approvalNonDeploymentBlocked } from './approval-non-deployment-blocked.ts';
import { approvalSelfOnly } from './approval-self-only.ts';
import { approvalUnreachable } from './approval-unreachable.ts';
import { concurrencyInterruptibleDeploy } from './concurrency-interruptible-deploy.ts';
import { concurrencyInvalidResourceGroup } from './concurrency-invalid-resource-group.ts';
import { concurrencyNoResourceGroup } from './concurrency-no-resource-group.ts';
import { concurrencyOutdatedManual } from './concurrency-outdated-manual.ts';
import { concurrencyRetryDeploy } from './concurrency-retry-deploy.ts';
import { environmentCleanupWithoutStop } from './environment-cleanup-without-stop.ts';
import { environmentGroupEscape } from './environment-group-escape.ts';
import { environmentMissing } from './environment-missing.ts';
import { environmentNameInvalid } from './environment-name-invalid.ts';
import { environmentNameUnsetVariable } from './environment-name-unset-variable.ts';
import { environmentNearMiss } from './environment-near-miss.ts';
import { environmentNotADeployment } from './environment-not-a-deployment.ts';
import { environmentSharedByBranches } from './environment-shared-by-branches.ts';
import { environmentTierGuessed } from './environment-tier-guessed.ts';
import { environmentTierInvalid } from './environment-tier-invalid.ts';
import { environmentTierStoredDiffers } from './environment-tier-stored-differs.ts';
import { environmentUnprotectedProduction } from './environment-unprotected-production.ts';
import { failureCannotFail } from './failure-cannot-fail.ts';
import { failureDuplicateKey } from './failure-duplicate-key.ts';
import { freezeActive } from './freeze-active.ts';
import { freezeAlways } from './freeze-always.ts';
import { freezeDroppedByOverride } from './freeze-dropped-by-override.ts';
import { freezeIgnored } from './freeze-ignored.ts';
import { freezeInvalidCron } from './freeze-invalid-cron.ts';
import { freezeScriptOnly } from './freeze-script-only.ts';
import { ignoreExpired } from './ignore-expired.ts';
import { ignoreUnused } from './ignore-unused.ts';
import { jobTokenNoPipelineFollows } from './job-token-no-pipeline-follows.ts';
import { jobTokenNotAllowed } from './job-token-not-allowed.ts';
import { jobTokenOtherProject } from './job-token-other-project.ts';
import { jobTokenProtectedBranch } from './job-token-protected-branch.ts';
import { jobTokenSecretInUrl } from './job-token-secret-in-url.ts';
import { manualBlockingByAccident } from './manual-blocking-by-accident.ts';
import { manualEmptyApproval } from './manual-empty-approval.ts';
import { manualOptionalGate } from './manual-optional-gate.ts';
import { manualOverriddenByRule } from './manual-overridden-by-rule.ts';
import { permissionLegacyBranchOpen } from './permission-legacy-branch-open.ts';
import { permissionNobody } from './permission-nobody.ts';
import { permissionWildcardProtectsNothing } from './permission-wildcard-protects-nothing.ts';
import { permissionYou } from './permission-you.ts';
import type { Rule } from './rule.ts';
import { rulesAlsoTrue } from './rules-also-true.ts';
import { rulesAlwaysOnProduction } from './rules-always-on-production.ts';
import { rulesAnyBranchProduction } from './rules-any-branch-production.ts';
import { rulesDuplicatePipelines } from './rules-duplicate-pipelines.ts';
import { rulesLiteralCompare } from './rules-literal-compare.ts';
import { rulesNeverTrue } from './rules-never-true.ts';
import { rulesTitleDecides } from './rules-title-decides.ts';
import { rulesUnprotectedRefProduction } from './rules-unprotected-ref-production.ts';
import { stopMissing } from './stop-missing.ts';
import { stopNameDiffers } from './stop-name-differs.ts';
import { stopNeedsGit } from './stop-needs-git.ts';
import { stopNotManual } from './stop-not-manual.ts';
import { stopOrphan } from './stop-orphan.ts';
import { stopRulesDiffer } from './stop-rules-differ.ts';
import { triggerDelayed } from './trigger-delayed.ts';
import { triggerDeployOnlyPeople } from './trigger-deploy-only-people.ts';
import { triggerDownstreamRights } from './trigger-downstream-rights.ts';
import { triggerNoEnvironment } from './trigger-no-environment.ts';
import { triggerNoStrategy } from './trigger-no-strategy.ts';
import { upstreamBypassedGate } from './upstream-bypassed-gate.ts';
import { upstreamUnreachable } from './upstream-unreachable.ts';

export const rules: readonly Rule[] = [
  environmentMissing,
  environmentNearMiss,
  environmentUnprotectedProduction,
  environmentNameInvalid,
  environmentNameUnsetVariable,
  environmentTierGuessed,
  environmentTierInvalid,
  environmentTierStoredDiffers,
  environmentGroupEscape,
  environmentNotADeployment,
  environmentCleanupWithoutStop,
  environmentSharedByBranches,
  triggerNoEnvironment,
  triggerNoStrategy,
  triggerDeployOnlyPeople,
  triggerDownstreamRights,
  triggerDelayed,
  permissionYou,
  permissionNobody,
  permissionLegacyBranchOpen,
  permissionWildcardProtectsNothing,
  approvalUnreachable,
  approvalSelfOnly,
  approvalLegacyCountIgnored,
  approvalManualOptional,
  approvalNonDeploymentBlocked,
  manualOverriddenByRule,
  manualBlockingByAccident,
  manualOptionalGate,
  manualEmptyApproval,
  upstreamBypassedGate,
  upstreamUnreachable,
  rulesAnyBranchProduction,
  rulesUnprotectedRefProduction,
  rulesAlwaysOnProduction,
  rulesAlsoTrue,
  rulesNeverTrue,
  rulesLiteralCompare,
  rulesTitleDecides,
  rulesDuplicatePipelines,
  freezeIgnored,
  freezeDroppedByOverride,
  freezeActive,
  freezeScriptOnly,
  freezeAlways,
  freezeInvalidCron,
  stopNotManual,
  stopNameDiffers,
  stopRulesDiffer,
  stopMissing,
  stopOrphan,
  stopNeedsGit,
  concurrencyNoResourceGroup,
  concurrencyInvalidResourceGroup,
  concurrencyInterruptibleDeploy,
  concurrencyOutdatedManual,
  concurrencyRetryDeploy,
  jobTokenNotAllowed,
  jobTokenProtectedBranch,
  jobTokenOtherProject,
  jobTokenNoPipelineFollows,
  jobTokenSecretInUrl,
  failureCannotFail,
  failureDuplicateKey,
  ignoreUnused,
  ignoreExpired,
];
