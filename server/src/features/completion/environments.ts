/** Names of environments, with who may deploy there and what a deployment waits for. */
import { t } from '@vscode/l10n';
import { CompletionItemKind } from 'vscode-languageserver';
import type { StoredEnvironment } from '../../settings/settings.ts';
import { at, entryAt, text } from '../../syntax/node.ts';
import { place } from '../../syntax/source.ts';
import { mentionsIn } from '../names/mentions.ts';
import { filesOf } from '../names/scope.ts';
import type { Choice, Choosing } from './choice.ts';
import { factsOf } from './environment-facts.ts';

/** Those that GitLab has, those that are protected before they exist, and those that other jobs name. */
export function environmentChoices(choosing: Choosing): readonly Choice[] {
  const { snapshot } = choosing.analysis;
  const { environments, protectedEnvironments } = snapshot.settings;
  const stored = new Map((environments.known ? environments.value : []).map((it) => [it.name, it]));
  const guarded = protectedEnvironments.known ? protectedEnvironments.value.items.map((it) => it.name) : [];
  const users = namedBy(choosing);
  const declared = declaredTier(choosing);
  const names = new Set([...stored.keys(), ...guarded, ...users.keys()]);
  return [...names].map((name) => {
    const row = stored.get(name);
    const by = users.get(name) ?? [];
    const rank = rankOf(name, choosing.entry, { row, isGuarded: guarded.includes(name), isNamed: by.length > 0 });
    const kind = CompletionItemKind.Constant;
    if (/[$%]/.test(name)) return { name, kind, rank: 6, detail: likeIn(by[0]) };
    return { name, kind, rank, ...factsOf(name, row, declared, choosing.analysis) };
  });
}

function likeIn(job: string | undefined): string {
  return job === undefined ? t('as in another job') : t`as in ${job}`;
}

/** The jobs that name each environment; the place where somebody types is no such job. */
function namedBy({ analysis, family, file, slot }: Choosing): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const it of filesOf([analysis, ...family])) {
    for (const { kind, name, span, entry } of mentionsIn(it)) {
      if (kind !== 'environment' || (it.path === file.path && touchesSlot(place(file, span), slot))) continue;
      found.set(name, [...(found.get(name) ?? []), entry]);
    }
  }
  return found;
}

function touchesSlot(
  { start, end }: { readonly start: number; readonly end: number },
  slot: Choosing['slot'],
): boolean {
  return start <= slot.end && slot.start <= end;
}

interface Standing {
  readonly row: StoredEnvironment | undefined;
  readonly isGuarded: boolean;
  readonly isNamed: boolean;
}

/** A job is often called after where it deploys. What is stopped, or one of many, is rarely meant. */
function rankOf(name: string, job: string, { row, isGuarded, isNamed }: Standing): number {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const own = job.toLowerCase().split(/[^a-z0-9]+/);
  if (own.some((it) => it.length > 2 && words.includes(it))) return words.length > 1 ? 1 : 0;
  if (row?.state === 'stopped') return 7;
  if (name.includes('/')) return 4;
  if (row || isGuarded) return isGuarded ? 2 : 3;
  return isNamed ? 5 : 6;
}

/** What the job says itself, here or in what it extends. */
function declaredTier({ analysis, entry }: Choosing): string | undefined {
  const job = entryAt(analysis.pipeline.config.root, entry)?.value;
  const tier = text(at(job, 'environment', 'deployment_tier'));
  return tier === undefined || tier.includes('$') ? undefined : tier;
}
