/** The people whom all protections of an environment let deploy. */
import { t } from '@vscode/l10n';
import { peopleOf } from '../gates/people.ts';
import type { Person } from '../gates/person.ts';
import { protectedBy } from '../gates/protection.ts';
import { deploymentOf } from '../gates/subject.ts';
import { both } from '../gates/words.ts';
import { isUnknown } from '../logic/tri.ts';
import type { LintQuestion } from './rule.ts';
import type { Deployment } from './subject.ts';

/** Those of the settings' people who certainly pass, and certainly have at least this role in the project. */
export function deployersOf({ job, effect }: Deployment, { snapshot }: LintQuestion, level: number): readonly Person[] {
  const deployment = deploymentOf({ job, effect, snapshot });
  if (!deployment || deployment.protections.rulesets.length === 0) return [];
  return peopleOf(snapshot).persons.filter(
    (it) =>
      it.active === true &&
      !isUnknown(it.projectLevel) &&
      it.projectLevel >= level &&
      protectedBy(deployment.protections, it) === true,
  );
}

/** `rae`, `bob` and 3 more: a few names. */
export function names(people: readonly Person[]): string {
  const shown = people.slice(0, 3).map((it) => `\`${it.username ?? it.label}\``);
  const rest = people.length - shown.length;
  return both(rest > 0 ? [...shown, t`${rest} more`] : shown);
}
