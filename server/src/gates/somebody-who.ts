/** People who could do it instead, by name: for the advice that a refusal ends with. */
import { t } from '@vscode/l10n';
import type { Tri } from '../logic/tri.ts';
import type { Question } from './gate.ts';
import { peopleOf } from './people.ts';
import { either } from './words.ts';

/** More names than these are no advice. */
const most = 3;

/**
 * The first people for whom `can` certainly holds: "`mia`", "`mia` or `max`", "`mia`, `max`, `joe` or others".
 * @returns `otherwise` where the settings list nobody like that.
 */
export function somebodyWho(can: (question: Question) => Tri, question: Question, otherwise: string): string {
  const names: string[] = [];
  for (const person of peopleOf(question.snapshot).persons) {
    if (names.length > most) break;
    if (person.username === undefined || person.username === question.person.username) continue;
    if (can({ ...question, person }) === true) names.push(`\`${person.username}\``);
  }
  if (names.length === 0) return otherwise;
  return either(names.length > most ? [...names.slice(0, most), t('others')] : names);
}
