/** Names of environments, with who may deploy there and what a deployment waits for. */
import { CompletionItemKind } from 'vscode-languageserver';
import { approvalRules, needsApproval, requiredApprovals } from '../../gates/approvals.ts';
import { personOf } from '../../gates/person.ts';
import { isProtected, type Protections, protectedFrom, protectionsOf } from '../../gates/protection.ts';
import { rulesetSentence } from '../../gates/ruleset-words.ts';
import { targetOf } from '../../gates/tier.ts';
import { both, missingSentences, opening, rowHolders } from '../../gates/words.ts';
import { isUnknown } from '../../logic/tri.ts';
import { tierOf } from '../../pipeline/environment.ts';
import type { Snapshot, StoredEnvironment } from '../../settings/settings.ts';
import { at, entryAt, text } from '../../syntax/node.ts';
import { place } from '../../syntax/source.ts';
import { mentionsIn } from '../names/mentions.ts';
import { filesOf } from '../names/scope.ts';
import type { Choice, Choosing } from './choice.ts';

/** Those that GitLab has, those that are protected before they exist, and those that other jobs name. */
export function environmentChoices(choosing: Choosing): readonly Choice[] {
  const { snapshot } = choosing.analysis;
  const { environments, protectedEnvironments } = snapshot.settings;
  const stored = new Map((environments.known ? environments.value : []).map((it) => [it.name, it]));
  const guarded = protectedEnvironments.known ? protectedEnvironments.value.items.map((it) => it.name) : [];
  const users = namedBy(choosing);
  const names = new Set([...stored.keys(), ...guarded, ...users.keys()]);
  return [...names].map((name) => {
    const row = stored.get(name);
    const by = users.get(name) ?? [];
    const rank = rankOf(name, choosing.entry, { row, isGuarded: guarded.includes(name), isNamed: by.length > 0 });
    const kind = CompletionItemKind.Constant;
    if (/[$%]/.test(name)) return { name, kind, rank: 6, detail: `as in ${by[0] ?? 'another job'}` };
    return { name, kind, rank, ...facts(choosing, name, row) };
  });
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

function facts(
  choosing: Choosing,
  name: string,
  row: StoredEnvironment | undefined,
): Pick<Choice, 'detail' | 'documentation'> {
  const { attempt, snapshot } = choosing.analysis;
  const declared = declaredTier(choosing);
  const tier = tierOf(name, declared);
  const target = targetOf(
    { name, shown: name, valid: true, tier, tierFrom: declared === undefined ? 'guessed' : 'declared' },
    snapshot,
  );
  if (!target) return {};
  const protections = protectionsOf(target, snapshot);
  const effective = typeof target.tier === 'string' ? target.tier : typeof tier === 'string' ? tier : 'other';
  const origin = row?.tier !== undefined ? '' : declared === undefined ? ', guessed from the name' : ', declared';
  const person = personOf(attempt.actor, snapshot);
  const refused = protectedFrom(protections, person);
  const lines = [
    `Tier \`${effective}\`${origin}.${row?.state === 'stopped' ? ' The environment is stopped.' : ''}`,
    ...protections.rulesets.map((it) => rulesetSentence(it, snapshot)),
    ...(isProtected(protections) === false ? ['It is not protected: whoever may start the job may deploy.'] : []),
    ...approvalSentence(protections, snapshot),
    ...(protections.rulesets.length > 0 && !isUnknown(refused)
      ? [`${opening(person.label)} may ${refused ? 'not ' : ''}deploy there.`]
      : []),
    ...(protections.open.length > 0 ? [missingSentences(protections.open)] : []),
  ];
  const details = [effective, accessWords(protections, snapshot), ...approvalWords(protections)];
  return { detail: details.join(' · '), documentation: lines.join('\n\n') };
}

/** "deploy: Maintainers", as short as it can be said. */
function accessWords(protections: Protections, snapshot: Snapshot): string {
  const guarded = isProtected(protections);
  if (guarded === false) return 'not protected';
  if (protections.rulesets.length === 0) return 'protection not known';
  const holders = protections.rulesets.map((ruleset) => {
    const all = new Set(ruleset.deployAccess.map((row) => rowHolders(row, ruleset, snapshot)));
    return all.size === 0 ? 'nobody' : [...all].join(', ');
  });
  return `deploy: ${holders.join(' and ')}`.replaceAll('`', '');
}

function approvalWords(protections: Protections): readonly string[] {
  const count = requiredApprovals(protections);
  return count === 0 ? [] : [`${count} ${count === 1 ? 'approval' : 'approvals'}`];
}

function approvalSentence(protections: Protections, snapshot: Snapshot): readonly string[] {
  if (needsApproval(protections) !== true) return [];
  const wanted = approvalRules(protections).map(({ rule, ruleset }) => {
    const { required } = rule;
    return `${required} ${required === 1 ? 'approval' : 'approvals'} by ${rowHolders(rule, ruleset, snapshot)}`;
  });
  return [`A deployment waits for ${both(wanted)}; then somebody still has to run the job.`];
}

/** What the job says itself, here or in what it extends. */
function declaredTier({ analysis, entry }: Choosing): string | undefined {
  const job = entryAt(analysis.pipeline.config.root, entry)?.value;
  const tier = text(at(job, 'environment', 'deployment_tier'));
  return tier === undefined || tier.includes('$') ? undefined : tier;
}
