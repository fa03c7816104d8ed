/** Shallow clones: a hint for jobs that push, since git may refuse what comes from one. */
import { t } from '@vscode/l10n';
import { jobVariables } from '../pipeline/variables.ts';
import type { Question } from './gate.ts';

/**
 * A sentence, with a blank before it, where the runner may give the job a shallow clone. Empty where it does not: with
 * `GIT_DEPTH: 0` it fetches everything, and with `GIT_STRATEGY: none` or `empty` nothing.
 * @see gates.md §8.4; doc/ci/pipelines/settings.md (18.9), "Limit the number of changes fetched during clone"
 */
export function shallowHint({ pipeline, attempt, job }: Pick<Question, 'pipeline' | 'attempt' | 'job'>): string {
  const value = jobVariables(pipeline, job.job, attempt).expanded();
  const [depth, strategy] = [value('GIT_DEPTH'), value('GIT_STRATEGY')];
  if (depth === '0' || strategy === 'none' || strategy === 'empty') return '';
  const given = typeof depth === 'string' && depth !== '';
  const how = given
    ? t`With \`GIT_DEPTH: ${depth}\` the runner fetches no more than the newest commits`
    : t('Unless the project has it fetch everything, the runner fetches no more than the newest commits');
  return ` ${t`${how}: should git answer "shallow update not allowed", \`GIT_DEPTH: 0\` in the job's variables helps.`}`;
}
