/** Why somebody may not start a job, as a gate and in words, and what would change that. */
import { isUnknown } from '../../logic/tri.ts';
import type { Refusal } from '../abilities.ts';
import { manualText } from '../manual-text.ts';
import type { Person } from '../person.ts';
import { refHolders } from '../ref-words.ts';
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
  const { subject, object, is, has } = voice;
  switch (reason) {
    case 'protected_environment':
      return `${rules(it)} ${standing(person, voice)}${byInheritance(it, person)}`;
    case 'protected_ref': {
      const right = it.job.tag ? 'create the tag' : 'push to or merge into';
      return `${subject} may not ${right} \`${it.job.ref}\`, and running its jobs takes that right.`;
    }
    case 'builds_disabled':
      return 'CI/CD is switched off in this project.';
    case 'role': {
      const place = placeFor(it);
      const guarded = place.kind === 'environment' && place.protections.rulesets.length > 0;
      const what = guarded ? 'at least Reporter in the project, beside access to the environment' : 'Developer';
      return `Starting the job takes ${what}, which ${object} ${has} not got. ${standing(person, { subject, is })}`;
    }
    default:
      return '';
  }
}

/** What the job's own page says to somebody who may not start it: to recognise it by. */
export function pageSays(reasons: readonly Refusal[]): string {
  const text = manualText({
    playAllowed: false,
    protectedFrom: reasons.includes('protected_environment'),
    outdated: reasons.includes('outdated_deployment'),
  });
  return `The job's page says: ${quoted(text.content)}`;
}

function rules(it: LiveCase): string {
  const place = placeFor(it);
  const rulesets = place.kind === 'environment' ? place.protections.rulesets : [];
  return rulesets.map((ruleset) => rulesetSentence(ruleset, it.reading.snapshot)).join(' ');
}

/** "You are Developer in the project." */
function standing({ projectLevel }: Person, { subject, is }: Pick<Voice, 'subject' | 'is'>): string {
  if (isUnknown(projectLevel)) return '';
  const role = roleName(projectLevel);
  return role === undefined ? `${subject} ${is} no member of the project.` : `${subject} ${is} ${role} in the project.`;
}

function byInheritance(it: LiveCase, person: Person): string {
  const place = placeFor(it);
  const { snapshot } = it.reading;
  const rulesets = place.kind === 'environment' ? refusing(place.protections, person) : [];
  const near = rulesets.flatMap((ruleset) => nearGroups(ruleset, person, snapshot));
  return near.length > 0 ? ` Membership in ${both(near)} by inheritance does not count here.` : '';
}

/** What would let the person start it another time, and who can see to that. Empty where nothing is known to. */
export function remedy(
  it: LiveCase,
  person: Person,
  reasons: readonly Refusal[],
  { object }: Pick<Voice, 'object'>,
): string {
  const place = placeFor(it);
  const { snapshot } = it.reading;
  if (reasons.includes('protected_environment') && place.kind === 'environment') {
    const pages = refusing(place.protections, person).map((ruleset) => settingsPage(ruleset, snapshot));
    return pages.length === 0 ? '' : `To let ${object} deploy there, ask ${both([...new Set(pages)])}.`;
  }
  if (reasons.includes('protected_ref')) {
    const holders = refHolders(
      { actor: { kind: 'nobody' }, ref: it.job.ref, tag: it.job.tag, source: 'push', at: 0 },
      snapshot,
    );
    const page = it.job.tag ? 'Protected tags' : 'Protected branches';
    const able = holders.length === 0 ? 'Nobody has that right' : `That right is with ${either(holders)}`;
    return `${able} for \`${it.job.ref}\`; a Maintainer changes it under Settings > Repository > ${page}.`;
  }
  return reasons.includes('role') ? `A Maintainer gives ${object} a role under Manage > Members.` : '';
}
