/** Which protections stand before an environment, and what all of them together make of a person. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { all, any, isUnknown, type Missing, not, type Tri, type Unknown, unknown } from '../logic/tri.ts';
import { type DeploymentTier, tiers } from '../pipeline/job.ts';
import type { Known, Listing, ProtectedEnvironment, Snapshot } from '../settings/settings.ts';
import { acceptsAnyRow } from './access.ts';
import type { Person } from './person.ts';
import { couldBe, type Target } from './tier.ts';
import { missingSetting, unread } from './unread.ts';

/** The protections of one environment, as far as they could be read. */
export interface Protections {
  /** Without the licence nothing is enforced, whatever is written down. */
  readonly licensed: Tri;
  /** Those that are known to apply. */
  readonly rulesets: readonly ProtectedEnvironment[];
  /** Why there may be more of them. Empty: these are all. */
  readonly open: readonly Missing[];
  /** GitLab's own word on whether all of them together admit the token's user, where it was asked. */
  readonly admitsViewer?: boolean;
}

/** A part of the protections: the project's own, or those of its groups. */
type Part = Pick<Protections, 'rulesets' | 'open'>;

const none: Part = { rulesets: [], open: [] };

/**
 * The protections GitLab compares an environment with (gates.md §1.2): the project's by exact name, those of all
 * ancestor groups by tier.
 */
export function protectionsOf(target: Target, { settings }: Snapshot): Protections {
  const licence = settings.protectedEnvironmentsLicensed;
  const licensed = licence.known
    ? licence.value
    : unread('protectedEnvironmentsLicensed', licence, t('whether protected environments are licensed'));
  if (licensed === false) return { licensed, ...none };
  const own = projectPart(target, settings.protectedEnvironments);
  const inherited = groupPart(target.tier, settings.groupProtectedEnvironments, settings.ancestorGroups);
  const { environments } = settings;
  const stored = environments.known ? environments.value.find((it) => it.name === target.name) : undefined;
  return {
    licensed,
    rulesets: [...own.rulesets, ...inherited.rulesets],
    open: [...own.open, ...inherited.open],
    ...(stored?.admitsViewer !== undefined && { admitsViewer: stored.admitsViewer }),
  };
}

/** EE's `protected?`. */
export function isProtected({ licensed, rulesets, open }: Protections): Tri {
  return all([licensed, rulesets.length > 0 ? true : further(open)]);
}

/**
 * EE's `protected_from?`: some protection refuses the person (gates.md §1.7). One that is known to refuse decides,
 * whatever else there may be.
 *
 * @param person `undefined`: not a user at all; that is refused even where nothing is protected.
 */
export function protectedFrom(protections: Protections, person: Person | undefined): Tri {
  if (!person) return true;
  const { licensed, rulesets, open, admitsViewer } = protections;
  const refused = any([...rulesets.map((it) => not(admits(it, person))), further(open)]);
  const told = isUnknown(refused) && person.isViewer && admitsViewer !== undefined ? !admitsViewer : refused;
  return all([licensed, told]);
}

/** EE's `protected_by?`: there are protections, and every one of them admits the person. */
export function protectedBy(protections: Protections, person: Person | undefined): Tri {
  if (!person) return false;
  const { rulesets, open, admitsViewer } = protections;
  const admitted = all([...rulesets.map((it) => admits(it, person)), not(further(open))]);
  const told = isUnknown(admitted) && person.isViewer && admitsViewer !== undefined ? admitsViewer : admitted;
  return all([isProtected(protections), told]);
}

/** Asked for every job of the environment; the people of a snapshot are the same objects each time. */
const admitted = new WeakMap<ProtectedEnvironment, WeakMap<Person, Tri>>();

/** Whether one ruleset lets a person deploy. */
export function admits(ruleset: ProtectedEnvironment, person: Person | undefined): Tri {
  if (!person) return false;
  const byPerson = admitted.get(ruleset) ?? new WeakMap<Person, Tri>();
  admitted.set(ruleset, byPerson);
  const answer = byPerson.get(person) ?? acceptsAnyRow(ruleset.deployAccess, ruleset, person);
  byPerson.set(person, answer);
  return answer;
}

/** Whether there are protections beyond the known ones. */
function further(open: readonly Missing[]): Tri {
  return open.length > 0 && unknown(...open);
}

function projectPart({ name, shown }: Target, listing: Known<Listing<ProtectedEnvironment>>): Part {
  if (!listing.known) return { rulesets: [], open: [missingSetting('protectedEnvironments', listing)] };
  if (isUnknown(name)) {
    const possible = listing.value.items.some((it) => couldBe(shown, it.name));
    const open = listing.value.complete ? [] : [unseen(shown, listing.value)];
    return { rulesets: [], open: possible ? [...name.missing, ...open] : open };
  }
  const rulesets = listing.value.items.filter((it) => it.name === name);
  return { rulesets, open: covers(listing.value, name) ? [] : [unseen(name, listing.value)] };
}

function unseen(name: string, { why = 'forbidden', needs = 'Maintainer' }: Listing<ProtectedEnvironment>): Missing {
  const because = { why, needs };
  return missingSetting('protectedEnvironments', because, t`whether the project protects the name \`${name}\``);
}

function groupPart(
  tier: DeploymentTier | Unknown,
  listing: Known<Listing<ProtectedEnvironment>>,
  ancestors: Snapshot['settings']['ancestorGroups'],
): Part {
  if (ancestors.known && ancestors.value.length === 0) return none;
  if (!listing.known) return { rulesets: [], open: [missingSetting('groupProtectedEnvironments', listing)] };
  const ids = ancestors.known ? new Set(ancestors.value.map((it) => it.id)) : undefined;
  const items = listing.value.items.filter(({ groupId }) => groupId === undefined || !ids || ids.has(groupId));
  if (!isUnknown(tier)) return ofTier(tier, items, listing.value);
  const parts = tiers.map((it) => ofTier(it, items, listing.value));
  if (parts.every((it) => it.rulesets.length === 0 && it.open.length === 0)) return none;
  return { rulesets: [], open: tier.missing };
}

function ofTier(
  tier: DeploymentTier,
  items: readonly ProtectedEnvironment[],
  listing: Listing<ProtectedEnvironment>,
): Part {
  const rulesets = items.filter((it) => it.name === tier);
  if (covers(listing, tier)) return { rulesets, open: [] };
  const detail =
    rulesets.length > 0
      ? t`whether another group protects the tier \`${tier}\``
      : t`whether a group protects the tier \`${tier}\``;
  const { why = 'forbidden', needs = later('Owner of the group') } = listing;
  const because = { why, needs };
  return { rulesets, open: [missingSetting('groupProtectedEnvironments', because, detail)] };
}

/** Whether a listing shows every row for `name`. */
function covers({ complete, covers: names = [], hidden }: Listing<ProtectedEnvironment>, name: string): boolean {
  return complete || (!hidden && names.includes(name));
}
