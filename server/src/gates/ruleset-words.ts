/** Protections in sentences: whom they let through, and what a person lacks for them. */
import { t } from '@vscode/l10n';
import { isUnknown } from '../logic/tri.ts';
import type { ProtectedEnvironment, Snapshot } from '../settings/settings.ts';
import type { Fact } from './gate.ts';
import type { Person } from './person.ts';
import { admits, type Protections } from './protection.ts';
import { both, either, groupWords, roleName, rowAsksFor, rowHolders } from './words.ts';

/** "The project protects `production`: only Maintainers and members of `acme/ops` may deploy." */
export function rulesetSentence(ruleset: ProtectedEnvironment, snapshot: Snapshot): string {
  const { level, name, groupId, groupPath, deployAccess } = ruleset;
  const holders = both(holdersOf(ruleset, snapshot));
  if (level === 'project') {
    return deployAccess.length === 0
      ? t`The project protects \`${name}\`, and no rule is left that would let anybody deploy.`
      : t`The project protects \`${name}\`: only ${holders} may deploy.`;
  }
  const group = groupWords(groupId, groupPath, snapshot);
  return deployAccess.length === 0
    ? t`The group ${group} protects every environment of the tier \`${name}\`, and no rule is left that would let anybody deploy.`
    : t`The group ${group} protects every environment of the tier \`${name}\`: only ${holders} may deploy.`;
}

function holdersOf(ruleset: ProtectedEnvironment, snapshot: Snapshot): readonly string[] {
  return [...new Set(ruleset.deployAccess.map((row) => rowHolders(row, ruleset, snapshot)))];
}

/** "Dana is Developer in the project": what a person has, where that is known. */
export function standing({ label, projectLevel, inNoNamedGroup }: Person): string | undefined {
  // Of a mere role the label says it all.
  if (isUnknown(projectLevel) || inNoNamedGroup) return undefined;
  const role = roleName(projectLevel);
  return role === undefined ? t`${label} is no member of the project` : t`${label} is ${role} in the project`;
}

/** The same for everybody whom it refuses, who may be thousands. */
const asked = new WeakMap<Snapshot, WeakMap<ProtectedEnvironment, string>>();

/** What a ruleset that refuses a person asks for: "the group's rule asks for Maintainer in `acme`". */
export function asksFor(ruleset: ProtectedEnvironment, snapshot: Snapshot): string {
  const ofSnapshot = asked.get(snapshot) ?? new WeakMap<ProtectedEnvironment, string>();
  asked.set(snapshot, ofSnapshot);
  const text = ofSnapshot.get(ruleset) ?? askedBy(ruleset, snapshot);
  ofSnapshot.set(ruleset, text);
  return text;
}

function askedBy(ruleset: ProtectedEnvironment, snapshot: Snapshot): string {
  const wants = either([...new Set(ruleset.deployAccess.map((row) => rowAsksFor(row, ruleset, snapshot)))]);
  if (ruleset.level === 'project') {
    return wants === '' ? t("the project's rule lets nobody through") : t`the project's rule asks for ${wants}`;
  }
  return wants === '' ? t("the group's rule lets nobody through") : t`the group's rule asks for ${wants}`;
}

/** Groups that would let the person through if inherited members counted. */
export function nearGroups(ruleset: ProtectedEnvironment, person: Person, snapshot: Snapshot): readonly string[] {
  return ruleset.deployAccess.flatMap(({ groupId, groupPath, inheritance }) => {
    if (groupId === undefined || inheritance !== 'direct') return [];
    const effective = person.groupEffective(groupId);
    if (isUnknown(effective) || effective < 10) return [];
    return [groupWords(groupId, groupPath, snapshot)];
  });
}

/** The rulesets that certainly refuse a person. */
export function refusing({ rulesets }: Protections, person: Person): readonly ProtectedEnvironment[] {
  return rulesets.filter((it) => admits(it, person) === false);
}

/** Where somebody with the right changes a ruleset. */
export function settingsPage(ruleset: ProtectedEnvironment, snapshot: Snapshot): string {
  return ruleset.level === 'project'
    ? t('a Maintainer of the project (Settings > CI/CD > Protected environments)')
    : t`an Owner of ${groupWords(ruleset.groupId, ruleset.groupPath, snapshot)} (Settings > CI/CD > Protected environments of that group)`;
}

export function rulesetFacts({ rulesets }: Protections, snapshot: Snapshot): readonly Fact[] {
  return rulesets.map((ruleset) => ({
    setting: ruleset.level === 'project' ? 'protectedEnvironments' : 'groupProtectedEnvironments',
    detail: factWords(ruleset, snapshot),
  }));
}

function factWords(ruleset: ProtectedEnvironment, snapshot: Snapshot): string {
  const { level, name, groupId, groupPath } = ruleset;
  const holders = holdersOf(ruleset, snapshot).join(', ') || t('nobody');
  return level === 'project'
    ? t`the project, \`${name}\`: ${holders}`
    : t`${groupWords(groupId, groupPath, snapshot)}, \`${name}\`: ${holders}`;
}

/** The admin flag is shown to its bearer alone, so what is said of somebody else leaves it out. */
export function adminPremise({ isViewer, username, label }: Person): readonly Fact[] {
  if (isViewer || username === undefined) return [];
  return [
    {
      setting: 'members',
      detail: t`${label} is taken not to be an instance administrator, which only ${label} is shown`,
    },
  ];
}
