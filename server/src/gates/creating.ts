/** What GitLab says when somebody creates the pipeline of an attempt. */
import { t } from '@vscode/l10n';
import { type Creation, mayCreatePipeline } from './creation.ts';
import type { Question } from './gate.ts';
import { keptPerPerson } from './kept.ts';
import { canCreateTag, canUpdateBranch, refSettings } from './refs.ts';
import { unread } from './unread.ts';

export type Trying = Pick<Question, 'attempt' | 'snapshot' | 'person'>;

const creations = keptPerPerson<Creation>();

/** What GitLab says when the person creates the attempt's pipeline. */
export function creationOf(trying: Trying): Creation {
  const { attempt, snapshot, person } = trying;
  return creations(snapshot, person, `${attempt.tag} ${attempt.ref}`, () => askForPipeline(trying));
}

function askForPipeline({ attempt, snapshot, person }: Trying): Creation {
  const settings = refSettings(snapshot);
  const { project } = snapshot.settings;
  return mayCreatePipeline(person, {
    ref: attempt.ref,
    ciDisabled: project.known
      ? project.value.jobsEnabled === false
      : unread('project', project, t('whether CI/CD is enabled in the project')),
    archived: settings.archived,
    refWritable: attempt.tag
      ? canCreateTag(attempt.ref, person, settings)
      : canUpdateBranch(attempt.ref, person, settings),
  });
}
