/** All lint rules, group by group. */
import { approvalUnreachable } from './approval-unreachable.ts';
import { concurrencyInvalidResourceGroup } from './concurrency-invalid-resource-group.ts';
import { environmentCleanupWithoutStop } from './environment-cleanup-without-stop.ts';
import { environmentMissing } from './environment-missing.ts';
import { environmentNameInvalid } from './environment-name-invalid.ts';
import { environmentNearMiss } from './environment-near-miss.ts';
import { environmentTierGuessed } from './environment-tier-guessed.ts';
import { environmentTierInvalid } from './environment-tier-invalid.ts';
import { environmentTierStoredDiffers } from './environment-tier-stored-differs.ts';
import { failureCannotFail } from './failure-cannot-fail.ts';
import { freezeActive } from './freeze-active.ts';
import { freezeIgnored } from './freeze-ignored.ts';
import { freezeScriptOnly } from './freeze-script-only.ts';
import { jobTokenNotAllowed } from './job-token-not-allowed.ts';
import { jobTokenProtectedBranch } from './job-token-protected-branch.ts';
import { manualOptionalGate } from './manual-optional-gate.ts';
import { manualOverriddenByRule } from './manual-overridden-by-rule.ts';
import { permissionNobody } from './permission-nobody.ts';
import { permissionYou } from './permission-you.ts';
import type { Rule } from './rule.ts';
import { rulesAlsoTrue } from './rules-also-true.ts';
import { rulesAlwaysOnProduction } from './rules-always-on-production.ts';
import { rulesAnyBranchProduction } from './rules-any-branch-production.ts';
import { rulesLiteralCompare } from './rules-literal-compare.ts';
import { rulesNeverTrue } from './rules-never-true.ts';
import { stopNameDiffers } from './stop-name-differs.ts';
import { stopNotManual } from './stop-not-manual.ts';
import { stopRulesDiffer } from './stop-rules-differ.ts';
import { triggerDelayed } from './trigger-delayed.ts';
import { triggerNoEnvironment } from './trigger-no-environment.ts';
import { triggerNoStrategy } from './trigger-no-strategy.ts';
import { upstreamBypassedGate } from './upstream-bypassed-gate.ts';
import { upstreamUnreachable } from './upstream-unreachable.ts';

export const rules: readonly Rule[] = [
  environmentMissing,
  environmentNearMiss,
  environmentNameInvalid,
  environmentTierGuessed,
  environmentTierInvalid,
  environmentTierStoredDiffers,
  environmentCleanupWithoutStop,
  triggerNoEnvironment,
  triggerNoStrategy,
  triggerDelayed,
  permissionYou,
  permissionNobody,
  approvalUnreachable,
  manualOverriddenByRule,
  manualOptionalGate,
  upstreamBypassedGate,
  upstreamUnreachable,
  rulesAnyBranchProduction,
  rulesAlwaysOnProduction,
  rulesAlsoTrue,
  rulesNeverTrue,
  rulesLiteralCompare,
  freezeIgnored,
  freezeActive,
  freezeScriptOnly,
  stopNotManual,
  stopNameDiffers,
  stopRulesDiffer,
  concurrencyInvalidResourceGroup,
  jobTokenNotAllowed,
  jobTokenProtectedBranch,
  failureCannotFail,
];
