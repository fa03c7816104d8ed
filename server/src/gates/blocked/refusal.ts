/** Why somebody may not start a job, as a gate and in words, and what would change that. */
import { t } from '@vscode/l10n';
import { isUnknown } from '../../logic/tri.ts';
import type { Refusal } from '../abilities.ts';
import { manualText } from '../manual-text.ts';
import type { Person } from '../person.ts';
import { refHolders } from '../ref-words.ts';
import { refMatches } from '../refs.ts';
import { nearGroups, refusing, rulesetSentence, settingsPage } from '../ruleset-words.ts';
import { both, either, quoted, roleName } from '../words.ts';
import { type LiveCase, placeFor } from './case.ts';
import type { Voice } from './people.ts';

/** GitLab's page on each gate that can refuse. */
export const refusalSources = {
  permission: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  branch: 'https://docs.gitlab.com/user/project/repository/branches/protected/',
  outdated: 'https://docs.gitlab.com/ci/environments/deployment_safety/#prevent-outdated-deployment-jobs',
  trigger: 'https://docs.gitlab.com/ci/pipelines/downstream_pipelines/',
  pipeline: 'https://docs.gitlab.com/user/permissions/#cicd',
} as const;

type RefusingGate = keyof typeof refusalSources;

/** As GitLab's page has it: the protected environment is named first, then the outdated deployment. */
const order: readonly (readonly [Refusal, RefusingGate])[] = [
  ['protected_environment', 'permission'],
  ['outdated_deployment', 'outdated'],
  ['builds_disabled', 'pipeline'],
  ['role', 'permission'],
  ['protected_ref', 'branch'],
  ['downstream_ref', 'trigger'],
];

/** The gate that refuses; `permission` where GitLab refuses and no rule that is known tells why. */
export function refusingGate(reasons: readonly Refusal[]): RefusingGate {
  return order.find(([it]) => reasons.includes(it))?.[1] ?? 'permission';
}

/** Sentences: the rule that refuses, and what the person has. Empty where no reason is certain. */
export function whyRefused(it: LiveCase, person: Person, reasons: readonly Refusal[], voice: Voice): string {
  const [reason] = order.find(([row]) => reasons.includes(row)) ?? [];
  switch (reason) {
    case 'protected_environment':
      return [rules(it), standing(person, voice), byInheritance(it, person)].filter((row) => row !== '').join(' ');
    case 'protected_ref':
      return refRefused(it, voice);
    case 'builds_disabled':
      return t('CI/CD is switched off in this project.');
    case 'role':
      return `${roleLacks(it, voice)} ${standing(person, voice)}`;
    default:
      return '';
  }
}

function refRefused({ job: { tag, ref } }: LiveCase, voice: Voice): string {
  if (voice === 'you') {
    return tag
      ? t`You may not create the tag \`${ref}\`, and running its jobs takes that right.`
      : t`You may not push to or merge into \`${ref}\`, and running its jobs takes that right.`;
  }
  return tag
    ? t`${voice.name} may not create the tag \`${ref}\`, and running its jobs takes that right.`
    : t`${voice.name} may not push to or merge into \`${ref}\`, and running its jobs takes that right.`;
}

/** Where the environment has rules, what is left to ask for is being able to see the project. */
function roleLacks(it: LiveCase, voice: Voice): string {
  const place = placeFor(it);
  const isGuarded = place.kind === 'environment' && place.protections.rulesets.length > 0;
  if (voice === 'you') {
    return isGuarded
      ? t(
          'Starting the job takes at least Reporter in the project, beside access to the environment, which you have not got.',
        )
      : t('Starting the job takes Developer, which you have not got.');
  }
  return isGuarded
    ? t`Starting the job takes at least Reporter in the project, beside access to the environment, which ${voice.name} has not got.`
    : t`Starting the job takes Developer, which ${voice.name} has not got.`;
}

/** What the job's own page says to somebody who may not start it: to recognise it by. */
export function pageSays(reasons: readonly Refusal[]): string {
  const text = manualText({
    playAllowed: false,
    protectedFrom: reasons.includes('protected_environment'),
    outdated: reasons.includes('outdated_deployment'),
  });
  return t`The job's page says: ${quoted(text.content)}`;
}

function rules(it: LiveCase): string {
  const place = placeFor(it);
  const rulesets = place.kind === 'environment' ? place.protections.rulesets : [];
  return rulesets.map((ruleset) => rulesetSentence(ruleset, it.reading.snapshot)).join(' ');
}

/** "You are Developer in the project." */
function standing({ projectLevel }: Person, voice: Voice): string {
  if (isUnknown(projectLevel)) return '';
  const role = roleName(projectLevel);
  if (voice === 'you') {
    return role === undefined ? t('You are no member of the project.') : t`You are ${role} in the project.`;
  }
  return role === undefined
    ? t`${voice.name} is no member of the project.`
    : t`${voice.name} is ${role} in the project.`;
}

function byInheritance(it: LiveCase, person: Person): string {
  const place = placeFor(it);
  const { snapshot } = it.reading;
  const rulesets = place.kind === 'environment' ? refusing(place.protections, person) : [];
  const near = rulesets.flatMap((ruleset) => nearGroups(ruleset, person, snapshot));
  return near.length > 0 ? t`Membership in ${both(near)} by inheritance does not count here.` : '';
}

/** What would let the person start it another time, and who can see to that. Empty where nothing is known to. */
export function remedy(it: LiveCase, person: Person, reasons: readonly Refusal[], voice: Voice): string {
  const place = placeFor(it);
  const { snapshot } = it.reading;
  if (reasons.includes('protected_environment') && place.kind === 'environment') {
    const pages = refusing(place.protections, person).map((ruleset) => settingsPage(ruleset, snapshot));
    if (pages.length === 0) return '';
    const asked = both([...new Set(pages)]);
    return voice === 'you'
      ? t`To let you deploy there, ask ${asked}.`
      : t`To let ${voice.name} deploy there, ask ${asked}.`;
  }
  if (reasons.includes('protected_ref')) return refRemedy(it);
  if (!reasons.includes('role')) return '';
  return voice === 'you'
    ? t('A Maintainer gives you a role under Manage > Members.')
    : t`A Maintainer gives ${voice.name} a role under Manage > Members.`;
}

/** Who has the right to the ref, as far as its rules are known. */
function refRemedy({ job: { ref, tag }, reading: { snapshot } }: LiveCase): string {
  const { protectedTags, protectedBranches } = snapshot.settings;
  const refs = tag ? protectedTags : protectedBranches;
  const page = `Settings > Repository > ${tag ? 'Protected tags' : 'Protected branches'}`;
  if (!refs.known) return t`A Maintainer sees who has that right for \`${ref}\`, and changes it, under ${page}.`;
  if (!refs.value.some((it) => refMatches(it.name, ref))) {
    return t`No rule is about \`${ref}\`: it takes the role of a Developer, which a Maintainer gives under Manage > Members.`;
  }
  const holders = refHolders({ actor: { kind: 'nobody' }, ref, tag, source: 'push', at: 0 }, snapshot);
  return holders.length === 0
    ? t`Nobody has that right for \`${ref}\`; a Maintainer changes it under ${page}.`
    : t`That right is with ${either(holders)} for \`${ref}\`; a Maintainer changes it under ${page}.`;
}
