/** Whose deployment it is that a job makes, and who is free to approve it. */
import { t } from '@vscode/l10n';
import { all, not, type Tri, unknown } from '../logic/tri.ts';
import { creationOf } from './creating.ts';
import type { Question } from './gate.ts';
import { type Person, sameUsername } from './person.ts';
import { unread } from './unread.ts';

/** The deployment is that of the pipeline's user: he may approve it only where the project lets him. */
export function freeToApprove(question: Question): (person: Person) => Tri {
  const setting = question.snapshot.settings.selfApproval;
  const allowed = setting.known
    ? setting.value
    : unread('selfApproval', setting, t('whether people may approve their own deployments'));
  const isOwn = ownership(question);
  return (person) => not(all([isOwn(person), not(allowed)]));
}

/** Whose deployment it is. The pipeline of somebody who may not start one is another's, and so is the deployment. */
function ownership(question: Question): (person: Person) => Tri {
  const { actor } = question.attempt;
  if (actor.kind === 'nobody') return () => unknown({ kind: 'actor' });
  const creates = creationOf(question).allowed;
  return (person) => {
    // A mere role is none of the people listed; asked about himself, he is himself.
    const isActor =
      actor.kind === 'user'
        ? person.username !== undefined && sameUsername(person.username, actor.username)
        : person.username === undefined;
    if (isActor || creates === true) return isActor && creates;
    const could = creationOf({ ...question, person }).allowed;
    return could === false ? false : unknown({ kind: 'runtime', detail: t('who starts the pipeline') });
  };
}
