/** What deploying to an environment means: its tier, its protections, approvals, and whether this person may. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../../engine/analysis.ts';
import { approvalRules, needsApproval, requiredApprovals } from '../../gates/approvals.ts';
import { type Person, personOf } from '../../gates/person.ts';
import { isProtected, type Protections, protectedFrom, protectionsOf } from '../../gates/protection.ts';
import { rulesetSentence } from '../../gates/ruleset-words.ts';
import { targetOf } from '../../gates/tier.ts';
import { both, missingSentences, opening, rowHolders } from '../../gates/words.ts';
import { later } from '../../logic/later.ts';
import { isUnknown } from '../../logic/tri.ts';
import type { Actor } from '../../pipeline/attempt.ts';
import { tierOf } from '../../pipeline/environment.ts';
import type { Snapshot, StoredEnvironment } from '../../settings/settings.ts';
import type { Choice } from './choice.ts';

type Facts = Pick<Choice, 'detail' | 'documentation'>;

/** A project may have hundreds of environments, and a name is asked for with each letter. */
const known = new WeakMap<Snapshot, WeakMap<Actor, Map<string, Facts>>>();

/**
 * @param row the environment as GitLab has it; absent: it does not exist yet.
 * @param declared the tier that the job says.
 */
export function factsOf(
  name: string,
  row: StoredEnvironment | undefined,
  declared: string | undefined,
  { attempt: { actor }, snapshot }: Analysis,
): Facts {
  const byActor = known.get(snapshot) ?? new WeakMap<Actor, Map<string, Facts>>();
  known.set(snapshot, byActor);
  const byName = byActor.get(actor) ?? new Map<string, Facts>();
  byActor.set(actor, byName);
  const key = `${declared ?? ''}\n${name}`;
  const facts = byName.get(key) ?? newFacts(name, row, declared, { person: personOf(actor, snapshot), snapshot });
  byName.set(key, facts);
  return facts;
}

interface Asking {
  readonly person: Person;
  readonly snapshot: Snapshot;
}

function newFacts(
  name: string,
  row: StoredEnvironment | undefined,
  declared: string | undefined,
  { person, snapshot }: Asking,
): Facts {
  const tier = tierOf(name, declared);
  const tierFrom = declared === undefined ? 'guessed' : 'declared';
  const target = targetOf({ name, shown: name, valid: true, tier, tierFrom }, snapshot);
  if (!target) return {};
  const protections = protectionsOf(target, snapshot);
  const effective = typeof target.tier === 'string' ? target.tier : typeof tier === 'string' ? tier : 'other';
  const origin = row?.tier === undefined ? tierFrom : 'stored';
  const stopped = row?.state === 'stopped' ? [t('The environment is stopped.')] : [];
  const lines = [
    [t(tierSentences[origin], effective), ...stopped].join(' '),
    ...protections.rulesets.map((it) => rulesetSentence(it, snapshot)),
    ...(isProtected(protections) === false ? [t('It is not protected: whoever may start the job may deploy.')] : []),
    ...approvalSentence(protections, snapshot),
    ...personSentence(protections, person),
    ...(protections.open.length > 0 ? [missingSentences(protections.open)] : []),
  ];
  const details = [effective, accessWords(protections, snapshot), ...approvalWords(protections)];
  return { detail: details.join(' · '), documentation: lines.join('\n\n') };
}

const tierSentences = {
  stored: later('Tier `{0}`.'),
  declared: later('Tier `{0}`, declared.'),
  guessed: later('Tier `{0}`, guessed from the name.'),
} as const;

function personSentence(protections: Protections, person: Person): readonly string[] {
  const refused = protectedFrom(protections, person);
  if (protections.rulesets.length === 0 || isUnknown(refused)) return [];
  const name = opening(person);
  return [refused ? t`${name} may not deploy there.` : t`${name} may deploy there.`];
}

/** "deploy: Maintainers", as short as it can be said. */
function accessWords(protections: Protections, snapshot: Snapshot): string {
  const guarded = isProtected(protections);
  if (guarded === false) return t('not protected');
  if (protections.rulesets.length === 0) return t('protection not known');
  const holders = protections.rulesets.map((ruleset) => {
    const all = new Set(ruleset.deployAccess.map((row) => rowHolders(row, ruleset, snapshot)));
    return all.size === 0 ? t('nobody') : [...all].join(', ');
  });
  const all = holders.reduce((some, it) => t`${some} and ${it}`);
  return t`deploy: ${all}`.replaceAll('`', '');
}

function approvalWords(protections: Protections): readonly string[] {
  const count = requiredApprovals(protections);
  return count === 0 ? [] : [count === 1 ? t('1 approval') : t`${count} approvals`];
}

function approvalSentence(protections: Protections, snapshot: Snapshot): readonly string[] {
  if (needsApproval(protections) !== true) return [];
  const wanted = approvalRules(protections).map(({ rule, ruleset }) => {
    const { required } = rule;
    const who = rowHolders(rule, ruleset, snapshot);
    return required === 1 ? t`1 approval by ${who}` : t`${required} approvals by ${who}`;
  });
  return [t`A deployment waits for ${both(wanted)}; then somebody still has to run the job.`];
}
