/** Whether anybody at all can run a job. */
import { personOf } from '../gates/person.ts';
import { whoCan } from '../gates/who.ts';
import type { LintQuestion } from './rule.ts';

/** Certainly nobody: the people, roles and groups that the rules name let no one through. Administrators aside. */
export function nobodyCanRun(question: LintQuestion, name: string): boolean {
  const { pipeline, attempt, outcome, snapshot } = question;
  const job = outcome.jobs.get(name);
  const [effect] = job?.possible ?? [];
  if (!job || !effect || !snapshot.settings.protectedEnvironments.known) return false;
  const person = personOf(attempt.actor, snapshot);
  const who = question.who?.get(name) ?? whoCan({ pipeline, attempt, outcome, job, effect, snapshot, person });
  return who.known && who.users.length === 0 && who.roles.length === 0 && who.groups.length === 0;
}
