/** Which jobs the tree shows. Knows nothing of the editor. */
import { l10n } from 'vscode';
import type { DeployJob, TreeEnvironment, TreeRoot } from '../../../server/src/lsp/protocol.ts';

export interface Filter {
  /** Only jobs that the person of the attempt can run or approve; what is not known stays. */
  readonly mine: boolean;
  /** Only jobs that are refused or wait; what is not known stays. */
  readonly blocked: boolean;
  /** Only environments of these tiers; empty for all. */
  readonly tiers: readonly string[];
}

export const everything: Filter = { mine: false, blocked: false, tiers: [] };

export const tiers = ['production', 'staging', 'testing', 'development', 'other'] as const;

export function isOn({ mine, blocked, tiers: chosen }: Filter): boolean {
  return mine || blocked || chosen.length > 0;
}

/** "Only what you can run or approve · only production"; empty where nothing is left out. */
export function filterWords({ mine, blocked, tiers: chosen }: Filter): string {
  const parts = [
    ...(mine ? [l10n.t('what you can run or approve')] : []),
    ...(blocked ? [l10n.t('what is refused or waits')] : []),
    ...(chosen.length > 0 ? [l10n.t('tier {0}', chosen.join(', '))] : []),
  ];
  return parts.length === 0 ? '' : l10n.t('Only {0}', parts.join(' · '));
}

/** The same roots with what the filter lets through; environments without such jobs are left out. */
export function filtered(roots: readonly TreeRoot[], filter: Filter): readonly TreeRoot[] {
  if (!isOn(filter)) return roots;
  return roots.map((root) => {
    if (!root.tree) return root;
    const environments = root.tree.environments
      .filter((it) => isOfTier(it, filter))
      .map((it) => ({ ...it, jobs: it.jobs.filter((job) => passes(job, filter)) }))
      .filter((it) => it.jobs.length > 0);
    return { ...root, tree: { ...root.tree, environments } };
  });
}

/** A tier that is not known could be any. */
function isOfTier({ tier, name }: TreeEnvironment, { tiers: chosen }: Filter): boolean {
  if (chosen.length === 0) return true;
  return tier === undefined ? name !== '' : chosen.includes(tier);
}

function passes({ mine, verdict }: DeployJob, filter: Filter): boolean {
  if (filter.mine && mine === 'no') return false;
  return !filter.blocked || verdict === 'deny' || verdict === 'wait' || verdict === 'unknown';
}
