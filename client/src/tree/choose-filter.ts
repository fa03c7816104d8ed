/** Asks which jobs the tree shall show. */
import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { type Filter, tiers } from './filter.ts';

interface Choice extends QuickPickItem {
  readonly of?: 'mine' | 'blocked';
  readonly tier?: string;
}

/** Resolves to nothing where the person changed their mind. */
export async function chooseFilter(now: Filter): Promise<Filter | undefined> {
  const picked = await window.showQuickPick(choices(now), {
    title: l10n.t('Which deploy jobs the tree shows'),
    placeHolder: l10n.t('Nothing chosen: all of them'),
    canPickMany: true,
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  return {
    mine: picked.some((it) => it.of === 'mine'),
    blocked: picked.some((it) => it.of === 'blocked'),
    tiers: picked.flatMap((it) => it.tier ?? []),
  };
}

function choices(now: Filter): Choice[] {
  return [
    { label: l10n.t('Only mine'), description: l10n.t('what you can run or approve'), of: 'mine', picked: now.mine },
    {
      label: l10n.t('Only blocked'),
      description: l10n.t('what is refused or waits'),
      of: 'blocked',
      picked: now.blocked,
    },
    { label: l10n.t('Tiers'), kind: QuickPickItemKind.Separator },
    ...tiers.map((tier) => ({ label: tier, tier, picked: now.tiers.includes(tier) })),
  ];
}
